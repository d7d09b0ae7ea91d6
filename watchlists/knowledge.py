"""Curated knowledge: facts about organisations that no list and no register prints, one a line, with source.

Precision goes before quantity: a fact somebody doubts is taken out, not marked. A parent or bearer is a
register id ("ror:…", "domain:…") where there is one, else the name it bears on a list. A malformed line refuses its
whole file, because a reviewer who approved the file approved all of it.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from watchlists.errors import KnowledgeInvalid
from watchlists.model import NameKind

KNOWLEDGE = Path(__file__).parent / "data" / "knowledge"
RELATIONS = ("hospital_of", "laboratory_of", "campus_of", "subsidiary_of", "joint_venture_of", "member_of")
CONFLICTS = {"contested": NameKind.CONTESTED, "subordinate": NameKind.SUBORDINATE,
             "fragment": NameKind.FRAGMENT, "weak": NameKind.WEAK_ALIAS}  # fmt: skip
CHANGES = ("renamed", "merged", "split", "dissolved")


class SourceKind(StrEnum):
    """What vouches for a row beside the one who wrote it; the source of the row is then just that."""

    ROR = "ror"  # a record of ROR says the same
    LIST = "list"  # an entry of a list that we ship prints both names
    DOCUMENT = "document"  # a document about the very thing is named; verified once its words were compared
    UNVERIFIED = "unverified"  # no more than the body's own pages are named, and nobody has compared them


# What a source must look like, so that no row says more of itself than it has.
SOURCES = {
    SourceKind.ROR: re.compile(r"ROR https://ror\.org/0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}"),
    SourceKind.LIST: re.compile(r"[a-z0-9-]+, entry “.+”"),
    SourceKind.DOCUMENT: re.compile(r"(.+, )?https?://[^/\s]+/\S+"),
    SourceKind.UNVERIFIED: re.compile(r".+"),
}
SOURCE_KINDS = tuple(SOURCES)


# What anybody may write says nothing that we could rest on, whatever it cites.
WRITTEN_BY_ANYBODY = re.compile(r"https?://([a-z-]+\.)*wikipedia\.org/", re.IGNORECASE)


class SourcedRow:
    """A row that says what vouches for it."""

    __slots__ = ()
    source: str
    verified: str
    read_on: str

    @property
    def unverified_source(self) -> str:
        """Its source, where nobody has verified what it says; else ""."""
        compared = self.verified != SourceKind.DOCUMENT or self.read_on
        return "" if compared and self.verified != SourceKind.UNVERIFIED else self.source


@dataclass(frozen=True, slots=True)
class KnownPart(SourcedRow):
    """A hospital, laboratory or institute and the body it belongs to."""

    name: str
    native: str
    country: str
    relation: str
    parent: str  # register id, or a name printed on a list
    parent_name: str
    reason: str
    source: str
    verified: str  # a value of `SourceKind`
    # The day on which somebody compared the row with the words of its document, ISO; else "".
    read_on: str = ""


@dataclass(frozen=True, slots=True)
class ShortName(SourcedRow):
    """A short form in common use, or the domain of its mail: 北航, Beihang, МФТИ, BUAA, buaa.edu.cn."""

    short: str
    kind: str  # "native", "romanised", "acronym", "domain"
    country: str
    body: str  # register id, or a name printed on a list
    name: str
    reason: str
    source: str
    verified: str  # a value of `SourceKind`
    # The day on which somebody compared the row with the words of its document, ISO; else "".
    read_on: str = ""


@dataclass(frozen=True, slots=True)
class Renaming(SourcedRow):
    """A name that ended, what it became, and since when; `until` is a year or an ISO date."""

    former: str
    former_native: str
    country: str
    change: str
    until: str
    successor: str
    successor_body: str  # register id or ""
    reason: str
    source: str
    verified: str  # a value of `SourceKind`
    # The day on which somebody compared the row with the words of its document, ISO; else "".
    read_on: str = ""


@dataclass(frozen=True, slots=True)
class AliasConflict:
    """A printed alias that is somebody else's name, a part of the body, or no name at all."""

    list: str
    listing: str
    alias: str
    kind: str
    bearer: str  # whose name it is, or what it is
    reason: str
    source: str

    @property
    def name_kind(self) -> NameKind:
        """The kind the alias is held under."""
        return CONFLICTS[self.kind]


@dataclass(frozen=True, slots=True)
class NativeName:
    """A native name that another official source prints for a body on a list; read by two people before it is held."""

    list: str
    listing: str  # its primary name as the list prints it
    country: str
    native: str
    town_needed: str  # "yes": a general name, that means this body only beside its town or country; else ""
    source: str  # in words, as evidence shows it
    source_id: str  # where in the source: an address, a number, a row
    note: str  # what a reader should know about it, "" mostly


@dataclass(frozen=True, slots=True)
class GroupBrand(SourcedRow):
    """A word that next to nobody but a listed group is called by, or the name of a firm of it that lacks the group's word."""

    name: str
    kind: str  # "brand": the group's own word; "firm": the name of a firm that belongs to it
    country: str
    body: str  # a name that a list prints for the group
    example: str  # what an office of the group is called
    counter_example: str  # what is called so and is not the group
    source: str
    verified: str  # a value of `SourceKind`
    # The day on which somebody compared the row with the words of its document, ISO; else "".
    read_on: str = ""


