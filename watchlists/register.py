"""The register: known organisations as facts, one line each in a file that people can review.

Being in the register says nothing about being listed; the register exists so that a text can be read as
the organisation it means and a listed near-miss can be explained away. A malformed line refuses the whole
register: with half of it, unlisted organisations would be read as their listed namesakes.

Columns: id, name, labels, aliases, acronyms, country, cities, types, domains, relations, status. Several
values are joined by " | "; a bar that stands alone in a value itself is written twice ("BIFOLD || Berlin"). A name may end in its language, "东北大学@zh". A relation is kind=id=name.
An id is ROR's, else the host name of the body's own pages, else (a programme, a body without pages) a name of ours.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from watchlists.errors import MalformedBody
from watchlists.model import Body, RegisterName
from watchlists.ror import read_ror

__all__ = ["SEED", "Register", "load_register", "open_register", "read_ror", "write_register"]

SEED = Path(__file__).parent / "data" / "register" / "seed.csv"
COLUMNS = "id name labels aliases acronyms country cities types domains relations status".split()
JOINT = " | "
ID = re.compile(
    r"ror:0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}|domain:[a-z0-9.-]+\.[a-z]{2,}|named:[a-z0-9]+(-[a-z0-9]+)*"
)
# Bars alone between blanks, or at an end of a value: one more is written, and one taken away when it is read.
BARS = re.compile(r"(?<!\S)(\|+)(?!\S)")
TAGGED = re.compile(r"(.+?)(?:@([a-z]{2}))?", re.DOTALL)
COUNTRY = re.compile(r"([A-Z]{2}( [A-Z]{2})*)?")
DOMAIN = re.compile(r"[^\s/@:]+\.[^\s/@:.]+")
RELATIONS = ("parent", "child", "related", "successor", "predecessor")
STATUSES = ("active", "inactive")


class Register:
    """Bodies by id, in the order of the file, and the hash of the bytes they are read from.

    With a reader in place of bodies they are read when somebody first asks: most checks never do.
    """

    __slots__ = ("_bodies", "file_sha256")

    def __init__(self, bodies: dict[str, Body] | Callable[[], dict[str, Body]], file_sha256: str) -> None:
        self._bodies = bodies
        self.file_sha256 = file_sha256

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Register):
            return NotImplemented
        return self.file_sha256 == other.file_sha256 and self.bodies == other.bodies

    def __hash__(self) -> int:
        return hash(self.file_sha256)

    @property
    def bodies(self) -> dict[str, Body]:
        """The bodies by id.

        Raises:
            MalformedBody: where they are read only now, and cannot be.
        """
        if callable(self._bodies):
            self._bodies = self._bodies()
        return self._bodies

    @property
    def in_order(self) -> tuple[Body, ...]:
        """The bodies in the order of the file."""
        return tuple(self.bodies.values())


def open_register(path: Path = SEED) -> Register:
    """The register of a file, read as `load_register` does when it is first asked for a body."""
    sha256 = _sha256(path)

    def bodies() -> dict[str, Body]:
        register = load_register(path)
        if register.file_sha256 != sha256:
            raise MalformedBody(f"{path.name} changed while it was in use; start again.")
        return register.bodies

    return Register(bodies, sha256)


def load_register(path: Path = SEED) -> Register:
    """Read a register file, strictly.

    Raises:
        MalformedBody: with file, line and reason, on the first line that breaks the format.
    """
    bodies: dict[str, Body] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, cells in _lines(path, csv.reader(file, strict=True)):
            try:
                body = body_of(cells)
                if body.id in bodies:
                    raise ValueError(f"{body.id} stands in two places")
            except ValueError as error:
                raise _broken(path, line, str(error)) from error
            bodies[body.id] = body
    if not bodies:
        raise _broken(path, 1, "the register is empty")
    return Register(bodies, _sha256(path))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_register(bodies: Iterable[Body], path: Path) -> None:
    """Write bodies in the order given; what this writes, `load_register` reads back as the same values."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_cells(body) for body in bodies)


