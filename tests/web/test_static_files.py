"""The desk's own files."""

from __future__ import annotations

import re
from importlib import resources

import pytest

from coalesce.errors import NotFound
from coalesce.web.static_files import StaticFiles, slim
from tests.web.visits import Place, Visitor


def test_every_file_is_served_with_its_kind(place: Place) -> None:
    files = StaticFiles()
    for name, media in (
        ("base.css", "text/css"),
        ("desk.js", "text/javascript"),
        ("base.svg", "image/svg+xml"),
        ("drawing.css", "text/css"),
    ):
        answer = Visitor(place.desk).get(files.address(name))
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media)
        assert answer.content == files.file(name).body


def test_the_desks_own_files_are_zipped_for_who_takes_it_and_nothing_else_is(place: Place, claire: Visitor) -> None:
    address = StaticFiles().address("base.svg")
    zipped = claire.get(address, headers={"accept-encoding": "gzip"})
    plain = claire.get(address, headers={"accept-encoding": "identity"})
    assert (zipped.headers["content-encoding"], zipped.headers["vary"]) == ("gzip", "accept-encoding")
    assert "content-encoding" not in plain.headers
    assert zipped.content == plain.content
    assert int(zipped.headers["content-length"]) < int(plain.headers["content-length"]) / 2
    assert "content-encoding" not in claire.get("/lists", headers={"accept-encoding": "gzip"}).headers


def test_a_sheet_and_a_module_do_the_same_without_comments_and_indents() -> None:
    sheet = b"""/* why */\n.a > b { content: "TLP: x"; color: red; }\n@media print {\n  .c:hover { margin: 0 }\n}\n"""
    assert slim("x.css", sheet) == b'.a > b{content:"TLP: x";color:red}@media print{.c:hover{margin:0}}'
    module = b"""// why\nlet a = 1; // kept\n\nfunction f() {\n  return "//";\n}\n"""
    assert slim("x.js", module) == b'let a = 1; // kept\nfunction f() {\nreturn "//";\n}'
    assert slim("x.svg", b"<svg>  </svg>") == b"<svg>  </svg>"


def test_no_module_and_no_sheet_has_a_string_that_this_would_change() -> None:
    for entry in resources.files("coalesce.web").joinpath("static").iterdir():
        text = entry.read_text(encoding="utf-8")
        if entry.name.endswith(".js"):
            assert all(line.count("`") % 2 == 0 for line in text.splitlines()), entry.name
            assert "/*" not in re.sub(r"/\*.*?\*/", "", text)
        if entry.name.endswith(".css"):
            strings = re.findall(r'"[^"\n]*"', re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
            assert not [one for one in strings if re.search(r"[{};]|/\*", one)], entry.name


@pytest.mark.parametrize("name", ["..%2f..%2fdesk.py", "desk.py", "%2e%2e", "base.html"])
def test_nothing_else_is(place: Place, name: str) -> None:
    assert Visitor(place.desk).get(f"/static/x/{name}").status_code in (401, 404)
    with pytest.raises(NotFound):
        StaticFiles().address(name)


def test_what_the_modules_and_style_sheets_name_is_there() -> None:
    files = StaticFiles()
    for entry in resources.files("coalesce.web").joinpath("static").iterdir():
        text = entry.read_text(encoding="utf-8")
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
        for name in re.findall(r'from "\./([\w.-]+)"', text):
            assert files.file(name).body
        assert "@import" not in text
        assert "url(" not in text


def test_every_file_that_a_page_names_is_there(claire: Visitor, place: Place) -> None:
    for path in ("/flows", "/review", place.pair("N1", "F1"), "/sign-in"):
        for address in re.findall(r'(?:src|href)="(/static/[^"#]+)', claire.get(path).text):
            assert claire.get(address).status_code == 200
