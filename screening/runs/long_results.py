"""What came of a long list, put together chunk by chunk: memory stays flat, however many rows it has.

The list is gone through twice. First each row, subject and case is counted over all chunks; what does not fit into
memory lies in a file beside, which goes with the step. Then the report is written; of what earlier chunks said only
what later rows ask again is kept at hand.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pydantic import TypeAdapter

from screening.assessment.gravest import Gravity
from screening.intake.model import Row, RowState
from screening.model import Level, Outcome, Subject
from screening.pipeline import Chunk, ChunkResult, ChunksIncomplete
from screening.progress import Progress, no_progress
from screening.report import ReportEntry, ReportPiece
from screening.report.entries import ENDS, end_of
from screening.report.rows import gravity_of_report_row
from screening.review.case_finder import Cases, NewCase, RowCounts
from screening.review.fingerprints import name_digest, subject_digest

_CACHE_KB = 65_536
_AT_ONCE = 500  # numbers in one question
_GRAVITY = "gravity, gravity_level, gravity_score, gravity_confidence"
_NEWER = "(excluded.gravity, excluded.gravity_level, excluded.gravity_score, excluded.gravity_confidence)"
_TABLES = f"""
CREATE TABLE subject (
    digest TEXT PRIMARY KEY, name_digest TEXT, sheet TEXT, row INTEGER, rows INTEGER, outcome TEXT, level TEXT,
    score INTEGER, {_GRAVITY}
);
CREATE TABLE member (
    digest TEXT, party TEXT, rows INTEGER, sheet TEXT, row INTEGER, chunk INTEGER, spread INTEGER, level INTEGER,
    found BLOB, PRIMARY KEY (digest, party)
);
CREATE TABLE cases (number INTEGER PRIMARY KEY, found BLOB);
CREATE TABLE entry (number INTEGER PRIMARY KEY, entry BLOB);
"""
# The gravest of a subject is shown; of equals, the first.
_ADD_SUBJECT = (
    "INSERT INTO subject VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET "
)
_ADD_SUBJECT += ", ".join(
    (
        "rows = rows + excluded.rows",
        *(
            f"{name} = CASE WHEN {_NEWER} > ({_GRAVITY}) THEN excluded.{name} ELSE {name} END"
            for name in ("outcome", "level", "score", *_GRAVITY.split(", "))
        ),
    )
)
_ADD_MEMBER = """
INSERT INTO member VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?) ON CONFLICT (digest, party) DO UPDATE SET
    rows = rows + excluded.rows,
    spread = 1,
    found = CASE WHEN excluded.level > level THEN excluded.found ELSE found END,
    level = max(excluded.level, level)
