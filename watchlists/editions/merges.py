"""Listings that a person has joined to one organisation, or set apart: stored, named and taken back like an edition."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date, datetime
from pathlib import Path

from watchlists.editions.data_folder import lists_folder
from watchlists.editions.durable_write import only_writer
from watchlists.editions.manifest import Manifest
from watchlists.editions.promote import promote
from watchlists.editions.store import StoreEvent
from watchlists.editions.stored_editions import JOINED, StoredEditions
from watchlists.errors import KnowledgeInvalid, SnapshotUnknown
from watchlists.model import Snapshot

JOIN, SPLIT = "join", "split"
COLUMNS = ("action", "listing", "with", "by", "on", "reason")


@dataclass(frozen=True, slots=True)
class ByHand:
    """One decision about one listing."""

    action: str  # "join" or "split"
    listing: str
    other: str  # a listing or a body of the register; "" for a split
    by: str
    on: date
    reason: str


def read_by_hand(path: Path) -> tuple[ByHand, ...]:
    """Read decisions in the order of the file.

    Raises:
        KnowledgeInvalid: with file, line and reason.
    """
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, strict=True))
    if not lines or tuple(lines[0]) != COLUMNS:
        raise _broken(path, 1, f"the header must be {','.join(COLUMNS)}")
    return tuple(_decision(path, number, cells) for number, cells in enumerate(lines[1:], start=2))


def by_hand_text(decisions: Iterable[ByHand]) -> str:
    """The file of these decisions, by listing: the same text for the same decisions."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(astuple(each) for each in sorted(decisions, key=lambda each: each.listing))
    return text.getvalue()


def by_hand_sha256(decisions: Iterable[ByHand]) -> str:
    """The hash of that file; "" for no decision."""
    decided = tuple(decisions)
    return hashlib.sha256(by_hand_text(decided).encode()).hexdigest() if decided else ""


def _decision(path: Path, number: int, cells: list[str]) -> ByHand:
    if len(cells) != len(fields(ByHand)):
        raise _broken(path, number, f"{len(COLUMNS)} cells are needed")
    action, listing, other, by, on, reason = cells
    if action not in (JOIN, SPLIT) or not listing or bool(other) != (action == JOIN):
        raise _broken(path, number, f"{action!r} of {listing!r} with {other!r} is no decision")
    if not reason.strip():
        raise _broken(path, number, "a decision needs its reason")
    try:
        return ByHand(action, listing, other, by, date.fromisoformat(on), reason)
    except ValueError as error:
        raise _broken(path, number, f"{on!r} is no day") from error


def _broken(path: Path, line: int, reason: str) -> KnowledgeInvalid:
    return KnowledgeInvalid(f"{path.name}, line {line}: {reason}.", file=path.name, line=line, reason=reason)


def by_hand(stored_editions: StoredEditions) -> tuple[ByHand, ...]:
    """The decisions in force; () where nobody decided anything.

    Raises:
        SnapshotDamaged, KnowledgeInvalid: they cannot be used.
    """
    held = stored_editions.in_force(JOINED)
    return read_by_hand(stored_editions.file(stored_editions.manifests[held.name])) if held else ()


def by_hand_of(stored_editions: StoredEditions, sha256: str) -> tuple[ByHand, ...] | None:
    """The decisions whose file has this hash ("" for none taken yet); None where they are not held.

    Raises:
        SnapshotDamaged, KnowledgeInvalid: they cannot be used.
    """
    if not sha256:
        return ()
    for held in stored_editions.editions_of(JOINED):
        manifest = stored_editions.manifests[held.name]
        if manifest.snapshot.file_sha256 == sha256:
            return read_by_hand(stored_editions.file(manifest))
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
        StoreEvent(decision.action, now.isoformat(), (JOINED,), decision.by, told),
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
                f"Nobody joined or split {listing_id!r}; `screening lists merges list` shows what is."
            )
        return left

    event = StoreEvent("undo", now.isoformat(), (JOINED,), by, f"as the rules say: {listing_id}: {reason}")
    _change(data, without, event)


def _change(
    data: Path, change: Callable[[tuple[ByHand, ...]], tuple[ByHand, ...]], event: StoreEvent
) -> None:
    folder = lists_folder(data)
    with only_writer(folder):
        stored_editions = StoredEditions.open(data)
        assert stored_editions.store is not None
        decisions = change(by_hand(stored_editions))
        day = datetime.fromisoformat(event.at).date()
        snapshot = Snapshot(
            watchlist_id=JOINED,
            edition=event.at,
            edition_date=day,
            file_sha256=stored_editions.store.put(by_hand_text(decisions).encode()),
            count=len(decisions),
            count_all=len(decisions),
            transcribed_from="decided by hand",
            transcribed_on=day,
        )
        name = stored_editions.store.put_manifest(Manifest(snapshot, None, reader="joined"))
        promote(stored_editions.store, {JOINED: name}, event)
