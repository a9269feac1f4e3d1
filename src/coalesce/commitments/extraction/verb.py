"""A verb of commitment, and what stands around a verb: its modal, its auxiliaries, its subject or the lack of one.

Invariant: everything is read in a few words before the verb; no verb is taken from another sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

from coalesce.commitments.extraction.actors import Actor
from coalesce.commitments.extraction.marks import Act
from coalesce.commitments.extraction.parsed import Parsed
from coalesce.commitments.extraction.phrases import Hit

WINDOW = 6
"""Words before a verb in which a negation or a modal verb belongs to it."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb at tokens [first, past) and who does it. ``elliptic``: its subject is left out. ``sure``: it says by itself
    that something is committed. ``free``: it needs no subject. ``wordless``: a row without a verb; the tokens are its
    label's or its first. ``weak``: it says something only beside a kind or a line."""

    act: Act
    rule: str
    first: int
    past: int
    subject: tuple[Actor, ...]
    elliptic: bool = False
    sure: bool = False
    free: bool = False
    wordless: bool = False
    weak: bool = False


def is_noun(parsed: Parsed, hit: Hit, form: str) -> bool:
    """Whether the word is a noun here: "a pledge", "the offer", "two offers"."""
    before = parsed.low(hit.first - 1)
    articles = parsed.within("articles", hit.first - 1) or parsed.within("possessives", hit.first - 1)
    articles = articles or before == "'s"
    articles = articles or (form == "third" and parsed.within("before_nouns", hit.first - 1))
    articles = articles or before in parsed.wording.scales or before in parsed.wording.numbers
    articles = articles or (form == "third" and _behind_an_article(parsed, hit.first))
    return form in ("base", "third") and (articles or before in parsed.wording.words["of"] or before.isdigit())


def _behind_an_article(parsed: Parsed, at: int) -> bool:
    """Whether an article stands shortly before, with no actor and nothing that ends a noun between: "all the assistance offers"."""
    subjects = {place for actor in parsed.actors for place in range(actor.first, actor.past)}
    for place in range(at - 2, max(-1, at - 4), -1):
        if place + 1 in subjects or not parsed.low(place + 1).isalpha() or parsed.within("stops", place + 1):
            return False
        if parsed.within("articles", place) and place not in subjects:
            return True
    return False


def modal_of(parsed: Parsed, at: int) -> str | None:
    """The nearest modal verb (or "to") in front, over adverbs; None where another verb or a comma stands between."""
    for place in range(at - 1, max(-1, at - 1 - WINDOW), -1):
        if parsed.within("modals", place):
            return parsed.low(place)
        if parsed.low(place) == "," or (
            parsed.within("auxiliaries", place) and parsed.low(place) not in ("be", "have", "not")
        ):
            return None
        if any(actor.first <= place < actor.past for actor in parsed.actors):
            return None
    return None


def after_be(parsed: Parsed, at: int) -> bool:
    """Whether a form of "be" stands before, over adverbs."""
    step = at - 1
    while step >= 0 and at - step <= 3 and parsed.within("adverbs", step):
        step -= 1
    return parsed.within("be", step)


def has_before(parsed: Parsed, at: int) -> bool:
    """Whether a form of "have" stands in the four words before."""
    return any(parsed.within("has", place) for place in range(max(0, at - 4), at))


def was_said(parsed: Parsed, at: int) -> bool:
    """Whether a verb of saying, declaring or deciding stands before: only then is "would" a promise."""
    return any(hit.past <= at for hit in (*parsed.of("reported"), *parsed.of("declares"), *parsed.of("decides")))


def left_out(parsed: Parsed, at: int, subject: tuple[Actor, ...]) -> bool:
    """Whether the sentence begins with its verb, over auxiliaries, adverbs and quotation marks: "Has sent about 60"."""
    words = (place for place in range(at) if parsed.low(place)[:1].isalpha())
    return not subject and all(
        parsed.within("auxiliaries", place) or parsed.within("adverbs", place) or parsed.within("modals", place)
        for place in words
    )  # fmt: skip
