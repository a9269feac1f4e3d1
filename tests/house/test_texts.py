"""Every text of the desk is in the catalogue, and every language is complete."""

from __future__ import annotations

import pytest
from house.sources import ROOT, python_files
from house.texts import bare_texts, unsaid_titles
from scripts import extract_texts

WEB = ROOT / "src" / "coalesce" / "web"
LANGUAGES = sorted(extract_texts.CATALOGUES.glob("*.po"))


def test_there_is_a_second_language() -> None:
    assert "fr" in {path.stem for path in LANGUAGES}
    assert list(extract_texts.CATALOGUES.glob("*.mo")) == []


def test_no_template_says_what_no_catalogue_holds() -> None:
    faults = []
    for path in sorted((WEB / "templates").glob("*.html")):
        if path.name not in UNSAID:
            faults += bare_texts(path.name, path.read_text(encoding="utf-8"))
    assert not faults, "\n".join(faults)


def test_what_is_not_yet_said_is_told_and_no_more() -> None:
    for name in UNSAID:
        assert bare_texts(name, (WEB / "templates" / name).read_text(encoding="utf-8")), f"{name} is said: take it out"


UNSAID: frozenset[str] = frozenset()
"""Templates whose texts are not in the catalogue yet."""


@pytest.mark.parametrize(
    "planted",
    [
        "<p>Plain</p>",
        '<p title="Plain">{{ a }}</p>',
        '<input placeholder="a reason">',
        "<p>{{ _('said') }} and not</p>",
        "<p>{{ 'is' if n == 1 else 'are' }}</p>",
        "<p>{{ a or 'none' }}</p>",
        "<p>{{ {'a': 'word'}[b] }}</p>",
        "<p>{% if a %}Plain{% endif %}</p>",
        "{% trans %}said{% endtrans %}plain",
        "<p>{{ ('plain ' ~ a)|capitalize }}</p>",
    ],
)
def test_a_bare_text_is_found(planted: str) -> None:
    assert bare_texts("a.html", planted)


@pytest.mark.parametrize(
    "said",
    [
        "<p>{{ _('said') }} · {{ a }}, {{ b|counted('record') }} – 95</p>",
        '<p class="a" id="b" title="{{ _(\'said\') }}">{% trans a=b %}said {{ a }}{% endtrans %}</p>',
        "<p class=\"{{ 'one' if a else 'two' }}\"><code>coalesce demo</code> {{ a.b['key'] }}</p>",
        "<option value=\"x\"{% if a == 'x' %} selected{% endif %}>{{ a|spoken }}</option>",
        "{# a remark #}<p>{{ _('one') if a else _('two') }}</p>",
    ],
)
def test_what_is_said_is_no_fault(said: str) -> None:
    assert bare_texts("a.html", said) == []


def test_no_page_has_a_title_that_no_catalogue_holds() -> None:
    faults = [one for source in python_files("src/coalesce/web/") for one in unsaid_titles(source.path, source.text)]
    assert not faults, "\n".join(faults)
    assert unsaid_titles("a.py", 'Page("a.html", "Title", {})')
    assert unsaid_titles("a.py", 'Page("a.html", say("Title"), {})') == []
