"""A figure on the command line: which cells, in which words, and what is refused."""

from __future__ import annotations

import pytest

from coalesce.cli.figures import FigureQuery, parse_leg
from coalesce.errors import BadDate, BadUsage
from coalesce.records import Leg
from coalesce.records.series import FigureCell, Kind


def cell(period: str, leg: str | None = "TR>SY", kind: Kind = Kind.LEG_MONTHS) -> FigureCell:
    return FigureCell(kind, leg, None, period, 10, 20, 30)


def periods(cells: tuple[FigureCell, ...], since: str | None, until: str | None, leg: str | None = None) -> list[str]:
    return [one.period for one in FigureQuery(leg, "leg,month", since, until).chosen(cells)]


def test_a_leg_is_two_codes() -> None:
    assert parse_leg("sy>iq") == Leg("SY", "IQ")
    for text in ("", ">", "SY>", "SYR>IQ"):
        with pytest.raises(BadUsage):
            parse_leg(text)


def test_a_window_holds_what_lies_in_it_whole() -> None:
    cells = tuple(cell(period) for period in ("2013-12", "2013-XX", "2014-01", "2014-02"))
    assert periods(cells, None, None) == ["2013-12", "2013-XX", "2014-01", "2014-02"]
    assert periods(cells, "2014-01", None) == ["2014-01", "2014-02"]
    assert periods(cells, "2013", "2013") == ["2013-12", "2013-XX"]
    assert periods(cells, "2013-06", "2014-01-15") == ["2013-12", "2014-01"]


def test_quarters_and_whole_windows_are_cut_by_their_months() -> None:
    quarters = tuple(cell(f"2014-Q{n}", None, Kind.ORIGIN_QUARTERS) for n in (1, 2, 3))
    assert periods(quarters, "2014-04", "2014-09") == ["2014-Q2", "2014-Q3"]
    assert periods(quarters, "2014-02", "2014-08") == ["2014-Q2"]
    assert periods((cell("2013-01/2014-09"),), "2013", "2014") == ["2013-01/2014-09"]
    assert periods((cell("2013-01/2014-09"),), "2013-02", None) == []


def test_a_leg_chooses_its_own_cells() -> None:
    cells = (cell("2014-01"), cell("2014-01", "SY>IQ"))
    assert [one.leg for one in FigureQuery("sy>iq", "leg,month", None, None).chosen(cells)] == ["SY>IQ"]


def test_what_a_figure_is_published_by() -> None:
    for by, kind in (("leg,month", Kind.LEG_MONTHS), ("month, leg", Kind.LEG_MONTHS), ("origin", Kind.ORIGIN_QUARTERS)):
        assert FigureQuery(None, by, None, None).kind() is kind
    assert FigureQuery(None, "origin,quarter", None, None).kind() is Kind.ORIGIN_QUARTERS
    for by in ("leg", "list", "", "origin,leg", "colour"):
        with pytest.raises(BadUsage, match=r"leg,month or by origin"):
            FigureQuery(None, by, None, None).kind()


def test_a_bad_date_names_its_option() -> None:
    with pytest.raises(BadDate, match="--until"):
        periods((), None, "soon")