"""
_case_codec = TypeAdapter(NewCase)
_cases_codec = TypeAdapter(tuple[NewCase, ...])
_entry_codec = TypeAdapter(ReportEntry)


@dataclass(frozen=True, slots=True)
class _Conclusion:
    """How an inquiry was concluded, as far as rows are counted by it."""

    gravity: Gravity
    end: str
    outcome: Outcome
    level: Level | None
    score: int | None

    @staticmethod
    def of(entry: ReportEntry) -> _Conclusion:
        """What an entry of a report says."""
        row = entry.row
        return _Conclusion(gravity_of_report_row(row), end_of(row), row.outcome, row.level, row.score)


@dataclass
class LongResults:
    """Counts of a long list; `add` each of its chunks in their order, then ask."""

    _database: sqlite3.Connection
    ends: Counter[str] = field(default_factory=Counter)  # rows of the file by how they ended
    states: Counter[str] = field(default_factory=Counter)  # rows of the file by what became of them
    subjects: int = 0  # of all rows
    # By chunk: its first inquiry, and the same as `ends`.
    chunk_ends: list[tuple[int, dict[str, int]]] = field(default_factory=list)
    shared: set[int] = field(default_factory=set)  # inquiries that rows of later chunks ask again
    _count: int = 0  # of inquiries
    _numbers: array[int] = field(default_factory=lambda: array("I"))  # of conclusions, by inquiry
    _conclusions: dict[_Conclusion, int] = field(default_factory=dict)
    _by_number: list[_Conclusion] = field(default_factory=list)
    _with_cases: set[int] = field(default_factory=set)

    @staticmethod
    @contextmanager
    def in_folder(scratch: Path) -> Iterator[LongResults]:
        """Count with a file in `scratch`, for as long as the context lasts."""
        with TemporaryDirectory(prefix="results-", dir=scratch) as folder:
            database = sqlite3.connect(Path(folder) / "results.sqlite")
            with closing(database):
                for said in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KB}"):
                    database.execute(f"PRAGMA {said}")
                database.executescript(_TABLES)
                yield LongResults(database)

    def add(self, chunk: Chunk, result: ChunkResult) -> None:
        """Count the next chunk.

        Raises:
            ChunksIncomplete: a chunk is missing before it, or it has no result.
        """
        if chunk.first != self._count or len(result.entry_numbers) != len(chunk.inquiries):
            raise ChunksIncomplete
        self._count += len(chunk.inquiries)
        self._numbers.extend(self._number(result.entries[number]) for number in result.entry_numbers)
        found = {chunk.first + place: cases for place, cases in result.cases}
        asked = {number for asks in chunk.asks for number in asks if number < chunk.first}
        self.shared |= asked
        found |= self._cases(asked & self._with_cases)
        cases, subjects, ends = Cases(), _Subjects(), Counter[str]()
        for (_, row), asks in zip(chunk.rows, chunk.asks, strict=True):
            concluded = [self._by_number[self._numbers[number]] for number in asks]
            self.states[row.state.value] += 1
            self.subjects += len(row.subjects)
            ends[max(concluded, key=_gravity_of).end if concluded else row.state.value] += 1
            subjects.add(row, concluded)
            for number in asks:
                if number in found:
                    cases.count(row.sheet, row.number, found[number], chunk.number)
        self.ends += ends
        self.chunk_ends.append((chunk.first, dict(ends)))
        self._database.executemany(_ADD_SUBJECT, subjects.lines())
        self._database.executemany(_ADD_MEMBER, map(_member, cases.counted()))
        self._note_cases(chunk, result)

    @property
    def tally(self) -> dict[str, int]:
        """Rows of the file by how they ended."""
        return {end: self.ends[end] for end in ENDS}

    @property
    def counts(self) -> dict[str, int]:
        """As `ParsedList.counts` gives them."""
        states = {state.value: self.states[state.value] for state in RowState}
        return {"rows": self.states.total(), **states, "subjects": self.subjects}

    @property
    def subject_count(self) -> int:
        """How many distinct subjects there are."""
        return int(self._database.execute("SELECT count(*) FROM subject").fetchone()[0])

    @property
    def cases(self) -> CountedCases:
        """The members of all cases."""
        return CountedCases(self._database)

    def subject_lines(self, run_id: str) -> Iterator[dict[str, Any]]:
        """Each subject once, as `screened_subjects` has it."""
        names = ("subject_digest", "name_digest", "sheet", "row", "rows", "outcome", "level", "score")
        wanted = (
            "SELECT digest, name_digest, sheet, row, rows, outcome, level, score FROM subject ORDER BY rowid"
        )
        for values in self._database.execute(wanted):
            yield {"run_id": run_id, **dict(zip(names, values, strict=True))}

    def pieces(
        self,
        chunks: Iterable[tuple[Chunk, ChunkResult]],
        cells: Iterator[list[str]],
        progress: Progress,
    ) -> Iterator[ReportPiece]:
        """The rows of all chunks with what a report says of them, once all were counted.

        Args:
            chunks: of the list, in their order.
            cells: of every row of the list, as they are given.
            progress: told of the rows gone through.
        """
        for chunk, result in chunks:
            said = {
                chunk.first + place: result.entries[number]
                for place, number in enumerate(result.entry_numbers)
            }
            before = {number for asks in chunk.asks for number in asks if number < chunk.first}
            again = [
                (n, _entry_codec.dump_json(said[n], exclude_defaults=True)) for n in said if n in self.shared
            ]
            self._database.executemany("INSERT INTO entry VALUES (?, ?)", again)
            for number, packed in self._look_up("entry", "entry", before):
                said[number] = _entry_codec.validate_json(packed)
            rows = [row for _, row in chunk.rows]
            given = [next(cells) for _ in rows]
            entries = {
                row.place: tuple(said[number] for number in asks)
                for row, asks in zip(rows, chunk.asks, strict=True)
                if asks
            }
            progress(len(rows))
            yield ReportPiece(rows, given, entries)

    def _number(self, entry: ReportEntry) -> int:
        concluded = _Conclusion.of(entry)
        number = self._conclusions.setdefault(concluded, len(self._by_number))
        if number == len(self._by_number):
            self._by_number.append(concluded)
        return number

    def _note_cases(self, chunk: Chunk, result: ChunkResult) -> None:
        lines = [(chunk.first + place, _cases_codec.dump_json(cases)) for place, cases in result.cases]
        self._database.executemany("INSERT INTO cases VALUES (?, ?)", lines)
        self._with_cases.update(number for number, _ in lines)

    def _cases(self, numbers: Collection[int]) -> dict[int, tuple[NewCase, ...]]:
        return {
            number: _cases_codec.validate_json(packed)
            for number, packed in self._look_up("cases", "found", numbers)
        }

    def _look_up(self, table: str, column: str, numbers: Collection[int]) -> Iterator[tuple[int, bytes]]:
        wanted = sorted(numbers)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            said = f"SELECT number, {column} FROM {table} WHERE number IN ({marks})"  # noqa: S608 - our own words
            yield from self._database.execute(said, some)


@dataclass(frozen=True, slots=True)
class CountedCases(Collection[RowCounts]):
    """The members of the cases of a long list, read one by one, in the order of the list."""

    _database: sqlite3.Connection

    def __len__(self) -> int:
        """How many there are."""
        return int(self._database.execute("SELECT count(*) FROM member").fetchone()[0])

    def __iter__(self) -> Iterator[RowCounts]:
        """All of them."""
        return self._read("")

    def __contains__(self, each: object) -> bool:
        """Whether one is among them."""
        return any(each == other for other in self)

    def spread(self) -> Iterator[RowCounts]:
        """Those whose rows stand in several chunks."""
        return self._read("WHERE spread = 1")

    def _read(self, which: str) -> Iterator[RowCounts]:
        said = f"SELECT found, rows, sheet, row, chunk, spread FROM member {which} ORDER BY rowid"  # noqa: S608
        for packed, rows, sheet, row, chunk, spread in self._database.execute(said):
            found = _case_codec.validate_json(packed)
            yield RowCounts(found, rows, sheet, row, chunk, bool(spread))


@dataclass(frozen=True, slots=True)
class AllCases(Collection[RowCounts]):
    """Those that were counted, and behind them a few more; whoever goes through them tells of each."""

    counted: CountedCases
    more: Sequence[RowCounts] = ()
    progress: Progress = no_progress

    def __len__(self) -> int:
        """How many there are."""
        return len(self.counted) + len(self.more)

    def __iter__(self) -> Iterator[RowCounts]:
        """All of them."""
        for each in chain(self.counted, self.more):
            self.progress(1)
            yield each

    def __contains__(self, each: object) -> bool:
        """Whether one is among them."""
        return each in self.more or each in self.counted


@dataclass(slots=True)
class _Subjects:
    """The subjects of one chunk, each once, with its first row and the gravest that is concluded of it."""

    _digests: dict[Subject, str] = field(default_factory=dict)
    _found: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, row: Row, concluded: Sequence[_Conclusion]) -> None:
        """Count a row."""
        in_row: dict[str, _Conclusion] = {}
        for subject, said in zip(row.subjects, concluded, strict=bool(concluded)):
            if subject not in self._digests:
                self._digests[subject] = subject_digest(subject)
            digest = self._digests[subject]
            in_row[digest] = said
            if digest not in self._found:
                first = {"name": name_digest(subject), "sheet": row.sheet, "row": row.number, "rows": 0}
                self._found[digest] = {**first, "said": None}
        for digest, said in in_row.items():
            found = self._found[digest]
            found["rows"] += 1
            if found["said"] is None or said.gravity > found["said"].gravity:
                found["said"] = said

    def lines(self) -> Iterator[tuple[Any, ...]]:
        """As the file beside has them."""
        for digest, found in self._found.items():
            said = found["said"]
            shown = (said.outcome.value, said.level.value if said.level else "", said.score or 0)
            yield (digest, found["name"], found["sheet"], found["row"], found["rows"], *shown, *said.gravity)


def _gravity_of(concluded: _Conclusion) -> Gravity:
    return concluded.gravity


def _member(counted: RowCounts) -> tuple[Any, ...]:
    found = counted.found
    key = (found.digest, found.party_id)
    return (
        *key,
        counted.rows,
        counted.sheet,
        counted.row,
        counted.chunk,
        found.level,
        _case_codec.dump_json(found),
    )
