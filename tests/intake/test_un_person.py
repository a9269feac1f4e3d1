"""One INDIVIDUAL to one Entry."""

import pytest
from lxml import etree

from coalesce.errors import BadField
from coalesce.intake import Limits
from coalesce.intake.un_person import line_of, read_individual
from coalesce.records import Document, Entry, NameKind, NameQuality, Place, Sex


def read(inside: str, limits: Limits | None = None) -> Entry:
    xml = f"<INDIVIDUAL><FIRST_NAME> ALI </FIRST_NAME><REFERENCE_NUMBER>QDi.1 </REFERENCE_NUMBER>{inside}</INDIVIDUAL>"
    return read_individual(etree.fromstring(xml), "un.xml", limits or Limits())


def born(kind: str, inside: str) -> str:
    return f"<INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>{kind}</TYPE_OF_DATE>{inside}</INDIVIDUAL_DATE_OF_BIRTH>"


def test_names_keep_parts_script_kind_and_quality() -> None:
    entry = read(
        "<SECOND_NAME>BEN  ALI</SECOND_NAME><THIRD_NAME>na</THIRD_NAME><NAME_ORIGINAL_SCRIPT>علي بن علي</NAME_ORIGINAL_SCRIPT>"
        "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Aly; Alee</ALIAS_NAME></INDIVIDUAL_ALIAS>"
        "<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Abu X</ALIAS_NAME><NOTE>previously listed as</NOTE></INDIVIDUAL_ALIAS>"
        "<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>"
        "<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>أبو س</ALIAS_NAME><NOTE>Abu Seen; nom de guerre</NOTE></INDIVIDUAL_ALIAS>"
        "<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Banat</ALIAS_NAME><NOTE>original script: Банат</NOTE></INDIVIDUAL_ALIAS>"
    )
    assert [part.text for part in entry.names[0].parts] == ["ALI", "BEN ALI"]
    assert [(n.full, n.script, n.kind, n.quality) for n in entry.names] == [
        ("ALI BEN ALI", "Latn", NameKind.PRIMARY, NameQuality.UNKNOWN),
        ("علي بن علي", "Arab", NameKind.ORIGINAL_SCRIPT, NameQuality.UNKNOWN),
        ("Aly", "Latn", NameKind.ALIAS, NameQuality.GOOD),
        ("Alee", "Latn", NameKind.ALIAS, NameQuality.GOOD),
        ("Abu X", "Latn", NameKind.FORMER, NameQuality.LOW),
        ("أبو س", "Arab", NameKind.ALIAS, NameQuality.LOW),
        ("Abu Seen", "Latn", NameKind.ALIAS, NameQuality.LOW),
        ("Banat", "Latn", NameKind.ALIAS, NameQuality.LOW),
        ("Банат", "Cyrl", NameKind.ALIAS, NameQuality.LOW),
    ]
    assert entry.remarks == "alias Abu X: previously listed as; alias أبو س: nom de guerre"


@pytest.mark.parametrize(
    ("xml", "dates", "remarks"),
    [
        (born("EXACT", "<DATE>1964-07-17</DATE>"), ["1964-07-17"], ""),
        (born("EXACT", "<DATE>1960-01-01-05:00</DATE>"), ["1960-01-01"], ""),
        (born("EXACT", "<YEAR>1964</YEAR>"), ["1964"], ""),
        (born("APPROXIMATELY", "<YEAR>1964</YEAR>"), ["1964~"], ""),
        (born("BETWEEN", "<FROM_YEAR>1955</FROM_YEAR><TO_YEAR>1958</TO_YEAR>"), ["1955/1958"], ""),
        (
            born("BETWEEN", "<NOTE>Approximately </NOTE><FROM_YEAR>1955</FROM_YEAR><TO_YEAR>1958</TO_YEAR>"),
            ["1955/1958~"],
            "",
        ),
        (born("EXACT", "<NOTE>Sep.</NOTE><YEAR>1958</YEAR>"), ["1958-09"], ""),
        (born("EXACT", "<NOTE>Nov. 1973 </NOTE>"), ["1973-11"], ""),
        (born("EXACT", "<NOTE>Between Aug. and Sep. 1977</NOTE>"), ["1977-08-01/1977-09-30"], ""),
        (born("EXACT", "<NOTE>24/06/1402 (Hijri Calendar)</NOTE>"), [], "birth date: 24/06/1402 (Hijri Calendar)"),
        (
            born("EXACT", "<NOTE>from false passport</NOTE><DATE>1979-03-03</DATE>"),
            ["1979-03-03"],
            "birth date: 1979-03-03 from false passport",
        ),
        (born("", ""), [], ""),
        (
            (
                "<INDIVIDUAL_ALIAS><ALIAS_NAME>Aly</ALIAS_NAME><DATE_OF_BIRTH>1968-05-25</DATE_OF_BIRTH>"
                "<CITY_OF_BIRTH>Naples</CITY_OF_BIRTH></INDIVIDUAL_ALIAS>"
            ),
            ["1968-05-25"],
            "alias Aly: born 1968-05-25, Naples",
        ),
    ],
)
def test_dates_stay_as_partial_as_they_came(xml: str, dates: list[str], remarks: str) -> None:
    entry = read(xml)
    assert [str(when) for when in entry.birth_dates] == dates
    assert entry.remarks == remarks


