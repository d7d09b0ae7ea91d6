"""The Parquet report: the columns of a bulk result (docs/scale.md), with a line for every row of the file.

Rows that name nobody have the outcome `skipped` and the reason as their code, as batches have them; what people decided
stands in columns of its own. Texts are as they are, since nothing in Parquet runs. The lines are first written to a file
as JSON, so that memory stays flat; DuckDB makes Parquet of it in the memory it has for everything.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from screening.errors import OutputUnwritable
from screening.intake.model import ParsedList, Row, RowState
from screening.intake.rows import metadata_columns, reference_column
from screening.json_model import JsonObject
from screening.metadata import distinct_metadata_headers
from screening.model import RunFacts
from screening.parquet import (
    MEMORY,
    ROW_GROUP,
    connect,
    exact_path,
    parquet_options,
    quoted_name,
    quoted_text,
)
from screening.progress import Progress
from screening.report.collaboration_columns import COLLABORATION, collaboration_texts
from screening.report.entries import ReportInput, count_ends
from screening.report.json_output import provenance_json
from screening.report.reviewer_columns import REVIEW, review_texts
from screening.report.rows import ReportRow, gravest_place, subject_text

_SHOWN = (
    ("level", "VARCHAR"),
    ("score", "INTEGER"),
    ("recognised", "VARCHAR"),
    ("organisation_not_known", "BOOLEAN"),
    ("named", "BOOLEAN"),
    ("why", "VARCHAR"),
    ("follows", "VARCHAR"),
    ("best_hit", "VARCHAR"),
    ("relation", "VARCHAR"),
    ("confidence", "DOUBLE"),
    ("lists", "VARCHAR"),
    ("source", "VARCHAR"),
)
# Bytes of lines that DuckDB writes at once, in four times as much memory; the lines of most lists are shorter than these
# for as many rows as it writes at once anyway.
_GROUP_BYTES = 20 * 2**20
_LEAST_GROUP = 2_048  # rows that DuckDB handles at once
_NOTHING = {
    "level": None,
    "score": None,
    "confidence": None,
    "organisation_not_known": None,
    "named": None,
}  # of a skipped row; its other texts are empty
assert {name for name, _ in _SHOWN} == {each.name for each in fields(ReportRow)} - {"outcome"}


@dataclass(frozen=True, slots=True)
class ParquetColumns:
    """Which columns the report on a list has beside those that every report has."""

    sheet: bool  # of a workbook, whose rows have numbers by sheet
    reference: bool  # the sender's own keys
    metadata: Mapping[str, str]  # the column of each key of the sender's own texts

    @staticmethod
    def of(intake: ParsedList) -> ParquetColumns:
        """Those of a list; the same for each part of it, whatever its rows hold."""
        keys = (key for table in intake.tables for key, _ in metadata_columns(table.columns))
        return ParquetColumns(
            sheet=intake.format == "xlsx",
            reference=any(reference_column(table.columns) for table in intake.tables),
            metadata=distinct_metadata_headers(keys),
        )

    def types(self) -> Iterator[tuple[str, str]]:
        """Each column with its type, in their order."""
        if self.sheet:
            yield "sheet", "VARCHAR"
        yield "row", "BIGINT"
        if self.reference:
            yield "reference", "VARCHAR"
        for name in self.metadata.values():
            yield name, "VARCHAR"
        yield from (("subject", "VARCHAR"), ("outcome", "VARCHAR"), ("lists_current", "BOOLEAN"))
        yield from _SHOWN
        yield from (("listings", "VARCHAR[]"), ("snapshots", "VARCHAR[]"), ("code", "VARCHAR"))
        for key in COLLABORATION:
            yield key, "VARCHAR"
        for key in REVIEW:
            yield f"review_{key}", "VARCHAR"

    def values(self, given: ReportInput, row: Row, kept: Mapping[str, str]) -> Iterator[object]:
        """What stands in them beside a row.

        Args:
            given: what the report is written from.
            row: of the list.
            kept: what a reviewer wrote beside it in an earlier report, by the key of the column.
        """
        if self.sheet:
            yield row.sheet
        yield row.number
        if self.reference:
            yield row.reference
        own = dict(row.metadata)
        for key in self.metadata:
            yield own.get(key, "")
        shown = given.report_row(row)
        entries = given.entries.get(row.place, ()) if row.state is RowState.SUBJECT else ()
        first = gravest_place([each.row for each in entries]) if entries else 0
        yield subject_text(row.subjects[first]) if row.subjects else ""
        yield shown.outcome.value if shown else RowState.SKIPPED.value
        yield given.facts.lists_current
        for key, _ in _SHOWN:
            yield getattr(shown, key) if shown else _NOTHING.get(key, "")
        yield entries[first].listings if entries else ()
        yield entries[first].snapshots if entries else ()
        # Of a row that was screened its sentence says what was not read, as in a bulk result.
        yield "" if entries else row.code
        yield from collaboration_texts(row, given.decisions_in_effect).values()
        review = review_texts(row, kept, given.decisions_in_effect)
        for key in REVIEW:
            yield review[key]


class ParquetWriter:
    """Writes the lines of one file, and then the file."""

    def __init__(self, folder: Path, columns: ParquetColumns) -> None:
        """Begin; `folder` is for what is written on the way, and is its maker's to delete."""
        self._folder, self._path = folder, folder / "lines.ndjson"
        self._columns, self._types = columns, list(columns.types())
        self._keys = [f"c{number}" for number in range(len(self._types))]
        self._rows = 0
        self._lines: IO[str] = self._path.open("w", encoding="utf-8", errors="replace", newline="\n")

    def add(self, given: ReportInput, row: Row, kept: Mapping[str, str]) -> None:
        """Write the line of a row, as `ParquetColumns.values` takes it."""
        values = dict(zip(self._keys, self._columns.values(given, row, kept), strict=True))
        self._lines.write(json.dumps(values, ensure_ascii=False) + "\n")
        self._rows += 1

    def write(self, out: Path, about: JsonObject) -> None:
        """Write the file of all lines, with what it rests on within, and with the column of each metadata key.

        Raises:
            OutputUnwritable: there is no room for it.
        """
        self._lines.close()
        types = ", ".join(
            f"{key}: '{type_}'" for key, (_, type_) in zip(self._keys, self._types, strict=True)
        )
        names = ", ".join(
            f"{key} AS {quoted_name(name)}" for key, (name, _) in zip(self._keys, self._types, strict=True)
        )
        lines = f"read_json({quoted_text(exact_path(self._path))}, columns={{{types}}}, format='newline_delimited')"
        fitting = self._rows * _GROUP_BYTES // max(1, self._path.stat().st_size)
        group = max(_LEAST_GROUP, min(ROW_GROUP, fitting))
        if self._columns.metadata:
            about = {**about, "metadata_columns": dict(self._columns.metadata)}
        # Into the file that stands there, with its rights.
        options = f"{parquet_options(json.dumps(about, ensure_ascii=False), group)}, USE_TMP_FILE false"
        with _room(self._folder), connect(MEMORY, self._folder) as database:
            database.execute(f"COPY (SELECT {names} FROM {lines}) TO {quoted_text(str(out))} ({options})")  # noqa: S608 - our own words
        self._path.unlink()

    def close(self) -> None:
        """Drop what was not written."""
        self._lines.close()


