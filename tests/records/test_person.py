"""An audience as written: what caches and keyed hashes are made of, so it must tell two audiences apart."""

from __future__ import annotations

from itertools import product

from coalesce.handling import Purpose
from coalesce.records import Audience


def test_two_audiences_are_never_written_alike() -> None:
    audiences = [Audience(member, purpose) for member, purpose in product(("NL", "FR", "INTERPOL"), Purpose)]
    assert len({str(audience) for audience in audiences}) == len(audiences)
    assert str(Audience("NL", Purpose.BORDER)) == "NL:border"
