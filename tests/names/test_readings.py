"""Other ways of spelling a word of another script: what each way is for, and that Latin words have none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.names import script_of, skeleton
from coalesce.names.readings import MOST, readings


@pytest.mark.parametrize(
    ("source", "latin"),
    [
        ("дмитриевич", "dzmitryevich"),
        ("тимофеевич", "tsimafeevich"),
        ("соколовская", "sakalouskaya"),
        ("врублевский", "urubleuski"),
        ("агафонов", "ahafonau"),
        ("юрий", "jurij"),
        ("боголюб", "bogoljub"),
        ("богољуб", "bogoljub"),
        ("متصدق", "motassadeq"),
        ("פרנק", "frank"),
        ("רבקה", "rivka"),
        ("לוי", "levi"),
        ("גון", "jon"),
        ("מיכאל", "mikhael"),
    ],
)
def test_a_way_of_spelling_is_met(source: str, latin: str) -> None:
    assert skeleton(latin) in readings(source, script_of(source))


def test_latin_words_have_none() -> None:
    assert readings("dmitrievich", "Latn") == ()
    assert readings("王", "Hani") == ()


@given(
    st.text("абвгдеёжзийклмнопрстуфхцчшщъыьэюяљњאבגדהוזחטיכלמנסעפצקרשתابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
    st.sampled_from(["Cyrl", "Arab", "Hebr"]),
)
def test_they_are_few_distinct_and_told(source: str, script: str) -> None:
    found = readings(source, script)
    assert len(found) == len(set(found)) <= MOST
    assert all(found)
    assert found == readings(source, script)
