"""The word lists that transcription rules rest on, read from `data/typing/` and `data/cities.csv`.

They say what sort of name a printed string is. They never weigh a person: a given name only tells a person
from a company, in lists that print both without saying which.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

from watchlists.countries import country_code, fold

DATA = Path(__file__).parent.parent / "data"
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
