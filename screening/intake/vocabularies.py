"""Reading the vocabulary files of this package; each is read once and never changed."""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def _text(name: str) -> str:
    return (files("screening.intake") / "vocabulary" / name).read_text(encoding="utf-8")


@cache
def toml_file(name: str) -> dict[str, Any]:
    """A vocabulary in TOML. Raises FileNotFoundError or tomllib.TOMLDecodeError where it is missing or broken."""
    return tomllib.loads(_text(name))


@cache
def csv_file(name: str) -> tuple[dict[str, str], ...]:
    """A vocabulary in CSV with a header, one row an entry. Raises FileNotFoundError or csv.Error."""
    return tuple(csv.DictReader(_text(name).splitlines(), strict=True))
