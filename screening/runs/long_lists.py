"""Long lists: CSV read as a stream, with flat memory, by the reader of `screening.bulk`, into the chunks of any run.

Which of two ways a list is read is found out by reading it: a list that is refused only because it is long is read as
a stream, where the installation takes so many rows. It is written down with the run before any row is handed on.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from screening.bulk.blocks import BlockReader, row_blocks
from screening.bulk.layout import TableLayout, find_layout
from screening.bulk.limits import BULK, BulkLimits
from screening.bulk.sources import CsvSource, Raw, RowSource, open_source
from screening.errors import UploadRefused
from screening.intake.delimited import NO_DELIMITER
from screening.intake.encodings import marked
from screening.intake.mapping import MappingChoice
from screening.intake.model import ParsedList, Row, Table
from screening.model import Inquiry
from screening.pipeline import Chunk, ScreeningRequest, inquiry_codec, read_chunks, split_rows
from screening.progress import Progress, no_progress
from screening.report.csv_output import ListColumns, strip_marks
from screening.report_detection import report_columns
from screening.runs.list_limits import ListLimits

_MOST_ROWS = 5_000  # of a chunk, however few different subjects they name
_RECENT = 20_000  # inquiries whose numbers are at hand
_TICK = 500  # rows between two notes of progress
_CACHE_KB = 32_768  # of a file beside the list


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A list whose layout is known, and its chunks, which are read as they are asked for."""

    request: ScreeningRequest  # says how the list is read from now on
    layout: ParsedList  # its tables are without rows
    chunks: Iterator[Chunk]


@contextmanager
def open_chunks(
    path: Path,
    request: ScreeningRequest,
    limits: ListLimits,
    scratch: Path,
    *,
    file_name: str,
    confirmed: Mapping[str, MappingChoice],
    progress: Progress = no_progress,
) -> Iterator[OpenedList]:
    """Open a list at once or as a stream, as the request says or as its length asks for.

    Args:
        path: the list.
        request: how it is to be read.
        limits: of the installation.
        scratch: a folder for what does not fit into memory.
        file_name: the user's name of it.
        confirmed: mappings that the team has confirmed, for a list that was not read yet.
        progress: told of the rows gone through, each of them several times.

    Raises:
        UploadRefused, MappingNeeded: the list is refused, or asked about.
    """
    if not request.part_rows:
        with path.open("rb") as file:
            head = file.read(4)
        try:
            layout, chunks = read_chunks(
                path,
                request,
                file_name=file_name,
                confirmed=confirmed,
                progress=progress,
                limits=limits.at_once(head),
            )
        except UploadRefused as refused:
            limits.check(head, refused.code, file_name)
            if not limits.streams(head, refused.code):
                raise
            request, caps = request.in_parts(limits.part_rows), limits.stream
        else:
            yield OpenedList(request, layout, chunks)
            return
    else:
        # It was accepted under the limits of that day: no later setting refuses it.
        caps = replace(limits, rows=BULK.rows).stream
    source, form = _open(path, request, caps, file_name, confirmed, progress)
    with TemporaryDirectory(prefix="rows-", dir=scratch) as folder, InquiryFile.in_folder(folder) as numbers:
        rows = ((0, row) for row in read_rows(source, form, caps))
        chunks = split_rows(rows, request.chunk_size, numbers=numbers, most_rows=_MOST_ROWS)
        yield OpenedList(request, _parsed(path, source, form), _counted(chunks, progress))


def read_rows(source: RowSource, form: TableLayout, limits: BulkLimits) -> Iterator[Row]:
    """Every row of a file, as intake reads it.

    Raises:
        UploadRefused: another table begins among them.
    """
    reader = BlockReader(form)
    for block in row_blocks(source.rows(), limits):
        yield from reader.read(block)


@dataclass(frozen=True, slots=True)
class ListCells:
    """The cells of a list that was read as a stream, as they are given, for its report."""

    source: CsvSource
    layout: ParsedList
    columns: ListColumns

    @staticmethod
    def of(path: Path, layout: ParsedList) -> ListCells:
        """Look through the list for how wide it is, and which columns a report of ours added."""
        with path.open("rb") as file:
            _, mark = marked(file.read(3))
        limits, delimiter = ListLimits().stream, layout.delimiter or NO_DELIMITER
        source = CsvSource(path, layout.encoding, mark, delimiter, limits, layout.file_name)
        rows = source.rows()
        sample = [raw for raw in islice(rows, limits.sample) if isinstance(raw, list)]
        own = report_columns(sample)
        width = own.start if own else max(len(raw) for raw in chain(sample, rows) if isinstance(raw, list))
        return ListCells(source, layout, ListColumns(width, own))

    def rows(self) -> Iterator[list[str]]:
        """Every row of the file."""
        rows = self.source.rows()
        while some := list(islice(rows, _TICK)):
            cells = [[text or "" for text in raw] if isinstance(raw, list) else [] for raw in some]
            yield from strip_marks(cells, self.layout, self.columns.own)


