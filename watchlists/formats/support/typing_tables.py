"""The tables of `data/typing/` and `data/cities.csv`: words that rules rest on, and what a person decided about names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from watchlists.countries import country_code, fold
from watchlists.model import ListedName, Listing, NameKind

DATA = Path(__file__).parents[2] / "data"
NUMBER = re.compile(r"\d+(?:st|nd|rd|th)?")
MOST_GENERIC = (
    5  # words; a longer name of common words is still one body's ("National Research University ...")
)
WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")


def words(text: str) -> list[str]:
    """The words of a text in lower case, without punctuation at their edges."""
    return [word.lower() for word in WORD.findall(text)]


@cache
def vocabulary(name: str) -> frozenset[str]:
    """The folded first column of `data/typing/<name>.csv`."""
    with (DATA / "typing" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        return frozenset(fold(row[0]) for row in rows)


@cache
def cities() -> frozenset[tuple[str, str]]:
    """(country code, folded city) of cities large enough to be named without explanation (GeoNames, CC BY 4.0)."""
    with (DATA / "cities.csv").open(encoding="utf-8", newline="") as file:
        return frozenset((row["country"], fold(row["city"])) for row in csv.DictReader(file))


@cache
def city_names() -> frozenset[str]:
    """The folded cities without their countries: a list of 20,000 parties asks for some 200,000 texts."""
    return frozenset(city for _, city in cities())


def is_legal_form(text: str) -> bool:
    """Whether the text is nothing but legal forms ("JSC", "Co., Ltd."), as a phrase or word by word."""
    forms = vocabulary("legal_forms")
    return fold(text) in forms or (bool(words(text)) and all(fold(word) in forms for word in text.split()))


def is_place(text: str) -> bool:
    """Whether the text is nothing but a country or a known city."""
    return country_code(text) is not None or fold(text) in city_names()


def is_generic(text: str) -> bool:
    """Whether no word of the text tells one body from another ("Institute of Physics", "Army University")."""
    found = words(text)
    return 0 < len(found) <= MOST_GENERIC and all(
        fold(word) in vocabulary("generic_words") or NUMBER.fullmatch(word) for word in found
    )


DECISIONS = DATA / "typing" / "names.csv"


def curated(list_id: str, listings: Iterable[Listing], decisions: Path = DECISIONS) -> list[Listing]:
    """Apply the decisions about one list to its listings.

    Raises:
        ValueError: a decision names a listing that is not there.
    """
    done, lapsed = curated_if_printed(list_id, listings, decisions)
    if lapsed:
        raise ValueError(f"{decisions.name}: {list_id} has no listing {lapsed[0]!r}.")
    return done


def curated_if_printed(
    list_id: str, listings: Iterable[Listing], decisions: Path = DECISIONS
) -> tuple[list[Listing], list[str]]:
    """Apply the decisions about one list to its listings, and name the listings that no longer stand there."""
    by_listing = _read(list_id, decisions)
    done = []
    for listing in listings:
        names = list(listing.names)
        for decided in by_listing.get(listing.name, ()):
            _decide(names, decided)
        done.append(replace(listing, names=tuple(names)))
    return done, sorted(by_listing.keys() - {listing.name for listing in done})


def _decide(names: list[ListedName], decided: ListedName) -> None:
    at = next((place for place, name in enumerate(names) if name.text == decided.text), None)
    if at is None:
        names.append(decided)
    elif at == 0:
        names[0] = replace(names[0], note=decided.note)
    else:
        names[at] = decided


def _read(list_id: str, decisions: Path) -> dict[str, Sequence[ListedName]]:
    found: dict[str, list[ListedName]] = {}
    with decisions.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["list"] == list_id:
                decided = ListedName(row["name"], NameKind(row["kind"]), row["reason"])
                found.setdefault(row["listing"], []).append(decided)
    return dict(found)
