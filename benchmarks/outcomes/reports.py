"""Reports cell by cell: what `screening screen` writes of the lists that are shipped, as text that can be compared.

The command itself is run, with a fixed day, over the shipped lists alone: nothing here knows how a report is made.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell

from benchmarks.outcomes.screen import DAY
from benchmarks.outcomes.sources import EXAMPLES, EXPECTED, LAYOUTS, LISTS, ROOT

SCREENED_AT = f"{DAY.isoformat()}T09:30:00Z"
# Every format of one list of either kind; of the others the one that people get.
FORMATS = ("fresh-xlsx", "csv", "json", "ndjson")


def report_texts() -> Iterator[tuple[str, list[str]]]:
    """The name of each report and its cells or lines; the lists are those of `examples` and the layouts."""
    layouts = [path for path in sorted(LAYOUTS.iterdir()) if path.suffix in LISTS and path.name != EXPECTED]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        yield from _reports(data, Path(folder, "usual"), (*EXAMPLES, *layouts))
        for form in FORMATS:
            yield from _reports(data, Path(folder, form), EXAMPLES, "--format", form)
        tables = [path for path in EXAMPLES if path.suffix == ".csv"]
        yield from _reports(
            data,
            Path(folder, "workers"),
            tables,
            "--workers",
            "2",
            "--format",
            "ndjson",
            "--reference",
            "organisation",
        )


def _reports(data: Path, out: Path, lists: Sequence[Path], *options: str) -> Iterator[tuple[str, list[str]]]:
    """Screen some lists by one command."""
    out.mkdir()
    command = [sys.executable, "-m", "screening", "screen", *map(str, lists), "-o", str(out), *options]
    done = subprocess.run(
        [*command, "--screened-at", SCREENED_AT],
        env={**os.environ, "SCREENING_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = (done.stdout + done.stderr).replace(str(out), "OUT").replace(str(ROOT), "")
    lines = [line for line in said.splitlines() if not re.search(r"\d a second(,|$)", line)]
    yield f"{out.name}/said", [f"exit {done.returncode}", *lines]
    for path in sorted(out.iterdir()):
        yield f"{out.name}/{path.name}", _lines(path)


def _lines(path: Path) -> list[str]:
    if path.suffix == ".xlsx":
        return list(_cells(path))
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".json":
        text = json.dumps(json.loads(text), indent=1, ensure_ascii=False)
    return text.splitlines()


def _cells(path: Path) -> Iterator[str]:
    book = load_workbook(path)
    for sheet in book.worksheets:
        yield f"{sheet.title}: {sheet.dimensions}, {sheet.sheet_state}, frozen at {sheet.freeze_panes}"
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    yield f"{sheet.title}!{cell.coordinate}\t{cell.value!r}\t{_look(cell)}"


def _look(cell: Cell) -> str:
    link = cell.hyperlink
    parts = (
        cell.number_format if cell.number_format != "General" else "",
        cell.fill.fgColor.rgb if cell.fill.fill_type else "",
        "bold" if cell.font.bold else "",
        (link.target or link.location or "") if link else "",
        cell.comment.text if cell.comment else "",
    )
    return " ".join(str(part) for part in parts if part)
