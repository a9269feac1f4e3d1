"""Review: the queue, one pair with its evidence, a human's word and taking it back.

Invariant: one pair at a time; a word has a reason; nothing is edited: what is taken back is followed by "unsure".
"""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from coalesce.drawing import WaterfallOptions, waterfall
from coalesce.errors import BadUsage, NotFound
from coalesce.handling import Purpose, Role
from coalesce.linking.controls import ControlAnswer
from coalesce.linking.judging import Stage
from coalesce.records import Judgement, Link, Verdict
from coalesce.services import controlling, explaining, reviewing, telling, told_judgements
from coalesce.services.controlling import Mixed
from coalesce.services.ranking import Found, Row, place_of
from coalesce.services.reasons import REASONS, TAKEN_BACK
from coalesce.services.reviewing import PairShown, Word
from coalesce.store.permits import ROLES, Act
from coalesce.store.read_view import ReadView
from coalesce.web.answers import Answer, Data, Page, Redirect
from coalesce.web.asked import Asked
from coalesce.web.differences import marked_names, rows
from coalesce.web.documents import pair_document
from coalesce.web.evidence_words import evidence
from coalesce.web.language import say
from coalesce.web.pictures import picture
from coalesce.web.registrar import Door, Registrar
from coalesce.web.review_words import ASKS, ReviewWords, review_words

routes = Registrar()

JUDGES = frozenset({Role.ANALYST})
LAST_WORDS = 5
"""So many of a reviewer's last words stand on the queue's page, to be looked at again."""


@routes.page("/review", purpose=Purpose.INVESTIGATION, asks=(*ASKS, "limit", "answered"))
def review(asked: Asked, view: ReadView) -> Answer:
    """The undecided pairs, those that a word tells most of first, and how far the review is."""
    words, mix = review_words(asked, view), controlling.mixed(asked.node, view)
    found = _page(asked, view, mix, words, _limit(asked))
    last = reviewing.last_words(mix.queue, asked.actor.name, LAST_WORDS)
    records = controlling.records(view, mix, found.rows)
    again = view.records(sorted({side for word in last for side in (word.left, word.right)} - records.keys()))
    facts = {
        "found": found,
        "links": controlling.links(view, mix, found.rows),
        "records": {**again, **records},
        "progress": mix.progress(asked.actor.name),
        "words": words,
        "last": [word for word in last if {word.left, word.right} <= again.keys() | records.keys()],
        "lists": [(one.id, f"{one.owner} · {one.name}") for one in view.lists()],
        "two": view.second,
        "may_judge": bool(asked.actor.roles & JUDGES),
        "answered": _answered(asked),
    }
    labels = [record.handling.tlp for record in (*records.values(), *again.values())]
    return Page("review.html", say("Review"), facts, labels)


@routes.page(
    "/review/{left}/{right}", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE, asks=(*ASKS, "kept", "answered")
)
def pair(asked: Asked, view: ReadView) -> Answer:
    """One pair: what differs, the evidence, and the word to be said."""
    words = review_words(asked, view)
    shown, mix = _shown(asked, view)
    helping = explaining.explained(view, asked.node.model, mix.queue, [(shown.left, shown.right, shown.link)])[0]
    left, right = shown.left.entry, shown.right.entry
    facts = {
        "pair": shown,
        "names": (marked_names(left.names, right.names), marked_names(right.names, left.names)),
        "rows": rows(left, right),
        "parts_of": {part.comparison: part for part in shown.link.weight.parts} if shown.link else {},
        "drawing": _waterfall(shown.link),
        "progress": mix.progress(asked.actor.name),
        "help": helping,
        "reasons": REASONS,
        "may_judge": bool(asked.actor.roles & JUDGES),
        "one_person": shown.left_person.id == shown.right_person.id != "",
        "kept": _kept(asked, view),
        "answered": _answered(asked),
        "rates": controlling.rates_beside(asked.node, view),
        "words": words,
        **_standing(asked, view, mix, shown, words),
        "telling": _telling(asked, mix, shown),
    }
    beside = [record for one in helping.before for record in (one.left, one.right)]
    labels = [record.handling.tlp for record in (shown.left, shown.right, *beside)]
    return Page("pair.html", say("Review"), facts, labels)


