"""The manifest of a stored edition: what it is, where it came from, how it was read, and who overrode what.

A manifest never changes once stored; its name is the hash of its bytes, and it names the hashes of the bytes
it speaks of. The same facts give the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from watchlists.errors import SnapshotDamaged
from watchlists.model import Guards, Measure, Snapshot, Watchlist

DATES = ("edition_date", "transcribed_on", "confirmed_on")


@dataclass(frozen=True, slots=True)
class Override:
    """A named person's decision to believe an edition that guards refused."""

    by: str
    reason: str
    guards: tuple[str, ...]  # the names of the guards that were overruled


@dataclass(frozen=True, slots=True)
class Manifest:
    """A stored edition of one list."""

    snapshot: Snapshot
    watchlist: Watchlist | None  # as the catalogue or the importer described it then; None for the register
    raw_sha256: str = ""  # the publisher's bytes as they came; "" where we hold only our own file
    # Where in these bytes each entity stands; "" where they are no FollowTheMoney file.
    entities_sha256: str = ""
    url: str = ""  # where they came from, after redirects
    etag: str = ""
    last_modified: str = ""
    reader: str = ""  # which reader of ours made the file from the bytes
    reader_version: str = ""
    columns: tuple[str, ...] = ()  # the publisher's fields in this edition
    warnings: tuple[str, ...] = ()  # what guards noticed without refusing
    override: Override | None = None


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as JSON, the same bytes for the same facts."""
    text = json.dumps(asdict(manifest), default=date.isoformat, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode()


def read_manifest(content: bytes) -> Manifest:
    """Read what `manifest_bytes` wrote.

    Raises:
        SnapshotDamaged: the bytes are no manifest of this version or an earlier one.
    """
    try:
        fields = json.loads(content)
        override, watchlist = fields.pop("override"), fields.pop("watchlist")
        return Manifest(
            snapshot=_snapshot(fields.pop("snapshot")),
            columns=tuple(fields.pop("columns")),
            warnings=tuple(fields.pop("warnings")),
            override=override and Override(override["by"], override["reason"], tuple(override["guards"])),
            watchlist=watchlist and _watchlist(watchlist),
            **fields,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise SnapshotDamaged(f"A stored edition's manifest cannot be read ({error}).") from error


def _snapshot(fields: dict[str, Any]) -> Snapshot:
    dates = {key: date.fromisoformat(fields[key]) if fields.get(key) else None for key in DATES}
    return Snapshot(**(fields | dates))


def _watchlist(fields: dict[str, Any]) -> Watchlist:
    guards = fields.pop("guards")
    lists = {key: tuple(value) for key, value in guards.items() if isinstance(value, list)}
    filled = tuple((name, least) for name, least in guards["filled"])
    measures = tuple(map(Measure, fields.pop("measures", ())))
    return Watchlist(guards=Guards(**(guards | lists | {"filled": filled})), measures=measures, **fields)
