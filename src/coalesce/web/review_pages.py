"""Review: the queue, one pair with its evidence, a human's word and taking it back.

Invariant: one pair at a time; a word has a reason; nothing is edited: what is taken back is followed by "unsure".
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from coalesce.drawing import WaterfallOptions, waterfall
from coalesce.errors import BadUsage, NotFound
from coalesce.handling import Purpose, Role
from coalesce.records import Judgement, Link, Verdict
from coalesce.services import explaining, reviewing, telling
from coalesce.services.people import Evidence, evidence
from coalesce.services.reviewing import PairShown, Word
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.differences import marked_names, rows
from coalesce.web.documents import pair_document
from coalesce.web.flow_shown import audience_now
from coalesce.web.registrar import Door, Registrar

routes = Registrar()

REASONS: dict[Verdict, tuple[str, ...]] = {
    Verdict.SAME: ("names and birth date agree", "same identity document", "known to us as one person"),
    Verdict.DIFFERENT: ("birth dates rule it out", "different identity documents", "namesakes, known apart"),
    Verdict.UNSURE: ("too little to decide on", "the source file must be looked up"),
}
"""What is said most often; any other reason is written out."""

TAKEN_BACK = "taken back"
JUDGES = frozenset({Role.ANALYST})


@routes.page("/review", purpose=Purpose.INVESTIGATION, asks=("from", "limit"))
def review(asked: Asked, view: ReadView) -> Answer:
    """The undecided pairs, the most informative first, and how far the review is."""
    found, waiting = _waiting(asked, view)
    least = _least(asked)
    shown = [link for link in waiting if link.probability >= least][: _limit(asked)]
    records = view.records([side for link in shown for side in (link.left, link.right)])
    facts = {
        "waiting": shown,
        "all": len(waiting),
        "records": records,
        "progress": reviewing.progress(view, found),
        "least": least,
    }
    return Page("review.html", "Review", facts, [record.handling.tlp for record in records.values()])


@routes.page("/review/{left}/{right}", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE, asks=("kept",))
def pair(asked: Asked, view: ReadView) -> Answer:
    """One pair: what differs, the evidence, and the word to be said."""
    shown = reviewing.pair(view, asked.part("left"), asked.part("right"))
    if shown.left.id == shown.right.id:
        raise NotFound("pair")
    found, waiting = _waiting(asked, view)
    helping = explaining.explained(view, asked.node.model, found, [(shown.left, shown.right, shown.link)])[0]
    left, right = shown.left.entry, shown.right.entry
    facts = {
        "pair": shown,
        "names": (marked_names(left.names, right.names), marked_names(right.names, left.names)),
        "rows": rows(left, right),
        "parts_of": {part.comparison: part for part in shown.link.weight.parts} if shown.link else {},
        "drawing": _waterfall(shown.link),
        "progress": reviewing.progress(view, found),
        "help": helping,
        "reasons": REASONS,
        "may_judge": bool(asked.actor.roles & JUDGES),
        "one_person": shown.left_person.id == shown.right_person.id != "",
        "kept": _kept(asked, view),
        "next": _after(waiting, shown),
    }
    beside = [record for one in helping.before for record in (one.left, one.right)]
    labels = [record.handling.tlp for record in (shown.left, shown.right, *beside)]
    return Page("pair.html", "Review", facts, labels)


@routes.act("/review/{left}/{right}", purpose=Purpose.INVESTIGATION, roles=JUDGES)
def judge(asked: Asked) -> Answer:
    """Keep a word on a pair, then show the next."""
    verdict = _verdict(asked.said("verdict"))
    sides = (asked.part("left"), asked.part("right"))
    reviewing.judge(asked.node, asked.actor, asked.purpose, sides, Word(verdict, _reason(asked, verdict)))
    with asked.node.store.read(asked.actor, asked.purpose) as view:
        waiting = [link for link in _waiting(asked, view)[1] if {link.left, link.right} != set(sides)]
    kept = "+".join(sorted(sides))
    if not waiting:
        return Redirect(asked.link("/review"))
    return Redirect(asked.link(f"/review/{waiting[0].left}/{waiting[0].right}", kept=kept))


@routes.act("/review/{left}/{right}/undo", purpose=Purpose.INVESTIGATION, roles=JUDGES)
def undo(asked: Asked) -> Answer:
    """Take a word back: "unsure" follows it, and the pair is undecided again."""
    sides = (asked.part("left"), asked.part("right"))
    reviewing.judge(asked.node, asked.actor, asked.purpose, sides, Word(Verdict.UNSURE, TAKEN_BACK))
    return Redirect(asked.link(f"/review/{sides[0]}/{sides[1]}"))


@routes.data("/api/links", purpose=Purpose.INVESTIGATION, asks=("from",))
def api_links(asked: Asked, view: ReadView) -> Answer:
    """Every proposal between records that may be seen, the most probable first, with its evidence."""
    facts, least = view.facts(), _least(asked)
    found = sorted(view.links(), key=lambda one: (-one.probability, one.left, one.right))
    return Data([telling.link_row(one, facts) for one in found if one.probability >= least])


@routes.data("/api/review/{left}/{right}", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE)
def api_pair(asked: Asked, view: ReadView) -> Answer:
    """One pair: its evidence, its names word by word, why not higher, and pairs like it judged before."""
    shown = reviewing.pair(view, asked.part("left"), asked.part("right"))
    if shown.left.id == shown.right.id:
        raise NotFound("pair")
    found = _waiting(asked, view)[0]
    helping = explaining.explained(view, asked.node.model, found, [(shown.left, shown.right, shown.link)])[0]
    return Data({**pair_document(shown), **explaining.document(helping)})


@routes.data("/api/review", purpose=Purpose.INVESTIGATION, asks=("limit",))
def api_review(asked: Asked, view: ReadView) -> Answer:
    """The undecided pairs, the most informative first."""
    waiting = _waiting(asked, view)[1][: _limit(asked)]
    records = view.records([side for link in waiting for side in (link.left, link.right)])
    return Data([telling.waiting_row(link, records[link.left], records[link.right]) for link in waiting])


@routes.act("/api/judgements", purpose=Purpose.INVESTIGATION, roles=JUDGES, data=True)
def api_judge(asked: Asked) -> Answer:
    """Keep a word on a pair: ``left``, ``right``, ``verdict`` and ``why``."""
    verdict = _verdict(asked.said("verdict"))
    sides = (asked.said("left"), asked.said("right"))
    identity = reviewing.judge(asked.node, asked.actor, asked.purpose, sides, Word(verdict, asked.said("why")))
    return Data({"judgement": identity, "verdict": verdict}, 201)


def _waiting(asked: Asked, view: ReadView) -> tuple[Evidence, Sequence[Link]]:
    """The evidence and its queue, worked out once for an audience and state."""

    def made() -> tuple[Evidence, Sequence[Link]]:
        found = evidence(view)
        return found, reviewing.pairs_to_review(view, found)

    found: tuple[Evidence, Sequence[Link]] = asked.desk.drawn.get(("queue", *audience_now(asked, view)), made)
    return found


def _after(waiting: Sequence[Link], shown: PairShown) -> Link | None:
    """The pair behind this one in the queue; the first where this one is not in it."""
    pairs = [(link.left, link.right) for link in waiting]
    here = (shown.left.id, shown.right.id)
    if here not in pairs:
        return waiting[0] if waiting else None
    place = pairs.index(here) + 1
    return waiting[place] if place < len(waiting) else None


def _kept(asked: Asked, view: ReadView) -> Judgement | None:
    """The reader's own word of a moment ago, where the address names its pair."""
    sides = set(asked.one("kept").split("+"))
    if len(sides) != 2:
        return None
    own = [word for word in view.judgements(sorted(sides)) if word.reviewer == asked.actor.name]
    found = [word for word in own if {word.left, word.right} == sides]
    return found[-1] if found and found[-1].reason != TAKEN_BACK else None


def _verdict(text: str) -> Verdict:
    try:
        return Verdict(text)
    except ValueError:
        raise BadUsage(f"a verdict is {', '.join(Verdict)}") from None


def _reason(asked: Asked, verdict: Verdict) -> str:
    """A standard reason of this verdict, a note, or both."""
    number = asked.words.form.get(f"reason-{verdict}", "")
    standard = REASONS[verdict]
    chosen = [standard[int(number)]] if number.isdigit() and int(number) < len(standard) else []
    note = asked.words.form.get("note", "").strip()
    return "; ".join([*chosen, note] if note else chosen)


def _waterfall(link: Link | None) -> Markup | None:
    if link is None:
        return None
    picture = waterfall(link.weight, WaterfallOptions(width=340.0, reasons=0.0))
    return Markup(picture)  # noqa: S704  coalesce.drawing escapes its texts


def _limit(asked: Asked) -> int:
    settings = asked.node.store.settings
    return max(1, asked.whole("limit", settings.page_size, settings.max_page_size))


def _least(asked: Asked) -> float:
    text = asked.one("from", "0")
    try:
        least = float(text)
    except ValueError:
        least = -1.0
    if not 0 <= least <= 1:
        raise BadUsage("'from' takes a probability between 0 and 1")
    return least
