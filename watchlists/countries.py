"""Countries by code and by name, exactly: a country is recognised or it is not, and nothing is guessed.

`data/countries.csv` has one row a country: ISO 3166-1 alpha-2 and alpha-3, the FIPS 10-4 code, the English
name, native names, names in other languages, and variants as lists and forms print them. Names come from
Unicode CLDR; codes from ISO 3166-1 and GeoNames; variants from the lists we ship.

ISO and FIPS disagree (FIPS "CH" is China, ISO "CH" is Switzerland), so FIPS has its own function and is
never tried in passing. A folded name that two countries bear refuses the file.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

COUNTRIES = Path(__file__).parent / "data" / "countries.csv"
DIACRITICS = (202, 220, 230)  # combining classes of marks that are dropped; Indic vowel signs have others
FOLDED_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "&": " and "})
ARTICLE = re.compile(r"^\W*the\s+")


@dataclass(frozen=True, slots=True)
class CountryTable:
    """The country file, ready for lookup by ISO code, folded name and FIPS code."""

    by_code: dict[str, str]
    by_name: dict[str, str]
    by_fips: dict[str, str]
    names: dict[str, str]


def country_code(text: str) -> str | None:
    """The ISO alpha-2 code of a country given by ISO code (two or three letters) or by any known name.

    Case, accents, spaces and punctuation do not matter; spelling does. None where it is not a country, and
    where it could be two ("Korea", "Congo").
    """
    table = country_table()
    # Codes come first and keep their accents: "Áo" is Austria in Vietnamese, "AO" is Angola.
    return table.by_code.get(text.strip().upper()) or table.by_name.get(fold(text))


def country_code_from_fips(text: str) -> str | None:
    """The ISO alpha-2 code of a FIPS 10-4 code, None where there is no such code."""
    return country_table().by_fips.get(text.strip().upper())


def country_name(code: str) -> str:
    """The English name of an ISO alpha-2 code; the code itself where it is unknown."""
    return country_table().names.get(code, code)


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Reduce a printed country to what tells countries apart: letters and digits, no case, no accents."""
    # Remembered because words of names repeat: a list of 20,000 parties asks for some 800,000 texts.
    lowered = unicodedata.normalize("NFKD", text).casefold().translate(FOLDED_LETTERS)
    return "".join(
        sign
        for sign in ARTICLE.sub("", lowered)
        if unicodedata.category(sign)[0] in "LNM" and unicodedata.combining(sign) not in DIACRITICS
    )


@cache
def country_table() -> CountryTable:
    """Read the country file once; later calls return the same table."""
    return read_countries(COUNTRIES)


def read_countries(path: Path) -> CountryTable:
    """Read a country file.

    Raises:
        ValueError: a folded name belongs to two countries; names both.
    """
    by_code: dict[str, str] = {}
    by_name: dict[str, str] = {}
    by_fips: dict[str, str] = {}
    names: dict[str, str] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = row["code"]
            names[code] = row["name"]
            if row["fips"]:
                by_fips[row["fips"]] = code
            by_code[code] = by_code[row["alpha3"]] = code
            listed = [row["name"]]
            for column in ("native", "names", "variants"):
                listed += row[column].split(" | ")
            for name in filter(None, map(fold, listed)):
                if by_name.setdefault(name, code) != code:
                    raise ValueError(f"{path.name}: {name!r} is both {by_name[name]} and {code}.")
    return CountryTable(by_code, by_name, by_fips, names)
