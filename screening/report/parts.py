"""A report in parts: a ZIP of files that each hold some rows of a long list, with `about.json` that counts them all.

Rows come in pieces, in the order of the list, and are written as they come: CSV, NDJSON and Parquet row by row, so that
memory stays flat; JSON and workbooks part by part, so that it is that of a list of as many rows. The same run gives the same
bytes: entries of the ZIP bear the moment of screening.
"""

from __future__ import annotations

import gc
import hashlib
import io
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from screening.gc_pause import pause_gc
from screening.intake.model import ParsedList, Row
from screening.json_model import JsonModel, JsonObject
from screening.model import RunFacts
from screening.progress import Progress, no_progress
from screening.report.atomic_write import write_atomically
from screening.report.csv_output import CsvWriter, ListColumns, csv_writer, result_names, write_cells
from screening.report.entries import ListRows, ReportEntries, ReportEntry, ReportInput
from screening.report.filenames import EXTENSIONS
from screening.report.formats import Format
from screening.report.objects import objects_of_rows, write_json
from screening.report.parquet_output import ParquetColumns, ParquetWriter, about_report
from screening.report.reviewer_columns import with_decisions
from screening.review.subject_decisions import DecisionsInEffect

ABOUT = "about.json"
# Rows of a part that is a workbook. One of 100,000 takes a worker to 1 GB and more, and where the list has many columns the
# file is larger than the 25 MB that are taken when somebody sends it back with decisions.
WORKBOOK_ROWS = 50_000
_MODE = 0o644 << 16


@dataclass(frozen=True, slots=True)
class ReportPiece:
    """Some rows of a list that follow each other, one for every row of the file."""

    rows: Sequence[Row]
    given: Sequence[Sequence[str]]  # their cells as the list has them
    entries: ReportEntries

    def cut(self, at: int) -> tuple[ReportPiece, ReportPiece]:
        """The first `at` rows, and the others."""
        return (
            ReportPiece(self.rows[:at], self.given[:at], self.entries),
            ReportPiece(self.rows[at:], self.given[at:], self.entries),
        )


@dataclass(frozen=True, slots=True)
class PartsInput:
    """Everything that a report in parts is written from."""

    intake: ParsedList  # its table is without rows
    pieces: Iterable[ReportPiece]
    facts: RunFacts
    decisions_in_effect: DecisionsInEffect
    part_rows: int  # rows of the file in a part at most
    columns: ListColumns  # of the user
    counts: Mapping[str, int]  # as `ParsedList.counts` gives them
    ends: Mapping[str, int]  # rows of the file by how they ended


class PartFile(JsonModel):
    """One file of the ZIP."""

    name: str
    first_row: int
    last_row: int
    sha256: str


def write_parts(given: PartsInput, out: Path, format: Format, progress: Progress = no_progress) -> None:
    """Write a report in parts; `progress` is told of the rows written.

    Raises:
        OutputUnwritable: `out` cannot be written; what stood there still stands.
    """
    facts = with_decisions(given.facts, given.decisions_in_effect)
    most = WORKBOOK_ROWS if format in ("xlsx", "fresh-xlsx") else given.part_rows
    given = replace(given, facts=facts, part_rows=min(most, given.part_rows))
    with write_atomically(out) as path, ZipFile(path, "w") as archive:
        with (
            TemporaryDirectory(prefix=".parts-", dir=path.parent) as folder,
            _Parts(given, format, archive, Path(folder), progress) as parts,
        ):
            for piece in given.pieces:
                # Not for all of them: what refers to itself would pile up with every part.
                with pause_gc():
                    parts.add(piece)
        archive.writestr(_entry(ABOUT, facts.screened_at), _about(given, parts.files))


def _entry(name: str, at: datetime, method: int = ZIP_DEFLATED) -> ZipInfo:
    entry = ZipInfo(name, at.timetuple()[:6])
    entry.compress_type, entry.external_attr, entry.create_system = method, _MODE, 3
    return entry


