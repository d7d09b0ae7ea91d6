"""DuckDB does what is about all rows at once: distinct inquiries, and each row's line beside it, in a given memory.

What does not fit is put into the work folder. Nothing is fetched: extensions beyond those built in are not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from screening.bulk.limits import BulkLimits
from screening.bulk.order import BulkForm
from screening.errors import OutputUnwritable
from screening.intake.refusals import refusal
from screening.wording import wording

_ASKED = (
    "{row: 'BIGINT', notes: 'VARCHAR', reference: 'VARCHAR', why: 'VARCHAR', code: 'VARCHAR', asked: 'VARCHAR', "
    "subject: 'VARCHAR', place: 'INTEGER', lead: 'VARCHAR', called: 'VARCHAR'}"
)
_SAID = (
    "{number: 'BIGINT', outcome: 'VARCHAR', level: 'VARCHAR', score: 'INTEGER', best_hit: 'VARCHAR', "
    "relation: 'VARCHAR', confidence: 'DOUBLE', lists: 'VARCHAR', recognised: 'VARCHAR', why: 'VARCHAR', follows: 'VARCHAR', "
    "source: 'VARCHAR', listings: 'VARCHAR[]', snapshots: 'VARCHAR[]'}"
)
_GROUP = 20_000  # rows of a Parquet file written at once; DuckDB's own 122,880 of ours would be a third of its memory
_HOW = {
    "parquet": "FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {group}, KV_METADATA {{research_screening: {about}}}",
    "ndjson": "FORMAT json",
    "csv": "FORMAT csv, HEADER, FORCE_QUOTE *",
}

# The order of `screening.assess.gravest`, the gravest first.
_GRAVEST = (
    "list_position(['no_match', 'unscreened', 'review'], outcome) DESC, "
    "coalesce(list_position(['none', 'low', 'medium', 'high'], level), 0) DESC, "
    "coalesce(score, 0) DESC, coalesce(confidence, 0) DESC, place"
)

_DISK = "max_temp_directory_size"  # DuckDB's word where it is the disk that has no room


@contextmanager
def connect(limits: BulkLimits, folder: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, with `folder` for what does not fit."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": limits.memory,
        # Each thread pins blocks of its own: with two a result of a million rows did not fit into the memory that
        # five million fit into with one, and how many a machine has must not decide whether a result can be written.
        "threads": 1,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    if folder is not None:
        config["temp_directory"] = str(folder / "spilled")
    database = duckdb.connect(config=config)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def said_by_duckdb(name: str) -> Iterator[None]:
    """Say in our words that a file which somebody gave cannot be read.

    Raises:
        UploadRefused: bulk-damaged.
    """
    try:
        yield
    except duckdb.Error as error:
        raise refusal("bulk-damaged", name=name) from error


def exactly(path: Path) -> str:
    """A path that DuckDB takes for no pattern."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


