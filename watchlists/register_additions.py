"""Bodies and programmes that ROR does not know and texts are mistaken about, one a line, each with its reason and its source.

They are facts of the register, not listings: being here is never a hit. A text is read as the body it means, and what
is listed under a similar name is told apart from it. The register's seed holds every line; a body that ROR
knows is corrected in `corrections.csv` instead.

`unlisted_bodies.csv` is a second file of this format: well-known firms and universities whose name texts use and ROR
lacks, none of them on a list. They are known as `beyond_seed.csv` is: they recognise a whole name, and match nothing.

Columns: those of the register, then reason and source.
"""

from __future__ import annotations

import csv
from pathlib import Path

from watchlists.errors import MalformedBody
from watchlists.model import Body
from watchlists.register import COLUMNS, body_of

ADDITIONS_FILE = Path(__file__).parent / "data" / "register" / "beyond_ror.csv"
UNLISTED_FILE = ADDITIONS_FILE.with_name("unlisted_bodies.csv")


def read_register_additions(path: Path = ADDITIONS_FILE) -> tuple[Body, ...]:
    """Read the bodies in the order of the file.

    Raises:
        MalformedBody: with file, line and reason, on the first line that breaks the format.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    if not rows or rows[0] != [*COLUMNS, "reason", "source"]:
        raise _broken(path.name, 1, "the header must be that of the register, then reason and source")
    return tuple(_body(path.name, line, cells) for line, cells in enumerate(rows[1:], start=2))


def _body(name: str, line: int, cells: list[str]) -> Body:
    if len(cells) != len(COLUMNS) + 2 or not all(cell.strip() for cell in cells[-2:]):
        raise _broken(name, line, "every body needs the cells of the register, a reason and a source")
    try:
        body = body_of(dict(zip(COLUMNS, cells[:-2], strict=True)))
    except ValueError as error:
        raise _broken(name, line, str(error)) from error
    if body.id.startswith("ror:"):
        raise _broken(name, line, f"{body.id} is ROR's; what ROR has wrong stands in the corrections")
    return body


def _broken(name: str, line: int, reason: str) -> MalformedBody:
    return MalformedBody(f"{name}, line {line}: {reason}.", file=name, line=line, reason=reason)
