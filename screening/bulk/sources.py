"""The rows of a bulk file, read as a stream: the same rows, in the same order, each time it is read.

A row is its cells as text; a cell that holds no text but an object is None. A line that cannot be read at all is a
Fault, never a missing row. CSV is read strictly, as everywhere: after a wrong quote nobody can say where a row ends,
so it refuses the whole file.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Protocol

from screening.bulk.limits import BulkLimits
from screening.intake.cells import WRITTEN
from screening.intake.delimited import check_delimiter, choose_delimiter
from screening.intake.encodings import encoding_of
from screening.intake.grid import NOT_TEXT, TYPED
from screening.intake.headers import recognise
from screening.intake.refusals import refusal
from screening.intake.signatures import kind_of
from screening.metadata import metadata_header
from screening.parquet import connect, exact_path

_HEAD = 2**20  # bytes by which a file is judged
_UNSPEAKABLE = re.compile("[\x00\ud800-\udfff]")  # JSON may spell what no text can hold
_CSV, _NDJSON, _PARQUET = (".csv",), (".ndjson", ".jsonl"), (".parquet", ".pq")


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that cannot be read; the code is one of the reasons in refusals.toml."""

    code: str


Cells = list[str | None]
Raw = Cells | RowFault


class RowSource(Protocol):
    """A file of one form."""

    @property
    def form(self) -> str:
        """What the file is: "csv", "ndjson" or "parquet"."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The names of the columns where the form itself has them; () where one of the rows has them."""

    def rows(self) -> Iterator[Raw]:
        """Every row from the first on.

        Raises:
            UploadRefused: the file as a whole cannot be read.
        """


def reads(path: Path) -> str:
    """Which form a file is by its ending: "csv", "ndjson", "parquet", or "" for none that is read in bulk."""
    ending = path.suffix.lower()
    forms = {"csv": _CSV, "ndjson": _NDJSON, "parquet": _PARQUET}
    return next((form for form, endings in forms.items() if ending in endings), "")


def open_source(
    path: Path, encoding: str | None, limits: BulkLimits, delimiter: str = "", name: str = ""
) -> RowSource:
    """Open a file by its ending and its first bytes.

    Args:
        path: the file.
        encoding: of text, where it was declared.
        limits: its caps.
        delimiter: of text, where it was declared.
        name: the user's name of a CSV file that is stored under another one, without an ending.

    Raises:
        UploadRefused: it is missing, empty, or not what its name says.
    """
    form, name = "csv" if name else reads(path), name or path.name
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise refusal("not-found", path=name) from error
    if not head:
        raise refusal("empty-file", name=name)
    if form == "parquet":
        if not head.startswith(b"PAR1"):
            raise refusal("bulk-no-parquet", name=name)
        return ParquetSource.of(path, limits)
    if form == "ndjson":
        return NdjsonSource.of(path, limits)
    if form != "csv":
        raise refusal("bulk-form", name=name)
    kind_of(head, name)
    found, mark = encoding_of(head, encoding, name)
    text = io.TextIOWrapper(io.BytesIO(head[mark:]), encoding=found, errors="replace", newline="").read()
    chosen = check_delimiter(delimiter) or choose_delimiter(text, name)
    return CsvSource(path, found, mark, chosen, limits, name)


@dataclass(frozen=True, slots=True)
class CsvSource:
    """Delimited text; its header is one of its rows."""

    path: Path
    encoding: str
    mark: int  # bytes of the byte order mark
    delimiter: str
    limits: BulkLimits
    name: str = ""  # as the user has it
    form: str = "csv"
    keys: tuple[str, ...] = ()

    def rows(self) -> Iterator[Raw]:
        """Every row."""
        csv.field_size_limit(self.limits.line)
        name, count = self.name or self.path.name, 0
        with self.path.open("rb") as raw:
            raw.seek(self.mark)
            text = io.TextIOWrapper(raw, encoding=self.encoding, errors="strict", newline="")
            reader = csv.reader(self._lines(text), delimiter=self.delimiter, strict=True)
            try:
                for row in reader:
                    count += 1
                    if len(row) > self.limits.columns:
                        limit = self.limits.columns
                        raise refusal("too-many-columns", sheet=name, column=len(row), limit=limit)
                    yield [*row]
            except csv.Error as error:
                line = reader.line_num
                raise refusal("unclosed-quote", name=name, row=count + 1, line=line) from error
            except UnicodeDecodeError as error:
                line = reader.line_num + 1  # or somewhat later: text is decoded in pieces
                raise refusal("encoding-mismatch", name=name, line=line, encoding=self.encoding) from error

    def _lines(self, text: io.TextIOWrapper) -> Iterator[str]:
        number = 0
        while line := text.readline(self.limits.line):
            number += 1
            if "\0" in line:
                raise refusal("nul-bytes", name=self.name or self.path.name, line=number)
            if len(line) == self.limits.line and line[-1] not in "\r\n":
                name = self.name or self.path.name
                raise refusal("bulk-long-line", name=name, line=number, limit=self.limits.line)
            yield line


