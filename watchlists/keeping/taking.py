"""From bytes to an edition that may come into force: read, judged, compared. Nothing is stored here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from watchlists import readers
from watchlists.catalogue import CatalogueEntry
from watchlists.keeping.asking import Fetched
from watchlists.keeping.differences import Differences, differences
from watchlists.keeping.guards import Finding, InForce, judge
from watchlists.keeping.held import SHIPPED
from watchlists.keeping.manifest import Manifest, Override
from watchlists.keeping.promotion import sha256_of
from watchlists.keeping.refusals import GuardRefused
from watchlists.keeping.shelf import Shelf
from watchlists.keeping.trace import Trace
from watchlists.library import LoadedList, load_held
from watchlists.model import Listing, Snapshot

RULES = Path(readers.__file__).parents[1] / "data" / "readers"


@dataclass(frozen=True, slots=True)
class InForceEdition:
    """The edition of a list that a new one would replace."""

    loaded: LoadedList
    manifest: Manifest | None  # None for the shipped transcription

    @staticmethod
    def of(shelf: Shelf, entry: CatalogueEntry, lists: Path) -> InForceEdition | None:
        """The edition in force, None where there is none."""
        held = shelf.in_force(entry.watchlist.id, entry.shipped_on)
        if held is None:
            return None
        manifest = None if held.name == SHIPPED else shelf.manifests[held.name]
        return InForceEdition(load_held(shelf, held, entry, lists), manifest)

    @property
    def compared(self) -> InForce:
        """What guards compare with."""
        snapshot = self.loaded.snapshot
        is_ours = self.manifest is None or not self.manifest.reader
        return InForce(snapshot.edition, snapshot.edition_date, self.loaded.listings, is_ours)


@dataclass(frozen=True, slots=True)
class Candidate:
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
) -> Candidate:
    """Read a publisher's bytes and judge them; `trace` takes what was read and found, also where it is refused.

    Raises:
        NotTheList: the reader does not know it as the list.
        GuardRefused: guards do not believe it, and nobody overruled them or may.
    """
    assert entry.source is not None
    read = readers.reader_for(entry.source.reader)(fetched.content, entry.watchlist)
    edition_date = read.edition_date or fetched.dated or now.date()
    name = read.edition or edition_date.isoformat()
    is_dated = bool(
        read.edition or read.edition_date or entry.source.found_on
    )  # by the publisher, not by its server
    read = replace(read, edition=name)
    trace.edition = replace(read, edition_date=edition_date)
    findings = judge(
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
    return Candidate(manifest, read.listings, changes, is_known)


def _override(entry: CatalogueEntry, stops: Sequence[Finding], by: str, reason: str) -> Override | None:
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
    folder = Path(readers.__file__).parent
    files = [*sorted(folder.rglob("*.py")), *sorted(RULES.glob("*.csv"))]
    together = hashlib.sha256()
    for file in files:
        together.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return together.hexdigest()[:16]