def write_parquet(given: ReportInput, out: Path, progress: Progress) -> None:
    """Write the report of a list that was read at once."""
    intake = given.intake
    with TemporaryDirectory(prefix=".report-", dir=out.parent) as folder:
        writer = ParquetWriter(Path(folder), ParquetColumns.of(intake))
        try:
            for row in _rows_of_file(intake):
                writer.add(given, row, intake.report_cells_of(row))
                progress(1)
            ends = count_ends(intake, given.entries)
            writer.write(out, about_report(intake, given.facts, intake.counts, ends))
        finally:
            writer.close()


def about_report(
    intake: ParsedList, facts: RunFacts, counts: Mapping[str, int], ends: Mapping[str, int]
) -> JsonObject:
    """What a report rests on, how its list was read, and how its rows ended.

    Args:
        intake: the list; its rows are not looked at.
        facts: what the run is pinned to.
        counts: of the whole list, as `ParsedList.counts` gives them.
        ends: rows of the whole list by how they ended.
    """
    return {
        "input": {"name": facts.input_name, "sha256": facts.input_sha256},
        "reference": facts.reference or None,
        "metadata": dict(facts.metadata),
        "parameters": dict(facts.parameters),
        **provenance_json(facts),
        "counts": dict(counts),
        "ends": dict(ends),
        "columns": [
            {"header": each.header, "letter": each.letter, "meaning": each.meaning, "why": each.why}
            for table in intake.tables
            for each in table.columns
        ],
        "notices": list(intake.notices),
    }


def _rows_of_file(intake: ParsedList) -> Sequence[Row]:
    """Every row of the file, those outside of tables too, sheet by sheet."""
    rows = [*intake.rows(), *intake.outside]
    sheets = {sheet: number for number, sheet in enumerate(dict.fromkeys(row.sheet for row in rows))}
    return sorted(rows, key=lambda row: (sheets[row.sheet], row.number))


@contextmanager
def _room(folder: Path) -> Iterator[None]:
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise OutputUnwritable(
            f"The report cannot be written, since there is no room for it in {folder.parent}, or DuckDB has too "
            f"little memory ({MEMORY}) for its rows; make room and run again, or order it as CSV.",
            path=str(folder.parent),
        ) from error