@dataclass(frozen=True, slots=True)
class NdjsonSource:
    """One JSON object a line. Row numbers are line numbers; the texts of `metadata` are columns of their own."""

    path: Path
    keys: tuple[str, ...]
    limits: BulkLimits
    form: str = "ndjson"

    @staticmethod
    def of(path: Path, limits: BulkLimits) -> NdjsonSource:
        """Read through the file for its keys, in the order in which they first appear.

        Raises:
            UploadRefused: it has too many keys, or no object at all.
        """
        keys: dict[str, None] = {}
        for given in _objects(path, limits):
            if isinstance(given, dict):
                keys.update(dict.fromkeys(_with_metadata(given)))
                if len(keys) > limits.columns:
                    facts = {"sheet": path.name, "column": len(keys), "limit": limits.columns}
                    raise refusal("too-many-columns", **facts)
        if not keys:
            raise refusal("no-table", name=path.name, seen="")
        return NdjsonSource(path, tuple(keys), limits)

    def rows(self) -> Iterator[Raw]:
        """Every line."""
        for given in _objects(self.path, self.limits):
            if given is None:
                yield []
            elif isinstance(given, RowFault):
                yield given
            else:
                given = _with_metadata(given)
                yield [as_cell(key, given.get(key)) for key in self.keys]


def _objects(path: Path, limits: BulkLimits) -> Iterator[dict[str, object] | RowFault | None]:
    """The object of every line; None for a blank one."""
    with path.open("rb") as file:
        first = True
        while line := file.readline(limits.line):
            if first:
                line, first = line.removeprefix(b"\xef\xbb\xbf"), False
            if len(line) == limits.line and not line.endswith(b"\n"):
                _skip_line(file, limits.line)
                yield RowFault("bulk-line-too-long")
            elif not line.strip():
                yield None
            else:
                yield _object(line)


def _object(line: bytes) -> dict[str, object] | RowFault:
    try:
        given = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return RowFault("bulk-not-utf8")
    except (ValueError, RecursionError):
        return RowFault("bulk-not-json")
    return given if isinstance(given, dict) else RowFault("bulk-not-an-object")


def _with_metadata(given: dict[str, object]) -> dict[str, object]:
    """The object with each text of its metadata under a key of its own, as the column of a table has it."""
    metadata = given.get("metadata")
    if not isinstance(metadata, dict):
        return given
    own = {metadata_header(key): text for key, text in metadata.items()}
    return {**{key: value for key, value in given.items() if key != "metadata"}, **own}


def _skip_line(file: BinaryIO, limit: int) -> None:
    while (more := file.readline(limit)) and not more.endswith(b"\n"):
        pass


@dataclass(frozen=True, slots=True)
class ParquetSource:
    """A Parquet file. Row numbers count from 1."""

    path: Path
    keys: tuple[str, ...]
    limits: BulkLimits
    form: str = "parquet"
    _read: str = field(default="SELECT * FROM read_parquet(?)", repr=False)

    @staticmethod
    def of(path: Path, limits: BulkLimits) -> ParquetSource:
        """Read the names of its columns.

        Raises:
            UploadRefused: it is damaged, or has too many columns.
        """
        from screening.bulk.store import duckdb_errors

        with duckdb_errors(path.name), connect(limits.memory) as database:
            described = database.execute(
                "DESCRIBE SELECT * FROM read_parquet(?)", [exact_path(path)]
            ).fetchall()
        if len(described) > limits.columns:
            facts = {"sheet": path.name, "column": len(described), "limit": limits.columns}
            raise refusal("too-many-columns", **facts)
        return ParquetSource(path, tuple(str(column[0]) for column in described), limits)

    def rows(self) -> Iterator[Raw]:
        """Every row, fetched in pieces."""
        from screening.bulk.store import duckdb_errors

        with duckdb_errors(self.path.name), connect(self.limits.memory) as database:
            cursor = database.execute(self._read, [exact_path(self.path)])
            while piece := cursor.fetchmany(self.limits.sample):
                for row in piece:
                    yield [as_cell(key, value) for key, value in zip(self.keys, row, strict=True)]


def as_cell(key: str, value: object) -> str | None:
    """A value of a column as a cell: a list of texts as one parted by semicolons; None for what is no text.

    A number or truth value is marked as no text, whatever its column: which columns hold names may be said by hand.
    """
    if isinstance(value, str):
        return _UNSPEAKABLE.sub("\ufffd", value)  # which leaves the row unscreened where it matters
    if value is None:
        return ""
    mark = NOT_TEXT if _has_names(key) else TYPED
    if isinstance(value, bool):
        return f"{mark}true" if value else f"{mark}false"
    if isinstance(value, int | float | Decimal | date | time):
        return f"{mark}{value}"
    if isinstance(value, list):
        return _joined([as_cell(key, each) for each in value if not isinstance(each, list)], len(value))
    return None


@lru_cache(maxsize=1_000)
def _has_names(key: str) -> bool:
    found = recognise(key)
    return found is not None and found.meaning in WRITTEN


def _joined(texts: Sequence[str | None], wanted: int) -> str | None:
    if len(texts) < wanted or any(text is None for text in texts):
        return None
    return "; ".join(text for text in texts if text)
