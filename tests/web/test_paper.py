"""A page as a PDF: nothing is fetched, the banner is on it, and a text in it ends no string."""

from __future__ import annotations

import socket
import sys

import pytest

from coalesce.drawing import Banner
from coalesce.errors import NotInstalled
from coalesce.web.paper import Paper, banner_style, pdf
from tests.web.visits import Place


def needs_paper() -> None:
    """Skips where the extra, or the library that it sets text with, is not on this machine."""
    try:
        import weasyprint  # noqa: F401  only whether it is there
    except (ImportError, OSError) as fault:
        pytest.skip(f"the extra [pdf] cannot be used here: {fault}")


def test_a_text_of_the_banner_ends_no_css_string() -> None:
    told = 'FR"; } body { display: none } \\ \n @import "x"'
    style = banner_style("TLP:RED", "#ff2b2b", told)
    assert style.count("{") - style.count("}") == 0
    inside = style.split('content: "')[1].partition('"')[0]
    assert "{" not in inside
    assert "\n" not in inside
    assert style.count('"') == 8


def test_without_the_extra_it_is_refused(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(NotInstalled, match="pip install"):
        pdf(place.desk.state.desk, Paper("flows_print.html", Banner("red", "a", "b"), {}))


def test_nothing_is_fetched_while_it_is_made(place: Place) -> None:
    needs_paper()
    desk = place.desk.state.desk
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x.png"
        written = f'<html><body><img src="{address}"><img src="file:///etc/hostname"><p>text</p></body></html>'
        object.__setattr__(desk, "write", lambda template, facts: written)
        assert pdf(desk, Paper("x", Banner("red", "a", "b"), {})).startswith(b"%PDF-")
        with pytest.raises(TimeoutError):
            listener.accept()
