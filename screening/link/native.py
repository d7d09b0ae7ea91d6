"""Names in Han characters: the longest known name at each place, then the country.

A name may be followed by a unit (学院, 医院, 分校) but not by what makes it another school (X大学 in X大学大学 never, X in
X师范 never): a match must end where the run ends, or before a word for a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from screening.link.agreement import placement, rules_out
from screening.link.bearers import Name
from screening.link.claims import Claim, Reader
from screening.link.han import han_key
from screening.names.scripts import simplify
from screening.vocabulary import rows

_RUN = re.compile("[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff（）()·・0-9○]+")
_HAN = re.compile("[\u3400-\u9fff]")
_SHORTEST = 2  # characters of a name
_SHORTEST_INSIDE = 4
_TRADITIONAL = frozenset({"JP", "TW", "HK", "MO"})


def read_native(reader: Reader) -> None:
    """Claim the names written in Han characters."""
    for found in _RUN.finditer(reader.tokens.text):
        run = found.group()
        if _HAN.search(run):
            _read_run(reader, run, han_key(run))


def _read_run(reader: Reader, run: str, key: str) -> None:
    place = 0
    while place < len(key):
        piece, names = reader.gazetteer.han(key[place:])
        if len(piece) < _SHORTEST:
            place += 1
            continue
        rest = key[place + len(piece) :]
        if _stands_whole(piece, key[:place], rest):
            options = list(_options(reader, names, run, piece, rest))
            reader.claims.extend(reader.settle(options))
        place += len(piece)


def _stands_whole(piece: str, before: str, rest: str) -> bool:
    if not rest:
        return len(piece) >= _SHORTEST_INSIDE or not before
    if any(rest.startswith(word) for word in _continuations()):
        return False
    return len(piece) >= _SHORTEST_INSIDE or (not before and any(rest.startswith(word) for word in _units()))


def _continuations() -> tuple[str, ...]:
    return tuple(row["han"] for row in rows("han_words") if row["class"] == "continuation")


def _units() -> tuple[str, ...]:
    return tuple(row["han"] for row in rows("han_words") if row["class"] != "continuation")


def _options(reader: Reader, names: tuple[Name, ...], run: str, piece: str, rest: str) -> Iterator[Claim]:
    fitting = []
    for name in names:
        bearer = reader.bearers[name.bearer]
        if bearer.body is not None and bearer.body.id in reader.hidden and not name.listed:
            continue
        placed = placement(reader.setting, bearer)
        if rules_out(reader.setting, placed, (reader.bearers[other.bearer] for other in names)):
            reader.reject(bearer, f"the same characters, yet country {placed.text} ≠ {placed.bearer}")
            continue
        fitting.append(Claim(-1, -1, bearer, name, "han", placed, text=piece, after=rest))
    if len({claim.bearer.number for claim in fitting}) > 1 and not reader.setting.countries:
        traditional = simplify(run) != run
        alike = [claim for claim in fitting if bool(claim.bearer.countries & _TRADITIONAL) == traditional]
        fitting = alike or fitting
    yield from fitting
