"""What the parts share: the linker over everything shipped, and the labelled files where they are present."""

from __future__ import annotations

import csv
import hashlib
from functools import cache
from pathlib import Path

from screening.link import Linker, shipped_linker
from screening.model import Hit
from watchlists.library import Library, load_library
from watchlists.model import Status

LABELLED = Path(__file__).parents[3] / "shared" / "data" / "eval"
LISTS = {  # how the labelled files name the lists
    "ASPI-CDUT": "aspi-tracker-2020",
    "US-1286-FY25": "us-dow-1286",
    "CA-NRO": "ca-named-research-organizations",
    "BIS-EL": "us-bis-entity-list",
    "BIS-MEU": "us-bis-meu",
    "JP-EUL-2025": "jp-meti-end-user-list",
}


@cache
def library() -> Library:
    return load_library()


@cache
def linker() -> Linker:
    return shipped_linker(library())


def labelled(name: str) -> list[dict[str, str]]:
    """The rows of a labelled file, or none (said in a sentence) where it is absent."""
    path = LABELLED / name
    if not path.exists():
        print(f"{name} is not here; this part is left out.")
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def half(key: str) -> str:
    """A or B by the organisation. Rules were made on A; B was measured before it was read, and read since then."""
    return "AB"[hashlib.md5(key.encode(), usedforsecurity=False).digest()[0] % 2]


def in_force(hits: tuple[Hit, ...]) -> list[Hit]:
    return [hit for hit in hits if hit.listing.status is Status.IN_FORCE]


def share(right: int, of: int) -> str:
    return f"{right}/{of} = {right / of:.2%}" if of else "0/0"