class Rows:
    """The rows and distinct inquiries of one work folder."""

    def __init__(self, folder: Path, limits: BulkLimits) -> None:
        self._folder = folder
        self._limits = limits
        self._rows, self._inquiries = folder / "rows.parquet", folder / "inquiries.parquet"

    def gather(self, lines: Path) -> tuple[int, int, int]:
        """Number the distinct inquiries of all lines in the order of the file; give how many, of how many rows and subjects."""
        with self._database() as database:
            database.execute(
                f"CREATE VIEW taken AS SELECT * FROM read_json({_lines_in(lines)}, columns={_ASKED}, "  # noqa: S608
                "format='newline_delimited')"
            )
            database.execute(
                "CREATE TEMP TABLE inquiry AS SELECT asked, count(*) FILTER (place IS NULL OR place = 1) AS rows, "
                "count(*) AS subjects, row_number() OVER (ORDER BY min(row)) - 1 "
                "AS number FROM taken WHERE asked IS NOT NULL GROUP BY asked"
            )
            self._copy(database, "SELECT number, asked, rows FROM inquiry ORDER BY number", self._inquiries)
            beside = "row, reference, subject, notes, taken.why AS reason, code, place, lead, called, number"
            joined = f"SELECT {beside} FROM taken LEFT JOIN inquiry USING (asked) ORDER BY row"  # noqa: S608 - our own words
            self._copy(database, joined, self._rows)
            counted = database.execute(
                "SELECT count(*), coalesce(sum(rows), 0), coalesce(sum(subjects), 0) FROM inquiry"
            ).fetchone()
        return (int(counted[0]), int(counted[1]), int(counted[2])) if counted else (0, 0, 0)

    def chunks(self, size: int, wanted: set[int]) -> Iterator[tuple[int, list[str], int]]:
        """The chunks of these numbers: (number, inquiries, rows that they stand for), read as a stream."""
        with self._database() as database:
            cursor = database.execute(
                "SELECT number // ?, asked, rows FROM read_parquet(?) ORDER BY number",
                [size, exactly(self._inquiries)],
            )
            while piece := cursor.fetchmany(size):  # chunks are pieces, since numbers have no gaps
                number = int(piece[0][0])
                if number in wanted:
                    yield number, [row[1] for row in piece], sum(row[2] for row in piece)

    def write(
        self,
        said: Path,
        inquiries: int,
        out: Path,
        form: BulkForm,
        about: str,
        *,
        reference: bool,
        lists_current: bool,
    ) -> None:
        """Write a line for every row that holds a subject, in the order of the file.

        Raises:
            RuntimeError: an inquiry has no line; a row must never be told without one.
        """
        with self._database() as database:
            source = f"read_json({_lines_in(said)}, columns={_SAID}, format='newline_delimited')"
            database.execute(f"CREATE TEMP TABLE said AS SELECT * FROM {source}")  # noqa: S608 - our own path
            found = database.execute("SELECT count(DISTINCT number) FROM said").fetchone()
            if found is None or found[0] != inquiries:
                raise RuntimeError(f"{inquiries} inquiries and {found} lines")
            options = _HOW[form].format(about=_text(about), group=_GROUP)
            query = _result_query(
                _text(exactly(self._rows)), form, reference=reference, lists_current=lists_current
            )
            database.execute(f"COPY ({query}) TO {_text(str(out))} ({options})")

    def counts(self, said: Path) -> dict[str, int]:
        """Rows by how they ended: "no_match", "unscreened", and those for review by level."""
        with self._database() as database:
            end = "CASE WHEN outcome = 'review' THEN level ELSE coalesce(outcome, 'unscreened') END"
            source = f"read_json({_lines_in(said)}, columns={_SAID}, format='newline_delimited')"
            shown = _shown(_text(exactly(self._rows)), source)
            found = database.execute(
                f"SELECT {end}, count(*) FROM ({shown}) GROUP BY 1"  # noqa: S608 - our own words
            ).fetchall()
        return {str(end): int(count) for end, count in found}

    @contextmanager
    def _database(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with connect(self._limits, self._folder) as database:
                yield database
        except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
            said = f"There is no room for what is between ({self._folder}); make room and run the same command again."
            if isinstance(error, duckdb.OutOfMemoryException) and _DISK not in str(error):
                said = f"Putting the rows together takes more than {self._limits.memory} of memory; screen the file in parts."
            raise OutputUnwritable(said, path=str(self._folder)) from error

    def _copy(self, database: duckdb.DuckDBPyConnection, query: str, out: Path) -> None:
        part = out.with_suffix(".part")
        database.execute(
            f"COPY ({query}) TO {_text(str(part))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP})"
        )
        part.replace(out)


def _result_query(rows: str, form: BulkForm, *, reference: bool, lists_current: bool) -> str:
    listed = "array_to_string({0}, '; ')" if form == "csv" else "coalesce({0}, [])"
    columns = [
        "row",
        *(["reference"] if reference else []),
        "coalesce(subject, '') AS subject",
        "coalesce(outcome, 'unscreened') AS outcome",
        f"{str(lists_current).lower()} AS lists_current",
        "level",
        "score",
        "coalesce(recognised, '') AS recognised",
        "concat_ws(' ', lead, coalesce(why, reason), also, nullif(notes, '')) AS why",
        *(f"coalesce({name}, '') AS {name}" for name in ("follows", "best_hit", "relation")),
        "confidence",
        *(f"coalesce({name}, '') AS {name}" for name in ("lists", "source")),
        *(f"{listed.format(name)} AS {name}" for name in ("listings", "snapshots")),
        "coalesce(code, '') AS code",
    ]
    chosen = ", ".join(columns)
    return f"SELECT {chosen} FROM ({_shown(rows, 'said')}) ORDER BY row"  # noqa: S608 - our own words


def _shown(rows: str, said: str) -> str:
    """Each row once, with what is said of it: of several subjects the gravest. Only rows that have several are sorted."""
    joined = f"SELECT * FROM read_parquet({rows}) LEFT JOIN {said} USING (number)"  # noqa: S608 - our own words
    gravest = f"row_number() OVER (PARTITION BY row ORDER BY {_GRAVEST}) = 1"
    named = "list({place: place, called: called, outcome: outcome}) OVER (PARTITION BY row)"
    several = f"SELECT *, {named} AS named FROM ({joined}) WHERE place IS NOT NULL QUALIFY {gravest}"  # noqa: S608
    others = "[x.called FOR x IN list_sort(named) IF x.place <> place AND x.outcome <> 'no_match']"
    names = f"nullif(array_to_string({others}, ', '), '')"
    before, _, after = wording().sentences["also_of_row"].partition("{names}")
    also = f"{_text(before)} || {names} || {_text(after)} AS also"
    return (
        f"SELECT *, NULL AS also FROM ({joined}) WHERE place IS NULL "  # noqa: S608 - our own words
        f"UNION ALL SELECT * EXCLUDE (named), {also} FROM ({several})"
    )


def _lines_in(folder: Path) -> str:
    return _text(f"{exactly(folder)}/*.ndjson")


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
