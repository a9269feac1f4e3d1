"""The store: schema, guard, audit, and the three doors that everything goes through.

Invariant: nobody reads without a view; every read and write leaves its row in the
audit log before the answer leaves; drivers are known here and in ``engines`` alone.
"""

from coalesce.store import (
    account_tables,
    audit_tables,
    exchange_tables,
    head_tables,
    ledger_tables,
    message_tables,
    notice_tables,
    plan_tables,
    redress_tables,
    told_tables,
)
from coalesce.store.store import Store

__all__ = [
    "Store",
    "account_tables",
    "audit_tables",
    "exchange_tables",
    "head_tables",
    "ledger_tables",
    "message_tables",
    "notice_tables",
    "plan_tables",
    "redress_tables",
    "told_tables",
]
