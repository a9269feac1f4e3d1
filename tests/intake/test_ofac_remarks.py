"""The grammar of OFAC remarks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.intake.ofac_remarks import PAPERS, family_and_given, read_remarks
from coalesce.records import Document, NameKind, NameQuality, PartRole, Place, Sex


def test_a_whole_entry() -> None:
    facts = read_remarks(
        "DOB 15 Jul 1963; alt. DOB circa 1971; DOB 01 Jan 1970 to 31 Dec 1971; POB Ta'izz, Yemen; nationality Yemen; "
        "alt. citizen Paraguay; Gender Male; Passport 1084010 (Egypt) issued 18 Jan 1984 expires 17 Jan 1991; "
        "alt. Passport A11; National ID No. 01010013602 (Yemen); a.k.a. 'ABU AL-ABBAS'; f.k.a. 'Q''; Linked To: X S.A."
    )
    assert [str(when) for when in facts.birth_dates] == ["1963-07-15", "1971~", "1970/1971"]
    assert facts.birth_places == [Place("Ta'izz, Yemen", "YE")]
    assert facts.nationalities == ["YE", "PY"]
    assert facts.sexes == [Sex.MALE]
    assert facts.documents == [
        Document("1084010", "passport", "EG"),
        Document("A11", "passport", None),
        Document("01010013602", "national_id", "YE"),
    ]
    assert [(name.full, name.kind, name.quality) for name in facts.names] == [
        ("ABU AL-ABBAS", NameKind.ALIAS, NameQuality.LOW),
        ("Q'", NameKind.FORMER, NameQuality.LOW),
    ]
    assert facts.rest == ["Passport 1084010 issued 18 Jan 1984 expires 17 Jan 1991", "Linked To: X S.A."]


@pytest.mark.parametrize(
    ("clause", "document"),
    [
        ("Passport AF368431 (Colombia).", Document("AF368431", "passport", "CO")),
        ("Passport #H0044232 (Iraq)", Document("H0044232", "passport", "IQ")),
        ("Passport Booklet: A5199819 (Pakistan)", Document("A5199819", "passport", "PK")),
        ("Diplomatic Passport 836110034 expires 01 Jan 2020", Document("836110034", "passport")),
        ("British National Overseas Passport 750200421 (United Kingdom)", Document("750200421", "passport", "GB")),
        ("Passport C 1415363 - 16/2/1421H issued 21 May 2000", Document("C 1415363 - 16/2/1421H", "passport")),
        ("National ID No. K357514(4) (Hong Kong)", Document("K357514(4)", "national_id", "HK")),
        (
            "National ID No. 13/Ta Ta Na (Naing)019077 (Burma)",
            Document("13/Ta Ta Na (Naing)019077", "national_id", "MM"),
        ),
        ("Cedula No. 16247821 (Colombia)", Document("16247821", "national_id", "CO")),
        ("D.N.I. 78.865.882 (Spain)", Document("78.865.882", "national_id", "ES")),
        ("C.U.R.P. # HESU430525HBCRMR13 (Mexico)", Document("HESU430525HBCRMR13", "national_id", "MX")),
        ("R.F.C. AUAM-530929 (Mexico)", Document("AUAM-530929", "other", "MX")),
        ("Tarjeta Profesional 186785 (Abogado) (Colombia)", Document("186785", "other", "CO")),
        ("Passport I066302 (Cabo Verde. Previously Cape Verde.)", Document("I066302", "passport", "CV")),
    ],
)
def test_papers(clause: str, document: Document) -> None:
    assert read_remarks(clause).documents == [document]


@pytest.mark.parametrize(
    "clause",
    [
        "DOB unknown",
        "nationality possibly Palestinian",
        "Gender Unclear",
        "Passport issued in Sarajevo, Bosnia-Herzegovina",
        "Passport X1 (Narnia)",
        "arrested 23 Apr 2002",
        "ICTY indictee.",
        "Digital Currency Address - XBT 149w62rY42aZBox8fGcmqNsXUzSStKeq8C",
        "a.k.a. '07'",
    ],
)
def test_what_is_not_understood_stays(clause: str) -> None:
    facts = read_remarks(clause)
    assert facts.rest == [clause]
    assert not facts.names
    assert not facts.documents
    assert not facts.birth_dates


def test_family_and_given_names() -> None:
    (name,) = read_remarks("a.k.a. 'PARIS, Andres'").names
    assert [(part.role, part.text) for part in name.parts] == [(PartRole.FAMILY, "PARIS"), (PartRole.GIVEN, "Andres")]
    assert family_and_given("SOLO") == family_and_given("SOLO, ") == ()


def test_several_quoted_names_in_one_clause() -> None:
    assert [name.full for name in read_remarks("a.k.a. 'PEPE', 'EL GORDO'.").names] == ["PEPE", "EL GORDO"]


CLAUSES = [
    "DOB 1948",
    "POB Hama, Syria",
    "nationality Iraq",
    "Gender Female",
    "a.k.a. 'X'",
    "Passport 7",
    "Colonel",
    "DOB soon",
]


@given(st.lists(st.sampled_from(CLAUSES), max_size=10))
def test_every_clause_is_understood_once_or_stays(clauses: list[str]) -> None:
    facts = read_remarks("; ".join(clauses))
    people = len(facts.names) + len(facts.nationalities) + len(facts.documents) + len(facts.sexes)
    assert people + len(facts.birth_dates) + len(facts.birth_places) + len(facts.rest) == len(clauses)
    assert facts.rest == [clause for clause in clauses if clause in ("Colonel", "DOB soon")]


def test_no_head_of_a_paper_hides_a_longer_one() -> None:
    for head, kind in PAPERS.items():
        (found,) = read_remarks(f"{head} 12345").documents
        assert (found.number, found.kind) == ("12345", kind)