@dataclass(frozen=True, slots=True)
class UnlistedParent(SourcedRow):
    """A listed body and the group that it belongs to, where no list of ours holds the group itself."""

    member: str  # a name that a list prints for the listed body
    country: str
    parent: str  # register id; "" where the register lacks it
    parent_name: str
    example: str  # a text that names the group
    counter_example: str  # what is called alike and is not of the group, or is listed itself
    source: str
    verified: str  # a value of `SourceKind`
    # The day on which somebody compared the row with the words of its document, ISO; else "".
    read_on: str = ""


RowT = TypeVar("RowT", KnownPart, ShortName, Renaming, AliasConflict, NativeName, GroupBrand, UnlistedParent)


MAY_BE_EMPTY = frozenset(
    ("native", "former_native", "successor", "successor_body", "until", "town_needed", "note", "read_on")
)


def read_hospitals(folder: Path = KNOWLEDGE) -> tuple[KnownPart, ...]:
    """Hospitals and the schools they belong to."""
    return _read(folder / "hospitals.csv", KnownPart, relation=RELATIONS, verified=SOURCE_KINDS)


def read_laboratories(folder: Path = KNOWLEDGE) -> tuple[KnownPart, ...]:
    """Laboratories and institutes and the bodies they belong to."""
    return _read(folder / "laboratories.csv", KnownPart, relation=RELATIONS, verified=SOURCE_KINDS)


def read_short_names(folder: Path = KNOWLEDGE) -> tuple[ShortName, ...]:
    """Short forms in common use."""
    return _read(
        folder / "short_names.csv",
        ShortName,
        may_be_empty=MAY_BE_EMPTY | {"country"},  # of a body whose lists print no country
        kind=("native", "romanised", "shared", "acronym", "domain"),
        verified=SOURCE_KINDS,
    )


def read_renamings(folder: Path = KNOWLEDGE) -> tuple[Renaming, ...]:
    """Schools and institutes that were renamed, merged, split or dissolved."""
    return _read(folder / "renamed.csv", Renaming, change=CHANGES, verified=SOURCE_KINDS)


def read_alias_conflicts(folder: Path = KNOWLEDGE) -> tuple[AliasConflict, ...]:
    """Printed aliases that must not be matched as they stand."""
    return _read(folder / "alias_conflicts.csv", AliasConflict, kind=tuple(CONFLICTS))


def read_native_names(folder: Path = KNOWLEDGE) -> tuple[NativeName, ...]:
    """Native names that other official sources print for bodies on lists."""
    return _read(folder / "native_names.csv", NativeName, town_needed=("", "yes"))


def read_group_brands(folder: Path = KNOWLEDGE) -> tuple[GroupBrand, ...]:
    """Brands of listed groups, and firms of theirs with names of their own."""
    return _read(folder / "group_brands.csv", GroupBrand, kind=("brand", "firm"), verified=SOURCE_KINDS)


def read_unlisted_parents(folder: Path = KNOWLEDGE) -> tuple[UnlistedParent, ...]:
    """Listed bodies whose group is on no list of ours."""
    return _read(
        folder / "unlisted_parents.csv",
        UnlistedParent,
        may_be_empty=MAY_BE_EMPTY | {"parent"},
        verified=SOURCE_KINDS,
    )


def _read(
    path: Path, row: type[RowT], may_be_empty: frozenset[str] = MAY_BE_EMPTY, **choices: tuple[str, ...]
) -> tuple[RowT, ...]:
    columns = [field.name for field in fields(row)]
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            lines = [(reader.line_num, cells) for cells in reader]
        except csv.Error as error:
            raise _broken(path, reader.line_num, str(error)) from error
    if not lines or lines[0][1] != columns:
        raise _broken(path, 1, f"the header must be {','.join(columns)}")
    rows: dict[RowT, int] = {}
    for line, cells in lines[1:]:
        if reason := _fault(columns, cells, may_be_empty, choices):
            raise _broken(path, line, reason)
        value = row(*cells)
        if value in rows:
            raise _broken(path, line, f"it repeats line {rows[value]}")
        rows[value] = line
    return tuple(rows)


def _fault(
    columns: list[str], cells: list[str], may_be_empty: frozenset[str], choices: dict[str, tuple[str, ...]]
) -> str:
    if len(cells) != len(columns):
        return f"{len(columns)} cells are needed, {len(cells)} stand there"
    named = dict(zip(columns, cells, strict=True))
    if stray := [column for column, cell in named.items() if cell != cell.strip()]:
        return f"a stray blank in {stray[0]}"
    if empty := [column for column, cell in named.items() if not cell and column not in may_be_empty]:
        return f"{empty[0]} is empty"
    for column, allowed in choices.items():
        if named[column] not in allowed:
            return f"{column} {named[column]!r} is not one of {', '.join(allowed)}"
    return _fault_of_source(named) if "verified" in named else ""


def _fault_of_source(row: dict[str, str]) -> str:
    kind, read_on = SourceKind(row["verified"]), row["read_on"]
    by_anybody = kind is SourceKind.DOCUMENT and WRITTEN_BY_ANYBODY.search(row["source"])
    if by_anybody or not SOURCES[kind].fullmatch(row["source"]):
        return f"source {row['source']!r} is not one of a row that is verified by {row['verified']}"
    if read_on and kind is not SourceKind.DOCUMENT:
        return "read_on is of a document that was read"
    if read_on and not _is_day(read_on):
        return f"read_on {read_on!r} is no day"
    return ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _broken(path: Path, line: int, reason: str) -> KnowledgeInvalid:
    return KnowledgeInvalid(f"{path.name}, line {line}: {reason}.", file=path.name, line=line, reason=reason)
