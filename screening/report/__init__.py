"""What goes back to the user: the list as it was given, with results, evidence and provenance.

`write` makes a report in one of five forms, whole or not at all. The same run gives the same bytes. Every cell we
write is inert: no formula, and no link but to our own sources.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from screening.dispositions.standing import NOTHING, Standings
from screening.errors import OutputUnwritable
from screening.intake.model import Intake
from screening.model import RowResults, RunFacts
from screening.report.atomic import whole
from screening.report.delimited import write_csv
from screening.report.forms import Format
from screening.report.matter import Matter
from screening.report.names import content_disposition, default_name, default_output, name_as_of
from screening.report.objects import row_objects, write_json, write_ndjson
from screening.report.review import with_decisions
from screening.report.shape import provenance_json, result_json, unscreened_json
from screening.report.told import Teller, Told, ToldRows
from screening.ticks import Tick, untold
from screening.uncollected import uncollected

__all__ = [
    "Format",
    "Teller",
    "Told",
    "ToldRows",
    "content_disposition",
    "default_name",
    "default_output",
    "name_as_of",
    "provenance_json",
    "result_json",
    "row_objects",
    "unscreened_json",
    "write",
    "write_told",
]


def write(
    original: Path,
    intake: Intake,
    results: RowResults,
    facts: RunFacts,
    out: Path,
    format: Format = "xlsx",
    standings: Standings = NOTHING,
    tick: Tick = untold,
) -> None:
    """Write the report on the list at `original`; `tick` is told of the rows gone through.

    `results` are keyed by (sheet, row number), one a subject of the row. A row that holds a subject and has no result is reported as
    unscreened. "xlsx" for a list that came as CSV is the fresh workbook. `standings` are what people decided before.

    Raises:
        OutputUnwritable: `out` cannot be written, is the list itself, or the list has changed since it was read.
            Nothing is written then, and what stood at `out` still stands.
    """
    told = Teller.of(facts, format).tell_rows(results)
    write_told(original, intake, told, facts, out, format, tick, standings)


def write_told(
    original: Path,
    intake: Intake,
    told: ToldRows,
    facts: RunFacts,
    out: Path,
    format: Format,
    tick: Tick = untold,
    standings: Standings = NOTHING,
) -> None:
    """The same of results that were told before, by a `Teller` of this form; `tick` is told of the rows written.

    Raises:
        OutputUnwritable: as `write` does.
    """
    _check(original, intake, out)
    facts = with_decisions(facts, standings)
    with uncollected(), whole(out) as part:
        if format == "csv":
            write_csv(original, intake, told, standings, part, tick)
        elif format == "json":
            write_json(intake, told, facts, standings, part, tick)
        elif format == "ndjson":
            write_ndjson(intake, told, facts, standings, part, tick)
        elif format == "fresh-xlsx" or intake.format == "csv":
            from screening.report.fresh import write_fresh  # takes a while, and other forms do without

            write_fresh(Matter(original, intake, told, facts, standings), part, tick)
        else:
            from screening.report.workbook import write_workbook

            write_workbook(Matter(original, intake, told, facts, standings), part, tick)


def _check(original: Path, intake: Intake, out: Path) -> None:
    if out.exists() and out.samefile(original):
        raise OutputUnwritable(
            f"The report would overwrite the list itself ({out.name}); give it another name.", path=str(out)
        )
    with original.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != intake.sha256:
            raise OutputUnwritable(
                f"{original.name} has changed since it was read; screen it again.", path=str(original)
            )
