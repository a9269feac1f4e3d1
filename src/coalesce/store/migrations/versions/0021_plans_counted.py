"""Plans are counted from numbers in one index; a version kept by hand has its moments; an event may stand in place of another."""

import hashlib
from typing import Any

import orjson
import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_FORMS = "contribution lead obligation request statement deadline activation"
_LINES = "|military|foreign fighters|financing|humanitarian|ideology|all|outside"
_STAGES = "declared|confirmed|allocated|in place|ended|withdrawn|superseded"
_COUNTED = (
    *("plan_id", "set_id", "slot", "sort", "crew", "stage", "renewed", "amount"),
    *("available", "notice", "transit", "sustain", "verified", "seen_notice", "seen_transit", "seen_sustain"),
    *("keep_until", "owner", "opened", "closed", "tlp"),
)


def upgrade() -> None:
    """Add the columns and fill them, then the index."""
    for name in ("slot", "sort", "crew", "stage"):
        op.add_column("commitment_version", sa.Column(name, sa.Integer()))
    for name in ("noted", "ended"):
        op.add_column("commitment_version", sa.Column(name, sa.String()))
    op.add_column("commitment_event", sa.Column("corrects", sa.String()))
    driver: Any = op.get_bind().connection.driver_connection
    driver.create_function("plan_number", -1, _number, deterministic=True)
    op.execute(f"""UPDATE commitment_version SET slot = {_place("line", _LINES.split("|"))} * 16 + {_form()},
    sort = plan_number(plan_id, form, line, kind, place, need, measure), crew = plan_number(parties),
    stage = {_place("status", _STAGES.split("|"))}""")
    # What was kept by hand before has no moment of its own: it is taken to have begun with its entry's first event.
    op.execute("""UPDATE commitment_version SET noted = (SELECT min(e.at) FROM commitment_event AS e
    WHERE e.commitment_id = commitment_version.commitment_id) WHERE number = 1 AND commitment_id IN
    (SELECT id FROM commitment WHERE by_hand)""")
    op.create_index("ix_commitment_version_counted", "commitment_version", list(_COUNTED), unique=False)


def _place(column: str, words: list[str]) -> str:
    """A word's place in a list, as SQL; NULL for one that is not in it."""
    cases = " ".join(f"WHEN '{word}' THEN {number}" for number, word in enumerate(words))
    return f"(CASE {column} {cases} END)"


def _form() -> str:
    return _place("form", _FORMS.split()).replace("END", "WHEN 'need' THEN 15 END")


def _number(*told: str | None) -> int:
    return int.from_bytes(hashlib.blake2b(orjson.dumps(told), digest_size=8).digest()) >> 1
