"""Texts of the caller's own beside a subject or a run: kept, given back and erased with it, and compared with nothing.

In a list each stands in a column of its own, under a header such as "metadata.cost_centre".
"""

from __future__ import annotations

MOST_METADATA = 20  # keys of one subject, row or run
LONGEST_METADATA = 200  # characters of one text
_PREFIX = "metadata."


def metadata_header(key: str) -> str:
    """The header of the column in which a list has the texts of this key."""
    return f"{_PREFIX}{key}"


def metadata_key(header: str) -> str:
    """The key whose texts stand under a header; "" where it is the header of anything else."""
    return header[len(_PREFIX) :].strip() if header.casefold().startswith(_PREFIX) else ""
