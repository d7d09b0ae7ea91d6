"""The library: every list with the snapshot in force and its listings, read once and then only looked at.

The shipped transcriptions are what is in force until an edition was fetched or imported into the data folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from watchlists.catalogue import CATALOGUE, CatalogueEntry, read_catalogue
from watchlists.editions.merges import ByHand, by_hand
from watchlists.editions.stored_editions import SHIPPED, StoredEdition, StoredEditions
from watchlists.errors import MalformedListing, SnapshotDamaged, UnknownWatchlist
from watchlists.ftm_entities import EntityFile
from watchlists.listing_csv import read_listings
from watchlists.model import Listing, Measure, Snapshot, Status, Watchlist
from watchlists.native_names import with_native_names

LISTS = Path(__file__).parent / "data" / "lists"


@dataclass(frozen=True, slots=True)
class LoadedList:
    """A watchlist together with the snapshot in force and its listings, in the publisher's order."""

    watchlist: Watchlist
    snapshot: Snapshot
    listings: tuple[Listing, ...]
    # What a FollowTheMoney dataset says of its parties and all beside them; None of other lists.
    entities: EntityFile | None = field(default=None, compare=False)

    def is_out_of_date(self, day: date) -> bool:
        """Whether its edition is past the list's age limit on `day`."""
        return self.snapshot.is_out_of_date(self.watchlist, day)


