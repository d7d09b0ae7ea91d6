"""Lists of one's own: imported from a file, described by whoever imports them, in force at once.

An own list stands beside the official ones in every hit, under its own id and as what it is: the
institution's own. Importing it again makes a new edition; the one before stays held.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from watchlists.catalogue import CATALOGUE, read_catalogue
from watchlists.keeping.disk import only_writer
from watchlists.keeping.folder import lists_folder
from watchlists.keeping.manifest import Manifest
from watchlists.keeping.own_files import rows_of
from watchlists.keeping.own_rows import listings_of
from watchlists.keeping.promotion import keep, promote, sha256_of
from watchlists.keeping.refusals import OwnListInvalid
from watchlists.keeping.shelf import NO_LISTS
from watchlists.keeping.store import Event, Store
from watchlists.model import Guards, Listing, Snapshot, Watchlist
from watchlists.readers import reader_for

FTM = (".jsonl", ".ndjson", ".ftm.json")  # FollowTheMoney, one object a line
LIST_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class OwnList:
    """What its importer says of a list."""

    id: str
    title: str = ""
    publisher: str = "Own list"
    standing: str = "non-government"
    means: str = "The institution that imported this list wants its parties looked at."
    does_not_mean: str = "It is no finding by a government, and says nothing about namesakes."
    oldest_age_days: int = 365
    edition: str = ""  # "" for the day of the import
    mapping: Mapping[str, str] = field(default_factory=dict)  # our column -> header in the file


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import."""

    snapshot: Snapshot
    not_read: tuple[str, ...]  # columns that no rule or mapping covers


def import_own(
    data: Path, own: OwnList, file: Path, *, now: datetime, by: str = "", catalogue: Path = CATALOGUE
) -> Imported:
    """Read a file and put it in force as one's own list.

    Args:
        data: the data folder; made where it does not exist.
        own: the list's description.
        file: CSV, XLSX, TOML or FollowTheMoney JSON lines.
        now: UTC.
        by: who imports it, for the history.
        catalogue: the folder of catalogue files, whose ids are taken.

    Raises:
        OwnListInvalid, NotTheList: the file or the description is wrong; nothing was taken.
        ListsBusy, StoreUnwritable: nothing was taken.
    """
    if not LIST_ID.fullmatch(own.id):
        raise OwnListInvalid(
            f"{own.id!r} cannot name a list; use a-z, 0-9 and hyphens, such as our-partners."
        )
    if own.id in read_catalogue(catalogue) or own.id in NO_LISTS:
        raise OwnListInvalid(f"{own.id!r} is the id of an official list; give yours another name.")
    content = file.read_bytes()
    edition = own.edition or now.date().isoformat()
    listings, not_read = _read(own, edition, file.name, content)
    snapshot = Snapshot(
        watchlist_id=own.id,
        edition=edition,
        edition_date=now.date(),
        file_sha256="",
        count=0,
        count_all=0,
        publisher_sha256=sha256_of(content),
        transcribed_from=f"imported from {file.name}",
        transcribed_on=now.date(),
    )
    store = Store(lists_folder(data))
    with only_writer(store.folder):
        manifest = Manifest(snapshot, _watchlist(own), reader=f"own{file.suffix}", columns=not_read)
        name = keep(store, manifest, listings, content)
        event = Event("import", now.isoformat(), (own.id,), by, f"imported from {file.name}")
        promote(store, {own.id: name}, event)
    return Imported(store.manifest(name).snapshot, not_read)


def _read(
    own: OwnList, edition: str, file_name: str, content: bytes
) -> tuple[tuple[Listing, ...], tuple[str, ...]]:
    """The listings of a file, and what of it was not read."""
    if not file_name.lower().endswith(FTM):
        return listings_of(own.id, edition, rows_of(file_name, content, own.mapping.values()), own.mapping)
    read = reader_for("ftm-json")(content, _watchlist(own))
    return tuple(replace(listing, edition=edition) for listing in read.listings), read.unread


def _watchlist(own: OwnList) -> Watchlist:
    return Watchlist(
        id=own.id,
        title=own.title or own.id,
        publisher=own.publisher,
        jurisdiction="",
        legal_basis="",
        licence="the institution's own",
        official_url="",
        cadence="whenever it is imported",
        oldest_age_days=own.oldest_age_days,
        standing=own.standing,
        means=own.means,
        does_not_mean=own.does_not_mean,
        shipped=False,
        guards=Guards(fewest=1),
    )