def test_places_nationalities_and_sex() -> None:
    entry = read(
        "<GENDER>MALE</GENDER>"
        "<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE><VALUE> na</VALUE><VALUE>Indonesia (as at Dec. 2003)</VALUE>"
        "<VALUE>Possibly Ethiopian</VALUE></NATIONALITY>"
        "<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Bor</CITY><COUNTRY>Sudan/South Sudan</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>"
        "<INDIVIDUAL_PLACE_OF_BIRTH><CITY>Tikrit, </CITY><COUNTRY>Iraq</COUNTRY><NOTE>possibly</NOTE></INDIVIDUAL_PLACE_OF_BIRTH>"
        "<INDIVIDUAL_PLACE_OF_BIRTH/>"
    )
    assert entry.sex is Sex.MALE
    assert entry.nationalities == ("IR", "ID")
    assert entry.birth_places == (Place("Bor, Sudan/South Sudan", None), Place("Tikrit, Iraq", "IQ"))
    assert entry.remarks == "birth place: possibly; nationality: Possibly Ethiopian"


@pytest.mark.parametrize(
    ("inside", "documents", "remarks"),
    [
        (
            "<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>00966737</NUMBER><ISSUING_COUNTRY>Qatar</ISSUING_COUNTRY>",
            (Document("00966737", "passport", "QA"),),
            "",
        ),
        (
            "<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>Qatari passport number 592667</NUMBER><NOTE>lost</NOTE>",
            (Document("592667", "passport", "QA"),),
            "document 592667: lost",
        ),
        (
            (
                "<TYPE_OF_DOCUMENT>National Identification Number</TYPE_OF_DOCUMENT>"
                "<TYPE_OF_DOCUMENT2>Afghan national identification card (tazkira) number 44323</TYPE_OF_DOCUMENT2>"
            ),
            (Document("44323", "national_id", "AF"),),
            "document 44323: Afghan national identification card (tazkira) number 44323",
        ),
        (
            "<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><ISSUING_COUNTRY>Egypt</ISSUING_COUNTRY><NOTE>issued in 1993</NOTE>",
            (),
            "document: Passport, issued in 1993, Egypt",
        ),
        (
            "<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>1</NUMBER><ISSUING_COUNTRY>Iran / unknown</ISSUING_COUNTRY>",
            (Document("1", "passport"),),
            "document 1: Iran / unknown",
        ),
        ("", (), ""),
    ],
)
def test_documents(inside: str, documents: tuple[Document, ...], remarks: str) -> None:
    entry = read(f"<INDIVIDUAL_DOCUMENT>{inside}</INDIVIDUAL_DOCUMENT>")
    assert entry.documents == documents
    assert entry.remarks == remarks


def test_the_rest_is_remarks_and_updates_have_no_say() -> None:
    entry = read(
        "<TITLE><VALUE>Sheikh</VALUE></TITLE><DESIGNATION><VALUE>Minister</VALUE></DESIGNATION>"
        "<INDIVIDUAL_ADDRESS><CITY>Homs</CITY><COUNTRY>Syria</COUNTRY></INDIVIDUAL_ADDRESS><COMMENTS1>Two\n lines</COMMENTS1>"
        "<LAST_DAY_UPDATED><VALUE>2015-01-01</VALUE></LAST_DAY_UPDATED><VERSIONNUM>7</VERSIONNUM>"
    )
    assert entry.remarks == "title: Sheikh; designation: Minister; Two lines"
    assert entry.residences == (Place("Homs, Syria", "SY"),)


def test_references() -> None:
    def reference(inside: str) -> str:
        xml = f"<INDIVIDUAL><FIRST_NAME>ALI</FIRST_NAME>{inside}</INDIVIDUAL>"
        return read_individual(etree.fromstring(xml), "un.xml", Limits()).reference

    assert reference("<DATAID>77</DATAID><REFERENCE_NUMBER>QDi.1</REFERENCE_NUMBER>") == "QDi.1"
    assert reference("<DATAID>77</DATAID><REFERENCE_NUMBER/>") == "77"
    assert reference("").startswith("c-")


def test_limits_and_lines() -> None:
    alias = "<INDIVIDUAL_ALIAS><ALIAS_NAME>A{}</ALIAS_NAME></INDIVIDUAL_ALIAS>"
    with pytest.raises(BadField, match="4 names"):
        read("".join(alias.format("abc"[n]) for n in range(3)), Limits(max_names=3))
    root = etree.fromstring("<A>\n\n<B/></A>")
    assert line_of(root[0]) == 3
