"""The words that the writers write with: one table a file of `words/`, each row with where it was seen or an example."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "words"
JOINT = " | "


@cache
def rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of a table as printed there."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, strict=True))


@cache
def column(table: str, name: str) -> tuple[str, ...]:
    """One column of a table."""
    return tuple(row[name] for row in rows(table))


@cache
def short_words() -> dict[str, tuple[str, ...]]:
    """How a word is cut short, by word."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows("short_words"):
        found[row["word"]].append(row["short"])
    return {word: tuple(shorts) for word, shorts in found.items()}


@cache
def forms_of_countries() -> dict[str, tuple[str, ...]]:
    """Legal forms by the country whose companies have them."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows("legal_forms"):
        for country in row["countries"].split():
            found[country].append(row["form"])
    return {country: tuple(forms) for country, forms in found.items()}


@cache
def trades_of_countries() -> dict[str, tuple[str, ...]]:
    """What small firms do, by country."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows("trades"):
        for country in row["countries"].split():
            found[country].append(row["trade"])
    return {country: tuple(trades) for country, trades in found.items()}


@cache
def country_writing() -> dict[str, tuple[str, ...]]:
    """How the name of a country is written, by code."""
    return {row["country"]: tuple(row["written"].split(JOINT)) for row in rows("country_writing")}


@cache
def weighted(table: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Patterns of a table and how often each is used."""
    return column(table, "pattern"), tuple(int(weight) for weight in column(table, "weight"))
