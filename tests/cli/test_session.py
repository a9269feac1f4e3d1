"""Who asks, and what for."""

from __future__ import annotations

import pytest

from coalesce.cli.injected import Injected
from coalesce.cli.session import Session
from coalesce.errors import BadUsage
from coalesce.handling import Purpose


def test_a_session_without_a_node_says_so() -> None:
    session = Session(Injected(None, None, None, None))  # type: ignore[arg-type]  # nothing of it is called
    with pytest.raises(BadUsage, match="COALESCE_NODE"), session.node():
        pass
    assert session.purpose_or(Purpose.SCREENING) is Purpose.SCREENING
    session.purpose = Purpose.BORDER
    assert session.purpose_or(Purpose.SCREENING) is Purpose.BORDER
