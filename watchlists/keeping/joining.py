"""Keeping the decisions on joined listings: stored, named and taken back like an edition of a list.

They are one more line of a generation, so that history, bundles, running processes and the log know of each change.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from watchlists.joined import ByHand, by_hand_text, read_by_hand
from watchlists.keeping.disk import only_writer
from watchlists.keeping.folder import lists_folder
from watchlists.keeping.manifest import Manifest
from watchlists.keeping.promotion import promote
from watchlists.keeping.refusals import SnapshotUnknown
from watchlists.keeping.shelf import JOINED, Shelf
from watchlists.keeping.store import Event
from watchlists.model import Snapshot


def by_hand(shelf: Shelf) -> tuple[ByHand, ...]:
    """The decisions in force; () where nobody decided anything.

    Raises:
        SnapshotDamaged, KnowledgeInvalid: they cannot be used.
    """
    held = shelf.in_force(JOINED)
    return read_by_hand(shelf.file(shelf.manifests[held.name])) if held else ()


def by_hand_of(shelf: Shelf, sha256: str) -> tuple[ByHand, ...] | None:
    """The decisions whose file has this hash ("" for none taken yet); None where they are not held.

    Raises:
        SnapshotDamaged, KnowledgeInvalid: they cannot be used.
    """
    if not sha256:
        return ()
    for held in shelf.held(JOINED):
        manifest = shelf.manifests[held.name]
        if manifest.snapshot.file_sha256 == sha256:
            return read_by_hand(shelf.file(manifest))
    return None


def decide(data: Path, decision: ByHand, *, now: datetime) -> None:
    """Put a decision in force; an earlier one on the same listing gives way.

    Raises:
        ListsBusy, StoreUnwritable: nothing has changed.
    """
    told = f"{decision.action} {decision.listing}{decision.other and f' with {decision.other}'}: {decision.reason}"
    _change(
        data,
        lambda held: (*(each for each in held if each.listing != decision.listing), decision),
        Event(decision.action, now.isoformat(), (JOINED,), decision.by, told),
    )


def take_back(data: Path, listing_id: str, *, by: str, reason: str, now: datetime) -> None:
    """Take a decision back; what the rules say of the listing holds again.

    Raises:
        SnapshotUnknown: nobody decided anything about this listing.
        ListsBusy, StoreUnwritable: nothing has changed.
    """

    def without(held: tuple[ByHand, ...]) -> tuple[ByHand, ...]:
        left = tuple(each for each in held if each.listing != listing_id)
        if left == held:
            raise SnapshotUnknown(
                f"Nobody joined or split {listing_id!r}; `screening lists joined` shows what is."
            )
        return left

    event = Event("undo", now.isoformat(), (JOINED,), by, f"as the rules say: {listing_id}: {reason}")
    _change(data, without, event)


def _change(data: Path, change: Callable[[tuple[ByHand, ...]], tuple[ByHand, ...]], event: Event) -> None:
    folder = lists_folder(data)
    with only_writer(folder):
        shelf = Shelf.open(data)
        assert shelf.store is not None
        decisions = change(by_hand(shelf))
        day = datetime.fromisoformat(event.at).date()
        snapshot = Snapshot(
            watchlist_id=JOINED,
            edition=event.at,
            edition_date=day,
            file_sha256=shelf.store.put(by_hand_text(decisions).encode()),
            count=len(decisions),
            count_all=len(decisions),
            transcribed_from="decided by hand",
            transcribed_on=day,
        )
        name = shelf.store.put_manifest(Manifest(snapshot, None, reader="joined"))
        promote(shelf.store, {JOINED: name}, event)
