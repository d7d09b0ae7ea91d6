"""What a person says about how a file is to be read, in the words of the command line, of HTTP and of pages.

The words are the same everywhere: `name=B` maps column B (or the column with that header) to names, `Sheet1=3` says
that row 3 of that sheet is its header, `3` says so of every sheet. `IntakeOptions` is what the reader is given: the
choice for one file, with what the team confirmed before. Nothing of it is guessed from the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from screening.errors import UploadRefused
from screening.intake.limits import LIMITS, Limits
from screening.intake.mapping import MappingChoice
from screening.intake.model import Column, Table


@dataclass(frozen=True, slots=True)
class IntakeOptions:
    """Choices for one file.

    `map` pairs a meaning ("name", "affiliation", ...) with a header as printed or a column letter, and wins
    over recognition; several columns may mean affiliation. `encoding` declares how a CSV file is encoded. `strict_formulas` leaves rows whose name or
    affiliation is a formula unscreened. `country_codes` is "iso", "fips" or None for columns of two letters.
    `file_name` is the user's name of the file where it is stored under another one. `ignore`, `header_rows` and
    `skip_sheets` are those of `MappingChoice`; `delimiter` declares how the columns of a text file are parted.
    `as_above` says whether cells that say "as above" are read as the cell above ("yes", "no", "" where nobody has said it).
    `confirmed` holds mappings that the team confirmed before, by the signature of their headers.
    """

    map: tuple[tuple[str, str], ...] = ()
    encoding: str | None = None
    strict_formulas: bool = False
    country_codes: str | None = None
    file_name: str = ""
    ignore: tuple[str, ...] = ()
    header_rows: tuple[tuple[str, int], ...] = ()
    skip_sheets: tuple[str, ...] = ()
    delimiter: str = ""
    as_above: str = ""
    confirmed: Mapping[str, MappingChoice] = field(default_factory=dict)
    limits: Limits = LIMITS


# Of a delimiter that nobody can type or see in a shell, its name.
DELIMITERS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " "}
_NAMES = {sign: name for name, sign in DELIMITERS.items()}
AS_ABOVE = ("yes", "no")
_ROW = re.compile(r"[0-9]{1,7}")


class ChoiceInvalid(UploadRefused):
    """A choice is not written as one."""

    code, status = "choice-invalid", 422


@dataclass(frozen=True, slots=True)
class ReadingChoice:
    """Everything that a person may choose about how one file is read; empty fields are left to recognition."""

    map: tuple[tuple[str, str], ...] = ()  # (meaning, header as printed or column letter)
    ignore: tuple[str, ...] = ()  # columns to leave out, by header or letter
    header_rows: tuple[tuple[str, int], ...] = ()  # (sheet, or "" for every sheet; row, or 0 for no header)
    skip_sheets: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    as_above: str = ""  # of AS_ABOVE, or "" where nobody has said it

    @classmethod
    def of(cls, choice: MappingChoice, encoding: str = "", delimiter: str = "") -> ReadingChoice:
        """The choice that selects one reading of a table, or of a text file."""
        return cls(
            choice.map,
            choice.ignore,
            choice.header_rows,
            choice.skip_sheets,
            encoding,
            delimiter,
            choice.as_above,
        )

    @classmethod
    def parse(
        cls,
        map: Iterable[str] = (),
        ignore: Iterable[str] = (),
        header_row: Iterable[str] = (),
        skip_sheet: Iterable[str] = (),
        encoding: str = "",
        delimiter: str = "",
        as_above: str = "",
    ) -> ReadingChoice:
        """Read the words of a choice.

        Raises:
            ChoiceInvalid: one of them is not written as it must be.
        """
        return cls(
            map=tuple(dict.fromkeys(_pair(text) for text in map)),
            ignore=tuple(dict.fromkeys(text.strip() for text in ignore if text.strip())),
            header_rows=tuple(dict(_header_row(text) for text in header_row).items()),
            skip_sheets=tuple(dict.fromkeys(text for text in skip_sheet if text)),
            encoding=encoding.strip(),
            delimiter=_delimiter(delimiter),
            as_above=_as_above(as_above),
        )

    @property
    def mapping(self) -> MappingChoice:
        """The part of it that is about tables."""
        return MappingChoice(self.map, self.ignore, self.header_rows, self.skip_sheets, self.as_above)

    def merge(self, later: ReadingChoice) -> ReadingChoice:
        """This choice with a later one on top: of what both speak of, the later one holds."""
        said = {column.casefold() for _, column in later.map} | {each.casefold() for each in later.ignore}
        kept = tuple(pair for pair in self.map if pair[1].casefold() not in said)
        ignored = tuple(each for each in self.ignore if each.casefold() not in said)
        return ReadingChoice(
            map=(*kept, *later.map),
            ignore=(*ignored, *later.ignore),
            header_rows=tuple((dict(self.header_rows) | dict(later.header_rows)).items()),
            skip_sheets=tuple(dict.fromkeys((*self.skip_sheets, *later.skip_sheets))),
            encoding=later.encoding or self.encoding,
            delimiter=later.delimiter or self.delimiter,
            as_above=later.as_above or self.as_above,
        )

    def words(self) -> dict[str, Any]:
        """The choice as JSON: the fields of a call over HTTP, as `parse` takes them."""
        words: dict[str, Any] = {
            "map": [f"{meaning}={column}" for meaning, column in self.map],
            "ignore": [*self.ignore],
            "header_row": [f"{sheet}={row}" if sheet else str(row) for sheet, row in self.header_rows],
            "skip_sheet": [*self.skip_sheets],
            "encoding": self.encoding,
            "delimiter": _NAMES.get(self.delimiter, self.delimiter),
            "as_above": self.as_above,
        }
        return {key: value for key, value in words.items() if value}

    def stated(self) -> list[tuple[str, str]]:
        """The choice as it stands among what was asked for, in the provenance of a report."""
        return [
            *((f"map {meaning}", column) for meaning, column in self.map),
            *(("left out", column) for column in self.ignore),
            *((f"header row {sheet}".strip(), str(row)) for sheet, row in self.header_rows),
            *(("sheet left out", sheet) for sheet in self.skip_sheets),
            *[("encoding", self.encoding)] * bool(self.encoding),
            *[("delimiter", _NAMES.get(self.delimiter, self.delimiter))] * bool(self.delimiter),
            *[("“as above” read as the cell above", self.as_above)] * bool(self.as_above),
        ]


def names_column(asked: str, column: Column, table: Table) -> bool:
    """Whether a choice names a column of a table: by header, letter or cell, with the sheet before it or without."""
    text = asked.removeprefix(f"{table.sheet}!").strip().casefold()
    if text in {column.header.strip().casefold(), column.letter.casefold()} - {""}:
        return True
    row = text.removeprefix(column.letter.casefold())
    return row != text and row.isdecimal() and top_of(table) <= int(row) <= table.last_row


def top_of(table: Table) -> int:
    """The first row of a table, with its header."""
    return table.first_header_row or table.header_row or (table.rows[0].number if table.rows else 1)


def options_of(words: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Words of a choice as options of the command line, each with its value."""
    found: list[tuple[str, str]] = []
    for key, value in words.items():
        values: Sequence[str] = [value] if isinstance(value, str) else value
        found += [(f"--{key.replace('_', '-')}", each) for each in values]
    return found


def _pair(text: str) -> tuple[str, str]:
    meaning, equals, column = text.partition("=")
    if not equals or not meaning.strip() or not column.strip():
        raise ChoiceInvalid(f"{text[:100]!r} is not MEANING=COLUMN; write for example name=B.")
    return meaning.strip(), column.strip()


def _header_row(text: str) -> tuple[str, int]:
    sheet, _, row = text.rpartition("=")
    if not _ROW.fullmatch(row.strip()):
        raise ChoiceInvalid(
            f"{text[:100]!r} names no header row; write its number, SHEET=NUMBER for one sheet, or 0 for none."
        )
    return sheet, int(row)


def _as_above(text: str) -> str:
    said = text.strip().lower()
    if said and said not in AS_ABOVE:
        raise ChoiceInvalid(
            f"{text[:20]!r} does not say whether “as above” is the cell above; write yes or no."
        )
    return said


def _delimiter(text: str) -> str:
    sign = DELIMITERS.get(text.strip().lower(), text)
    sign = "\t" if sign == "\\t" else sign
    if len(sign) > 1:
        raise ChoiceInvalid(
            f"{text[:20]!r} parts no columns; give one character, or {', '.join(DELIMITERS)}."
        )
    return sign
