"""Updating: ask the publisher, read, judge, store, prove, put in force. In this order, and each may stop it.

A list is taken whole or not at all, and each on its own: what stops one does not stop the next. Whatever stops
it, the edition in force stays, and the look is noted with its reason. A dry run does all but store.

Each outcome carries what was seen of the publisher, also where nothing of it was believed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from watchlists.catalogue import CatalogueEntry
from watchlists.errors import NotTheList, WatchlistError
from watchlists.keeping.asking import PAGE, Fetched, FetchRules
from watchlists.keeping.checks import CONFIRMED, Check, write_checks
from watchlists.keeping.differences import Differences
from watchlists.keeping.disk import only_writer, write_durably
from watchlists.keeping.fetch import fetch
from watchlists.keeping.folder import lists_folder
from watchlists.keeping.manifest import Manifest
from watchlists.keeping.promotion import keep, promote
from watchlists.keeping.refusals import (
    LicenceNotAccepted,
    NoSource,
    OverrideUnnamed,
    TooLarge,
    check_not_ahead,
)
from watchlists.keeping.shelf import Shelf
from watchlists.keeping.store import Event
from watchlists.keeping.taking import Candidate, InForceEdition, reader_version, take
from watchlists.keeping.trace import Seen, Trace
from watchlists.library import LISTS, LoadedList
from watchlists.model import Snapshot


@dataclass(frozen=True, slots=True)
class Decision:
    """A named person's will to believe what guards refuse; empty for none."""

    by: str = ""
    reason: str = ""

    def check(self) -> None:
        """Refuse half a decision.

        Raises:
            OverrideUnnamed: a person without a reason, or a reason without a person.
        """
        if bool(self.by.strip()) != bool(self.reason.strip()):
            raise OverrideUnnamed("An override needs both the person who decided and the reason.")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one list."""

    list_id: str
    result: str  # "new", "would be new", "unchanged", "refused"; of a look "noticed", "not looked"
    sentence: str
    code: str = ""  # of the refusal
    snapshot: Snapshot | None = None
    warnings: tuple[str, ...] = ()
    differences: Differences | None = None
    seen: Seen = field(default_factory=Seen)

    @property
    def may_be_overruled(self) -> bool:
        """Whether it was refused only by guards that a named person may override."""
        stops = [each for each in self.seen.findings if each.stops]
        return (
            self.code.startswith("guard-") and bool(stops) and all(each.may_be_overridden for each in stops)
        )


@dataclass(frozen=True, slots=True)
class Updating:
    """What an update works with; the outside world comes in here."""

    data: Path
    now: Callable[[], datetime]  # UTC
    prove: Callable[[LoadedList], Sequence[str]] = lambda loaded: ()  # names that screening does not find
    tell: Callable[[str, str], None] = lambda list_id, stage: None
    rules: FetchRules = field(default_factory=FetchRules)
    pause: Callable[[float], None] = time.sleep
    decision: Decision = field(default_factory=Decision)
    accepted: frozenset[str] = frozenset()  # ids of the lists whose licence a person accepted
    dry_run: bool = False
    brought_by: str = ""  # who brought a file, for the history
    lists: Path = LISTS


def update(entries: Iterable[CatalogueEntry], updating: Updating) -> Iterator[Outcome]:
    """Update these lists from their publishers, one after the other; an outcome for each.

    Raises:
        OverrideUnnamed, ListsBusy, StoreUnwritable: nothing was changed.
    """
    updating.decision.check()
    with writing(updating):
        for entry in entries:
            outcome = _outcome(
                entry, updating, lambda entry, edition, trace: _fetched(entry, edition, updating, trace)
            )
            if not updating.dry_run:
                _note(outcome, entry, updating)
            yield outcome


@dataclass(frozen=True, slots=True)
class Brought:
    """A publisher's file that a person downloaded with a browser."""

    path: Path
    name: str  # as the person has it
    by: str  # who downloaded it
    on: date  # on what day

    @property
    def sentence(self) -> str:
        """Where our copy comes from, for provenance."""
        by = f" by {self.by}" if self.by else ""
        return f"the publisher's file {self.name}, downloaded by hand{by} on {self.on}"


def update_from_file(entry: CatalogueEntry, brought: Brought, updating: Updating) -> Outcome:
    """Take a publisher's file that a person brought, through the same guards.

    It does not confirm that the publisher has nothing newer: nobody asked.

    Raises:
        OverrideUnnamed, ListsBusy, StoreUnwritable: nothing was changed.
    """
    updating.decision.check()
    with writing(updating):
        return _outcome(
            entry, updating, lambda _entry, _edition, _trace: _opened(entry, brought, updating.now())
        )


def _opened(entry: CatalogueEntry, brought: Brought, now: datetime) -> Fetched:
    """The file that was brought, within the list's own limits.

    Raises:
        DayImpossible: it was downloaded tomorrow.
        TooLarge, NotTheList: more than a healthy edition has, or nothing at all.
    """
    assert entry.source is not None
    check_not_ahead(brought.on, now, "The file cannot have been downloaded")
    if (size := brought.path.stat().st_size) > entry.source.largest_expanded:
        raise TooLarge(
            f"The file has {size:,} bytes, and an edition of {entry.watchlist.id} has at most "
            f"{entry.source.largest_expanded:,}; the edition in force stays."
        )
    if not size:
        raise NotTheList("The file is empty; the edition in force stays.")
    content = brought.path.read_bytes()
    if "text/html" not in entry.source.content_types and PAGE.match(content[:200]):
        raise NotTheList(
            f"{brought.name} is a web page and not the list; save the file that the page links to. The edition in "
            "force stays."
        )
    return Fetched(content, "", dated=brought.on, brought=brought.sentence)


