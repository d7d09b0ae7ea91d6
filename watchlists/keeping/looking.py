"""Looking for editions that must be taken by hand, list by list; what stops one look does not stop the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from watchlists.catalogue import CatalogueEntry
from watchlists.errors import WatchlistError
from watchlists.keeping.fetch import look
from watchlists.keeping.folder import lists_folder
from watchlists.keeping.notices import Noticed, marks_on, read_notices, unseen, write_notices
from watchlists.keeping.refusals import SnapshotUnknown
from watchlists.keeping.shelf import Shelf
from watchlists.keeping.trace import Trace
from watchlists.keeping.update import Outcome, Updating, writing
from watchlists.model import LookAgain


def look_for_editions(entries: Iterable[CatalogueEntry], updating: Updating) -> Iterator[Outcome]:
    """Look at the pages where the publishers of these lists show editions; an outcome for each that has one.

    Raises:
        ListsBusy, StoreUnwritable: nothing was noted.
    """
    with writing(updating):
        for entry in entries:
            if entry.notice is not None:
                yield _looked(entry, updating)


def news(data: Path, entries: Iterable[CatalogueEntry]) -> dict[str, tuple[str, ...]]:
    """The marks of newer editions that were noticed and that nobody has looked at, of each list that has such."""
    shelf, notices = Shelf.open(data), read_notices(lists_folder(data))
    found = {
        entry.watchlist.id: _news(shelf, entry, noticed)
        for entry in entries
        if (noticed := notices.get(entry.watchlist.id)) is not None and entry.notice is not None
    }
    return {list_id: marks for list_id, marks in found.items() if marks}


def to_look_again(data: Path | None, entries: Iterable[CatalogueEntry], day: date) -> dict[str, LookAgain]:
    """Of these lists, those whose sentences in the catalogue a person must compare with the publisher's page by now.

    A check by hand counts as such a look. A list in this state is no staler by it.
    """
    checked = Shelf.open(data).generation.checked
    found = {}
    for entry in entries:
        looked = checked.get(entry.watchlist.id)
        again = entry.look_again
        if again is not None and day >= again.next(date.fromisoformat(looked.on) if looked else None):
            found[entry.watchlist.id] = again
    return found


def note_looked(data: Path, list_id: str, by: str, reason: str) -> tuple[str, ...]:
    """Note that a person has looked at what was noticed of a list; the marks. Call it only as the only writer.

    Raises:
        SnapshotUnknown: nothing was noticed of this list.
        StoreUnwritable: nothing was noted.
    """
    notices = read_notices(lists_folder(data))
    if list_id not in notices:
        raise SnapshotUnknown(f"Nothing was noticed of {list_id!r}; `screening lists status` says of which.")
    looked = notices[list_id].looked(by, reason)
    write_notices(lists_folder(data), notices | {list_id: looked})
    return looked.looked_at


def _looked(entry: CatalogueEntry, updating: Updating) -> Outcome:
    assert entry.notice is not None
    list_id, at = entry.watchlist.id, updating.now().isoformat()
    updating.tell(list_id, "looking for a new edition")
    notices = read_notices(lists_folder(updating.data))
    last = notices.get(list_id, Noticed(at))
    trace = Trace()
    try:
        page = look(entry.notice, updating.rules, updating.pause, trace.answers.append)
        marks = trace.marks = marks_on(page, entry.notice)
        noticed = replace(last, checked_at=at, code="", sentence="", marks=marks)
    except WatchlistError as error:
        noticed = replace(last, checked_at=at, code=error.code, sentence=error.sentence)
    if not updating.dry_run:
        write_notices(lists_folder(updating.data), notices | {list_id: noticed})
    outcome = _outcome(entry, noticed, updating)
    return replace(outcome, seen=trace.seen(outcome.sentence))


def _outcome(entry: CatalogueEntry, noticed: Noticed, updating: Updating) -> Outcome:
    assert entry.notice is not None
    list_id = entry.watchlist.id
    if noticed.code:
        return Outcome(
            list_id,
            "not looked",
            f"Whether a new edition is out is not known: {noticed.sentence}",
            noticed.code,
        )
    if marks_ahead := _news(Shelf.open(updating.data), entry, noticed):
        return Outcome(
            list_id,
            "noticed",
            f"A new edition may be out ({', '.join(marks_ahead[-3:])}). {entry.notice.look_for}",
        )
    return Outcome(list_id, "unchanged", "Its publisher shows no edition newer than the one in force.")


def _news(shelf: Shelf, entry: CatalogueEntry, noticed: Noticed) -> tuple[str, ...]:
    assert entry.notice is not None
    held = shelf.in_force(entry.watchlist.id, entry.shipped_on)
    if held is None:
        return noticed.marks
    return unseen(noticed, entry.notice, held.edition_date)
