"""Strict reading of TOML files into types: whatever does not fit is refused with file, line and field.

The types say what a table holds; pydantic finds what does not fit, and here that becomes a sentence. tomllib keeps no line
numbers, so the line is found again in the text; where a key is nowhere to be seen (a field that is missing) the line is that
of its table.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Strict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from screening.policy.errors import PolicyInvalid

TableT = TypeVar("TableT")
NumberT = TypeVar("NumberT", int, float)
FieldPath = tuple[str | int, ...]  # as ("rule", 0, "when", "lists"); tables of an array are counted from 0
HEADING = re.compile(r"\s*(\[\[?)\s*([^\]\s]+)\s*\]")
KEY = re.compile(r"\s*([\w.\-\"]+)\s*=")
_QUOTED = re.compile(r"'([^']*)'")
_UNKNOWN = "unexpected_keyword_argument"  # what pydantic calls a field that a type has not
_HEADED = ("rule", "external", "example")  # arrays of tables, as in [[rule]]
_IN_BRACES = ("hits",)  # the same written as hits = [{ list = "..." }]
_A_DATE = "must be a date such as 2026-07-08, without quotes"
_SENTENCES = {
    "missing": "is missing",
    _UNKNOWN: "there is no such field",
    "string_type": "must be a text",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false, without quotes",
    "date_type": _A_DATE,
    "dict_type": "must be a table",
    "dataclass_type": "must be a table",
}


class Misplaced(ValueError):
    """What is wrong with one field within the table that is looked at."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


def _filled(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value


def _web_address(value: str) -> str:
    if urlsplit(value).scheme not in ("http", "https"):
        raise ValueError("must be an address that begins with https:// or http://")
    return value


def between(low: NumberT, high: NumberT, sentence: str) -> Callable[[NumberT], NumberT]:
    """Takes numbers from `low` to `high`; `sentence` says so where one is not."""

    def check(value: NumberT) -> NumberT:
        if not low <= value <= high:
            raise ValueError(sentence)
        return value

    return check


def one_of(words: Sequence[str]) -> Callable[[str], str]:
    """Takes these words."""

    def check(value: str) -> str:
        if value not in words:
            raise ValueError(not_one_of(value, words))
        return value

    return check


def not_one_of(value: str, words: Sequence[str]) -> str:
    """That a word is none of a fixed vocabulary, and which one may be meant."""
    near = difflib.get_close_matches(value, words, n=1)
    meant = f"; did you mean {near[0]!r}" if near else ""
    return f"{value!r} is not one of {', '.join(words)}{meant}"


FilledText = Annotated[str, AfterValidator(_filled)]
Texts = tuple[FilledText, ...]
Address = Annotated[str, AfterValidator(_web_address)]
Day = Annotated[date, Strict()]
YesOrNo = Annotated[bool, Strict()]
Share = Annotated[float, Strict(), AfterValidator(between(0.0, 1.0, "must be from 0 to 1"))]


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A file as it was read."""

    name: str
    source: str
    table: dict[str, Any]

    @staticmethod
    def open(path: Path) -> TomlFile:
        """Read a file.

        Raises:
            PolicyInvalid: it is not there, not UTF-8 or not TOML.
        """
        try:
            text = path.read_text(encoding="utf-8")
            return TomlFile(path.name, text, tomllib.loads(text))
        except OSError as error:
            raise PolicyInvalid(f"{path.name}: the file cannot be read ({error.strerror}).") from error
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PolicyInvalid(f"{path.name}: not a TOML file in UTF-8: {error}.") from error

    def read(self, type_: TypeAdapter[TableT], table: dict[str, Any], under: FieldPath = ()) -> TableT:
        """Take a table of this file, the one `under` a field or the whole, as a type.

        Raises:
            PolicyInvalid: naming line and field of the first that does not fit.
        """
        try:
            return type_.validate_python(table)
        except ValidationError as error:
            faults = error.errors()
            unknown = [(*under, *each["loc"]) for each in faults if each["type"] == _UNKNOWN]
            self._refuse((*under, *faults[0]["loc"]), faults[0], unknown)

    def fail(self, path: FieldPath, problem: str) -> NoReturn:
        """Refuse the file, naming line and field."""
        section, number, rest = self._section(path)
        name = ".".join(each for each in rest if isinstance(each, str))
        where = f"{section} {number}, {name}" if section else name
        line = line_of(self.source, section, number, name)
        raise PolicyInvalid(
            f"{self.name}, line {line}, {where}: {problem}.", file=self.name, line=line, field=where
        )

    def _section(self, path: FieldPath) -> tuple[str, int, FieldPath]:
        """The array of tables that a field stands in, which one of those, counted from 1, and the field within."""
        key, *rest = path
        number = rest[0] if len(rest) > 1 else None
        if isinstance(key, str) and isinstance(number, int):
            tables = self.table.get(key)
            if isinstance(tables, list) and isinstance(tables[number], dict):
                return key, number + 1, tuple(rest[1:])
        return "", 0, path

    def _refuse(self, path: FieldPath, fault: ErrorDetails, unknown: list[FieldPath]) -> NoReturn:
        type_, value = fault["type"], fault["input"]
        if type_ == "missing":
            *parent, key = path
            beside = {str(each[-1]): each for each in unknown if each[:-1] == tuple(parent)}
            for near in difflib.get_close_matches(str(key), beside, n=1, cutoff=0.75):
                self.fail(beside[near], f"there is no such field; did you mean {key!r}")
        if path[-1] == "[key]":
            path = path[:-1]
        if type_ in ("enum", "literal_error"):
            words = _QUOTED.findall(fault["ctx"]["expected"])
            self.fail(path, not_one_of(value, words) if isinstance(value, str) else "must be a text")
        if type_ == "value_error":
            error = fault["ctx"]["error"]
            within = (error.field,) if isinstance(error, Misplaced) else ()
            self.fail((*path, *within), str(error))
        if type_ == "tuple_type" or isinstance(path[-1], int):
            array = path if type_ == "tuple_type" else path[:-1]
            self.fail(array, self._array(str(array[-1]), of_tables=type_ == "dataclass_type"))
        if type_ == "missing" and path[-1] == "on":
            self.fail(path, f"is missing; it {_A_DATE}")
        if type_ == _UNKNOWN and "project" in path:
            self.fail(path, "there is no such project fact")
        self.fail(path, _SENTENCES.get(type_, fault["msg"]))

    def _array(self, key: str, *, of_tables: bool) -> str:
        if key in _IN_BRACES:
            return "must be a list of tables in braces"
        if of_tables or key in _HEADED:
            return f"must be tables headed [[{key}]]"
        return "must be a list of texts in quotes"


def line_of(source: str, section: str, number: int, key: str) -> int:
    """The line (from 1) where a field stands, else that of the table it is missing from, else 1."""
    wanted = f"{section}.{key}" if section else key
    table, seen, nearest = "", 0, 1
    for index, line in enumerate(source.splitlines(), 1):
        written = ""
        if heading := HEADING.match(line):
            table = written = heading[2]
            seen += heading[1] == "[[" and table == section
        elif name := KEY.match(line):
            written = f"{table}.{name[1]}".lstrip(".").replace('"', "")
        if not written or (section and seen != number):
            continue
        if f"{written}.".startswith(f"{wanted}."):
            return index
        if wanted.startswith(f"{written}."):
            nearest = index
    return nearest
