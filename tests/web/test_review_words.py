"""The words of a choice: read, carried on, refused where they mean nothing."""

from __future__ import annotations

import pytest

from tests.web.visits import Place, Visitor


@pytest.mark.parametrize(
    "words",
    ["from=2", "to=x", "script=Ar", "script=Ar1b", "leg=TR", "stage=open", "stage=fourth", "after=here", "colour=red"],
)
def test_a_word_that_means_nothing_is_refused(claire: Visitor, words: str) -> None:
    assert claire.get(f"/api/review?{words}").status_code == 400


def test_a_person_who_is_not_there_is_not_found(claire: Visitor) -> None:
    assert claire.get("/review?person=nobody").status_code == 404


def test_pairs_are_chosen_and_the_choice_is_carried_from_pair_to_pair(place: Place, claire: Visitor) -> None:
    def references(words: str) -> list[set[str]]:
        names = {identity: reference for reference, identity in place.ids.items()}
        return [{names[row["left"]], names[row["right"]]} for row in claire.get(f"/api/review?{words}").json()]

    assert references("from=0.5") == [{"N1", "F1"}]
    assert references("to=0.5") == [{"N2", "F2"}]
    assert references("script=arab") == [{"N1", "F1"}]
    assert references("script=Cyrl") == []
    assert len(references("leg=TR>SY")) == 2
    assert references("leg=SY>IQ") == []
    assert len(references(f"list={place.lists['border']}")) == 2
    assert references("list=none") == []
    assert references("stage=third") == []
    text = claire.get("/review?from=0.01&list=" + place.lists["border"]).text
    assert "from=0.01" in text
    pair = claire.get(place.pair("N1", "F1") + "?from=0.01&leg=TR%3ESY").text
    assert '<input type="hidden" name="leg" value="TR&gt;SY">' in pair
    assert "from=0.01" in pair
