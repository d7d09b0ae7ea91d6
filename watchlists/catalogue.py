"""The catalogue: one TOML file a list, read strictly, so that a misspelt field is an error and not a silence."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from watchlists.errors import CatalogueInvalid
from watchlists.model import Guards, Watchlist

CATALOGUE = Path(__file__).parent / "catalogue"
STANDINGS = ("government", "non-government", "context")


@dataclass(frozen=True, slots=True)
class Transcription:
    """Where the shipped data file comes from; nothing here claims more than we held."""

    edition: str
    edition_date: date
    transcribed_from: str
    transcribed_on: date
    publisher_sha256: str | None


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One catalogue file: the list, and its shipped transcription where there is one."""

    watchlist: Watchlist
    transcription: Transcription | None


def read_catalogue(folder: Path = CATALOGUE) -> dict[str, CatalogueEntry]:
    """Read every catalogue file, by list id in alphabetical order.

    Raises:
        CatalogueInvalid: naming the file and the field.
    """
    entries = {}
    for path in sorted(folder.glob("*.toml")):
        entry = read_entry(path)
        if entry.watchlist.id != path.stem:
            raise CatalogueInvalid(
                f"{path.name}: id must be {path.stem!r}, the name of the file.", file=path.name
            )
        entries[entry.watchlist.id] = entry
    return entries


def read_entry(path: Path) -> CatalogueEntry:
    """Read one catalogue file.

    Raises:
        CatalogueInvalid: naming the file and the field.
    """
    try:
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueInvalid(f"{path.name}: {error}.", file=path.name) from error
    try:
        guards = fields.pop("guards")
        canaries = tuple(guards.pop("canaries", ()))
        transcription = fields.pop("transcription", None)
        watchlist = Watchlist(guards=Guards(canaries=canaries, **guards), **fields)
        entry = CatalogueEntry(watchlist, _transcription(transcription))
    except (KeyError, TypeError) as error:
        raise CatalogueInvalid(f"{path.name}: {error}.", file=path.name) from error
    _check(path, entry)
    return entry


def _transcription(fields: dict[str, Any] | None) -> Transcription | None:
    if fields is None:
        return None
    return Transcription(publisher_sha256=fields.pop("publisher_sha256", None), **fields)


def _check(path: Path, entry: CatalogueEntry) -> None:
    watchlist = entry.watchlist
    if watchlist.standing not in STANDINGS:
        raise CatalogueInvalid(
            f"{path.name}: standing must be one of {', '.join(STANDINGS)}.", file=path.name
        )
    if watchlist.shipped != (entry.transcription is not None):
        raise CatalogueInvalid(
            f"{path.name}: a shipped list needs a [transcription], another must have none.", file=path.name
        )
