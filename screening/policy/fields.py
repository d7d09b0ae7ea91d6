"""Strict reading of TOML tables: every field is asked for by name, every one left over is an error.

tomllib keeps no line numbers, so the line is found again in the text; where a key is nowhere to be seen
(a field that is missing) the line is that of its table.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from screening.policy.errors import PolicyInvalid

ChoiceT = TypeVar("ChoiceT", bound=StrEnum)
HEADING = re.compile(r"\s*(\[\[?)\s*([^\]\s]+)\s*\]")
KEY = re.compile(r"\s*([\w.\-\"]+)\s*=")


def read_toml(path: Path) -> Fields:
    """Read a TOML file for strict taking.

    Raises:
        PolicyInvalid: the file is not there, not UTF-8 or not TOML.
    """
    try:
        text = path.read_text(encoding="utf-8")
        return Fields(path.name, text, tomllib.loads(text), "", 0)
    except OSError as error:
        raise PolicyInvalid(f"{path.name}: the file cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PolicyInvalid(f"{path.name}: not a TOML file in UTF-8: {error}.") from error


@dataclass(slots=True)
class Fields:
    """One table of a file, emptied field by field."""

    file: str
    source: str
    table: dict[str, Any]
    section: str  # the name of the array of tables it stands in, or ""
    number: int  # which one of those, counted from 1
    prefix: str = ""  # for a table within: "when."

    def fail(self, key: str, problem: str) -> NoReturn:
        """Refuse the file, naming line and field."""
        name = f"{self.prefix}{key}"
        where = f"{self.section} {self.number}, {name}" if self.section else name
        line = line_of(self.source, self.section, self.number, name)
        raise PolicyInvalid(
            f"{self.file}, line {line}, {where}: {problem}.", file=self.file, line=line, field=where
        )

    def text(self, key: str, default: str | None = None) -> str:
        """Take a text; without a default it must be there and not be empty."""
        value = self._take(key, default, str, "a text")
        if default is None and not value.strip():
            self.fail(key, "must not be empty")
        return str(value)

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """Take a whole number from `low` to `high`."""
        value = self._take(key, default, int, "a whole number")
        if isinstance(value, bool) or not low <= value <= high:
            self.fail(key, f"must be a whole number from {low} to {high}")
        return int(value)

    def share(self, key: str, default: float) -> float:
        """Take a number from 0 to 1."""
        value = self._take(key, default, (int, float), "a number")
        if not 0 <= value <= 1:
            self.fail(key, "must be from 0 to 1")
        return float(value)

    def day(self, key: str) -> date | None:
        """Take a date, or None where there is none."""
        value = self.table.pop(key, None)
        if value is not None and type(value) is not date:
            self.fail(key, "must be a date such as 2026-07-08, without quotes")
        return value

    def choice(self, key: str, choices: type[ChoiceT], default: ChoiceT | None = None) -> ChoiceT:
        """Take one word of a fixed vocabulary."""
        value = self._take(key, default, str, "a text")
        return self._one_of(key, str(value), choices)

    def choices(self, key: str, choices: type[ChoiceT]) -> tuple[ChoiceT, ...]:
        """Take a list of words of a fixed vocabulary; empty where there is none."""
        return tuple(self._one_of(key, value, choices) for value in self.texts(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Take a list of texts; empty where there is none."""
        value = self._take(key, [], list, "a list of texts")
        if not all(isinstance(each, str) and each for each in value):
            self.fail(key, "must be a list of texts in quotes")
        return tuple(value)

    def inner(self, key: str) -> Fields:
        """Take a table within; empty where there is none."""
        value = self._take(key, {}, dict, "a table")
        section = self.section
        return Fields(self.file, self.source, dict(value), section, self.number, f"{self.prefix}{key}.")

    def tables(self, key: str) -> list[Fields]:
        """Take an array of tables, as in [[rule]]; empty where there is none."""
        value = self._take(key, [], list, f"tables headed [[{key}]]")
        if not all(isinstance(each, dict) for each in value):
            self.fail(key, f"must be tables headed [[{key}]]")
        return [
            Fields(self.file, self.source, dict(each), key, number) for number, each in enumerate(value, 1)
        ]

    def hits(self, key: str) -> list[dict[str, Any]]:
        """Take a list of inline tables, as in hits = [{ list = "..." }]; empty where there is none."""
        value = self._take(key, [], list, "a list of tables in braces")
        if not all(isinstance(each, dict) for each in value):
            self.fail(key, "must be a list of tables in braces")
        return list(value)

    def finish(self) -> None:
        """Refuse what nobody asked for: a misspelt field is an error, never a silence."""
        for key in self.table:
            self.fail(key, "there is no such field")

    def _take(self, key: str, default: Any, kind: Any, called: str) -> Any:  # noqa: ANN401 - TOML is untyped
        if key not in self.table:
            if default is None:
                for near in difflib.get_close_matches(key, self.table, n=1, cutoff=0.75):
                    self.fail(near, f"there is no such field; did you mean {key!r}?")
                self.fail(key, "is missing")
            return default
        value = self.table.pop(key)
        if not isinstance(value, kind):
            self.fail(key, f"must be {called}")
        return value

    def _one_of(self, key: str, value: str, choices: type[ChoiceT]) -> ChoiceT:
        try:
            return choices(value)
        except ValueError:
            near = difflib.get_close_matches(value, [each.value for each in choices], n=1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            self.fail(key, f"{value!r} is not one of {', '.join(choices)}{meant}".rstrip("?."))


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
