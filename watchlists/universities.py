"""Universities and schools that the register's seed leaves out, since nobody could mistake them for a listed body.

They are facts of ROR (CC0) for recognition alone: a text that names one is answered with its name and country in place
of "we do not know this organisation". They never take part in reading listed names, so no hit depends on this file.

Columns: id, name, names, country. Further names are joined like the values of the register.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from watchlists.errors import MalformedBody
from watchlists.register import COUNTRY, ID, join_values, split_values

UNIVERSITIES = Path(__file__).parent / "data" / "register" / "universities.csv"
COLUMNS = "id name names country".split()


@dataclass(frozen=True, slots=True)
class University:
    """A school or university by its names; the first one is shown."""

    id: str
    names: tuple[str, ...]
    country: str  # ISO alpha-2, several separated by a space

    @property
    def name(self) -> str:
        """The name it is shown by."""
        return self.names[0]


def read_universities(path: Path = UNIVERSITIES) -> tuple[University, ...]:
    """Read the universities in the order of the file, strictly.

    Raises:
        MalformedBody: with file, line and reason, on the first line that breaks the format.
    """
    found: dict[str, University] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, strict=True))
    if not rows or rows[0] != COLUMNS:
        raise _broken(path, 1, f"the header must be {','.join(COLUMNS)}")
    for line, cells in enumerate(rows[1:], start=2):
        try:
            university = _university(cells)
        except ValueError as error:
            raise _broken(path, line, str(error)) from error
        if found.setdefault(university.id, university) is not university:
            raise _broken(path, line, f"{university.id} stands in two places")
    return tuple(found.values())


def write_universities(universities: Iterable[University], path: Path) -> None:
    """Write universities in the order given; `read_universities` reads the same values back."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(
            (each.id, join_values(each.names[:1]), join_values(each.names[1:]), each.country)
            for each in universities
        )


def _university(cells: list[str]) -> University:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(COLUMNS)} cells are needed, {len(cells)} stand there")
    id_, name, names, country = cells
    if not ID.fullmatch(id_):
        raise ValueError(f"id {id_!r} is not ror:…, domain:… or named:…")
    if not COUNTRY.fullmatch(country):
        raise ValueError(f"country {country!r} is not ISO alpha-2")
    first = split_values(name)
    if len(first) != 1:
        raise ValueError("one name is needed")
    return University(id_, (*first, *split_values(names)), country)


def _broken(path: Path, line: int, reason: str) -> MalformedBody:
    return MalformedBody(f"{path.name}, line {line}: {reason}.", file=path.name, line=line, reason=reason)
