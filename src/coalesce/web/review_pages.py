"""Review: the queue, one pair with its evidence, a human's word and taking it back.

Invariant: one pair at a time; a word has a reason; nothing is edited: what is taken back is followed by "unsure".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from coalesce.drawing import WaterfallOptions, waterfall
from coalesce.errors import BadUsage, NotFound
from coalesce.handling import Purpose, Role
from coalesce.records import Judgement, Link, Verdict
from coalesce.services import controlling, explaining, reviewing, telling
from coalesce.services.controlling import Mixed
from coalesce.services.people import Evidence
from coalesce.services.reviewing import PairShown, Progress, Word
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.differences import marked_names, rows
from coalesce.web.documents import pair_document
from coalesce.web.language import say
from coalesce.web.pictures import picture
from coalesce.web.queue_shown import queue_of
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


@routes.page("/review", purpose=Purpose.INVESTIGATION, asks=("from", "limit", "answered"))
def review(asked: Asked, view: ReadView) -> Answer:
    """The undecided pairs, the most informative first, and how far the review is."""
    found, mix = queue_of(asked, view)
    least = _least(asked)
    shown = [link for link in mix.waiting if link.probability >= least][: _limit(asked)]
    records = controlling.records(view, mix, shown)
    facts = {
        "waiting": shown,
        "all": len(mix.waiting),
        "records": records,
        "progress": _progress(view, found, mix),
        "least": least,
        "answered": _answered(asked),
    }
    return Page("review.html", say("Review"), facts, [record.handling.tlp for record in records.values()])


@routes.page("/review/{left}/{right}", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE, asks=("kept", "answered"))
def pair(asked: Asked, view: ReadView) -> Answer:
    """One pair: what differs, the evidence, and the word to be said."""
    shown, found, mix = _shown(asked, view)
    helping = explaining.explained(view, asked.node.model, found, [(shown.left, shown.right, shown.link)])[0]
    left, right = shown.left.entry, shown.right.entry
    facts = {
        "pair": shown,
        "names": (marked_names(left.names, right.names), marked_names(right.names, left.names)),
        "rows": rows(left, right),
        "parts_of": {part.comparison: part for part in shown.link.weight.parts} if shown.link else {},
        "drawing": _waterfall(shown.link),
        "progress": _progress(view, found, mix),
        "help": helping,
        "reasons": REASONS,
        "may_judge": bool(asked.actor.roles & JUDGES),
        "one_person": shown.left_person.id == shown.right_person.id != "",
        "kept": _kept(asked, view),
        "answered": _answered(asked),
        "rates": controlling.own_rates(asked.node, asked.actor),
        "next": _after(mix.waiting, shown),
    }
    beside = [record for one in helping.before for record in (one.left, one.right)]
    labels = [record.handling.tlp for record in (shown.left, shown.right, *beside)]
    return Page("pair.html", say("Review"), facts, labels)


@routes.act("/review/{left}/{right}", purpose=Purpose.INVESTIGATION, roles=JUDGES)
def judge(asked: Asked) -> Answer:
    """Keep a word on a pair, then show the next; after a control, tell what it was."""
    verdict = _verdict(asked.said("verdict"))
    sides = (asked.part("left"), asked.part("right"))
    said = controlling.say(asked.node, asked.actor, asked.purpose, sides, Word(verdict, _reason(asked, verdict)))
    with asked.node.store.read(asked.actor, asked.purpose) as view:
        waiting = [link for link in queue_of(asked, view)[1].waiting if {link.left, link.right} != set(sides)]
    told = {"answered": said.control.id} if said.control else {"kept": "+".join(sorted(sides))}
    if not waiting:
        return Redirect(asked.link("/review", answered=told.get("answered")))
    return Redirect(asked.link(f"/review/{waiting[0].left}/{waiting[0].right}", **told))


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
    shown, found, _ = _shown(asked, view)
    helping = explaining.explained(view, asked.node.model, found, [(shown.left, shown.right, shown.link)])[0]
    return Data({**pair_document(shown), **explaining.document(helping)})


@routes.data("/api/review", purpose=Purpose.INVESTIGATION, asks=("limit",))
def api_review(asked: Asked, view: ReadView) -> Answer:
    """The undecided pairs, the most informative first."""
    mix = queue_of(asked, view)[1]
    waiting = mix.waiting[: _limit(asked)]
    records = controlling.records(view, mix, waiting)
    return Data([telling.waiting_row(link, records[link.left], records[link.right]) for link in waiting])


@routes.act("/api/judgements", purpose=Purpose.INVESTIGATION, roles=JUDGES, data=True)
def api_judge(asked: Asked) -> Answer:
    """Keep a word on a pair: ``left``, ``right``, ``verdict`` and ``why``."""
    verdict = _verdict(asked.said("verdict"))
    sides = (asked.said("left"), asked.said("right"))
    said = controlling.say(asked.node, asked.actor, asked.purpose, sides, Word(verdict, asked.said("why")))
    return Data(telling.said(said, verdict), 201)


def _shown(asked: Asked, view: ReadView) -> tuple[PairShown, Evidence, Mixed]:
    """The pair of the address, with what its reader's queue is made of. Raises NotFound."""
    found, mix = queue_of(asked, view)
    shown = controlling.shown(view, mix, asked.part("left"), asked.part("right"))
    if shown.left.id == shown.right.id:
        raise NotFound("pair")
    return shown, found, mix


def _progress(view: ReadView, found: Evidence, mix: Mixed) -> Progress:
    """How far the review is; a control is one of those that wait."""
    so_far = reviewing.progress(view, found)
    return replace(so_far, left=so_far.left + len(mix.controls))


def _answered(asked: Asked) -> str:
    """What is told of the control just answered, where the address names one."""
    answer = controlling.answered(asked.node, asked.actor, asked.one("answered"))
    return controlling.truth(answer) if answer else ""


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
    return picture(waterfall(link.weight, WaterfallOptions(width=340.0, reasons=0.0)))


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