def _open(
    path: Path,
    request: ScreeningRequest,
    limits: BulkLimits,
    file_name: str,
    confirmed: Mapping[str, MappingChoice],
    progress: Progress,
) -> tuple[CsvSource, TableLayout]:
    name = file_name or path.name
    source = open_source(path, request.encoding or None, limits, request.delimiter, name)
    assert isinstance(source, CsvSource)
    counted = _CountedSource(source, progress)
    form = find_layout(counted, name, request.options(name, confirmed), "", limits)
    return source, form


@dataclass(frozen=True, slots=True)
class _CountedSource:
    """The rows of a file, counted as they are gone through."""

    source: RowSource
    progress: Progress

    @property
    def form(self) -> str:
        return self.source.form

    @property
    def keys(self) -> tuple[str, ...]:
        return self.source.keys

    def rows(self) -> Iterator[Raw]:
        number = 0
        for number, raw in enumerate(self.source.rows(), start=1):
            if number % _TICK == 0:
                self.progress(_TICK)
            yield raw
        self.progress(number % _TICK)


def _counted(chunks: Iterator[Chunk], progress: Progress) -> Iterator[Chunk]:
    for chunk in chunks:
        yield chunk
        progress(len(chunk.rows))


def _parsed(path: Path, source: CsvSource, form: TableLayout) -> ParsedList:
    """The layout as that of a list which was read at once; every row of the file is one of its table."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    region = form.region
    table = Table(
        sheet=form.sheet,
        header_row=region.header_row,
        first_header_row=region.first_header_row if region.header_row else 0,
        last_row=form.rows,
        columns=form.columns,
        rows=(),
        certainty=form.certainty,
        certainty_reason=form.certainty_reason,
    )
    return ParsedList(
        file_name=form.name,
        format="csv",
        sha256=sha256,
        encoding=source.encoding,
        delimiter="" if source.delimiter == NO_DELIMITER else source.delimiter,
        tables=(table,),
        outside=(),
        notices=form.notices,
        own_columns=form.own is not None,
    )


class InquiryFile:
    """The numbers of the distinct inquiries of a list, by digest in a file: memory stays flat however many there are."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path)
        # The file goes with whoever reads the list, so nothing of it need be safe.
        for said in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE_KB}"):
            self._database.execute(f"PRAGMA {said}")
        self._database.execute("CREATE TABLE inquiry (digest BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID")
        self._recent: dict[Inquiry, int] = {}
        self._count = 0

    @staticmethod
    @contextmanager
    def in_folder(folder: str | Path) -> Iterator[InquiryFile]:
        """Keep them in a folder for as long as the context lasts."""
        made = InquiryFile(Path(folder) / "inquiries.sqlite")
        with closing(made._database):
            yield made

    def __contains__(self, inquiry: object) -> bool:
        """Whether it appeared."""
        return isinstance(inquiry, Inquiry) and (
            inquiry in self._recent or self._look_up(inquiry) is not None
        )

    def __getitem__(self, inquiry: Inquiry) -> int:
        """Its number.

        Raises:
            KeyError: it did not appear.
        """
        found = self._recent.get(inquiry)
        found = self._look_up(inquiry) if found is None else found
        if found is None:
            raise KeyError
        return found

    def __setitem__(self, inquiry: Inquiry, number: int) -> None:
        """Note its number."""
        self._database.execute("INSERT INTO inquiry VALUES (?, ?)", (_digest(inquiry), number))
        self._count += 1
        self._note(inquiry, number)

    def __len__(self) -> int:
        """How many appeared."""
        return self._count

    def _look_up(self, inquiry: Inquiry) -> int | None:
        found = self._database.execute(
            "SELECT number FROM inquiry WHERE digest = ?", (_digest(inquiry),)
        ).fetchone()
        if found is None:
            return None
        self._note(inquiry, int(found[0]))
        return int(found[0])

    def _note(self, inquiry: Inquiry, number: int) -> None:
        if len(self._recent) >= _RECENT:
            self._recent.clear()
        self._recent[inquiry] = number


def _digest(inquiry: Inquiry) -> bytes:
    return hashlib.blake2b(inquiry_codec.dump_json(inquiry), digest_size=16).digest()
