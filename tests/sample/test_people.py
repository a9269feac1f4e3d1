from __future__ import annotations

import random
from collections import Counter
from datetime import date

import pytest

from coalesce.records import PartRole, Sex
from coalesce.sample.listed import is_listed
from coalesce.sample.origins import origins
from coalesce.sample.people import CULTURES, Someone, home_way, invent
from coalesce.sample.tokens import pools

LAST = date(2014, 9, 30)
BY_ISO = {origin.iso: origin for origin in origins()}


def some(iso: str, count: int = 300) -> list[Someone]:
    return [invent(random.Random(f"{iso}{n}"), f"p{n}", BY_ISO[iso], LAST) for n in range(count)]


def test_every_culture_finds_its_pools() -> None:
    for name, culture in CULTURES.items():
        for sex in "mf":
            for pool in filter(None, (culture.given, culture.family, culture.father)):
                assert pools()[pool.format(sex=sex)].tokens, (name, pool)


@pytest.mark.parametrize(
    ("iso", "script", "roles"),
    [
        ("TN", "Arab", [PartRole.GIVEN, PartRole.FATHER, PartRole.GRANDFATHER, PartRole.FAMILY]),
        ("KZ", "Cyrl", [PartRole.GIVEN, PartRole.PATRONYMIC, PartRole.FAMILY]),
        ("SO", "Latn", [PartRole.GIVEN, PartRole.FATHER, PartRole.FAMILY]),
    ],
)
def test_names_are_built_as_their_culture_does(iso: str, script: str, roles: list[PartRole]) -> None:
    for someone in some(iso, 40):
        assert someone.script == script
        assert [part.role for part in someone.name] == roles
        assert len(someone.passport) == len(someone.name)
        assert someone.passport_name.isascii() or home_way(iso) != "en"


def test_women_bear_womens_names() -> None:
    women = [someone for someone in some("RU", 600) if someone.sex is Sex.FEMALE and someone.script == "Cyrl"]
    assert len(women) > 20
    assert all(someone.name[-1].token.native.endswith("а") for someone in women)
    assert all(someone.name[1].token.native.endswith("вна") for someone in women)


def test_nobody_bears_a_listed_name() -> None:
    for someone in some("SA", 200):
        assert not is_listed(someone.native_name)
        assert not is_listed(someone.passport_name)


def test_ages_documents_and_nationalities() -> None:
    people = some("FR", 800)
    ages = [(someone.itinerary.events[0].day - someone.born).days / 365.25 for someone in people]
    assert 20 < sorted(ages)[len(ages) // 2] < 30
    assert 0 < sum(age < 18 for age in ages) / len(ages) < 0.06
    assert min(ages) > 14
    assert all(someone.documents and someone.documents[0].country == "FR" for someone in people)
    assert len({someone.documents[0].number for someone in people}) == len(people)
    nationalities = Counter(len(someone.nationalities) for someone in people)
    assert nationalities[1] > nationalities[2] > 0
    assert all(someone.nationalities[0] == "FR" for someone in people)


def test_one_person_does_not_change_another() -> None:
    alone = invent(random.Random("TN5"), "p5", BY_ISO["TN"], LAST)
    assert some("TN", 8)[5] == alone


def test_who_never_travelled_has_no_journey() -> None:
    stayed = invent(random.Random(1), "p1", BY_ISO["SA"], LAST, travels=False)
    assert not stayed.itinerary.events
    assert not stayed.itinerary.legs
