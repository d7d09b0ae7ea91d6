"""DuckDB does what is about all rows at once: distinct inquiries, and each row's line beside it, in a given memory.

What does not fit is put into the work folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from screening.bulk.job import BulkForm
from screening.bulk.limits import BulkLimits
from screening.errors import OutputUnwritable
from screening.intake.refusals import refusal
from screening.parquet import ROW_GROUP, connect, exact_path, parquet_options, quoted_name, quoted_text
from screening.pipeline import exceeds_chunk
from screening.report.rows import others_of_row

_ROW = (
    "{row: 'BIGINT', notes: 'VARCHAR', reference: 'VARCHAR', metadata: 'MAP(VARCHAR, VARCHAR)', "
    "why: 'VARCHAR', code: 'VARCHAR', inquiry: 'VARCHAR', "
    "length: 'INTEGER', subject: 'VARCHAR', place: 'INTEGER', lead: 'VARCHAR', called: 'VARCHAR'}"
)
_RESULT = (
    "{number: 'BIGINT', gravity: 'DOUBLE[]', outcome: 'VARCHAR', level: 'VARCHAR', score: 'INTEGER', best_hit: 'VARCHAR', "
    "relation: 'VARCHAR', confidence: 'DOUBLE', lists: 'VARCHAR', recognised: 'VARCHAR', organisation_not_known: 'BOOLEAN', named: 'BOOLEAN', why: 'VARCHAR', follows: 'VARCHAR', "
    "source: 'VARCHAR', listings: 'VARCHAR[]', snapshots: 'VARCHAR[]'}"
)
_HOW = {
    "ndjson": "FORMAT json",
    "csv": "FORMAT csv, HEADER, FORCE_QUOTE *",
}

_DISK = "max_temp_directory_size"  # DuckDB's word where it is the disk that has no room


@contextmanager
def duckdb_errors(name: str) -> Iterator[None]:
    """State in our words that a file which somebody gave cannot be read.

    Raises:
        UploadRefused: bulk-damaged.
    """
    try:
        yield
    except duckdb.Error as error:
        raise refusal("bulk-damaged", name=name) from error


@dataclass(frozen=True, slots=True)
class ChunkSpan:
    """Distinct inquiries that are screened at once."""

    first: int  # the number of the first of them
    inquiries: int
    rows: int  # that they stand for


class RowStore:
    """The rows and distinct inquiries of one work folder."""

    def __init__(self, folder: Path, limits: BulkLimits) -> None:
        self._folder = folder
        self._limits = limits
        self._rows, self._inquiries = folder / "rows.parquet", folder / "inquiries.parquet"

    def gather(self, lines: Path) -> tuple[int, int, int]:
        """Number the distinct inquiries of all lines in the order of the file; give how many, of how many rows and subjects."""
        with self._database() as database:
            database.execute(
                f"CREATE VIEW line AS SELECT * FROM read_json({_lines_in(lines)}, columns={_ROW}, "  # noqa: S608
                "format='newline_delimited')"
            )
            database.execute(
                "CREATE TEMP TABLE distinct_inquiry AS SELECT inquiry, count(*) FILTER (place IS NULL OR place = 1) AS rows, "
                "any_value(length) AS length, "
                "count(*) AS subjects, row_number() OVER (ORDER BY min(row)) - 1 "
                "AS number FROM line WHERE inquiry IS NOT NULL GROUP BY inquiry"
            )
            self._copy(
                database,
                "SELECT number, inquiry, length, rows FROM distinct_inquiry ORDER BY number",
                self._inquiries,
            )
            beside = "row, reference, metadata, subject, notes, line.why AS reason, code, place, lead, called, number"
            joined = f"SELECT {beside} FROM line LEFT JOIN distinct_inquiry USING (inquiry) ORDER BY row"  # noqa: S608 - our own words
            self._copy(database, joined, self._rows)
            counted = database.execute(
                "SELECT count(*), coalesce(sum(rows), 0), coalesce(sum(subjects), 0) FROM distinct_inquiry"
            ).fetchone()
        return (int(counted[0]), int(counted[1]), int(counted[2])) if counted else (0, 0, 0)

    def chunk_spans(self, limits: BulkLimits) -> list[ChunkSpan]:
        """Where the distinct inquiries are cut into chunks: by the budget of every list, and the same each time."""
        spans: list[ChunkSpan] = []
        first = count = length = rows = 0
        with self._database() as database:
            cursor = database.execute(
                "SELECT length, rows FROM read_parquet(?) ORDER BY number", [exact_path(self._inquiries)]
            )
            while some := cursor.fetchmany(ROW_GROUP):
                for more, stand_for in some:
                    if count and exceeds_chunk(count + 1, length + more, limits.chunk, limits.chunk_chars):
                        spans.append(ChunkSpan(first, count, rows))
                        first, count, length, rows = first + count, 0, 0, 0
                    count, length, rows = count + 1, length + more, rows + stand_for
        return [*spans, ChunkSpan(first, count, rows)] if count else spans

    def chunks(self, spans: Iterable[ChunkSpan]) -> Iterator[tuple[ChunkSpan, list[str]]]:
        """The inquiries of all chunks, which are in their order, read as a stream."""
        with self._database() as database:
            cursor = database.execute(
                "SELECT inquiry FROM read_parquet(?) ORDER BY number", [exact_path(self._inquiries)]
            )
            for span in spans:
                yield span, [inquiry for (inquiry,) in cursor.fetchmany(span.inquiries)]

    def write(
        self,
        results: Path,
        inquiries: int,
        out: Path,
        form: BulkForm,
        about: str,
        *,
        reference: bool,
        metadata: Mapping[str, str],
        lists_current: bool,
    ) -> None:
        """Write a line for every row that holds a subject, in the order of the file.

        Args:
            results: the folder of the lines that the inquiries came to.
            inquiries: how many there are.
            out: the file to write.
            form: its form.
            about: what the result rests on, kept within a Parquet file.
            reference: whether the list has a column of the sender's own keys.
            metadata: the keys of the sender's own texts, each with its column in a table.
            lists_current: whether no list was out of date.

        Raises:
            RuntimeError: an inquiry has no line; a row must never be told without one.
        """
        with self._database() as database:
            database.execute(f"CREATE TEMP TABLE result AS SELECT * FROM {_source(results)}")  # noqa: S608 - our own path
            found = database.execute("SELECT count(DISTINCT number) FROM result").fetchone()
            if found is None or found[0] != inquiries:
                raise RuntimeError(f"{inquiries} inquiries and {found} lines")
            options = parquet_options(about) if form == "parquet" else _HOW[form]
            query = _result_query(
                quoted_text(exact_path(self._rows)),
                form,
                reference=reference,
                metadata=metadata,
                lists_current=lists_current,
            )
            database.execute(f"COPY ({query}) TO {quoted_text(str(out))} ({options})")

    def counts(self, results: Path) -> dict[str, int]:
        """Rows by how they ended: what `CountedAs` has, and those for review by level."""
        end = (
            "CASE WHEN outcome = 'review' THEN level WHEN named THEN 'named' "
            "WHEN organisation_not_known THEN 'organisation_not_known' ELSE coalesce(outcome, 'unscreened') END"
        )
        return self._count(end, _shown(quoted_text(exact_path(self._rows)), _source(results)))

    def subject_levels(self, results: Path) -> dict[str, int]:
        """Subjects by level, each of a row by itself; "unscreened" counts those without one, and rows that were not read."""
        level = "coalesce(nullif(level, ''), 'unscreened')"
        return self._count(level, _joined(quoted_text(exact_path(self._rows)), _source(results)))

    def _count(self, what: str, query: str) -> dict[str, int]:
        with self._database() as database:
            found = database.execute(
                f"SELECT {what}, count(*) FROM ({query}) GROUP BY 1"  # noqa: S608 - our own words
            ).fetchall()
        return {str(each): int(count) for each, count in found}

    @contextmanager
    def _database(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with connect(self._limits.memory, self._folder) as database:
                yield database
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            said = f"There is no disk space for temporary files ({self._folder}); make room and run the same command again."
            if isinstance(error, duckdb.OutOfMemoryException) and _DISK not in str(error):
                said = f"Putting the rows together takes more than {self._limits.memory} of memory; screen the file in parts."
            raise OutputUnwritable(said, path=str(self._folder)) from error

    def _copy(self, database: duckdb.DuckDBPyConnection, query: str, out: Path) -> None:
        part = out.with_suffix(".part")
        database.execute(
            f"COPY ({query}) TO {quoted_text(str(part))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})"
        )
        part.replace(out)


def _result_query(
    rows: str, form: BulkForm, *, reference: bool, metadata: Mapping[str, str], lists_current: bool
) -> str:
    listed = "array_to_string({0}, '; ')" if form == "csv" else "coalesce({0}, [])"
    columns = [
        "row",
        *(["reference"] if reference else []),
        *_metadata_columns(form, metadata),
        "coalesce(subject, '') AS subject",
        "coalesce(outcome, 'unscreened') AS outcome",
        f"{str(lists_current).lower()} AS lists_current",
        "level",
        "score",
        "coalesce(recognised, '') AS recognised",
        *(f"coalesce({name}, false) AS {name}" for name in ("organisation_not_known", "named")),
        "concat_ws(' ', lead, coalesce(why, reason), also, nullif(notes, '')) AS why",
        *(f"coalesce({name}, '') AS {name}" for name in ("follows", "best_hit", "relation")),
        "confidence",
        *(f"coalesce({name}, '') AS {name}" for name in ("lists", "source")),
        *(f"{listed.format(name)} AS {name}" for name in ("listings", "snapshots")),
        "coalesce(code, '') AS code",
    ]
    chosen = ", ".join(columns)
    return f"SELECT {chosen} FROM ({_shown(rows, 'result')}) ORDER BY row"  # noqa: S608 - our own words


def _metadata_columns(form: BulkForm, columns: Mapping[str, str]) -> list[str]:
    """The sender's own texts: an object in NDJSON; in a table a column a key."""
    if form == "ndjson":
        return ["coalesce(metadata, MAP {}) AS metadata"] if columns else []
    return [
        f"coalesce(metadata[{quoted_text(key)}], '') AS {quoted_name(name)}" for key, name in columns.items()
    ]


