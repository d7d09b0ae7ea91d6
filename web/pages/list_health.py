"""How a list is kept: the last look at its publisher, the next one, and the editions held, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from watchlists.catalogue import CatalogueEntry
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.publisher_checks import Check
from watchlists.editions.store import CheckedByHand, StoreEvent
from watchlists.editions.stored_editions import SHIPPED, StoredEdition, StoredEditions
from watchlists.model import LookAgain, Snapshot
from watchlists.updates.announcements import AnnouncementCheck, news, read_notices, to_look_again
from watchlists.updates.schedule import next_look

MOST_EDITIONS = 30


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition of a list that is held, and how it came."""

    name: str  # by which `between` finds it
    edition: str
    edition_date: date
    begins: date
    # None: of the shipped edition, whose listings are not counted where a newer one is in force.
    count: int | None
    sha256: str
    kind: str  # "shipped", or what made it: "update", "import", …
    at: str  # ISO 8601, UTC; "" of the shipped one
    by: str
    reason: str
    warnings: tuple[str, ...]
    in_force: bool


@dataclass(frozen=True, slots=True)
class PublisherHealth:
    """What there is to say of how one list is kept."""

    look: Check | AnnouncementCheck | None
    next_at: datetime | None  # None: at once, or never asked for
    is_asked: bool  # whether a publisher is asked at all
    is_watched: bool  # whether only a page that shows editions is looked at
    newer: tuple[str, ...]  # marks of editions that may be out
    licence: str  # what somebody must accept before the list is asked for
    editions: tuple[EditionRow, ...]
    not_shown: int  # older editions
    by_hand: CheckedByHand | None  # a person's word on the edition in force
    # Where the catalogue's sentences must be compared with the publisher's page by now.
    again: LookAgain | None


def health(
    data: Path, list_id: str, entry: CatalogueEntry | None, shipped: Snapshot | None, on: date
) -> PublisherHealth:
    """The health, on a day, of a list whose shipped edition, where it is the one in force, is `shipped`.

    Raises:
        SnapshotDamaged: the history of the lists is damaged.
    """
    stored_editions, noticed = StoredEditions.open(data), read_notices(lists_folder(data))
    check = stored_editions.checks.get(list_id)
    held = stored_editions.editions_of(list_id, entry.shipped_on if entry else None)
    now_in_force = held[-1].name if held else SHIPPED
    events = _events(stored_editions, list_id)
    newest = list(reversed(held))
    editions = tuple(
        _edition(stored_editions, each, events, each.name == now_in_force, entry, shipped)
        for each in newest[:MOST_EDITIONS]
    )
    return PublisherHealth(
        look=check or noticed.get(list_id),
        next_at=next_look(entry, check) if entry else None,
        is_asked=entry is not None and entry.source is not None,
        is_watched=entry is not None and entry.source is None and entry.notice is not None,
        newer=news(data, [entry]).get(list_id, ()) if entry else (),
        licence=entry.source.accept_licence if entry and entry.source else "",
        editions=editions,
        not_shown=len(newest) - len(editions),
        by_hand=stored_editions.checked_by_hand(shipped, now_in_force) if shipped else None,
        again=to_look_again(data, [entry], on).get(list_id) if entry else None,
    )


def _events(stored_editions: StoredEditions, list_id: str) -> Mapping[str, StoreEvent]:
    """What brought each stored edition of the list, by the edition's name."""
    return dict(_first_of_each(stored_editions, list_id))


def _first_of_each(stored_editions: StoredEditions, list_id: str) -> Iterator[tuple[str, StoreEvent]]:
    if stored_editions.store is None:
        return
    for (
        generation
    ) in stored_editions.store.history():  # newest first, so that the oldest that holds an edition comes last
        line = generation.lines.get(list_id, ())
        if line and generation.event and list_id in generation.event.lists:
            yield line[-1], generation.event


def _edition(
    stored_editions: StoredEditions,
    held: StoredEdition,
    events: Mapping[str, StoreEvent],
    in_force: bool,
    entry: CatalogueEntry | None,
    shipped: Snapshot | None,
) -> EditionRow:
    if held.name == SHIPPED:
        assert entry is not None
        assert entry.transcription is not None
        return EditionRow(
            "shipped",
            entry.transcription.edition,
            held.edition_date,
            held.begins,
            shipped.count if shipped and in_force else None,
            shipped.file_sha256 if shipped and in_force else "",
            "shipped",
            "",
            "",
            "",
            (),
            in_force,
        )
    manifest, event = stored_editions.manifests[held.name], events.get(held.name)
    return EditionRow(
        manifest.snapshot.file_sha256,
        manifest.snapshot.edition,
        held.edition_date,
        held.begins,
        manifest.snapshot.count,
        manifest.snapshot.file_sha256,
        event.kind if event else "update",
        event.at if event else manifest.snapshot.retrieved_at or "",
        event.by if event else "",
        event.reason if event else "",
        manifest.warnings,
        in_force,
    )
