"""Names and notes inside one alias field."""

import pytest

from coalesce.intake.alias_text import original_script_in, split_alias, transliterations_in


@pytest.mark.parametrize(
    ("field", "names", "notes"),
    [
        ("Ali Hassan", ("Ali Hassan",), ()),
        ("“Kawa”", ("Kawa",), ()),
        ("Majeed, Abdul", ("Majeed, Abdul",), ()),
        ("Abdul Rehman; Abd Ur-Rehman", ("Abdul Rehman", "Abd Ur-Rehman"), ()),
        ("Akrin Saleh (أقرين صالح)", ("Akrin Saleh", "أقرين صالح"), ()),
        ("حسن (Hassan; Hasan)", ("حسن", "Hassan", "Hasan"), ()),
        ("Abu Muhammad (original script:\n Абу Мухаммад)", ("Abu Muhammad", "Абу Мухаммад"), ()),
        ("El Para (combat name)", ("El Para",), ("combat name",)),
        ("(Sheikh) Musa Hilal", ("Sheikh Musa Hilal",), ()),
        (") Abdelrahman al Dabissi", ("Abdelrahman al Dabissi",), ()),
        ("Ishaq Akhund born in 1963", ("Ishaq Akhund",), ("born in 1963",)),
        ("Safia Farkash, born 1 Jan. 1953", ("Safia Farkash",), ("born 1 Jan. 1953",)),
        ("Agha Jan اغا جان", ("Agha Jan", "اغا جان"), ()),
        ("زربال م. م. الكمتاري", ("زربال م. م. الكمتاري",), ()),
        ("Zorbal K. زربال", ("Zorbal K", "زربال"), ()),
        ("شيخ الفاتح ، الفاتح", ("شيخ الفاتح", "الفاتح"), ()),
        ("", (), ()),
        ("()", (), ()),
    ],
)
def test_forms_of_the_un_list(field: str, names: tuple[str, ...], notes: tuple[str, ...]) -> None:
    found = split_alias(field)
    assert found.names == names
    assert found.notes == notes


def test_a_note_may_give_the_original_script() -> None:
    assert original_script_in("original script: Абу Банат") == ("Абу Банат",)
    assert original_script_in("previously listed as") == ()


def test_a_note_may_give_latin_spellings() -> None:
    assert transliterations_in("Yunis al-Mauritani; Abu Du’a") == (("Yunis al-Mauritani", "Abu Du’a"), "")
    assert transliterations_in("born in 1971 in Samarra") == ((), "born in 1971 in Samarra")
