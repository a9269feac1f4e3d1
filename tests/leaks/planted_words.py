"""Leaks of what members say beside records, and of what a hub passes on: planted one at a time, each with a short history that shows it.

Invariant: without the plant the same history passes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from coalesce.handling import Grant, Onward, Purpose
from coalesce.records import AnswerSent, RequestOutcome
from coalesce.services import carrying, dispatching, offering_entries, taking_in, taking_words
from coalesce.services.comparing_offers import PERSON
from coalesce.services.peering import wire_secret
from coalesce.services.trusting import Sorted, Trusted, told_apart
from coalesce.stix import stix_id
from coalesce.store import guard, wire_rows
from coalesce.store.store import Store
from coalesce.store.wire_rows import Box, BoxKind
from tests.builders import ids
from tests.leaks.machine import LeakMachine
from tests.leaks.standing import TAIL
from tests.leaks.switchboard import HUB

Patch = pytest.MonkeyPatch


def hub_widens(patch: Patch) -> None:
    """The hub puts what it passes on into the out-box of another member too."""
    right = wire_rows.put

    def wrong(connection: Any, box: Box, rows: Any, now: Any) -> Any:
        other = replace(box, peer="nl")
        if box.kind is BoxKind.OUT and box.peer == "fr" and rows and b'"BE"' in rows[0].body:
            right(connection, other, rows, now)
        return right(connection, box, rows, now)

    patch.setattr(carrying.wire_rows, "put", wrong)


def hub_passes_all(patch: Patch) -> None:
    """The hub passes on what its owner lets nobody pass on."""
    right = carrying.carry

    def wrong(node: Any, through: Any, rows: Any) -> Any:
        return right(node, through, [replace(row, grant=replace(row.grant, onward=Onward.YES)) for row in rows])

    patch.setattr(taking_in, "carry", wrong)


def hub_reads(patch: Patch) -> None:
    """The hub takes what it passes on for its own."""

    def wrong(node: Any, peer: Any, rows: Any) -> Sorted:
        found = told_apart(node, peer, rows)
        for one in found.carried:
            grant = replace(one.grant, to=HUB)
            found.trusted.append(Trusted(one.seq, one.message, grant, one.member, one.version, b"x" * 32, one.raw))
        return found

    patch.setattr(taking_in, "told_apart", wrong)


def hub_keeps_what_goes_onward_no_longer(patch: Patch) -> None:
    """The hub holds what its owner allowed to go onward once."""
    patch.setattr(carrying, "_let_go", lambda *_: None)


def letter_to_all(patch: Patch) -> None:
    """A question, an answer or a proposal lies ready for every peer."""
    right = dispatching.put

    def wrong(connection: Any, node: Any, peer: Any, letter: Any, to: Any) -> None:
        for one in node.store.exchange.peers():
            right(connection, node, one, letter, to)

    patch.setattr(dispatching, "put", wrong)


def letter_in_the_log(patch: Patch) -> None:
    """The log tells what is asked."""
    right = Store.log

    def wrong(self: Store, connection: Any, actor: Any, purpose: Any, action: str, detail: Any) -> None:
        rows = connection.exec_driver_sql("SELECT * FROM message UNION ALL SELECT * FROM message").all()
        right(self, connection, actor, purpose, action, {**detail, "words": str(rows)})

    patch.setattr(Store, "log", wrong)


def letter_outlives_its_record(patch: Patch) -> None:
    """An answer is kept though what it is about was taken back."""
    right = Store.erase_copies

    def wrong(self: Store, gone: Any) -> Any:
        with self.transaction() as connection:
            (self.folder / "kept").write_text(str(connection.exec_driver_sql("SELECT * FROM message").all()))
        return right(self, gone)

    patch.setattr(Store, "erase_copies", wrong)


def hidden_answered_otherwise(patch: Patch) -> None:
    """A question about a hidden record is answered in other words than one about nothing."""
    right = taking_words._refuse

    def wrong(came: Any, message: Any) -> None:
        secret, here = wire_secret(came.node), ids(came.node.store).values()
        with pytest.MonkeyPatch.context() as within:
            if message.about in {stix_id(secret, PERSON, record) for record in here}:
                outcome = RequestOutcome.ANSWERED
                within.setattr(
                    taking_words,
                    "AnswerSent",
                    lambda wire, asked, _, __, at, own: AnswerSent(wire, asked, outcome, "Not for you.", at, own),
                )
            right(came, message)

    patch.setattr(taking_words, "_refuse", wrong)


def word_bound_to_one_record(patch: Patch) -> None:
    """A word on a pair lies ready though one of its records is released no longer."""
    wrong = guard._INNER["outbox"].replace("w.type <> 'coalesce-judgement'", "1 = 1")
    patch.setitem(guard._INNER, "outbox", wrong)


def entry_not_taken_back(patch: Patch) -> None:
    """Who lost an entry of a plan is not told."""
    right = offering_entries.compare_entry
    patch.setattr(offering_entries, "compare_entry", lambda *told: replace(right(*told), lost=()))


def entry_of_a_closed_version(patch: Patch) -> None:
    """An entry that is released no longer can be fetched until the job has run."""
    wrong = guard._INNER["outbox"].replace("w.entry_id IS NULL OR", "w.entry_id IS NULL OR 1 = 1 OR")
    patch.setitem(guard._INNER, "outbox", wrong)


# -- the histories that show them ------------------------------------------------------------------

NL_TO_FR, BE_TO_FR = ("NL", "FR"), ("BE", "FR")
TO_FR = frozenset({Grant(Purpose.INVESTIGATION, "FR")})


def passed_on(machine: LeakMachine) -> None:
    """A record goes through the hub, then may go onward no longer."""
    machine.put(machine.made("BE", TO_FR, False, TAIL))
    machine.brings(BE_TO_FR)
    machine.pull((HUB, "NL"))
    machine.handles_anew("BE", 0, TO_FR, False)
    machine.brings(BE_TO_FR)
    machine.reads(HUB, Purpose.INVESTIGATION, HUB)


def never_onward(machine: LeakMachine) -> None:
    """A record that may not go onward is fetched by the hub."""
    machine.put(replace(machine.made("BE", TO_FR, False, TAIL), onward=False))
    machine.brings(BE_TO_FR)


def questioned(machine: LeakMachine) -> None:
    """FR asks NL, which answers; then the record is released no longer."""
    machine.asks_and_is_answered(NL_TO_FR, 0, "question", True)
    machine.asks_by_hand(("FR", "LU"), 3, False)
    machine.brings(("NL", "BE"))


def questioned_through_the_hub(machine: LeakMachine) -> None:
    """FR asks BE, which answers; then the record is released no longer."""
    machine.asks_and_is_answered(BE_TO_FR, 0, "question", True)
    machine.brings(("BE", "NL"))


def asked_of_the_hidden(machine: LeakMachine) -> None:
    """FR asks NL about a record that it may not have."""
    machine.put(machine.made("NL", frozenset(), False, TAIL))
    machine.asks_for_what_is_hidden(NL_TO_FR)


def told_of_a_pair(machine: LeakMachine) -> None:
    """NL tells FR that two records are of one person; one of them is released no longer."""
    machine.tells_and_narrows(NL_TO_FR, True)
    machine.asks_by_hand(NL_TO_FR, 100, False)


def pledged_and_asked_for(machine: LeakMachine) -> None:
    """What lies ready of a plan is released no longer, and is asked for before it is taken away."""
    machine.pledges("NL", frozenset({"FR"}), True, 30)
    machine.offers("NL")
    machine.handles_a_pledge_anew("NL", 0, frozenset())
    machine.asks_by_hand(NL_TO_FR, 3, False)


def pledged(machine: LeakMachine) -> None:
    """An entry is released to FR and taken back."""
    machine.pledges_and_takes_back(NL_TO_FR, True)


LEAKS: tuple[tuple[Callable[[Patch], None], Callable[[LeakMachine], None]], ...] = (
    (hub_widens, passed_on), (hub_passes_all, never_onward), (hub_reads, passed_on), (hub_keeps_what_goes_onward_no_longer, passed_on),
    (letter_to_all, questioned), (letter_to_all, questioned_through_the_hub), (letter_in_the_log, questioned),
    (letter_outlives_its_record, questioned), (hidden_answered_otherwise, asked_of_the_hidden), (word_bound_to_one_record, told_of_a_pair),
    (entry_not_taken_back, pledged), (entry_of_a_closed_version, pledged_and_asked_for),
)  # fmt: skip
HISTORIES = tuple(dict.fromkeys(history for _, history in LEAKS))