@routes.act("/review/{left}/{right}", purpose=Purpose.INVESTIGATION, roles=JUDGES)
def judge(asked: Asked) -> Answer:
    """Keep a word on a pair, then show the next; after a control, tell what it was."""
    verdict = _verdict(asked.said("verdict"))
    sides = (min(asked.part("left"), asked.part("right")), max(asked.part("left"), asked.part("right")))
    said = controlling.say(asked.node, asked.actor, asked.purpose, sides, Word(verdict, _reason(asked, verdict)))
    told = {"answered": said.control.id} if said.control else {"kept": "+".join(sides)}
    with asked.node.store.read(asked.actor, asked.purpose) as view:
        words, mix = review_words(asked, view), controlling.mixed(asked.node, view)
        following = _following(asked, view, mix, words, sides)
    if following is None:
        return Redirect(asked.link("/review", answered=told.get("answered"), **words.filters))
    row, again = following
    kept = words.filters if again else words.said
    return Redirect(asked.link(f"/review/{row.left}/{row.right}", **told, **kept))


@routes.act("/review/{left}/{right}/undo", purpose=Purpose.INVESTIGATION, roles=JUDGES)
def undo(asked: Asked) -> Answer:
    """Take a word back: "unsure" follows it, and the pair is undecided again."""
    sides = (asked.part("left"), asked.part("right"))
    reviewing.judge(asked.node, asked.actor, asked.purpose, sides, Word(Verdict.UNSURE, TAKEN_BACK))
    with asked.node.store.read(asked.actor, asked.purpose) as view:
        words = review_words(asked, view)
    return Redirect(asked.link(f"/review/{sides[0]}/{sides[1]}", **words.said))


@routes.data("/api/links", purpose=Purpose.INVESTIGATION, asks=("from",))
def api_links(asked: Asked, view: ReadView) -> Answer:
    """Every proposal between records that may be seen, the most probable first, with its evidence."""
    facts, least = view.facts(), review_words(asked, view).choice.least
    found = sorted(view.links(), key=lambda one: (-one.probability, one.left, one.right))
    return Data([telling.link_row(one, facts) for one in found if one.probability >= least])


@routes.data("/api/review/{left}/{right}", purpose=Purpose.INVESTIGATION, door=Door.PEOPLE)
def api_pair(asked: Asked, view: ReadView) -> Answer:
    """One pair: its evidence, its names word by word, why not higher, and pairs like it judged before."""
    shown, mix = _shown(asked, view)
    helping = explaining.explained(view, asked.node.model, mix.queue, [(shown.left, shown.right, shown.link)])[0]
    return Data({**pair_document(shown), **explaining.document(helping)})


@routes.data("/api/review", purpose=Purpose.INVESTIGATION, asks=(*ASKS, "limit"))
def api_review(asked: Asked, view: ReadView) -> Answer:
    """The undecided pairs, those that a word tells most of first; ``place`` of the last goes into ``after``."""
    words, mix = review_words(asked, view), controlling.mixed(asked.node, view)
    found = _page(asked, view, mix, words, _limit(asked))
    return Data(telling.waiting_rows(view, mix, found.rows, words.choice.stage))


@routes.act("/api/judgements", purpose=Purpose.INVESTIGATION, roles=JUDGES, data=True)
def api_judge(asked: Asked) -> Answer:
    """Keep a word on a pair: ``left``, ``right``, ``verdict`` and ``why``."""
    verdict = _verdict(asked.said("verdict"))
    sides = (asked.said("left"), asked.said("right"))
    said = controlling.say(asked.node, asked.actor, asked.purpose, sides, Word(verdict, asked.said("why")))
    return Data(telling.said(said, verdict), 201)


