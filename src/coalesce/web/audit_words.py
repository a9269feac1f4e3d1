"""An audit row in words: what was done, to what, and whether it was refused.

Invariant: every act that the program logs has its words here (a test reads the acts from the source); an act of another
version is told by its own name. Nothing is told that the row's leaf does not hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coalesce.store.audit import AuditRow
from coalesce.web.language import marked, marked_counted, say, say_counted, whole

ACTS: dict[str, str] = {
    "init": marked("made the node"),
    "read": marked("read"),
    "count": marked("counted for statistics, seeing nobody"),
    "audit": marked("read the audit log"),
    "audit export": marked("exported the audit log"),
    "audit verify": marked("verified the audit log"),
    "sign in": marked("signed in"),
    "sign out": marked("signed out"),
    "credential": marked("issued a link, session or token"),
    "signed out elsewhere": marked("signed out everywhere else"),
    "credential ended": marked("ended a session, link or token"),
    "password set": marked("set a password"),
    "password removed": marked("took a password away"),
    "second factor set": marked("set up a second factor"),
    "second factor removed": marked("took a second factor away"),
    "recovery codes made": marked("made new recovery codes"),
    "provider subject": marked("bound or freed a subject of the identity provider"),
    "actor roles": marked("gave an actor other roles"),
    "actor deactivate": marked("deactivated an actor"),
    "actor reactivate": marked("reactivated an actor"),
    "actor sign out": marked("ended the sessions of an actor"),
    "member add": marked("let a member in"),
    "actor add": marked("let an actor in"),
    "list add": marked("began a list"),
    "import": marked("imported an edition of a list"),
    "upload": marked("sent a file for a list"),
    "upload columns": marked("said what the columns of a file are"),
    "upload discard": marked("erased a file that was sent"),
    "list handling": marked("changed the handling of a list"),
    "link": marked("linked records"),
    "judge": marked("judged a pair"),
    "control": marked("answered a control pair"),
    "judgement tell": marked("told another member a judgement"),
    "judgement untell": marked("took a judgement back from another member"),
    "judgements told": marked("laid judgements ready for a peer"),
    "judgement received": marked("told a judgement, from another node"),
    "redress open": marked("opened a request for redress"),
    "redress answer": marked("answered a request for redress"),
    "redress received": marked("put a request for redress, from another node"),
    "redress answered": marked("answered a request for redress, from another node"),
    "request ask": marked("asked another member about a record"),
    "request answer": marked("answered a question of another member"),
    "request received": marked("put a question, from another node"),
    "request answered": marked("answered a question, from another node"),
    "proposal send": marked("proposed something of a record to its owner"),
    "proposal decide": marked("decided on a proposal"),
    "proposal received": marked("put a proposal, from another node"),
    "correct": marked("corrected a record"),
    "notice seen": marked("marked notices as seen"),
    "interest add": marked("kept a standing interest"),
    "digest ask": marked("asked for a digest by mail"),
    "digest leave": marked("ended a digest by mail"),
    "mail password": marked("kept or forgot the password of the mail server"),
    "interest remove": marked("let a standing interest go"),
    "withdraw": marked("withdrew a record"),
    "figure": marked("read a figure"),
    "series define": marked("defined a series"),
    "series sign": marked("signed a series"),
    "series close": marked("closed cells of a series"),
    "fit model": marked("trained a linking model"),
    "use model": marked("published a linking model"),
    "plan add": marked("began a plan"),
    "commitments import": marked("imported an edition of a plan"),
    "commitment keep": marked("kept an entry of a plan"),
    "commitment event": marked("noted an event of a plan"),
    "tell": marked("read what of plans is told to a whole audience"),
    "send": marked("laid ready what is released to another member's node"),
    "peer read": marked("fetched what lies ready for it, as a peer"),
    "peer wrote": marked("wrote into its inbox, as a peer"),
    "peer deleted": marked("deleted what it wrote, as a peer"),
    "peer refused": marked("was refused, as a peer"),
    "peer sign in": marked("showed a token that opens nothing, as a peer"),
    "offer": marked("brought a peer's out-box to what its member may have"),
    "pull": marked("asked a peer for what it has"),
    "push": marked("brought a peer what lies ready for it"),
    "take in": marked("took in what came from a peer"),
    "copies erased": marked("erased copies that their owner took back"),
    "receipt": marked("noted a peer's receipt for a withdrawal"),
    "narrow": marked("narrowed what another member's records may be used for here"),
    "pull ask": marked("asked for a peer to be pulled from"),
    "peer add": marked("let a peer in"),
    "peer change": marked("changed what is known of a peer"),
    "peer suspend": marked("suspended a peer"),
    "peer resume": marked("let a peer fetch and write again"),
    "peer remove": marked("removed a peer"),
    "peer token": marked("made a token for a peer to show"),
    "peer token ended": marked("ended the token that a peer shows"),
    "peer token kept": marked("kept the token that this node shows a peer"),
    "backup": marked("made a backup"),
    "restore": marked("brought the node back from a backup"),
}

KINDS: dict[str, tuple[str, str]] = {
    "record": marked_counted("%(count)s record", "%(count)s records"),
    "record not found": marked_counted("%(count)s record that was not found", "%(count)s records that were not found"),
    "own": marked_counted("%(count)s record of its own", "%(count)s records of its own"),
    "own not found": marked_counted("%(count)s record that was not found", "%(count)s records that were not found"),
    "listed": marked_counted("%(count)s record by its id", "%(count)s records by their ids"),
    "fact": marked_counted(
        "%(count)s record as far as linking needs it", "%(count)s records as far as linking needs them"
    ),
    "sex": marked_counted("the sex of %(count)s record", "the sex of %(count)s records"),
    "sighting": marked_counted("%(count)s sighting", "%(count)s sightings"),
    "list": marked_counted("%(count)s list", "%(count)s lists"),
    "list count": marked_counted("the size of %(count)s list", "the size of %(count)s lists"),
    "edition": marked_counted("the editions of %(count)s list", "the editions of %(count)s lists"),
    "history": marked_counted("the earlier versions of %(count)s record", "the earlier versions of %(count)s records"),
    "link": marked_counted("%(count)s proposed link", "%(count)s proposed links"),
    "link not found": marked_counted("%(count)s link that was not found", "%(count)s links that were not found"),
    "outline": marked_counted("%(count)s record in outline", "%(count)s records in outline"),
    "seen in": marked_counted("where %(count)s record was seen", "where %(count)s records were seen"),
    "judgement": marked_counted("%(count)s judgement", "%(count)s judgements"),
    "person": marked_counted("%(count)s person", "%(count)s people"),
    "person not found": marked_counted("%(count)s person that was not found", "%(count)s people that were not found"),
    "search": marked_counted("%(count)s searched word, by its digest", "%(count)s searched words, by their digests"),
    "redress": marked_counted("%(count)s request for redress", "%(count)s requests for redress"),
    "redress not found": marked_counted(
        "%(count)s request that was not found", "%(count)s requests that were not found"
    ),
    "enquiry": marked_counted("%(count)s question or proposal", "%(count)s questions and proposals"),
    "enquiry not found": marked_counted(
        "%(count)s question that was not found", "%(count)s questions that were not found"
    ),
    "notice": marked_counted("%(count)s notice", "%(count)s notices"),
    "notice not found": marked_counted("%(count)s notice that was not found", "%(count)s notices that were not found"),
    "interest": marked_counted("%(count)s standing interest", "%(count)s standing interests"),
    "correction": marked_counted("what is corrected of %(count)s record", "what is corrected of %(count)s records"),
    "control answer": marked_counted("%(count)s answer to a control pair", "%(count)s answers to control pairs"),
    "handling": marked_counted(
        "how the records of %(count)s list are handled", "how the records of %(count)s lists are handled"
    ),
    "script": marked_counted("the script of %(count)s name", "the scripts of %(count)s names"),
    "plan": marked_counted("%(count)s plan", "%(count)s plans"),
    "plan edition": marked_counted("the editions of %(count)s plan", "the editions of %(count)s plans"),
    "commitment": marked_counted("%(count)s entry of a plan", "%(count)s entries of plans"),
    "commitment named": marked_counted("%(count)s entry by its name", "%(count)s entries by their names"),
    "commitment history": marked_counted("the events of %(count)s entry", "the events of %(count)s entries"),
    "wire out": marked_counted("%(count)s object that lay ready", "%(count)s objects that lay ready"),
    "wire in": marked_counted("%(count)s object that it wrote itself", "%(count)s objects that it wrote itself"),
    "sendable": marked_counted("%(count)s record that may be sent", "%(count)s records that may be sent"),
    "sendable sighting": marked_counted("%(count)s sighting that may be sent", "%(count)s sightings that may be sent"),
    "sent": marked_counted("%(count)s record to be sent", "%(count)s records to be sent"),
    "tellable": marked_counted("%(count)s judgement that may be told", "%(count)s judgements that may be told"),
    "sendable entry": marked_counted(
        "%(count)s entry of a plan that may be sent", "%(count)s entries of plans that may be sent"
    ),
    "sent entry": marked_counted("%(count)s entry of a plan to be sent", "%(count)s entries of plans to be sent"),
    "audit": marked_counted("%(count)s audit row", "%(count)s audit rows"),
    "audit about": marked_counted("an id looked for, by its digest", "%(count)s ids looked for, by their digests"),
}
"""What a view notes of its reading, with its plural; a kind that is not here is told by its own name."""

REASONS: dict[str, str] = {
    "failed": marked("broke off"),
    "NotFound": marked("refused: unknown, or not for this reader"),
    "NotPermitted": marked("refused: not with this role or purpose"),
    "Refusal": marked("refused by the rules"),
    "BadUsage": marked("refused: it could not be asked that way"),
    "StoreBusy": marked("put off: the node was busy"),
    "refused": marked("refused"),
}
_SHOWN = 3
"""So many ids are written out in a row's words; all of them stand in the row itself."""


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row as its page shows it. ``ids``: whole words that the log can be filtered by; ``more``: how many others there are."""

    number: int
    at: datetime
    actor: str
    member: str
    purpose: str
    act: str
    outcome: str
    refused: bool
    on: tuple[str, ...]
    ids: tuple[str, ...]
    more: int
    about: str


def row_shown(row: AuditRow) -> RowShown:
    """The row in words, in the language of the page."""
    leaf = row.leaf
    detail = leaf["detail"]
    assert isinstance(detail, dict), "an audit row's detail is a mapping"
    action, outcome = str(leaf["action"]), str(detail.get("outcome", "answered"))
    ids = list(dict.fromkeys(_ids(detail)))
    return RowShown(
        row.seq,
        datetime.fromisoformat(str(leaf["at"])),
        str(leaf["actor"]),
        str(leaf["member"]),
        str(leaf["purpose"]),
        say(ACTS.get(action, action)),
        "" if outcome == "answered" else say(REASONS.get(outcome, marked("refused"))),
        outcome != "answered",
        tuple(_on(detail)),
        tuple(ids[:_SHOWN]),
        max(0, len(ids) - _SHOWN),
        str(leaf.get("about", "")),
    )


def _on(detail: Mapping[str, Any]) -> list[str]:
    """What it was done to, by kind and number."""
    told = []
    for note in detail.get("read", []):
        count, what = note.get("count"), str(note["what"])
        if count is None:
            told.append(say(what))
        elif count:
            told.append(say_counted(*KINDS[what], count) if what in KINDS else f"{whole(count)} × {what}")
    return told


def _ids(detail: Mapping[str, Any]) -> list[str]:
    """The ids and words that stand in a row: of what was read, then of what was done."""
    read = [str(one) for note in detail.get("read", []) if not _hidden(note) for one in note.get("ids", [])]
    done = [str(value) for name, value in detail.items() if name not in ("read", "outcome", "about") and _whole(value)]
    return [*done, *read]


def _hidden(note: Mapping[str, Any]) -> bool:
    """Whether its ids are keyed digests: nobody can look them up."""
    return str(note["what"]).endswith((" not found", "search", "about"))


def _whole(value: object) -> bool:
    return isinstance(value, str) and bool(value)
