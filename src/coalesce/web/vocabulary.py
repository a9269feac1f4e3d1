"""The words of ours that pages show as they are, such as a purpose or a kind of sighting: marked for the catalogues.

Invariant: every word of the enumerations that a page shows through ``|spoken`` stands here (a test compares them), so
that a language cannot miss one.
"""

from __future__ import annotations

from coalesce.web.language import marked

VOCABULARY = frozenset({
    # purposes
    marked("investigation"), marked("border"), marked("screening"), marked("redress"), marked("planning"),
    marked("statistics"),
    # roles
    marked("reader"), marked("analyst"), marked("releasing officer"), marked("operator"), marked("auditor"),
    # how a session was opened, and where a setting stands
    marked("link"), marked("password"), marked("openid"), marked("link and code"), marked("password and code"),
    marked("openid and code"), marked("default"), marked("file"), marked("environment"),
    # verdicts
    marked("same"), marked("different"), marked("unsure"),
    # kinds of sighting
    marked("departed"), marked("entered"), marked("present"), marked("left"), marked("returned"),
    marked("turned back"),
    # kinds of list
    marked("travellers"), marked("designations"), marked("customers"),
    # kinds of name
    marked("primary"), marked("alias"), marked("former"), marked("original script"),
    # kinds of document
    marked("passport"), marked("national id"), marked("residence permit"), marked("other"), marked("document"),
    # what records are compared by
    marked("name"), marked("birth date"), marked("nationality"), marked("sex"), marked("birth place"),
    marked("residence"),
    # columns of a list
    marked("reference"), marked("document country"), marked("remarks"), marked("tlp"), marked("release"),
    marked("figures to"), marked("keep until"),
    # steps of an import
    marked("waiting"), marked("reading sightings"), marked("importing"), marked("publishing"),
    marked("matching arrivals"), marked("writing links"), marked("linked"),
    # how precise a date is
    marked("day"), marked("month"), marked("year"), marked("range"),
    # how often a word is borne among names
    marked("frequent"), marked("less frequent"), marked("rare"),
    # stages of a commitment
    marked("declared"), marked("confirmed"), marked("allocated"), marked("in place"), marked("ended"),
    marked("withdrawn"), marked("superseded"),
    # why something was taken back from a peer, and a step of a pull
    marked("narrowed"), marked("delisted"), marked("expired"), marked("pulling"),
    # lines of effort
    marked("military"), marked("foreign fighters"), marked("financing"), marked("humanitarian"), marked("ideology"),
    marked("all"), marked("outside"),
    # forms of an entry of a plan
    marked("contribution"), marked("lead"), marked("obligation"), marked("request"), marked("statement"),
    marked("deadline"), marked("activation"), marked("need"),
    # what a commitment lacks
    marked("member"), marked("quantity"), marked("date"), marked("confirmation"), marked("evidence"),
})  # fmt: skip
