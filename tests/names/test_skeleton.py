"""Skeletons agree between the usual spellings of one name, on single names and on real lists."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from coalesce.names import script_of, skeleton, tokens


@pytest.mark.parametrize(
    "spellings",
    [
        ["Khaled", "Khalid", "Haled", "خالد", "Халед"],
        ["Jamal", "Djamel", "جمال", "Джамал"],
        ["Rashid", "Rachid", "راشد", "Рашид"],
        ["Qasim", "Kasim", "Kassem", "قاسم", "Касым"],
        ["Yusuf", "Youssef", "Yousuf", "يوسف", "Юсуф"],
        ["Ghazi", "Gazi", "غازي", "Гази"],
        ["Uthman", "Othman", "Utman", "عثمان"],
        ["Mustafa", "Mostafa", "Moustapha", "مصطفى", "Мустафа"],
        ["Awlaki", "Aulaqi", "عولقي"],
        ["Vladimir", "Wladimir", "Владимир"],
        ["Petrovic", "Petrovich", "Петрович"],
        ["Abdullah", "Abdulla", "Abd Allah", "عبدالله", "Абдулла"],
        ["Nur al-Din", "Nureddin", "Nuruddin", "نور الدين"],
        ["Fatima", "Fatimah", "Fatma", "فاطمة"],
    ],
)
def test_spellings_of_one_name_agree(spellings: list[str]) -> None:
    assert len({tuple(skeleton(token) for token in tokens(name)) for name in spellings}) == 1


def test_other_names_differ() -> None:
    names = ["khalid", "walid", "said", "rashid", "omar", "ali", "hasan", "hamza", "karim", "salim", "tariq"]
    assert len({skeleton(name) for name in names}) == len(names)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", max_size=20))
def test_it_is_never_empty_and_never_longer(token: str) -> None:
    found = skeleton(token)
    assert bool(found) == bool(token)
    assert len(found) <= len(token.replace("x", "ks"))


@given(st.text(alphabet="bdfklmnrst", min_size=1, max_size=8), st.sampled_from("aeiou"))
def test_vowels_have_no_say(consonants: str, vowel: str) -> None:
    spaced = vowel.join(consonants)
    folded = "".join(a for a, b in zip(consonants, consonants[1:] + "\0", strict=True) if a != b)
    assert skeleton(spaced) == folded


def _share(pairs: list[tuple[str, str]]) -> float:
    def keys(name: str) -> set[str]:
        return {skeleton(token) for token in tokens(name)}

    return sum(bool(keys(left) & keys(right)) for left, right in pairs) / len(pairs)


def test_most_arabic_originals_of_the_un_list_share_a_skeleton_with_the_latin_name(shared_data: Path) -> None:
    root = etree.parse(shared_data / "lists" / "un_2020-12.xml").getroot()
    pairs = []
    for person in root.iter("INDIVIDUAL"):
        latin = " ".join(person.findtext(f"{place}_NAME") or "" for place in ("FIRST", "SECOND", "THIRD", "FOURTH"))
        original = person.findtext("NAME_ORIGINAL_SCRIPT") or ""
        if script_of(original) == "Arab":
            pairs.append((latin, original))
    assert len(pairs) > 300
    assert _share(pairs) > 0.98


def test_most_cyrillic_names_of_the_eu_list_share_a_skeleton_with_the_first_latin_name(shared_data: Path) -> None:
    pairs = []
    with (shared_data / "lists" / "eu_32006R0765.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            names = [name.strip() for name in f"{row['name']};{row['alias']}".split(";") if name.strip()]
            latin = [name for name in names if script_of(name) == "Latn"]
            cyrillic = [name for name in names if script_of(name) == "Cyrl"]
            if row["schema"] == "Person" and latin:
                pairs += [(latin[0], name) for name in cyrillic]
    assert len(pairs) > 400
    assert _share(pairs) > 0.94
