"""Small files of notes beside the lists, one JSON object a list id; a lost one is forgotten notes and no damage."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from watchlists.keeping.disk import write_durably

Note = TypeVar("Note")


def read_noted(path: Path, note: Callable[[dict[str, Any]], Note]) -> dict[str, Note]:
    """The notes by list id, each made from its fields; none where the file is missing or cannot be read."""
    try:
        return {key: note(fields) for key, fields in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError, KeyError):
        return {}


def write_noted(path: Path, notes: Mapping[str, Mapping[str, object]]) -> None:
    """Replace the file in one step.

    Raises:
        StoreUnwritable: the old file stands.
    """
    write_durably(
        path, (json.dumps(dict(sorted(notes.items())), ensure_ascii=False, indent=1) + "\n").encode()
    )
