"""How many pairs wait stands beside Review, for who may judge, once the queue is made; never of another's view. So do requests that wait."""

from __future__ import annotations

import re

from coalesce.web.answers import Data, Redirect
from coalesce.web.badges import with_badges
from tests.web.visits import Place, Visitor


def badge(visitor: Visitor, path: str = "/lists", room: str = "Review") -> str:
    """The number beside Review or another part, or ""."""
    found = re.search(
        rf'href="/{room.lower()}"[^>]*>\s*{room}\s*<span class="badge">\s*<span[^>]*>[^<]*</span>\s*([\d,]+)',
        visitor.get(path).text,
    )
    return found[1] if found else ""


def test_the_number_stands_once_the_queue_is_made(fresh: Place) -> None:
    claire = fresh.visitor("claire")
    assert badge(claire) == ""
    claire.get("/review")
    assert badge(claire) == "2"
    assert badge(claire, "/") == "2"


def test_who_may_not_judge_or_sees_nothing_has_none(fresh: Place) -> None:
    for name in ("claire", "rita", "dieter"):
        fresh.visitor(name).get("/review")
    assert badge(fresh.visitor("rita")) == ""
    assert badge(fresh.visitor("dieter")) == ""


def test_a_word_said_is_one_less(fresh: Place) -> None:
    claire = fresh.visitor("claire")
    claire.get("/review")
    claire.post(fresh.pair("N1", "F1"), {"verdict": "same", "note": "the same village", "csrf": claire.csrf})
    assert badge(claire) == "1"


def test_a_request_that_waits_is_counted_for_who_may_answer_it(fresh: Place) -> None:
    claire, owner = fresh.visitor(), fresh.visitor("owner")
    sent = {"record": fresh.ids["N1"], "question": "Seen since?", "csrf": claire.csrf}
    path = claire.post("/requests", sent).headers["location"]
    assert badge(owner, room="Requests") == badge(owner, "/", "Requests") == "1"
    assert badge(claire, room="Requests") == "", "it waits for NL"
    owner.post(path, {"outcome": "refused", "text": "left over", "csrf": owner.csrf})
    assert badge(owner, room="Requests") == ""


def test_what_is_no_page_stays_as_it_is() -> None:
    for answer in (Data({"a": 1}), Redirect("/")):
        assert with_badges(answer, None, None) is answer  # type: ignore[arg-type]  # neither is looked at
