"""Which pairs of the queue a reader chose, as the words of an address or of a form say it.

Invariant: a word that means nothing is refused; the same words lead from pair to pair, so that a choice can be shared, and
review goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from coalesce.errors import BadUsage
from coalesce.linking.judging import Stage
from coalesce.services.ranking import Choice, Place, place_of
from coalesce.store.read_view import ReadView
from coalesce.web.asked import Asked
from coalesce.web.flow_words import parse_leg

FILTERS = ("from", "to", "list", "script", "leg", "person", "stage")
ASKS = (*FILTERS, "after")
STAGES = (Stage.SECOND, Stage.THIRD)


@dataclass(frozen=True, slots=True)
class ReviewWords:
    """The choice, where to go on, and both as the words they came as."""

    choice: Choice
    after: Place | None
    said: Mapping[str, str]

    @property
    def filters(self) -> dict[str, str]:
        """The words of the choice alone."""
        return {name: value for name, value in self.said.items() if name != "after"}


def review_words(asked: Asked, view: ReadView) -> ReviewWords:
    """The words of the address, or of the form where one was sent. Raises BadUsage; NotFound for a person who is not there."""
    form = asked.words.form
    said = {name: value for name in ASKS if (value := (form.get(name, "") if form else asked.one(name)).strip())}
    get = said.get
    stage = get("stage", "")
    if stage and stage not in STAGES:
        raise BadUsage(f"'stage' takes {' or '.join(STAGES)}")
    script = get("script", "")
    if script and not (script.isalpha() and script.isascii() and len(script) == 4):
        raise BadUsage("'script' is a code of four letters, like Arab (ISO 15924)")
    choice = Choice(
        listed=get("list", ""),
        least=_share("from", get, 0.0),
        most=_share("to", get, 1.0),
        script=script.capitalize(),
        leg=parse_leg(said["leg"]) if "leg" in said else None,
        records=frozenset(view.person(said["person"]).records) if "person" in said else None,
        stage=Stage(stage) if stage else None,
    )
    return ReviewWords(choice, place_of(get("after", "")), said)


def _share(name: str, get: Callable[[str, str], str], default: float) -> float:
    text = get(name, "")
    if not text:
        return default
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise BadUsage(f"'{name}' takes a probability between 0 and 1")
    return share