def _page(asked: Asked, view: ReadView, mix: Mixed, words: ReviewWords, count: int) -> Found:
    look = max(asked.node.store.settings.review_look, count)
    return mix.page(view, words.choice, count, words.after, look)


def _following(
    asked: Asked, view: ReadView, mix: Mixed, words: ReviewWords, sides: tuple[str, str]
) -> tuple[Row, bool] | None:
    """The next pair but this one; where none is behind, the first, and that it begins again. None: no other waits."""
    for again in (False, True) if words.after else (False,):
        from_here = ReviewWords(words.choice, None, words.filters) if again else words
        rows = [row for row in _page(asked, view, mix, from_here, 2).rows if (row.left, row.right) != sides]
        if rows:
            return rows[0], again
    return None


def _shown(asked: Asked, view: ReadView) -> tuple[PairShown, Mixed]:
    """The pair of the address, and its reader's queue. Raises NotFound."""
    mix = controlling.mixed(asked.node, view)
    shown = controlling.shown(view, mix, asked.part("left"), asked.part("right"))
    if shown.left.id == shown.right.id:
        raise NotFound("pair")
    return shown, mix


def _standing(asked: Asked, view: ReadView, mix: Mixed, shown: PairShown, words: ReviewWords) -> dict[str, object]:
    """Where a pair stands: its row, whether it waits for others after this reader's word, and which pair comes behind it."""
    sides = (shown.left.id, shown.right.id)
    row = mix.row(*sides)
    behind = ReviewWords(words.choice, place_of(row.text), {**words.said, "after": row.text})
    following = _following(asked, view, mix, behind, sides)
    held = mix.queue.own.get(sides)
    spoken = view.second and held is not None and asked.actor.name in held.speakers
    return {
        "row": row,
        "two": view.second,
        "spoken": spoken and held is not None and held.stage is not Stage.SETTLED,
        "disputed": view.second and held is not None and held.stage is Stage.THIRD,
        "next": following[0] if following else None,
        "next_words": {} if following is None else words.filters if following[1] else behind.said,
    }


def _telling(asked: Asked, mix: Mixed, shown: PairShown) -> dict[str, list[str]] | None:
    """To whom the own member's word on a pair is told, and who else may be: the owners of its records. None where there is none."""
    own = mix.queue.own.get((shown.left.id, shown.right.id))
    if not asked.actor.roles & ROLES[Act.REPLY] or own is None or own.stage is not Stage.SETTLED:
        return None
    said = [one for one in shown.judgements if one.member == asked.actor.member and one.verdict is own.verdict]
    told = told_judgements.told_to(asked.node, asked.actor, said[-1].id) if said else []
    owners = {shown.left.owner, shown.right.owner} - {asked.actor.member, *told}
    return {"told": told, "others": sorted(owners)} if told or owners else None


def _answered(asked: Asked) -> ControlAnswer | None:
    """The control just answered, where the address names one: what was true of it is told."""
    return controlling.answered(asked.node, asked.actor, asked.one("answered")) if asked.one("answered") else None


def _kept(asked: Asked, view: ReadView) -> Judgement | None:
    """The reader's own word of a moment ago, where the address names its pair."""
    sides: Sequence[str] = sorted(set(asked.one("kept").split("+")))
    if len(sides) != 2:
        return None
    own = [word for word in view.judgements(sides) if word.reviewer == asked.actor.name]
    found = [word for word in own if [word.left, word.right] == sides]
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
    chosen = [standard[int(number)]] if number in map(str, range(len(standard))) else []
    note = asked.words.form.get("note", "").strip()
    return "; ".join([*chosen, note] if note else chosen)


def _waterfall(link: Link | None) -> Markup | None:
    if link is None:
        return None
    return picture(waterfall(link.weight, WaterfallOptions(width=340.0, reasons=0.0, told=evidence)))


def _limit(asked: Asked) -> int:
    settings = asked.node.store.settings
    return max(1, asked.whole("limit", settings.page_size, settings.max_page_size))
