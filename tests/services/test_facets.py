"""Facets count what each choice would leave, and nothing else."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from coalesce.records.sketch import SeenIn, Sketch
from coalesce.services.facets import FACETS, NONE, Narrowing, narrowed

KINDS = {"a": "travellers", "b": "designations"}
CODES = st.lists(st.sampled_from(["SY", "IQ", "TR"]), max_size=2, unique=True).map(tuple)


def sketch(
    number: int, of: str, nationalities: tuple[str, ...], seen: tuple[str, ...], scripts: tuple[str, ...]
) -> Sketch:
    where = tuple(SeenIn(code, date(2014, 3, 1), date(2014, 3, 31)) for code in seen)
    return Sketch(str(number), f"R{number}", of, of, "NL", ("Zorbal",), scripts, nationalities, seen=where)


FOUND = st.lists(
    st.tuples(st.sampled_from(["a", "b"]), CODES, CODES, st.sampled_from([("Latn",), ("Arab",), ("Latn", "Arab")])),
    max_size=12,
).map(lambda rows: [sketch(n, *row) for n, row in enumerate(rows)])


@given(found=FOUND, asked=st.dictionaries(st.sampled_from(["list", "nationality", "seen_in"]), CODES, max_size=2))
def test_a_choices_number_is_what_choosing_it_alone_in_its_facet_leaves(
    found: list[Sketch], asked: dict[str, tuple[str, ...]]
) -> None:
    shown = narrowed(found, KINDS, Narrowing(asked))
    assert [one.name for one in shown.facets] == list(FACETS)
    for facet in shown.facets:
        for choice in facet.choices:
            alone = narrowed(found, KINDS, Narrowing({**asked, facet.name: (choice.value,)}))
            assert len(alone.kept) == choice.records, (facet.name, choice)
            assert choice.chosen == (choice.value in asked.get(facet.name, ()))


def test_several_choices_of_one_facet_are_alternatives_and_facets_add_up() -> None:
    found = [
        sketch(0, "a", ("SY",), (), ("Latn",)),
        sketch(1, "a", ("IQ",), ("SY",), ("Arab",)),
        sketch(2, "b", (), (), ("Latn",)),
    ]

    def left(**chosen: tuple[str, ...]) -> list[str]:
        return [one.record for one in narrowed(found, KINDS, Narrowing(chosen)).kept]

    assert left(nationality=("SY", "IQ")) == ["0", "1"]
    assert left(nationality=("SY", "IQ"), script=("Arab",)) == ["1"]
    assert left(nationality=(NONE,)) == ["2"]
    assert left(kind=("designations",)) == ["2"]
    assert left(born=("nineteen",)) == []


def test_where_somebody_was_seen_is_counted_within_the_window() -> None:
    found = [sketch(0, "a", (), ("SY",), ("Latn",)), sketch(1, "a", (), (), ("Latn",))]
    inside = narrowed(found, KINDS, Narrowing(since=date(2014, 3, 5)))
    assert [one.record for one in inside.kept] == ["0"]
    assert narrowed(found, KINDS, Narrowing(since=date(2014, 5, 1))).kept == ()
    assert not Narrowing()
    assert Narrowing(since=date(2014, 3, 5))


def test_choices_come_most_borne_first_and_what_is_not_given_last() -> None:
    found = [sketch(n, "a", (), (), ("Latn",)) for n in range(3)] + [sketch(9, "a", ("SY",), (), ("Latn",))]
    facet = next(one for one in narrowed(found, KINDS, Narrowing()).facets if one.name == "nationality")
    assert [(one.value, one.records) for one in facet.choices] == [("SY", 1), (NONE, 3)]
