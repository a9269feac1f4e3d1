"""Names of EU annexes: what is a name and what an editor's note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.intake.annex_names import annex_name

VALUES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Ali Hassan": (("Ali Hassan",), ()),
    "Ali Hassan.": (("Ali Hassan",), ()),
    "‘Mona Hassan": (("Mona Hassan",), ()),
    "‘Abd al-Hadi": (("‘Abd al-Hadi",), ()),
    "Taha, Ali S.": (("Taha, Ali S.",), ()),
    "El Asad (combat name)": (("El Asad",), ("combat name",)),
    "Ali Maghribi (the Moroccan)": (("Ali Maghribi",), ("the Moroccan",)),
    "Sever (original script: Север)": (("Sever", "Север"), ()),
    "Abu Ali (Previously listed as. In Arabic: أبو علي)": (("Abu Ali", "أبو علي"), ("Previously listed as",)),
    "أبو علي ((Abu Du’a; Abu Duaa’) known by this nom de guerre)": (
        ("أبو علي", "Abu Du’a", "Abu Duaa’"),
        ("known by this nom de guerre",),
    ),
    "Ali X (born in 1971 in Samarra, Iraq (Ali bin X; Ali Xan))": (
        ("Ali X", "Ali bin X", "Ali Xan"),
        ("born in 1971 in Samarra, Iraq",),
    ),
    "Ali M (Date of birth (a) 31.12.1979 (b) 1973; place of birth: Algiers)": (
        ("Ali M",),
        ("Date of birth (a) 31.12.1979 (b) 1973; place of birth: Algiers",),
    ),
    "Ali M. Date of birth: 11.4.1963. Nationality: Egyptian": (
        ("Ali M",),
        ("Date of birth: 11.4.1963. Nationality: Egyptian",),
    ),
    "Iury (Yuri) Ivanovich PETROV": (("Iury Ivanovich PETROV", "Yuri Ivanovich PETROV"), ()),
    "Olga PETROVA (IVANOVA)": (("Olga PETROVA", "Olga IVANOVA"), ()),
    "Viktar SHEIMAN (Viktar SHEYMAN)": (("Viktar SHEIMAN", "Viktar SHEYMAN"), ()),
    "Iury PETROU (Yuri PETROU, PETROV)": (("Iury PETROU", "Yuri PETROU", "Yuri PETROV"), ()),
    "Mikalai VARABEI/ VERABEI": (("Mikalai VARABEI", "Mikalai VERABEI"), ()),
    "Юрый Iванавіч СIВАКАЎ, СIВАКОЎ": (("Юрый Iванавіч СIВАКАЎ", "Юрый Iванавіч СIВАКОЎ"), ()),
    "Sviatlana, Ivanauna PETROVA": (("Sviatlana Ivanauna PETROVA",), ()),
    "Vadzim Ivanavich PETRA Vadim Ivanovich PETRO": (("Vadzim Ivanavich PETRA", "Vadim Ivanovich PETRO"), ()),
    "Kirova (Russian spelling: Кирова) or Seva": (("Kirova", "Кирова", "Seva"), ()),
    "Asem, Ali, Maulavi, SG of the Red Society (RS)": (("Asem, Ali",), ("RS", "Maulavi", "SG of the Red Society")),
    "Qalam, Maulavi (Head of Olympic Committee)": (("Qalam",), ("Head of Olympic Committee", "Maulavi")),
    "Ruben Pestano, Jr.": (("Ruben Pestano, Jr.",), ()),
    "Abu Umar, Abu Omar": (("Abu Umar", "Abu Omar"), ()),
    "Yasin, Abdul Rahman": (("Yasin, Abdul Rahman",), ()),
    "Umar, Ali, (e) Abu Bakr": (("Umar, Ali", "Abu Bakr"), ()),
    "Ali a.k.a. Omar": (("Ali", "Omar"), ()),
    "---": ((), ()),
}


@pytest.mark.parametrize("value", VALUES)
def test_names_and_notes(value: str) -> None:
    told = annex_name(value)
    assert (told.names, told.notes) == VALUES[value]


@given(st.text(alphabet="AbcИ ли(),;:/.‘'1", max_size=40))
def test_no_name_holds_a_bracket_or_is_without_a_letter(text: str) -> None:
    for name in annex_name(text).names:
        assert "(" not in name
        assert any(map(str.isalpha, name))
