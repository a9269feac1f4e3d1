from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from coalesce.records import NameKind, Sex
from coalesce.sample import spelling
from coalesce.sample.habits import Writing
from coalesce.sample.origins import origins
from coalesce.sample.people import Someone, invent
from coalesce.sample.spelling import names_of

ORIGIN = {origin.iso: origin for origin in origins()}
PLAIN = Writing("en", father=0, as_passport=0, second_spelling=0, byname=0, slip=0)


def someone(iso: str, seed: int = 1, sex: Sex = Sex.MALE) -> Someone:
    for n in range(seed, seed + 500):
        found = invent(random.Random(f"{iso}/{n}"), "p1", ORIGIN[iso], date(2014, 9, 30))
        if found.sex is sex:
            return found
    raise AssertionError("nobody of that sex in 500")


def written(person: Someone, writing: Writing, count: int = 60) -> Counter[str]:
    return Counter(names_of(random.Random(n), person, writing)[0].full for n in range(count))


def test_one_person_is_spelt_in_several_ways() -> None:
    assert len(written(someone("TN"), replace(PLAIN, father=0.5, slip=0.1))) > 5


def test_each_way_gives_its_script() -> None:
    for way, script in (("en", "Latn"), ("ar", "Arab"), ("cy", "Cyrl")):
        for iso in ("TN", "RU", "GB", "TR"):
            name = names_of(random.Random(5), someone(iso), replace(PLAIN, way=way))[0]
            assert name.script == script
            assert name.kind is NameKind.PRIMARY


def test_a_copied_passport_is_the_passport() -> None:
    person = someone("MA")
    copied = written(person, replace(PLAIN, as_passport=1, father=1, grandfather=1, son_of=0))
    assert person.passport_name in copied


def test_order_and_capitals() -> None:
    person = someone("SO")
    family, given = person.passport[-1], person.passport[0]
    french = replace(PLAIN, way="fr", order="family", capitals="family", as_passport=1)
    assert f"{family.upper()} {given}" in written(person, french)
    german = replace(PLAIN, way="de", order="family", separator=", ", as_passport=1)
    assert f"{family}, {given}" in written(person, german)
    assert all(name == name.upper() for name in written(person, replace(PLAIN, capitals="all", as_passport=1)))


def test_turkish_capitals_keep_their_dot() -> None:
    turkish = replace(PLAIN, way="tr", capitals="all")
    names = [name for n in range(40) for name in written(someone("TR", n * 7), turkish, 3)]
    assert any("İ" in name for name in names)


def test_daughters_and_mothers() -> None:
    woman = someone("TN", sex=Sex.FEMALE)
    says_so = replace(PLAIN, way="ar", father=1, grandfather=0, son_of=1)
    assert all(" بنت " in name for name in written(woman, says_so))
    assert all(" بن " in name for name in written(someone("TN"), says_so))


def test_names_beside_the_first() -> None:
    person = replace(someone("TN"), byname=someone("TN", 40).name[0].token)
    rich = Writing("fr", second_spelling=1, own_script=1, byname=1)
    kinds = Counter(name.kind for n in range(60) for name in names_of(random.Random(n), person, rich))
    assert kinds[NameKind.PRIMARY] == 60
    assert kinds[NameKind.ORIGINAL_SCRIPT] > 50
    assert kinds[NameKind.ALIAS] > 40
    for n in range(60):
        names = [name.full.casefold() for name in names_of(random.Random(n), person, rich)]
        assert len(names) == len(set(names))


def test_a_listed_spelling_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    person = someone("TN")
    usual = written(person, PLAIN).most_common(1)[0][0]
    monkeypatch.setattr(spelling, "is_listed", lambda full: full == usual)
    assert usual not in written(person, PLAIN)
    monkeypatch.setattr(spelling, "is_listed", lambda full: True)
    assert names_of(random.Random(1), person, PLAIN) == ()