def writing(updating: Updating) -> AbstractContextManager[None]:
    """The right to change the lists; a dry run needs none."""
    return nullcontext() if updating.dry_run else only_writer(lists_folder(updating.data))


Bring = Callable[[CatalogueEntry, InForceEdition | None, Trace], Fetched | None]


def _outcome(entry: CatalogueEntry, updating: Updating, bring: Bring) -> Outcome:
    """The outcome of one list; a refusal becomes one."""
    trace = Trace(entry.source.reader if entry.source else "")
    try:
        outcome = _updated(entry, Shelf.open(updating.data), updating, bring, trace)
    except WatchlistError as error:
        outcome = Outcome(entry.watchlist.id, "refused", error.sentence, error.code)
    return replace(outcome, seen=trace.seen(outcome.sentence))


def _updated(entry: CatalogueEntry, shelf: Shelf, updating: Updating, bring: Bring, trace: Trace) -> Outcome:
    list_id = entry.watchlist.id
    if entry.source is None:
        raise NoSource(f"{list_id} has no [source] in the catalogue; nothing fetches it.", list=list_id)
    if entry.source.accept_licence and list_id not in updating.accepted:
        raise LicenceNotAccepted(
            f"{list_id} comes under {entry.source.accept_licence}; read and accept it first.",
            list=list_id,
        )
    edition = InForceEdition.of(shelf, entry, updating.lists)
    updating.tell(list_id, "asking")
    fetched = bring(entry, edition, trace)
    if fetched is None:
        return Outcome(list_id, "unchanged", "The publisher has nothing newer.")
    updating.tell(list_id, "reading")
    decision = updating.decision
    candidate = take(entry, fetched, edition, updating.now(), decision.by, decision.reason, trace)
    if candidate.is_known:
        return Outcome(list_id, "unchanged", "The publisher's list says what we hold.")
    if updating.dry_run:
        updating.tell(list_id, "proving")
        candidate.check_stored(candidate.listings, updating.prove)
        return _told(candidate, "would be new", candidate.manifest.snapshot)
    return _put_in_force(candidate, fetched, shelf, updating)


def _fetched(
    entry: CatalogueEntry, edition: InForceEdition | None, updating: Updating, trace: Trace
) -> Fetched | None:
    assert entry.source is not None
    manifest = edition.manifest if edition else None
    is_comparable = manifest is not None and manifest.reader_version == reader_version()
    return fetch(
        entry.source,
        etag=manifest.etag if manifest and is_comparable else "",
        last_modified=manifest.last_modified if manifest and is_comparable else "",
        rules=updating.rules,
        pause=updating.pause,
        tick=lambda received: updating.tell(entry.watchlist.id, f"{received:,} bytes"),
        held_url=manifest.url if manifest else "",
        hear=trace.answers.append,
    )


def _put_in_force(candidate: Candidate, fetched: Fetched, shelf: Shelf, updating: Updating) -> Outcome:
    assert shelf.store is not None
    list_id = candidate.manifest.snapshot.watchlist_id
    updating.tell(list_id, "storing")
    name = keep(shelf.store, candidate.manifest, candidate.listings, fetched.content)
    stored = shelf.store.manifest(name)
    updating.tell(list_id, "proving")
    candidate.check_stored(shelf.listings(stored), updating.prove)
    promote(shelf.store, {list_id: name}, _event(stored, updating))
    return _told(candidate, "new", stored.snapshot)


def _event(stored: Manifest, updating: Updating) -> Event:
    snapshot, override = stored.snapshot, stored.override
    told = [] if snapshot.retrieved_at else [f"from {snapshot.transcribed_from}"]
    if override:
        told.append(f"overruled {', '.join(override.guards)}: {override.reason}")
    return Event(
        kind="update" if snapshot.retrieved_at else "import",
        at=updating.now().isoformat(),
        lists=(snapshot.watchlist_id,),
        by=updating.brought_by or (override.by if override else ""),
        reason="; ".join(told),
    )


def _told(candidate: Candidate, result: str, snapshot: Snapshot) -> Outcome:
    changes = candidate.differences
    sentence = f"Edition {snapshot.edition}: {changes.sentence}."
    return Outcome(
        snapshot.watchlist_id, result, sentence, "", snapshot, candidate.manifest.warnings, changes
    )


def _note(outcome: Outcome, entry: CatalogueEntry, updating: Updating) -> None:
    """Note the look; where it succeeded, the edition now in force is confirmed as the newest."""
    shelf = Shelf.open(updating.data)
    assert shelf.store is not None
    list_id, at = outcome.list_id, updating.now().isoformat()
    last = shelf.checks.get(list_id, Check(at))
    held = shelf.in_force(list_id, entry.shipped_on)
    if outcome.code:
        check = replace(last, checked_at=at, code=outcome.code, sentence=outcome.sentence)
    else:
        check = Check(at, confirmed=held.name if held else "", confirmed_at=at)
    write_checks(shelf.store.folder, {**shelf.checks, list_id: check})
    if not outcome.code:
        write_durably(shelf.store.folder / CONFIRMED, at.encode())
