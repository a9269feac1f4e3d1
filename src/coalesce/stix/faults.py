"""What is wrong with an object from outside.

Invariant: the message names the field by its path in the object, and never repeats what stands there.
"""

from __future__ import annotations

from coalesce.errors import BadField


class BadObject(BadField):
    """Not JSON, not a STIX 2.1 object that we know, or a field of it that cannot be what it says."""
