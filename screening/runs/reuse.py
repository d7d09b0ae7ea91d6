"""Reusing the readings of an earlier run: what the lists cannot have moved is not read again, and is assessed anew.

Only the reading is reused, which depends on the subject and on what its linker was made from; the assessment depends on
the day, the policies and the editions as well, and costs little. A reading stands where its linker was made from the very
same, or where only the lists differ and the subject cannot come upon what does (`screening.link.affected_texts`). Where
anything is missing (the earlier run was erased, its linker is no longer kept, its code was another) it is read in full.

Readings are found by a digest of the whole subject as it was read, so that rows may come, go and change places.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from screening.caches import LruCache
from screening.context import AppContext
from screening.engine import Engine
from screening.link import Linker
from screening.link.affected_texts import AffectedTexts, affected_texts
from screening.link.linker import LinkResult
from screening.matcher_cache import fingerprint, fingerprint_without_lists, load_linker
from screening.model import Inquiry, Result, Subject
from screening.pipeline import ScreeningRequest
from screening.progress import Progress, no_progress
from screening.runs.chunk_store import load_results
from screening.runs.engines import Engines
from screening.runs.pinned_lists import as_pinned, same_lists
from screening.runs.pins import Pins, pins_of
from screening.runs.uploaded_lists import UploadedLists
from screening.storage import Database
from screening.storage.tables import ChunkLinks, Run

_DIGEST = 16  # bytes
_SMALL = 6  # of zlib: readings stay as long as the results
_CHUNKS = 2  # of the earlier run that are held at once; rows that stay follow each other in both
_subject = TypeAdapter(Subject)
_readings = TypeAdapter(tuple[LinkResult, ...])
_result = TypeAdapter(Result)


def reading_digest(subject: Subject) -> bytes:
    """A digest of a whole subject, to the letter: what is read otherwise has another one."""
    return hashlib.sha256(_subject.dump_json(subject, exclude_defaults=True)).digest()[:_DIGEST]


@dataclass(frozen=True, slots=True)
class MadeFrom:
    """What a linker was made from, with the lists and without."""

    linker: str
    without_lists: str

    @staticmethod
    def of(engine: Engine) -> MadeFrom:
        """Of the linker of an engine."""
        lists = engine.library, engine.register
        return MadeFrom(fingerprint(*lists), fingerprint_without_lists(*lists))


class EarlierReadings:
    """The readings that an earlier run kept, by subject: 50,000 of them take some megabytes until one is asked for."""

    def __init__(self, database: Database, run_id: str, made_from: MadeFrom) -> None:
        """Take note of which there are; those of another linker are left out."""
        self._database, self._run_id = database, run_id
        self._places: dict[bytes, tuple[int, int]] = {}
        self._chunks: LruCache[tuple[LinkResult, ...]] = LruCache(_CHUNKS)
        with database.read() as session:
            of_linker = (
                col(ChunkLinks.run_id) == run_id,
                col(ChunkLinks.linker) == made_from.linker,
                col(ChunkLinks.without_lists) == made_from.without_lists,
            )
            columns = select(ChunkLinks.number, ChunkLinks.subjects).where(*of_linker)
            for number, subjects in session.exec(columns.order_by(col(ChunkLinks.number))):
                for at in range(0, len(subjects), _DIGEST):
                    self._places.setdefault(subjects[at : at + _DIGEST], (number, at // _DIGEST))

    def get(self, subject: Subject) -> LinkResult | None:
        """The reading of a subject; None where there is none, or none any more."""
        place = self._places.get(reading_digest(subject))
        if place is None:
            return None
        number, at = place
        readings = self._chunks.get(number, lambda: self._read(number))
        return readings[at] if at < len(readings) else None

    def _read(self, number: int) -> tuple[LinkResult, ...]:
        with self._database.read() as session:
            kept = session.get(ChunkLinks, (self._run_id, number))
            packed = kept.readings if kept is not None else b""
        return _readings.validate_json(zlib.decompress(packed)) if packed else ()


@dataclass
class ChunkReadings:
    """Gives the readings of a chunk, and keeps them: those of an earlier run where they stand, else by reading."""

    linker: Linker
    made_from: MadeFrom
    earlier: EarlierReadings | None = None
    affected: AffectedTexts | None = None  # None where both linkers are the same
    _kept: dict[Subject, tuple[LinkResult, bool]] = field(default_factory=dict)

    def link_all(self, subjects: Sequence[Subject], tick: Progress = no_progress) -> list[LinkResult]:
        """The reading of each subject, equal to what the linker would say."""
        new = [subject for subject in dict.fromkeys(subjects) if subject not in self._kept]
        to_read = []
        for subject in new:
            found = self._reusable(subject)
            if found is None:
                to_read.append(subject)
            else:
                self._kept[subject] = found, True
        for subject, linked in zip(to_read, self.linker.link_all(to_read, tick), strict=True):
            self._kept[subject] = linked, False
        return [self._kept[subject][0] for subject in subjects]

    def _reusable(self, subject: Subject) -> LinkResult | None:
        found = self.earlier.get(subject) if self.earlier is not None else None
        if found is None or (self.affected is not None and self.affected.may_differ(subject, found)):
            return None
        return found

    def packed(self, run_id: str, number: int) -> ChunkLinks:
        """What is kept of a chunk for a later run."""
        readings = tuple(linked for linked, _ in self._kept.values())
        return ChunkLinks(
            run_id=run_id,
            number=number,
            linker=self.made_from.linker,
            without_lists=self.made_from.without_lists,
            subjects=b"".join(map(reading_digest, self._kept)),
            reused=bytes(reused for _, reused in self._kept.values()),
            readings=zlib.compress(_readings.dump_json(readings, exclude_defaults=True), _SMALL),
        )


@dataclass
class Reuse:
    """What a worker holds of earlier runs: their readings, and what differs between two linkers.

    `linker_of` gives a linker by its fingerprint, None where it is no longer kept.
    """

    database: Database
    linker_of: Callable[[str], Linker | None] = load_linker
    _made_from: LruCache[MadeFrom] = field(default_factory=lambda: LruCache(2))
    _earlier: LruCache[EarlierReadings] = field(default_factory=lambda: LruCache(1))
    _affected: LruCache[AffectedTexts | None] = field(default_factory=lambda: LruCache(1))

    def readings(self, run: Run, engine: Engine) -> ChunkReadings | None:
        """Gives and keeps the readings of a chunk of a run; None for a run that has nothing to do with another."""
        if not (run.reuses or run.keeps_readings):
            return None
        now = self._made_from.get((run.pins, engine.on), lambda: MadeFrom.of(engine))
        was = self._read_with(run) if run.reuses else None
        if was is None or was.without_lists != now.without_lists:
            return ChunkReadings(engine.linker, now)
        affected = None
        if was != now:
            pair = (was.linker, now.linker)
            affected = self._affected.get(pair, lambda: self._compare(was, engine.linker))
            if affected is None:
                return ChunkReadings(engine.linker, now)
        earlier = self._earlier.get(
            (run.reuses, was), lambda: EarlierReadings(self.database, run.reuses, was)
        )
        return ChunkReadings(engine.linker, now, earlier, affected)

    def _read_with(self, run: Run) -> MadeFrom | None:
        """What the earlier run of the same team was read with; None where nothing of it is kept."""
        with self.database.read() as session:
            earlier = session.get(Run, run.reuses)
            if earlier is None or earlier.team != run.team:
                return None
            made_from = select(ChunkLinks.linker, ChunkLinks.without_lists)
            found = session.exec(made_from.where(ChunkLinks.run_id == run.reuses).limit(1)).first()
        return MadeFrom(*found) if found is not None else None

    def _compare(self, was: MadeFrom, now: Linker) -> AffectedTexts | None:
        old = self.linker_of(was.linker)
        return affected_texts(old, now) if old is not None else None


def count_readings(session: Session, run_id: str) -> dict[str, int]:
    """How many subjects of a run were read and how many readings are those of an earlier run."""
    reused = read = 0
    for flags in session.exec(select(ChunkLinks.reused).where(ChunkLinks.run_id == run_id)):
        reused += sum(flags)
        read += len(flags) - sum(flags)
    return {"read": read, "reused": reused}


@dataclass(frozen=True, slots=True)
class ReuseCheck:
    """What came of reading reused ones in full."""

    reused: int  # inquiries of the run whose readings are those of an earlier run
    checked: int
    # of those that came out otherwise: the chunk, and the place of the inquiry in it
    differing: tuple[tuple[int, int], ...]


def verify_reuse(context: AppContext, engines: Engines, run: Run, number: int, seed: str) -> ReuseCheck:
    """Screen some of the inquiries in full whose readings a run reused, and hold its results against that byte by byte.

    Args:
        context: the installation.
        engines: where engines come from; where the lists moved on since, the run's own are loaded.
        run: that is finished.
        number: how many are screened, of all that were reused.
        seed: another one takes another sample.

    Raises:
        ListsGone: an edition is no longer held.
        FileStoreError: its list is no longer kept.
    """
    order, moment = ScreeningRequest.from_json(run.choices), datetime.fromisoformat(run.screened_at)
    pins, engine = Pins.from_json(run.pins), engines.get(order, moment, run.team)
    engine = (
        as_pinned(engine, pins) if same_lists(pins_of(engine), pins) else engines.rebuilt(order, moment, pins)
    )
    chunks = UploadedLists(context.files).get(run.upload_sha256, order, run.file_name).chunks
    places = [
        (hashlib.sha256(seed.encode() + digest).digest(), chunk.number, place)
        for chunk in chunks
        for digest, place in _reused_in(context.database, run, chunk.number, engine, chunk.inquiries)
    ]
    sample = sorted((chunk, place) for _, chunk, place in sorted(places)[:number])
    differing = []
    for chunk in chunks:
        wanted = [place for at, place in sample if at == chunk.number]
        if not wanted:
            continue
        stored = load_results(context.database, run, chunk.number).results(chunk.inquiries)
        again = engine.screen_all([chunk.inquiries[place] for place in wanted])
        differing += [
            (chunk.number, place)
            for place, result in zip(wanted, again, strict=True)
            if _result.dump_json(stored[place]) != _result.dump_json(result)
        ]
    return ReuseCheck(len(places), len(sample), tuple(differing))


def _reused_in(
    database: Database, run: Run, number: int, engine: Engine, inquiries: Sequence[Inquiry]
) -> Iterator[tuple[bytes, int]]:
    """The digests and places of those inquiries of a chunk whose readings were reused."""
    with database.read() as session:
        kept = session.get(ChunkLinks, (run.id, number))
        subjects, reused = (kept.subjects, kept.reused) if kept is not None else (b"", b"")
    flags = {subjects[at * _DIGEST : (at + 1) * _DIGEST]: flag for at, flag in enumerate(reused)}
    for place, subject in enumerate(engine.as_linked(inquiries)):
        if subject is not None and flags.get(digest := reading_digest(subject)):
            yield digest, place
