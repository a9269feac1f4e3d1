"""A record as a page shows it, be it of a list or of an open control of this reader.

Invariant: an invented record opens for the one reviewer whose queue holds it.
"""

from __future__ import annotations

from coalesce.errors import NotFound
from coalesce.records import Link, Record
from coalesce.services import controlling
from coalesce.store.read_view import ReadView
from coalesce.web.asked import Asked


def record_of(asked: Asked, view: ReadView, identity: str) -> tuple[Record, Link | None]:
    """A record, and None; or the invented one of an open control of this reader, and its link. Raises NotFound."""
    try:
        return view.record(identity), None
    except NotFound:
        mix = controlling.mixed(asked.node, view)
        control = next((one for one in mix.controls.values() if identity in (one.left.id, one.right.id)), None)
        if control is None:
            raise
        return (control.left if control.left.id == identity else control.right), control.link
