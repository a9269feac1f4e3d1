"""A query is read whole, or refused; what a cursor is bound to is all of it but the page."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.settings import Settings
from coalesce.store.box_view import Chosen
from coalesce.taxii import queries
from coalesce.taxii.faults import Fault

LIMITS = replace(Settings(), taxii_page_size=5, taxii_max_page_size=9, taxii_match_most=3, taxii_query_chars=200)
AT = "2014-09-02T00:00:00.000000Z"


def read(query: str) -> queries.Query:
    return queries.read(query.encode(), LIMITS)


def refused(query: str, settings: Settings = LIMITS) -> int:
    with pytest.raises(Fault) as fault:
        queries.read(query.encode("utf-8", "surrogateescape"), settings)
    return fault.value.status


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("", Chosen()),
        ("match[version]=last", Chosen()),
        ("match[version]=first", Chosen(last=False, first=True)),
        ("match[version]=first,last", Chosen(first=True)),
        ("match[version]=all", Chosen(last=False, every=True)),
        ("match[version]=2014-09-02T00:00:00Z", Chosen(last=False, exact=(AT,))),
        ("match[version]=first,2014-09-02T00:00:00.000Z", Chosen(last=False, first=True, exact=(AT,))),
        ("match[id]=b,a,b", Chosen(("a", "b"))),
        ("match%5Btype%5D=identity,location", Chosen(types=("identity", "location"))),
        ("match[colour]=red&other=1", Chosen()),
    ],
)
def test_a_filter_is_read(query: str, chosen: Chosen) -> None:
    assert read(query).chosen == chosen


def test_a_page_is_capped_and_never_none() -> None:
    assert [read(query).limit for query in ("", "limit=2", "limit=9", f"limit={10**20}")] == [5, 2, 9, 9]
    narrow = replace(LIMITS, taxii_page_size=50)
    assert queries.read(b"", narrow).limit == 9


def test_where_it_goes_on() -> None:
    asked = read("added_after=1970-01-01T00:00:01Z&next=abc")
    assert (asked.added_after, asked.next) == (1_000_000, "abc")
    assert read("added_after=1969-01-01T00:00:01Z").added_after == 0


def test_another_version_of_stix_has_nothing_here() -> None:
    assert read("match[spec_version]=2.0").nothing
    assert not read("match[spec_version]=2.0,2.1").nothing
    assert not read("").nothing


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=-1", "limit=abc", "limit=", "limit=1&limit=2", "limit=1.5", "limit=%31%00", "limit=٣",
        "added_after=yesterday", "added_after=", "next=a&next=b", "match[version]=newest", "match[version]=",
        "match[id]=", "match[id]=a,,b", "match[id]=a,b,c,d", "match[id]=%C3%A9", "match[id]=%ff", "match[id]=a%00b",
        "match[type]=x&match[type]=y", "é=1", "\udcff=1", "&".join(f"a{n}=1" for n in range(101)),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(query: str) -> None:
    assert refused(query, replace(LIMITS, taxii_query_chars=2_000)) == 400


def test_a_long_query_is_refused_before_it_is_read() -> None:
    assert refused(f"match[id]={','.join(['identity--0'] * 100_000)}") == 414


def test_a_cursor_is_bound_to_all_but_the_page() -> None:
    same = {read(query).filter for query in ("match[id]=a,b", "match[id]=b,a&limit=3", "limit=1&next=x&match[id]=a,b")}
    assert len(same) == 1
    others = ("", "match[id]=a", "match[type]=a,b", "match[id]=a,b&added_after=2014-09-02T00:00:00Z")
    assert len({read(query).filter for query in others} | same) == 5


@given(st.text(max_size=80))
def test_no_query_breaks_it(text: str) -> None:
    with suppress(Fault):
        assert queries.read(text.encode(), Settings()).limit >= 1
