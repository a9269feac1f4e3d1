"""Amounts are exact, and two of them have no sum but the one for each measure."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mypy import api

from coalesce.errors import BadField
from coalesce.records.quantity import (
    Measure,
    MeasureKind,
    Quantity,
    added,
    measure_of,
    read_amount,
    told,
)

ROOT = Path(__file__).resolve().parents[2]
PERSONS, TONNES = Measure(MeasureKind.UNIT, "persons"), Measure(MeasureKind.UNIT, "tonnes")
DOLLARS = Measure(MeasureKind.CURRENCY, "USD")

amounts = st.integers(1, 10**15).map(lambda n: Decimal(n) / 1000)
quantities = st.lists(st.builds(Quantity, amounts, st.sampled_from([PERSONS, TONNES, DOLLARS, None])))


@given(quantities)
def test_each_measure_has_its_own_total_in_any_order(rows: list[Quantity]) -> None:
    totals = added(rows)
    assert totals == added(reversed(rows))
    assert set(totals) == {row.measure for row in rows} - {None}
    for measure, total in totals.items():
        assert total == sum((row.amount for row in rows if row.measure == measure), Decimal(0))


def test_two_quantities_have_no_sum() -> None:
    one = Quantity(Decimal(8), PERSONS)
    with pytest.raises(TypeError):
        sum([one, one])  # type: ignore[type-var]  # that it is refused is what is tested


PLANTED = """
from coalesce.records.quantity import Measure, Quantity, added
def mixed(one: Quantity, other: Quantity) -> None:
    one + other  # refused: operator
    sum([one, other])  # refused: list-item
    one.amount + other  # refused: operator
    added([one, other]) + added([one])  # refused: operator
"""


def test_mypy_refuses_every_sum_of_quantities(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(PLANTED, encoding="utf-8")
    settings = tmp_path / "mypy.ini"
    settings.write_text(f"[mypy]\nstrict = true\nmypy_path = {ROOT / 'src'}\nfollow_imports = silent\n")
    cache = f"--cache-dir={tmp_path / 'cache'}"
    told_so, trouble, _ = api.run([f"--config-file={settings}", cache, str(tmp_path / "planted.py")])
    assert not trouble, trouble
    faults: dict[int, set[str]] = {}
    for number, code in re.findall(r"planted\.py:(\d+): error: .*\[([a-z-]+)\]", told_so):
        faults.setdefault(int(number), set()).add(code)
    wanted = {n: line.rpartition(": ")[2] for n, line in enumerate(PLANTED.splitlines(), 1) if "# refused" in line}
    assert set(faults) == set(wanted)
    assert {n: wanted[n] for n in wanted if wanted[n] not in faults[n]} == {}, faults


@pytest.mark.parametrize(
    ("text", "amount"),
    [("400", "400"), ("15,000,000", "15000000"), ("2.5", "2.5"), ("1 500", "1500"), ("0.001", "0.001")],
)
def test_numbers_are_read_as_plans_write_them(text: str, amount: str) -> None:
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0",
        "-3",
        "six",
        "1,50",
        "1,5000",
        "2.0001",
        "nan",
        "inf",
        "1e13",
        "12,,000",
        "1.5,000",
        "1e3",
        "1_0",
        "1,234.5,6",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadField):
        read_amount(text)


@given(st.sampled_from(list(MeasureKind)), st.text(min_size=1))
def test_a_measure_is_known_by_its_key(kind: MeasureKind, name: str) -> None:
    assert measure_of(Measure(kind, name).key) == Measure(kind, name)


def test_amounts_are_told_without_idle_zeros() -> None:
    assert [told(Decimal(text)) for text in ("15000000", "2.500", "100", "0.001")] == [
        "15,000,000",
        "2.5",
        "100",
        "0.001",
    ]
    assert str(Quantity(Decimal(15_000_000), None)) == "15,000,000 (of what is not stated)"
    assert str(Quantity(Decimal(400), PERSONS)) == "400 persons"
