"""Small workbooks, written part by part."""

import io
import zipfile
from collections.abc import Mapping

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def text(place: str, words: str) -> str:
    """A cell that holds a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{words}</t></is></c>'


def texts(*rows: tuple[str, ...]) -> list[str]:
    """Rows of texts."""
    return [
        "".join(text(f"{chr(65 + column)}{number}", words) for column, words in enumerate(row))
        for number, row in enumerate(rows, 1)
    ]


def sheet_of(*rows: str) -> str:
    """A sheet's part."""
    return (
        f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(f"<row>{row}</row>" for row in rows)}</sheetData></worksheet>'
    )


def book(*rows: str, second: tuple[str, ...] = (), more: Mapping[str, bytes | str] | None = None) -> bytes:
    """A workbook with the sheet People, and a second one, Seen."""
    parts: dict[str, bytes | str] = {
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="b" Type="{_REL}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets><sheet name="People" sheetId="1" r:id="a"/>'
        '<sheet name="Seen" sheetId="2" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="a" Type="{_REL}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="{_REL}/worksheet" Target="worksheets/sheet2.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": sheet_of(*rows),
        "xl/worksheets/sheet2.xml": sheet_of(*second),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**parts, **(more or {})}.items():
            archive.writestr(name, data)
    return out.getvalue()
