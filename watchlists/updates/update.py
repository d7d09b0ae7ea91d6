"""Updating: ask the publisher, read, judge, store, prove, put in force. In this order, and each may stop it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from pathlib import Path

from watchlists import formats
from watchlists.catalogue import CatalogueEntry
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.durable_write import only_writer, write_durably
from watchlists.editions.manifest import Manifest, Override
from watchlists.editions.promote import keep, promote, sha256_of
from watchlists.editions.publisher_checks import CONFIRMED, Check, write_checks
from watchlists.editions.store import StoreEvent
from watchlists.editions.stored_editions import SHIPPED, StoredEditions
from watchlists.errors import (
    GuardRefused,
    LicenceNotAccepted,
    NoSource,
    NotTheList,
    OverrideUnnamed,
    TooLarge,
    WatchlistError,
    check_not_ahead,
)
from watchlists.ftm_entities import FTM_READER, entity_index
from watchlists.library import LISTS, LoadedList, load_stored
from watchlists.model import Listing, Snapshot
from watchlists.updates.diff import Differences, differences
from watchlists.updates.fetch import PAGE, Fetched, FetchRules, fetch
from watchlists.updates.guards import GuardFinding, InForce, check_new_edition
from watchlists.updates.update_trace import PublisherTrace, Trace

RULES = Path(formats.__file__).parents[1] / "data" / "readers"


@dataclass(frozen=True, slots=True)
class InForceEdition:
    """The edition of a list that a new one would replace."""

    loaded: LoadedList
    manifest: Manifest | None  # None for the shipped transcription

    @staticmethod
    def of(stored_editions: StoredEditions, entry: CatalogueEntry, lists: Path) -> InForceEdition | None:
        """The edition in force, None where there is none."""
        held = stored_editions.in_force(entry.watchlist.id, entry.shipped_on)
        if held is None:
            return None
        manifest = None if held.name == SHIPPED else stored_editions.manifests[held.name]
        return InForceEdition(load_stored(stored_editions, held, entry, lists), manifest)

    @property
    def compared(self) -> InForce:
        """What guards compare with."""
        snapshot = self.loaded.snapshot
        is_ours = self.manifest is None or not self.manifest.reader
        return InForce(snapshot.edition, snapshot.edition_date, self.loaded.listings, is_ours)


@dataclass(frozen=True, slots=True)
class CandidateEdition:
    """An edition that passed its guards, or whose guards a named person overruled."""

    manifest: Manifest
    listings: tuple[Listing, ...]
    differences: Differences
    is_known: bool  # it says what the edition in force says, and bears no other day

    def check_stored(self, stored: Sequence[Listing], prove: Callable[[LoadedList], Sequence[str]]) -> None:
        """Check that what was stored is what was read, and that screening finds it.

        Raises:
            GuardRefused: it is not; the edition in force stays.
        """
        if tuple(stored) != self.listings:
            raise GuardRefused("What was stored does not read back as what was read.", guards=("stored",))
        assert self.manifest.watchlist is not None
        lost = prove(LoadedList(self.manifest.watchlist, self.manifest.snapshot, self.listings))
        if lost:
            raise GuardRefused(
                f"Screening does not find {lost[0]!r}, which is on the new edition"
                f"{f', and {len(lost) - 1} more' if len(lost) > 1 else ''}; the edition in force stays.",
                guards=("canaries",),
                lost=tuple(lost),
            )


def take(
    entry: CatalogueEntry,
    fetched: Fetched,
    edition: InForceEdition | None,
    now: datetime,
    by: str,
    reason: str,
    trace: Trace,
) -> CandidateEdition:
    """Read a publisher's bytes and judge them; `trace` takes what was read and found, also where it is refused.

    Raises:
        NotTheList: the reader does not know it as the list.
        GuardRefused: guards do not believe it, and nobody overruled them or may.
    """
    assert entry.source is not None
    read = formats.reader_for(entry.source.reader)(fetched.content, entry.watchlist)
    edition_date = read.edition_date or fetched.dated or now.date()
    name = read.edition or edition_date.isoformat()
    # By the publisher, not by its server.
    is_dated = bool(read.edition or read.edition_date or entry.source.found_on)
    read = replace(read, edition=name)
    trace.edition = replace(read, edition_date=edition_date)
    findings = check_new_edition(
        read, edition_date, entry.watchlist.guards, edition.compared if edition else None, now.date()
    )
    trace.findings = findings
    override = _override(entry, [finding for finding in findings if finding.stops], by, reason)
    before = edition.loaded if edition else None
    changes = differences(before.listings if before else (), read.listings)
    manifest = Manifest(
        snapshot=Snapshot(
            watchlist_id=entry.watchlist.id,
            edition=name,
            edition_date=edition_date,
            file_sha256="",
            count=0,
            count_all=0,
            publisher_sha256=sha256_of(fetched.content),
            transcribed_from=fetched.brought,
            transcribed_on=fetched.dated if fetched.brought else None,
            retrieved_at=None if fetched.brought else now.isoformat(),
        ),
        watchlist=entry.watchlist,
        url=fetched.url,
        etag=fetched.etag,
        last_modified=fetched.last_modified,
        reader=entry.source.reader,
        reader_version=reader_version(),
        columns=read.columns,
        warnings=tuple(f"{each.guard}: {each.sentence}" for each in findings if not each.stops),
        override=override,
    )
    held = edition.manifest if edition else None
    is_same = before is not None and (before.snapshot.edition == name or not is_dated)
    is_known = bool(held and held.reader and not changes and is_same)
    return CandidateEdition(manifest, read.listings, changes, is_known)


def _override(entry: CatalogueEntry, stops: Sequence[GuardFinding], by: str, reason: str) -> Override | None:
    if not stops:
        return None
    guards = tuple(dict.fromkeys(finding.guard for finding in stops))
    if by and all(finding.may_be_overridden for finding in stops):
        return Override(by, reason, guards)
    told = " ".join(finding.sentence for finding in stops)
    is_open = all(finding.may_be_overridden for finding in stops)
    way = (
        " A person who compared it with the publisher's page may override this check with a reason."
        if is_open
        else ""
    )
    raise GuardRefused(f"{entry.watchlist.id}: {told} The edition in force stays.{way}", guards=guards)


@cache
def reader_version() -> str:
    """A short hash of every reader and its rules: when they change, lists are read anew although unchanged."""
    folder = Path(formats.__file__).parent
    files = [*sorted(folder.rglob("*.py")), *sorted(RULES.glob("*.csv"))]
    together = hashlib.sha256()
    for file in files:
        together.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return together.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class UpdateDecision:
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
class UpdateOutcome:
    """What came of one list."""

    list_id: str
    result: str  # "new", "would be new", "unchanged", "refused"; of a look "noticed", "not looked"
    sentence: str
    code: str = ""  # of the refusal
    snapshot: Snapshot | None = None
    warnings: tuple[str, ...] = ()
    differences: Differences | None = None
    seen: PublisherTrace = field(default_factory=PublisherTrace)

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
    on_progress: Callable[[str, str], None] = lambda list_id, stage: None
    rules: FetchRules = field(default_factory=FetchRules)
    pause: Callable[[float], None] = time.sleep
    decision: UpdateDecision = field(default_factory=UpdateDecision)
    accepted: frozenset[str] = frozenset()  # ids of the lists whose licence a person accepted
    dry_run: bool = False
    brought_by: str = ""  # who brought a file, for the history
    lists: Path = LISTS


def update(entries: Iterable[CatalogueEntry], updating: Updating) -> Iterator[UpdateOutcome]:
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


def update_from_file(entry: CatalogueEntry, brought: Brought, updating: Updating) -> UpdateOutcome:
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


def _outcome(entry: CatalogueEntry, updating: Updating, bring: Bring) -> UpdateOutcome:
    """The outcome of one list; a refusal becomes one."""
    trace = Trace(entry.source.reader if entry.source else "")
    try:
        outcome = _updated(entry, StoredEditions.open(updating.data), updating, bring, trace)
    except WatchlistError as error:
        outcome = UpdateOutcome(entry.watchlist.id, "refused", error.sentence, error.code)
    return replace(outcome, seen=trace.seen(outcome.sentence))


def _updated(
    entry: CatalogueEntry, stored_editions: StoredEditions, updating: Updating, bring: Bring, trace: Trace
) -> UpdateOutcome:
    list_id = entry.watchlist.id
    if entry.source is None:
        raise NoSource(f"{list_id} has no [source] in the catalogue; nothing fetches it.", list=list_id)
    if entry.source.accept_licence and list_id not in updating.accepted:
        raise LicenceNotAccepted(
            f"{list_id} comes under {entry.source.accept_licence}; read and accept it first.",
            list=list_id,
        )
    edition = InForceEdition.of(stored_editions, entry, updating.lists)
    updating.on_progress(list_id, "asking")
    fetched = bring(entry, edition, trace)
    if fetched is None:
        return UpdateOutcome(list_id, "unchanged", "The publisher has nothing newer.")
    updating.on_progress(list_id, "reading")
    decision = updating.decision
    candidate = take(entry, fetched, edition, updating.now(), decision.by, decision.reason, trace)
    if candidate.is_known:
        return UpdateOutcome(list_id, "unchanged", "The publisher's list says what we hold.")
    if updating.dry_run:
        updating.on_progress(list_id, "proving")
        candidate.check_stored(candidate.listings, updating.prove)
        return _told(candidate, "would be new", candidate.manifest.snapshot)
    return _put_in_force(candidate, fetched, stored_editions, updating)


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
        tick=lambda received: updating.on_progress(entry.watchlist.id, f"{received:,} bytes"),
        held_url=manifest.url if manifest else "",
        hear=trace.answers.append,
    )


def _put_in_force(
    candidate: CandidateEdition, fetched: Fetched, stored_editions: StoredEditions, updating: Updating
) -> UpdateOutcome:
    assert stored_editions.store is not None
    list_id = candidate.manifest.snapshot.watchlist_id
    updating.on_progress(list_id, "storing")
    entities = entity_index(fetched.content) if candidate.manifest.reader == FTM_READER else b""
    name = keep(stored_editions.store, candidate.manifest, candidate.listings, fetched.content, entities)
    stored = stored_editions.store.manifest(name)
    updating.on_progress(list_id, "proving")
    candidate.check_stored(stored_editions.listings(stored), updating.prove)
    promote(stored_editions.store, {list_id: name}, _event(stored, updating))
    return _told(candidate, "new", stored.snapshot)


def _event(stored: Manifest, updating: Updating) -> StoreEvent:
    snapshot, override = stored.snapshot, stored.override
    told = [] if snapshot.retrieved_at else [f"from {snapshot.transcribed_from}"]
    if override:
        told.append(f"overruled {', '.join(override.guards)}: {override.reason}")
    return StoreEvent(
        kind="update" if snapshot.retrieved_at else "import",
        at=updating.now().isoformat(),
        lists=(snapshot.watchlist_id,),
        by=updating.brought_by or (override.by if override else ""),
        reason="; ".join(told),
    )


def _told(candidate: CandidateEdition, result: str, snapshot: Snapshot) -> UpdateOutcome:
    changes = candidate.differences
    sentence = f"Edition {snapshot.edition}: {changes.sentence}."
    return UpdateOutcome(
        snapshot.watchlist_id, result, sentence, "", snapshot, candidate.manifest.warnings, changes
    )


def _note(outcome: UpdateOutcome, entry: CatalogueEntry, updating: Updating) -> None:
    """Note the look; where it succeeded, the edition now in force is confirmed as the newest."""
    stored_editions = StoredEditions.open(updating.data)
    assert stored_editions.store is not None
    list_id, at = outcome.list_id, updating.now().isoformat()
    last = stored_editions.checks.get(list_id, Check(at))
    held = stored_editions.in_force(list_id, entry.shipped_on)
    if outcome.code:
        check = replace(last, checked_at=at, code=outcome.code, sentence=outcome.sentence)
    else:
        check = Check(at, confirmed=held.name if held else "", confirmed_at=at)
    write_checks(stored_editions.store.folder, {**stored_editions.checks, list_id: check})
    if not outcome.code:
        write_durably(stored_editions.store.folder / CONFIRMED, at.encode())
