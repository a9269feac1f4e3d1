"""What the conformance check finds: planted faults of each kind, and none in a page that is valid.

Held against the Nu checker (validator.nu) by hand: on the pages of the desk both find the same errors.
"""

from __future__ import annotations

import pytest

from tests.browser.conformance import faults_of

FRAME = """<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8"><title>A page</title></head>
<body><main id="main"><h1>A page</h1>{}</main></body></html>"""

GOOD = """<p>A <bdi dir="auto" lang="und-Arab">name</bdi>, <a href="#main">a link</a><br>and <input type="hidden" name="a" value=""></p>
<form method="get" action="/x" data-swap><label>From <select name="a"><option value="">any</option><option selected>b</option></select></label>
<label for="c">Month</label><input id="c" name="c" type="month" value="2014-01" min="2013-01"><button name="go" value="1" type="submit">Go</button></form>
<table><caption>One</caption><colgroup><col class="a"></colgroup><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td colspan="2">b</td></tr></tbody></table>
<details><summary>More</summary><dl><dt>a</dt><dd>b</dd><dd>c</dd></dl></details>
<dl><div><dt>a</dt><dd>b</dd></div></dl>
<svg viewBox="0 0 1 1" role="img" aria-label="a dot"><title>dot</title><circle id="dot" r="1"/></svg>
<section aria-labelledby="h"><h2 id="h">Part</h2><ul><li>one<ul><li>two</li></ul></li></ul></section>"""

PLANTED = {
    "line": (
        "<p><div>a</div></p>", "<p>a</span></p>", "<a href='a' href='b'>c</a>", "<div>", "<div/>", "<p>&nosuch;</p>",
        "<table><p>a</p></table>", "<b><i>a</b></i>", "<p><ul></ul></p>",
    ),
    "may not stand": (
        "<ul><p>a</p></ul>", "<span><div>a</div></span>", "<h2><p>a</p></h2>", "<a href='x'><button>b</button></a>",
        "<button><a href='x'>b</a></button>", "<label>a <label>b</label></label>", "<dl><p>a</p></dl>",
        "<a href='x'><span><input name='a'></span></a>", "<dt>a</dt>", "<strong><section><h2>a</h2></section></strong>",
        "<nav><main></main></nav>",
    ),
    "takes no": (
        "<p align='left'>a</p>", "<a href='x' size='2'>a</a>", "<input name='a' type='month' placeholder='2014-01'>",
        "<input type='search' name='q' checked>", "<table border='1'></table>", "<button href='x'>a</button>",
    ),
    "stands twice": ("<p id='a'>a</p><p id='a'>b</p>",),
    "is not there": (
        "<p aria-labelledby='nowhere'>a</p>", "<label for='nowhere'>a</label>", "<a href='#nowhere'>a</a>",
        "<button form='nowhere'>a</button>",
    ),
    "takes no label": ("<p id='p'>a</p><label for='p'>b</label>",),
    "labels several": ("<label>a <input name='b'><select name='c'></select></label>",),
    "no language": ("<p lang='en_GB'>a</p>",),
    "is no": ("<p dir='left'>a</p>", "<table><tr><th scope='column'>a</th></tr></table>", "<input type='txt' name='a'>", "<form method='put' action='/'></form>"),
    "takes no value": ("<input type='checkbox' name='a' checked='yes'>",),
    "inline": ("<p style='color: red'>a</p>", "<p onclick='go()'>a</p>", "<svg><g style='fill: red'></g></svg>"),
    "holds text": ("<ul>a</ul>", "<dl>a<dt>b</dt><dd>c</dd></dl>"),
    "lacks": ("<details>a</details>", "<img src='a'>", "<a>a</a>"),
    "first": ("<fieldset><p>a</p><legend>b</legend></fieldset>",),
    "begin with": ("<dl><dd>a</dd></dl>",),
    "says nothing": ("<h2></h2>", "<h2><span> </span></h2>", "<select name='a'><option value='b'></option></select>"),
    "<h1>": ("<h1>Another</h1>",),
    "<main>": ("</main><main>",),
    "no element": ("<center>a</center>", "<marquee>a</marquee>", "<font>a</font>"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_fault_is_found(kind: str) -> None:
    for piece in PLANTED[kind]:
        faults = faults_of(FRAME.format(piece))
        assert any(kind in fault for fault in faults), (piece, faults)


def test_a_valid_page_has_no_fault() -> None:
    assert faults_of(FRAME.format(GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<meta charset="utf-8">', ""),
        (' lang="en"', ""),
        ("<title>A page</title>", "<title> </title>"),
        ("<!doctype html>", ""),
        ("<h1>A page</h1>", ""),
    ],
)
def test_what_a_document_needs_is_missed(old: str, new: str) -> None:
    assert faults_of(FRAME.format("").replace(old, new))
