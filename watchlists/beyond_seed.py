"""The bodies of ROR that the register's seed leaves out, since nobody could mistake them for a listed body.

They are facts of ROR (CC0) for recognition: a text that names one is answered with its name and country in place of
"we do not know this organisation". They are no part of the universe that listed names are matched in.

Columns: id, name, names, acronyms, country, cities, domains, under. Further values are joined like those of the
register. `under` holds the ids of the bodies that ROR says it belongs to, follows or is followed by.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from watchlists.errors import MalformedBody
from watchlists.model import Body, RegisterName
from watchlists.register import COUNTRY, DOMAIN, ID, join_values, split_values

BEYOND_SEED = Path(__file__).parent / "data" / "register" / "beyond_seed.csv"
COLUMNS = "id name names acronyms country cities domains under".split()
UNDER = ("parent", "predecessor", "successor")  # what ROR calls such relations


def read_beyond_seed(path: Path = BEYOND_SEED) -> tuple[Body, ...]:
    """Read the bodies in the order of the file, strictly. Of their relations those of `UNDER` are known, as parents.

    Raises:
        MalformedBody: with file, line and reason, on the first line that breaks the format.
    """
    found: dict[str, Body] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, strict=True)
        if next(rows, None) != COLUMNS:
            raise _broken(path, 1, f"the header must be {','.join(COLUMNS)}")
        for line, cells in enumerate(rows, start=2):
            try:
                body = _body(cells)
            except ValueError as error:
                raise _broken(path, line, str(error)) from error
            if found.setdefault(body.id, body) is not body:
                raise _broken(path, line, f"{body.id} stands in two places")
    return tuple(found.values())


def write_beyond_seed(bodies: Iterable[Body], path: Path) -> None:
    """Write bodies in the order of their ids, one a line, each name once."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_cells(each) for each in sorted(bodies, key=lambda body: body.id))


def _cells(body: Body) -> list[str]:
    names = dict.fromkeys(name.text for name in body.names[1:] if name.kind != "acronym")
    acronyms = dict.fromkeys(name.text for name in body.names if name.kind == "acronym")
    under = dict.fromkeys(target for kind, target, _ in body.relations if kind in UNDER)
    return [
        body.id,
        join_values([body.name]),
        join_values(name for name in names if name != body.name),
        join_values(acronyms),
        body.country,
        join_values(body.cities),
        join_values(body.domains),
        join_values(under),
    ]


def _body(cells: list[str]) -> Body:
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{len(COLUMNS)} cells are needed, {len(cells)} stand there")
    id_, name, names, acronyms, country, cities, domains, under = cells
    if not COUNTRY.fullmatch(country):
        raise ValueError(f"country {country!r} is not ISO alpha-2")
    targets, hosts, first = split_values(under), split_values(domains), split_values(name)
    if wrong := [each for each in (id_, *targets) if not ID.fullmatch(each)]:
        raise ValueError(f"id {wrong[0]!r} is not ror:…, domain:… or named:…")
    if wrong := [host for host in hosts if not DOMAIN.fullmatch(host)]:
        raise ValueError(f"domain {wrong[0]!r} is not a host name")
    if len(first) != 1:
        raise ValueError("one name is needed")
    return Body(
        id=id_,
        names=(
            RegisterName(first[0], "label"),
            *(RegisterName(text, "alias") for text in split_values(names)),
            *(RegisterName(text, "acronym") for text in split_values(acronyms)),
        ),
        country=country,
        cities=split_values(cities),
        domains=hosts,
        relations=tuple(("parent", target, "") for target in targets),
    )


def _broken(path: Path, line: int, reason: str) -> MalformedBody:
    return MalformedBody(f"{path.name}, line {line}: {reason}.", file=path.name, line=line, reason=reason)