def _shown(rows: str, results: str) -> str:
    """Each row once, with its result: of several subjects the gravest. Only rows that have several are sorted."""
    joined = _joined(rows, results)
    # The key is that of `screening.assessment.gravest`, which each result has with it.
    gravest = "row_number() OVER (PARTITION BY row ORDER BY gravity DESC, place) = 1"
    in_row = "list({place: place, called: called, outcome: outcome}) OVER (PARTITION BY row)"
    several = f"SELECT *, {in_row} AS in_row FROM ({joined}) WHERE place IS NOT NULL QUALIFY {gravest}"  # noqa: S608
    others = "[x.called FOR x IN list_sort(in_row) IF x.place <> place AND x.outcome <> 'no_match']"
    # The sentence of every report, with two names that SQL puts its own in for.
    before, between, after = others_of_row(["\0", "\0"]).split("\0")
    names = f"nullif(array_to_string({others}, {quoted_text(between)}), '')"
    also = f"{quoted_text(before)} || {names} || {quoted_text(after)} AS also"
    return (
        f"SELECT *, NULL AS also FROM ({joined}) WHERE place IS NULL "  # noqa: S608 - our own words
        f"UNION ALL SELECT * EXCLUDE (in_row), {also} FROM ({several})"
    )


def _joined(rows: str, results: str) -> str:
    """Each subject of each row with its result; a row that was not read once, with none."""
    return f"SELECT * FROM read_parquet({rows}) LEFT JOIN {results} USING (number)"  # noqa: S608 - our own words


def _source(results: Path) -> str:
    return f"read_json({_lines_in(results)}, columns={_RESULT}, format='newline_delimited')"


def _lines_in(folder: Path) -> str:
    return quoted_text(f"{exact_path(folder)}/*.ndjson")
