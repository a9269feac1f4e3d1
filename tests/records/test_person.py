"""An audience as written: what caches and keyed hashes are made of, so it must tell two audiences apart. Who joins a person."""

from __future__ import annotations

from itertools import product

from coalesce.handling import Purpose
from coalesce.records import Audience, Everybody, Person


def test_two_audiences_are_never_written_alike() -> None:
    audiences = [Audience(member, purpose) for member, purpose in product(("NL", "FR", "INTERPOL"), Purpose)]
    assert len({str(audience) for audience in audiences}) == len(audiences)
    assert str(Audience("NL", Purpose.BORDER)) == "NL:border"


def test_one_record_alone_is_joined_by_nobody() -> None:
    found = [Person("p", records, judged).joined_by for records in (("a",), ("a", "b")) for judged in (True, False)]
    assert found == ["nobody", "nobody", "humans", "probability"]


def test_everybody_is_the_same_people_by_record() -> None:
    told = Everybody.of([Person("p", ("b", "d"), False), Person("q", ("a",), True), Person("r", ("c",), True)])
    assert list(told.rows()) == [("a", "q", True), ("b", "p", False), ("c", "r", True), ("d", "p", False)]
    assert list(told.part(1, 3).rows()) == [("b", "p", False), ("c", "r", True)]
    assert list(Everybody.of([]).rows()) == []