def _about(given: PartsInput, files: Sequence[PartFile]) -> str:
    said: JsonObject = {
        **about_report(given.intake, given.facts, given.counts, given.ends),
        "part_rows": given.part_rows,
        "parts": [each.model_dump() for each in files],
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


class _Part(Protocol):
    """One file of the ZIP while it is written."""

    def add(self, piece: ReportPiece) -> None:
        """Write some rows, or note them."""

    def end(self) -> str:
        """Write what is left; gives the SHA-256 of the file."""


@dataclass(slots=True)
class _Parts:
    """The files of a ZIP, one after another."""

    given: PartsInput
    format: Format
    archive: ZipFile
    folder: Path  # for the part that is being written
    progress: Progress
    files: list[PartFile] = field(default_factory=list)
    header: Sequence[str] | None = None  # the user's header row
    _part: _Part | None = None
    _opened: _HashedStream | ParquetWriter | None = None  # what was last opened for a part
    _first: int = 0
    _last: int = 0

    def __enter__(self) -> _Parts:
        """Begin without a file."""
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """End the last file; after an error close what is open of it, since a ZIP with an open entry cannot be closed
        and would say so in place of the error.
        """
        if error is None:
            with pause_gc():
                self.end()
        elif self._opened is not None:
            self._opened.close()

    def add(self, piece: ReportPiece) -> None:
        """Write a piece into as many files as it belongs to."""
        while piece.rows:
            if self._part is None:
                self._first = piece.rows[0].number
                self._part = self._begin()
            room = self.given.part_rows - (piece.rows[0].number - self._first)
            now, piece = piece.cut(room)
            self._take_header(now)
            self._part.add(now)
            self._last = now.rows[-1].number
            if self._last - self._first + 1 >= self.given.part_rows:
                self.end()

    def end(self) -> None:
        """End the file that is being written."""
        if self._part is not None:
            sha256 = self._part.end()
            self.files.append(
                PartFile(name=self._name, first_row=self._first, last_row=self._last, sha256=sha256)
            )
            self._part = None
            if self.format == "xlsx":
                # Cells, sheets and books refer to each other, and the next part needs as much memory again.
                gc.collect()

    @property
    def _name(self) -> str:
        return f"part-{len(self.files) + 1:04}{EXTENSIONS[self.format]}"

    def _take_header(self, piece: ReportPiece) -> None:
        number = self.given.intake.tables[0].header_row
        first = piece.rows[0].number
        if self.header is None and first <= number < first + len(piece.rows):
            self.header = piece.given[number - first]

    def _begin(self) -> _Part:
        at = self.given.facts.screened_at
        if self.format == "csv":
            return _CsvPart.of(self.given, self._stream(at), self.header, self.progress)
        if self.format == "ndjson":
            return _LinesPart.of(self.given, self._stream(at), self.progress)
        file = _FilePart(self.given, self.archive, self._name, self.folder, len(self.files) + 1)
        if self.format == "parquet":
            self._opened = ParquetWriter(self.folder, ParquetColumns.of(self.given.intake))
            return _ParquetPart(file, self._opened, self.progress)
        return _WholePart(file, self.format, self.progress)

    def _stream(self, at: datetime) -> _HashedStream:
        self._opened = _HashedStream(self.archive.open(_entry(self._name, at), "w", force_zip64=True))
        return self._opened


class _HashedStream(io.BufferedIOBase):
    """Writes into an entry of the ZIP and hashes what it writes."""

    name = ""  # as any file has one

    def __init__(self, entry: IO[bytes]) -> None:
        super().__init__()
        self._entry = entry
        self._hash = hashlib.sha256()

    def writable(self) -> bool:
        """It is there to be written to."""
        return True

    def write(self, content: Any, /) -> int:  # noqa: ANN401 - any buffer
        """Write all of it."""
        self._hash.update(content)
        self._entry.write(content)
        return len(content)

    def close(self) -> None:
        """End the entry; what a writer still holds for it is dropped."""
        try:
            self._entry.close()
        finally:
            super().close()

    def finish(self) -> str:
        """End the entry; gives the SHA-256 of its bytes."""
        self.close()
        return self._hash.hexdigest()


@dataclass(slots=True)
class _CsvPart:
    given: PartsInput
    stream: _HashedStream
    text: io.TextIOWrapper[_HashedStream]
    writer: CsvWriter
    progress: Progress

    @staticmethod
    def of(
        given: PartsInput, stream: _HashedStream, header: Sequence[str] | None, progress: Progress
    ) -> _CsvPart:
        """Begin a file; each but that in which the header stands by itself begins with the header."""
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
        part = _CsvPart(given, stream, text, csv_writer(text, given.intake), progress)
        columns = given.columns
        if header is not None:
            left = [*header[: columns.width], *[""] * (columns.width - len(header))]
            write_cells(part.writer, (left, result_names()))
        elif not given.intake.tables[0].header_row:
            write_cells(part.writer, (columns.empty(), result_names()))
        return part

    def add(self, piece: ReportPiece) -> None:
        """Write the lines of some rows."""
        header = self.given.intake.tables[0].header_row
        beside = _as_report(self.given, piece)
        for row, cells in zip(piece.rows, piece.given, strict=True):
            line = self.given.columns.cells(beside, row, cells, header=row.number == header)
            write_cells(self.writer, line)
            self.progress(1)

    def end(self) -> str:
        """End the file."""
        self.text.flush()
        self.text.detach()
        return self.stream.finish()


@dataclass(slots=True)
class _LinesPart:
    given: PartsInput
    stream: _HashedStream
    text: io.TextIOWrapper[_HashedStream]
    progress: Progress

    @staticmethod
    def of(given: PartsInput, stream: _HashedStream, progress: Progress) -> _LinesPart:
        """Begin a file."""
        text = io.TextIOWrapper(stream, encoding="utf-8", errors="replace", newline="\n")
        return _LinesPart(given, stream, text, progress)

    def add(self, piece: ReportPiece) -> None:
        """Write the objects of some rows."""
        for each in objects_of_rows(_as_report(self.given, piece), self.progress):
            self.text.write(each + "\n")

    def end(self) -> str:
        """End the file."""
        self.text.flush()
        self.text.detach()
        return self.stream.finish()


@dataclass(frozen=True, slots=True)
class _FilePart:
    """A part that is written to a file of its own, and then put into the ZIP."""

    given: PartsInput
    archive: ZipFile
    name: str
    folder: Path
    number: int

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / "part"

    def facts(self, first: int, last: int) -> RunFacts:
        """What the run is pinned to, with the rows of the list that the part holds."""
        facts = self.given.facts
        said = f"{self.number}: rows {first:,} to {last:,} of the list"
        return replace(facts, parameters=(*facts.parameters, ("part of the report", said)))

    def store(self, method: int) -> str:
        """Put the file into the ZIP and delete it; gives its SHA-256."""
        entry = _entry(self.name, self.given.facts.screened_at, method)
        with self.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            with self.archive.open(entry, "w", force_zip64=True) as out:
                shutil.copyfileobj(file, out, 2**20)
        self.path.unlink()
        return sha256


@dataclass(slots=True)
class _ParquetPart:
    file: _FilePart
    writer: ParquetWriter
    progress: Progress
    first: int = 0
    last: int = 0

    def add(self, piece: ReportPiece) -> None:
        """Write the lines of some rows."""
        given, own = self.file.given, self.file.given.columns.own
        rows = _as_report(given, piece)
        for row, cells in zip(piece.rows, piece.given, strict=True):
            self.writer.add(rows, row, own.cells(cells) if own else {})
            self.progress(1)
        self.first, self.last = self.first or piece.rows[0].number, piece.rows[-1].number

    def end(self) -> str:
        """Write the file, and put it into the ZIP."""
        given = self.file.given
        facts = self.file.facts(self.first, self.last)
        about = about_report(given.intake, facts, given.counts, given.ends)
        self.writer.write(self.file.path, about)
        return self.file.store(ZIP_STORED)


@dataclass(slots=True)
class _WholePart:
    """A file that is written at once, when all its rows are there."""

    file: _FilePart
    format: Format
    progress: Progress
    rows: list[Row] = field(default_factory=list)
    cells: list[Sequence[str]] = field(default_factory=list)
    entries: dict[tuple[str, int], tuple[ReportEntry, ...]] = field(default_factory=dict)

    def add(self, piece: ReportPiece) -> None:
        """Note some rows."""
        self.rows += piece.rows
        self.cells += piece.given
        places = {row.place for row in piece.rows}
        self.entries.update((place, found) for place, found in piece.entries.items() if place in places)

    def end(self) -> str:
        """Write the file, and put it into the ZIP."""
        report = replace(
            _as_report(self.file.given, ReportPiece(self.rows, self.cells, self.entries)),
            facts=self.file.facts(self.rows[0].number, self.rows[-1].number),
        )
        if self.format == "json":
            write_json(report, self.file.path, self.progress)
            return self.file.store(ZIP_DEFLATED)
        # Takes a while to import, and other forms do without.
        from screening.report.new_workbook import write_fresh

        write_fresh(report, self.file.path, self.progress)
        return self.file.store(ZIP_STORED)


def _as_report(given: PartsInput, piece: ReportPiece) -> ReportInput:
    """Some rows of a list as a list of their own, by the numbers that they have."""
    return ReportInput(
        original=Path(),
        intake=given.intake.with_rows([tuple(piece.rows)]),
        entries=piece.entries,
        facts=given.facts,
        decisions_in_effect=given.decisions_in_effect,
        given=ListRows(piece.rows[0].number, piece.given, given.columns.width),
    )
