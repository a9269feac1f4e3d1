"""Streaming readers: from a list as its owner wrote it to entries, rejected rows and what was left out.

Invariant: nothing is guessed and nothing is lost in silence: every row is read, rejected with a reason, or
counted as left out; a file that cannot be trusted as a whole is refused as a whole.
"""

from coalesce.intake.content_key import content_key
from coalesce.intake.count_files import read_counts
from coalesce.intake.limits import Limits, limits_of
from coalesce.intake.mapping import Mapping, load_mapping, propose_mapping
from coalesce.intake.name_files import NameRead, read_name_pairs, read_names
from coalesce.intake.rejected import rejected_path, write_rejected
from coalesce.intake.rows import LeftOut, Read, Rejected, Row, RowHandling
from coalesce.intake.sighting_files import read_sightings, sighting_cells
from coalesce.intake.source import READERS, Source, open_reader

__all__ = [
    "READERS",
    "LeftOut",
    "Limits",
    "Mapping",
    "NameRead",
    "Read",
    "Rejected",
    "Row",
    "RowHandling",
    "Source",
    "content_key",
    "limits_of",
    "load_mapping",
    "open_reader",
    "propose_mapping",
    "read_counts",
    "read_name_pairs",
    "read_names",
    "read_sightings",
    "rejected_path",
    "sighting_cells",
    "write_rejected",
]
