"""The catalogue: one TOML file a list, read strictly, so that a misspelt field is an error and not a silence."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from watchlists.errors import CatalogueInvalid
from watchlists.measures import in_order
from watchlists.model import Guards, LookAgain, Measure, Notice, OfficialCount, Source, Watchlist

CATALOGUE = Path(__file__).parent / "catalogue"
STANDINGS = ("government", "non-government", "context")
BASES = ("stated", "counted")


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
    """One catalogue file: the list, its shipped transcription, its source and its notice, where there are such."""

    watchlist: Watchlist
    transcription: Transcription | None
    source: Source | None = None
    notice: Notice | None = None
    official: OfficialCount | None = None
    not_stated_in: str = ""  # the document that was searched for the publisher's count and has none
    look_again: LookAgain | None = None
    used_for: str = ""  # in a few words, for a table: what the law or the institution uses the list for

    @property
    def shipped_on(self) -> date | None:
        """The edition date of the shipped transcription, where there is one."""
        return self.transcription.edition_date if self.transcription else None


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
    """Read one catalogue file, or give what was made of the same text before: a page of lists asks for all of them.

    Raises:
        CatalogueInvalid: naming the file and the field.
    """
    return _entry_of(path, path.read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def _entry_of(path: Path, text: str) -> CatalogueEntry:
    try:
        fields = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueInvalid(f"{path.name}: {error}.", file=path.name) from error
    try:
        guards = _guards(fields.pop("guards"))
        transcription, source = fields.pop("transcription", None), fields.pop("source", None)
        notice = _notice(path, fields.pop("notice", None))
        official, not_stated_in = _official(path, fields.pop("official", None))
        look_again = _look_again(path, fields.pop("look_again", None))
        used_for = _guide(**fields.pop("guide", {}))
        measures = _measures(path, fields.pop("measures", []))
        watchlist = Watchlist(guards=guards, measures=measures, **fields)
        entry = CatalogueEntry(
            watchlist,
            _transcription(transcription),
            _source(path, source),
            notice,
            official,
            not_stated_in,
            look_again,
            used_for,
        )
    except (KeyError, TypeError) as error:
        raise CatalogueInvalid(f"{path.name}: {error}.", file=path.name) from error
    _check(path, entry)
    return entry


def _guards(fields: dict[str, Any]) -> Guards:
    filled = tuple(fields.pop("filled", {}).items())
    return Guards(filled=filled, **_with_tuples(fields))


def _source(path: Path, fields: dict[str, Any] | None) -> Source | None:
    if fields is None:
        return None
    source = Source(**_with_tuples(fields))
    for url in filter(None, (source.url, source.checksum_url, source.found_on)):
        _check_address(path, "source", url, source.hosts)
    if bool(source.found_on) != ("{found}" in source.url) or bool(source.found_on) != bool(source.found_by):
        raise CatalogueInvalid(
            f"{path.name}: [source] found_on, found_by and {{found}} in url go together.", file=path.name
        )
    _check_pattern(path, "source", source.found_by)
    return source


def _notice(path: Path, fields: dict[str, Any] | None) -> Notice | None:
    if fields is None:
        return None
    notice = Notice(**_with_tuples(fields))
    _check_address(path, "notice", notice.url, notice.hosts)
    _check_pattern(path, "notice", notice.marks)
    groups = re.compile(notice.marks).groupindex
    if ("day" in groups) == bool(notice.known and "mark" in groups):
        raise CatalogueInvalid(
            f"{path.name}: [notice] marks need a group day, or a group mark and those known.", file=path.name
        )
    return notice


def _official(path: Path, fields: dict[str, Any] | None) -> tuple[OfficialCount | None, str]:
    """The publisher's count, or the document in which none is stated."""
    if fields is None:
        return None, ""
    if list(fields) == ["not_stated_in"]:
        return None, fields["not_stated_in"]
    official = OfficialCount(**_with_tuples(fields))
    if official.basis not in BASES:
        raise CatalogueInvalid(
            f"{path.name}: [official] basis must be one of {', '.join(BASES)}.", file=path.name
        )
    return official, ""


def _look_again(path: Path, fields: dict[str, Any] | None) -> LookAgain | None:
    if fields is None:
        return None
    again = LookAgain(**fields)
    if again.on <= again.looked_on:
        raise CatalogueInvalid(f"{path.name}: [look_again] on must come after looked_on.", file=path.name)
    return again


def _guide(used_for: str = "") -> str:
    return used_for


def _measures(path: Path, words: list[str]) -> tuple[Measure, ...]:
    """What the list does to each party on it, gravest first."""
    if unknown := [word for word in words if word not in tuple(Measure)]:
        raise CatalogueInvalid(
            f"{path.name}: measures: {unknown[0]!r} is none of {', '.join(Measure)}.", file=path.name
        )
    return in_order(map(Measure, words))


def _check_address(path: Path, table: str, url: str, hosts: tuple[str, ...]) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in hosts:
        raise CatalogueInvalid(
            f"{path.name}: [{table}] {url} must be https on one of its hosts.", file=path.name
        )


def _check_pattern(path: Path, table: str, pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise CatalogueInvalid(f"{path.name}: [{table}] {pattern!r}: {error}.", file=path.name) from error


def _with_tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}


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
