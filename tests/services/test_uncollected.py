"""The collector is off while such a job runs, and afterwards as it was before."""

from __future__ import annotations

import gc

import pytest

from coalesce.services.uncollected import uncollected


def test_the_collector_rests_until_the_last_job_has_ended() -> None:
    assert gc.isenabled()
    with uncollected():
        with uncollected():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_job_that_fails_lets_it_go_on() -> None:
    with pytest.raises(ValueError, match="failed"), uncollected():
        raise ValueError("failed")
    assert gc.isenabled()


def test_who_had_turned_it_off_finds_it_off() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
