"""The commands about models."""

from coalesce.errors import EXIT_BAD_INPUT, EXIT_REFUSED
from tests.cli.conftest import Run


def test_a_new_node_has_the_shipped_model_published(at: Run) -> None:
    (only,) = at("model", "list", "--format", "json").json()
    assert (only["version"], only["name"], only["published"]) == (1, "model-1", True)


def test_an_empty_list_is_refused_with_the_number_it_takes(at: Run) -> None:
    said = at("model", "fit", "--list", "border")
    assert said.code == EXIT_REFUSED
    assert "it takes 200" in said.err


def test_a_list_that_is_not_there_is_bad_usage(at: Run) -> None:
    said = at("model", "fit", "--list", "nothing")
    assert said.code == EXIT_BAD_INPUT
    assert "'nothing' is no list of NL" in said.err


def test_publishing_says_what_must_follow(at: Run) -> None:
    said = at("model", "use", 1)
    assert said.code == 0
    assert "coalesce link" in said.err
    assert at("model", "use", 7).code == EXIT_BAD_INPUT