@dataclass(frozen=True, slots=True)
class Library:
    """The loaded lists by id, the catalogue entries of those that are not, and who was joined or split by hand."""

    lists: dict[str, LoadedList]
    catalogue_only: dict[str, Watchlist]
    by_hand: tuple[ByHand, ...] = ()
    # Of `catalogue_only`, those that can be downloaded from their publisher.
    downloadable: frozenset[str] = frozenset()

    def __getitem__(self, watchlist_id: str) -> LoadedList:
        """The list of that id.

        Raises:
            UnknownWatchlist: with the ids there are.
        """
        if watchlist_id not in self.lists:
            known = ", ".join(sorted(self.lists))
            raise UnknownWatchlist(f"There is no list {watchlist_id!r}; there are {known}.", id=watchlist_id)
        return self.lists[watchlist_id]

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Every listing of every list, in order of list id, then as published."""
        return tuple(listing for loaded in self.lists.values() for listing in loaded.listings)

    def as_of(self, day: date) -> Library:
        """The same lists as they stood on `day`, from the dates their listings carry.

        What was listed only later is left out; what counted then and has lapsed since counts again. A list
        whose listings carry no dates stands as it is: its edition says what that is worth.
        """
        return Library(
            {
                each: replace(loaded, listings=_on(loaded.listings, day))
                for each, loaded in self.lists.items()
            },
            self.catalogue_only,
            self.by_hand,
            self.downloadable,
        )


def _on(listings: tuple[Listing, ...], day: date) -> tuple[Listing, ...]:
    return tuple(
        _as_it_stood(listing, day)
        for listing in listings
        if not (listing.listed_from and day < listing.listed_from)
    )


def _as_it_stood(listing: Listing, day: date) -> Listing:
    """The listing as it read on `day`: in a pause it had ended, and nobody knew that it would come back."""
    if listing.in_force_on(day):
        return listing if listing.status is Status.IN_FORCE else replace(listing, status=Status.IN_FORCE)
    if pause := listing.pause_on(day):
        return replace(listing, status=pause.status, listed_to=pause.off)
    return replace(listing, status=Status.EXPIRED) if listing.status is Status.IN_FORCE else listing


def load_library(
    catalogue: Path = CATALOGUE, lists: Path = LISTS, *, data: Path | None = None, on: date | None = None
) -> Library:
    """Read the catalogue and the edition in force of every list, with the native names that other sources print.

    Args:
        catalogue: the folder of catalogue files.
        lists: the folder of shipped data files.
        data: the data folder, whose fetched and imported editions go before the shipped ones; None leaves it aside.
        on: take the editions in force on this day, of those held; None takes the newest.

    Raises:
        CatalogueInvalid: a catalogue file is wrong.
        MalformedListing: a data file is wrong, missing, or smaller than its guard allows.
        SnapshotDamaged: a stored edition is not what was written.
    """
    stored_editions = StoredEditions.open(data)
    loaded: dict[str, LoadedList] = {}
    catalogue_only: dict[str, Watchlist] = {}
    entries = read_catalogue(catalogue)
    for watchlist_id, entry in entries.items():
        held = stored_editions.in_force(watchlist_id, entry.shipped_on, on)
        if held is None:
            catalogue_only[watchlist_id] = entry.watchlist
        else:
            loaded[watchlist_id] = to_search(load_stored(stored_editions, held, entry, lists), entries)
    for watchlist_id in stored_editions.custom_list_ids(entries):
        if held := stored_editions.in_force(watchlist_id, None, on):
            loaded[watchlist_id] = to_search(load_stored(stored_editions, held, None, lists), entries)
    return Library(
        dict(sorted(loaded.items())),
        catalogue_only,
        by_hand(stored_editions),
        downloadable(entries, catalogue_only),
    )


def downloadable(entries: Mapping[str, CatalogueEntry], ids: Iterable[str]) -> frozenset[str]:
    """Of these lists, those whose catalogue file says where they can be downloaded."""
    return frozenset(each for each in ids if entries[each].source is not None)


def to_search(loaded: LoadedList, entries: Mapping[str, CatalogueEntry]) -> LoadedList:
    """The list as it is searched: its listings with the native names that other sources print for them, and measures.

    What compares, writes or proves editions takes them as they were printed.
    """
    return replace(loaded, listings=_with_measures(with_native_names(loaded.listings), loaded, entries))


def _with_measures(
    listings: tuple[Listing, ...], loaded: LoadedList, entries: Mapping[str, CatalogueEntry]
) -> tuple[Listing, ...]:
    """The listings, each with what it does: by the publisher's columns, else by the catalogue.

    A body that documents name has the measures of the list whose law designates it, else those of its own list.
    """
    of_list = {each: entry.watchlist.measures for each, entry in entries.items()}

    def measures_of(listing: Listing) -> tuple[Measure, ...]:
        law = listing.named.law if listing.named else ""
        return of_list.get(law) or loaded.watchlist.measures

    return tuple(
        each
        if each.measures or not (found := measures_of(each))
        else replace(each, measures=found, measures_from_catalogue=True)
        for each in listings
    )


def load_stored(
    stored_editions: StoredEditions, held: StoredEdition, entry: CatalogueEntry | None, lists: Path = LISTS
) -> LoadedList:
    """Load one edition that is held; a list without catalogue entry brings its own description.

    Raises:
        MalformedListing, SnapshotDamaged: its bytes cannot be used.
    """
    if held.name == SHIPPED and entry is not None:
        loaded = load_list(entry, lists / f"{entry.watchlist.id}.csv")
        return replace(loaded, snapshot=stored_editions.confirmed(loaded.snapshot, SHIPPED))
    manifest = stored_editions.manifests[held.name]
    watchlist = entry.watchlist if entry else manifest.watchlist
    if watchlist is None:
        raise SnapshotDamaged(f"The stored list {manifest.snapshot.watchlist_id!r} lacks its description.")
    snapshot = stored_editions.confirmed(manifest.snapshot, held.name)
    return LoadedList(
        watchlist, snapshot, stored_editions.listings(manifest), stored_editions.entities(manifest)
    )


def load_list(entry: CatalogueEntry, path: Path) -> LoadedList:
    """Read one list's data file and date its snapshot by the catalogue's transcription."""
    watchlist, transcription = entry.watchlist, entry.transcription
    if transcription is None or not path.exists():
        raise MalformedListing(
            f"{path.name}: the list is in the catalogue, but its file is missing.", file=path.name
        )
    listings = read_listings(path, watchlist.id)
    in_force = sum(listing.status is Status.IN_FORCE for listing in listings)
    if in_force < watchlist.guards.fewest:
        raise MalformedListing(
            f"{path.name}: {in_force} listings in force, at least {watchlist.guards.fewest} expected.",
            file=path.name,
        )
    names = {listing.name for listing in listings}
    if missing := [canary for canary in watchlist.guards.canaries if canary not in names]:
        raise MalformedListing(f"{path.name}: {missing[0]!r} is not on it.", file=path.name)
    snapshot = Snapshot(
        watchlist_id=watchlist.id,
        edition=transcription.edition,
        edition_date=transcription.edition_date,
        file_sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        count=in_force,
        count_all=len(listings),
        publisher_sha256=transcription.publisher_sha256,
        transcribed_from=transcription.transcribed_from,
        transcribed_on=transcription.transcribed_on,
    )
    return LoadedList(watchlist, snapshot, listings)
