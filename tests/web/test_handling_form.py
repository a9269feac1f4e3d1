"""The form of a handling: nothing that is not ticked is granted."""

from __future__ import annotations

from datetime import date

import pytest

from coalesce.errors import BadInput
from coalesce.handling import TLP, Purpose
from coalesce.web.handling_form import boxes, handling_of
from tests.builders import handling

MEMBERS = ("FR", "INTER-POL")


def test_boxes_are_grants() -> None:
    held = handling("FR:border", "INTER-POL:statistics", figures=["FR"])
    assert boxes(held) == {"release-FR-border", "release-INTER-POL-statistics", "figures-FR"}
    said = handling_of(dict.fromkeys(boxes(held), "yes") | {"tlp": "red", "keep_until": "2019-06-30"}, MEMBERS)
    assert said.releases == (("FR", Purpose.BORDER), ("INTER-POL", Purpose.STATISTICS))
    assert (said.figures_to, said.tlp, said.keep_until) == (("FR",), TLP.RED, date(2019, 6, 30))


def test_an_empty_form_is_the_owners_alone() -> None:
    said = handling_of({}, MEMBERS)
    assert (said.releases, said.figures_to, said.tlp, said.keep_until) == ((), (), TLP.AMBER, None)


@pytest.mark.parametrize(
    "form",
    [
        {"release-ZZ-border": "yes"}, {"release-FR-colour": "yes"}, {"figures-ZZ": "yes"}, {"tlp": "blue"},
        {"code": "H9"}, {"onward": "maybe"}, {"keep_until": "2019-06"}, {"keep_until": "soon"}, {"release-FR": "yes"},
    ],
)  # fmt: skip
def test_what_is_not_known_is_refused(form: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        handling_of(form, MEMBERS)
