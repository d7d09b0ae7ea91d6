"""Editions that a publisher shows and that must be taken by hand: noticed, told, and never taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path

from watchlists.catalogue import CatalogueEntry
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.publisher_checks import read_noted, write_noted
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import NotTheList, SnapshotUnknown, WatchlistError
from watchlists.model import LookAgain, Notice
from watchlists.updates.fetch import look
from watchlists.updates.update import UpdateOutcome, Updating, writing
from watchlists.updates.update_trace import Trace

FILE = "notices.json"


@dataclass(frozen=True, slots=True)
class AnnouncementCheck:
    """What the last looks at one list's page showed, and what a person has looked at since."""

    checked_at: str  # ISO 8601, UTC
    code: str = ""  # "" where the look succeeded, else the code of the refusal
    sentence: str = ""
    marks: tuple[str, ...] = ()  # on the page at the last look that succeeded
    looked_at: tuple[str, ...] = ()  # marks that a person has looked at
    by: str = ""  # who looked, and what came of it
    reason: str = ""

    @property
    def when(self) -> datetime:
        """The moment of the look."""
        return datetime.fromisoformat(self.checked_at)

    def acknowledged(self, by: str, reason: str) -> AnnouncementCheck:
        """The same, once a person has looked at every mark."""
        return replace(self, looked_at=self.marks, by=by, reason=reason)


def marks_on(page: bytes, notice: Notice) -> tuple[str, ...]:
    """What the page shows of editions, each once, in order: days as ISO dates, else the marks themselves.

    Raises:
        NotTheList: nothing of the kind stands there, or a day cannot be read; the page has changed.
    """
    found: dict[str, None] = {}
    for match in re.finditer(notice.marks, page.decode("utf-8", "replace")):
        groups = match.groupdict()
        try:
            found[_day(groups["day"], notice.day_form) if "day" in groups else groups["mark"]] = None
        except ValueError as error:
            raise NotTheList(f"The page shows {match[0][:60]!r}, which holds no day.") from error
    if not found:
        raise NotTheList("The page where editions are shown no longer shows any; look at it yourself.")
    return tuple(sorted(found))


def unseen(check: AnnouncementCheck, notice: Notice, edition_date: date) -> tuple[str, ...]:
    """The marks that are newer than the edition in force and that nobody has looked at."""
    is_dated = not notice.known
    newer = (
        mark
        for mark in check.marks
        if (mark > edition_date.isoformat() if is_dated else mark not in notice.known)
    )
    return tuple(mark for mark in newer if mark not in check.looked_at)


def _day(text: str, form: str) -> str:
    return datetime.strptime(" ".join(text.split()), form).date().isoformat()


def read_notices(folder: Path) -> dict[str, AnnouncementCheck]:
    """What was noticed, by list id; nothing where the file is missing or cannot be read."""
    return read_noted(
        folder / FILE,
        lambda fields: AnnouncementCheck(
            **fields | {each: tuple(fields[each]) for each in ("marks", "looked_at")}
        ),
    )


def write_notices(folder: Path, notices: Mapping[str, AnnouncementCheck]) -> None:
    """Replace the file in one step.

    Raises:
        StoreUnwritable: the old file stands.
    """
    write_noted(folder / FILE, {key: asdict(check) for key, check in notices.items()})


def look_for_editions(entries: Iterable[CatalogueEntry], updating: Updating) -> Iterator[UpdateOutcome]:
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
    stored_editions, notices = StoredEditions.open(data), read_notices(lists_folder(data))
    found = {
        entry.watchlist.id: _news(stored_editions, entry, check)
        for entry in entries
        if (check := notices.get(entry.watchlist.id)) is not None and entry.notice is not None
    }
    return {list_id: marks for list_id, marks in found.items() if marks}


def to_look_again(data: Path | None, entries: Iterable[CatalogueEntry], day: date) -> dict[str, LookAgain]:
    """Of these lists, those whose sentences in the catalogue a person must compare with the publisher's page by now.

    A check by hand counts as such a look. A list in this state is no staler by it.
    """
    checked = StoredEditions.open(data).generation.checked
    found = {}
    for entry in entries:
        looked = checked.get(entry.watchlist.id)
        again = entry.look_again
        if again is not None and day >= again.next(date.fromisoformat(looked.on) if looked else None):
            found[entry.watchlist.id] = again
    return found


def acknowledge(data: Path, list_id: str, by: str, reason: str) -> tuple[str, ...]:
    """Note that a person has looked at what was noticed of a list; the marks. Call it only as the only writer.

    Raises:
        SnapshotUnknown: nothing was noticed of this list.
        StoreUnwritable: nothing was noted.
    """
    notices = read_notices(lists_folder(data))
    if list_id not in notices:
        raise SnapshotUnknown(f"Nothing was noticed of {list_id!r}; `screening lists status` says of which.")
    looked = notices[list_id].acknowledged(by, reason)
    write_notices(lists_folder(data), notices | {list_id: looked})
    return looked.looked_at


def _looked(entry: CatalogueEntry, updating: Updating) -> UpdateOutcome:
    assert entry.notice is not None
    list_id, at = entry.watchlist.id, updating.now().isoformat()
    updating.on_progress(list_id, "looking for a new edition")
    notices = read_notices(lists_folder(updating.data))
    last = notices.get(list_id, AnnouncementCheck(at))
    trace = Trace()
    try:
        page = look(entry.notice, updating.rules, updating.pause, trace.answers.append)
        marks = trace.marks = marks_on(page, entry.notice)
        check = replace(last, checked_at=at, code="", sentence="", marks=marks)
    except WatchlistError as error:
        check = replace(last, checked_at=at, code=error.code, sentence=error.sentence)
    if not updating.dry_run:
        write_notices(lists_folder(updating.data), notices | {list_id: check})
    outcome = _outcome(entry, check, updating)
    return replace(outcome, seen=trace.seen(outcome.sentence))


def _outcome(entry: CatalogueEntry, check: AnnouncementCheck, updating: Updating) -> UpdateOutcome:
    assert entry.notice is not None
    list_id = entry.watchlist.id
    if check.code:
        return UpdateOutcome(
            list_id,
            "not looked",
            f"Whether a new edition is out is not known: {check.sentence}",
            check.code,
        )
    if marks_ahead := _news(StoredEditions.open(updating.data), entry, check):
        return UpdateOutcome(
            list_id,
            "noticed",
            f"A new edition may be out ({', '.join(marks_ahead[-3:])}). {entry.notice.look_for}",
        )
    return UpdateOutcome(list_id, "unchanged", "Its publisher shows no edition newer than the one in force.")


def _news(
    stored_editions: StoredEditions, entry: CatalogueEntry, check: AnnouncementCheck
) -> tuple[str, ...]:
    assert entry.notice is not None
    held = stored_editions.in_force(entry.watchlist.id, entry.shipped_on)
    if held is None:
        return check.marks
    return unseen(check, entry.notice, held.edition_date)