def _lines(path: Path, reader: Iterator[list[str]]) -> Iterator[tuple[int, dict[str, str]]]:
    line = 0
    try:
        for line, cells in enumerate(reader, start=1):
            if line == 1 and cells != COLUMNS:
                raise _broken(path, 1, f"the header must be {','.join(COLUMNS)}")
            if len(cells) != len(COLUMNS):
                raise _broken(path, line, f"{len(COLUMNS)} cells are needed, {len(cells)} stand there")
            if line > 1:
                yield line, dict(zip(COLUMNS, cells, strict=True))
    except csv.Error as error:
        raise _broken(path, line + 1, str(error)) from error


def body_of(cells: dict[str, str]) -> Body:
    """The body of one line's cells.

    Raises:
        ValueError: a cell breaks the format.
    """
    if not ID.fullmatch(cells["id"]):
        raise ValueError(f"id {cells['id']!r} is not ror:…, domain:… or named:…")
    if not COUNTRY.fullmatch(cells["country"]):
        raise ValueError(f"country {cells['country']!r} is not ISO alpha-2")
    if cells["status"] not in STATUSES:
        raise ValueError(f"status {cells['status']!r} is not one of {', '.join(STATUSES)}")
    domains = split_values(cells["domains"])
    if wrong := [domain for domain in domains if not DOMAIN.fullmatch(domain)]:
        raise ValueError(f"domain {wrong[0]!r} is not a host name")
    return Body(
        id=cells["id"],
        names=_names(cells),
        country=cells["country"],
        cities=split_values(cells["cities"]),
        types=split_values(cells["types"]),
        domains=domains,
        relations=tuple(_relation(part) for part in split_values(cells["relations"])),
        status=cells["status"],
    )


def _names(cells: dict[str, str]) -> tuple[RegisterName, ...]:
    if not cells["name"].strip() or JOINT in cells["name"]:
        raise ValueError("one name is needed")
    columns = (("name", "label"), ("labels", "label"), ("aliases", "alias"), ("acronyms", "acronym"))
    return tuple(_name(part, kind) for column, kind in columns for part in split_values(cells[column]))


def _name(part: str, kind: str) -> RegisterName:
    found = TAGGED.fullmatch(part)
    if found is None:
        raise ValueError(f"name {part!r}")
    return RegisterName(found.group(1), kind, found.group(2) or "")


def _relation(part: str) -> tuple[str, str, str]:
    kind, _, rest = part.partition("=")
    target, _, name = rest.partition("=")
    if kind not in RELATIONS or not ID.fullmatch(target) or not name:
        raise ValueError(f"relation {part!r} is not kind=id=name")
    return kind, target, name


def split_values(cell: str) -> tuple[str, ...]:
    """The values of a cell.

    Raises:
        ValueError: one is empty, or a bar stands alone in it.
    """
    parts = tuple(_without_bar(part) for part in cell.split(JOINT)) if cell else ()
    if any(not part.strip() or part != part.strip() for part in parts):
        raise ValueError(f"an empty value or a stray blank in {cell!r}")
    return parts


def _cells(body: Body) -> list[str]:
    kinds = {
        kind: [_tagged(n) for n in body.names[1:] if n.kind == kind] for kind in ("label", "alias", "acronym")
    }
    return [
        body.id,
        join_values([_tagged(body.names[0])]),
        *(join_values(kinds[kind]) for kind in ("label", "alias", "acronym")),
        body.country,
        join_values(body.cities),
        join_values(body.types),
        join_values(body.domains),
        join_values("=".join(relation) for relation in body.relations),
        body.status,
    ]


def _tagged(name: RegisterName) -> str:
    return f"{name.text}@{name.language}" if name.language else name.text


def join_values(parts: Iterable[str]) -> str:
    """The cell of several values."""
    return JOINT.join(BARS.sub(r"\1|", part) for part in parts)


def _without_bar(part: str) -> str:
    if broken := [bars for bars in BARS.findall(part) if len(bars) == 1]:
        raise ValueError(f"{broken[0]!r} stands alone in {part!r}")
    return BARS.sub(lambda bars: bars.group(1)[1:], part)


def _broken(path: Path, line: int, reason: str) -> MalformedBody:
    return MalformedBody(f"{path.name}, line {line}: {reason}.", file=path.name, line=line, reason=reason)
