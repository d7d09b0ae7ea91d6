"""A list between the steps of its run: cut into portions as it is read, each with what its step tells of it.

A portion holds the rows in which the next so many distinct inquiries first appear, in the order of the file, so the
portions put together are the list. It holds fewer where they are long: a portion is what one step screens, and a step
is to end within seconds, so that another worker may take the next. All of it is JSON, as between all steps, and goes when the run ends.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from screening.dispositions.found import Found
from screening.intake.model import Intake, Row, RowState
from screening.jobs.codec import Codec
from screening.model import Inquiry
from screening.report import Told

# Of the texts that a portion asks about. Ordinary texts take 10 to 25 millionths of a processor second a character, so a
# step takes 1 to 3 seconds; the longest row, which is not cut, has as much again.
CHARACTERS = 100_000
_LEVEL = 1  # of compression: these are read once and dropped
Placed = tuple[int, Row]  # the place of a row's table in the list, and the row


@dataclass(slots=True)
class Portion:
    """Rows that follow each other, and what they are the first to ask."""

    asked: list[Inquiry] = field(default_factory=list)
    rows: list[Placed] = field(default_factory=list)

    @property
    def subjects(self) -> int:
        """How many rows hold a subject."""
        return sum(row.state is RowState.SUBJECT for _, row in self.rows)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a portion is the first to ask, and where it asks that."""

    inquiries: list[Inquiry]
    subjects: int  # rows of the portion that hold one
    rows: list[tuple[str, int, int]]  # that ask one of them: sheet, number, place among the inquiries


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one step: what the report tells of each inquiry, and the cases in it by the inquiry's place."""

    told: tuple[Told, ...]
    found: tuple[tuple[int, tuple[Found, ...]], ...]


def cut(
    rows: Iterable[Placed], size: int, characters: int = CHARACTERS
) -> Iterator[tuple[Portion, dict[Inquiry, int]]]:
    """Cut a list into portions of about `size` distinct inquiries; with each, the places of all so far, from 0.

    What a row asks stays together: a portion ends before the row that would make it longer, or its texts longer than
    `characters` together.
    """
    places: dict[Inquiry, int] = {}
    portion, length = Portion(), 0
    for place, row in rows:
        new = [asked for asked in dict.fromkeys(row.inquiries) if asked not in places]
        more = sum(map(_length, new))
        if new and portion.asked and (len(portion.asked) + len(new) > size or length + more > characters):
            yield portion, places
            portion, length = Portion(), 0
        length += more
        for asked in new:
            places[asked] = len(places)
            portion.asked.append(asked)
        portion.rows.append((place, row))
    if portion.rows:
        yield portion, places


def _length(inquiry: Inquiry) -> int:
    """Characters of the texts that an inquiry asks about."""
    subject = inquiry.subject
    return len(subject.name) + sum(map(len, subject.organisations))


def pack_portion(portion: Portion, places: dict[Inquiry, int]) -> bytes:
    """Write a portion down; a row that only says where its inquiries stand is three numbers or more."""
    inquiry, row_ = _encoder(Inquiry), _encoder(Row)
    rows: list[object] = []
    sheets: dict[int, str] = {}
    for table, row in portion.rows:
        about = [places[each] for each in row.inquiries]
        sheets[table] = row.sheet
        more = row.notes or row.code or row.reason or row.reference
        if about and row.state is RowState.SUBJECT and not more:
            rows.append([table, row.number, *about])
        else:
            rows.append([table, about, *row_(row)])
    asked = [inquiry(each) for each in portion.asked]
    before = len(places) - len(asked)
    plain = {"asked": asked, "before": before, "subjects": portion.subjects, "sheets": [*sheets.items()]}
    return _packed({**plain, "rows": rows})


def read_asked(packed: bytes) -> Asked:
    """What a portion is the first to ask."""
    plain = _unpacked(packed)
    before, sheets = plain["before"], dict(plain["sheets"])
    rows = []
    for table, *said in plain["rows"]:
        number, about = (said[2], said[0]) if isinstance(said[0], list) else (said[0], said[1:])
        rows += [(sheets[table], number, place - before) for place in about if place >= before]
    return Asked([*map(_decoder(Inquiry), plain["asked"])], plain["subjects"], rows)


def read_rows(packed: bytes, asked: list[Inquiry]) -> Iterator[tuple[int, Row, tuple[int, ...]]]:
    """The rows of a portion, each with its table and the places of its inquiries.

    `asked` holds the inquiries of the portions before; those of this one are added to it at once.
    """
    plain = _unpacked(packed)
    asked.extend(map(_decoder(Inquiry), plain["asked"]))
    return _rows(plain, asked)


def _rows(plain: Any, asked: list[Inquiry]) -> Iterator[tuple[int, Row, tuple[int, ...]]]:  # noqa: ANN401
    whole, sheets = _decoder(Row), dict(plain["sheets"])
    for table, *said in plain["rows"]:
        if isinstance(said[0], list):
            yield table, whole(said[1:]), tuple(said[0])
        else:
            number, *places = said
            about = [asked[place] for place in places]
            subjects = tuple(each.subject for each in about)
            row = Row(sheets[table], number, RowState.SUBJECT, subjects, project=about[0].project)
            yield table, row, tuple(places)


def pack_frame(frame: Intake) -> bytes:
    """Write down a list without the rows of its tables."""
    return _packed(_encoder(Intake)(frame))


def read_frame(packed: bytes) -> Intake:
    """A list without the rows of its tables."""
    frame: Intake = _decoder(Intake)(_unpacked(packed))
    return frame


def pack_step(told: Sequence[Told], found: Sequence[tuple[int, tuple[Found, ...]]]) -> bytes:
    """Write down what came of a step; what is told of many is written once."""
    numbers: dict[Told, int] = {}
    of = [numbers.setdefault(each, len(numbers)) for each in told]
    encode = _encoder(Told)
    cases = _encoder(tuple[tuple[int, tuple[Found, ...]], ...])
    return _packed({"told": [encode(each) for each in numbers], "of": of, "found": cases(found)})


def read_step(packed: bytes, kept: dict[Told, Told] | None = None) -> Step:
    """What came of a step; what `kept` holds already is given as it is there, and the rest is added to it."""
    plain = _unpacked(packed)
    known = {} if kept is None else kept
    told = [known.setdefault(each, each) for each in map(_decoder(Told), plain["told"])]
    cases = _decoder(tuple[tuple[int, tuple[Found, ...]], ...])
    return Step(tuple(told[number] for number in plain["of"]), cases(plain["found"]))


# Made once: looking up what a noun is made of costs more than a chunk of them.
_encoder = cache(Codec({}, {}).encoder)
_decoder = cache(Codec({}, {}).decoder)


def _packed(plain: object) -> bytes:
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL)


def _unpacked(packed: bytes) -> Any:  # noqa: ANN401 - what JSON holds
    return json.loads(zlib.decompress(packed))
