"""Two texts of one moment give one text, and texts are in the order of their moments."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coalesce.taxii.stamps import as_stix, moment, normal

moments = st.datetimes(timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2014-09-05T10:11:12Z", "2014-09-05T10:11:12.000000Z"),
        ("2014-09-05T10:11:12.5Z", "2014-09-05T10:11:12.500000Z"),
        ("2014-09-05T10:11:12.123456Z", "2014-09-05T10:11:12.123456Z"),
        ("2014-09-05T10:11:12.123456789Z", "2014-09-05T10:11:12.123456Z"),
    ],
)
def test_a_moment_has_one_text(text: str, told: str) -> None:
    assert normal(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "2014-09-05", "2014-09-05T10:11:12", "2014-09-05T10:11:12+02:00", "2014-13-05T10:11:12Z",
        "2014-09-31T10:11:12Z", "2014-09-05T24:11:12Z", "2014-09-05T10:11:60Z", "2014-09-05T10:11:12.Z",
        "0000-09-05T10:11:12Z", "2014-09-05T10:11:12Z ", "٢٠١٤-09-05T10:11:12Z",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment(text) is None
    assert normal(text) is None


@given(moments, moments)
def test_texts_are_in_the_order_of_their_moments(one: datetime, other: datetime) -> None:
    texts = [f"{each:%Y}".zfill(4) + f"{each:-%m-%dT%H:%M:%S.%fZ}" for each in (one, other)]
    told = [normal(text) for text in texts]
    assert told == texts
    assert (one < other) == (texts[0] < texts[1])
    assert [moment(text) for text in texts] == [one, other]


def test_a_version_is_told_as_most_objects_write_it() -> None:
    assert as_stix("2014-09-05T10:11:12.123000Z") == "2014-09-05T10:11:12.123Z"
    assert as_stix("2014-09-05T10:11:12.123456Z") == "2014-09-05T10:11:12.123456Z"
