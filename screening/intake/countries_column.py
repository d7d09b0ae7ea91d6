"""Countries of a column as ISO alpha-2, by name or by code, and never by the wrong code system.

US forms use FIPS codes, where CH is China and not Switzerland, and RS is Russia and not Serbia. A column of
codes is read by the system that its codes allow. Where both allow it and would name different countries,
common sense may decide (nobody's list holds the Comoros and never China); else the person is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.intake.vocabularies import csv_file
from watchlists.countries import country_code, country_code_from_fips, country_name

COUNTRIES = ("country", "institution_country")  # meanings of columns
_FAR_MORE = 20  # a reading with 20 times the organisations is taken for granted: China over the Comoros
_NEARLY_ALL = 20  # one code in twenty may be a slip
_COLLOQUIAL = {"UK": "GB", "EL": "GR"}  # not ISO, yet common among ISO codes: the EU writes them so


@dataclass(frozen=True, slots=True)
class CountryReading:
    """How a column's codes are to be read; `examples` shows what both systems make of them when it is open."""

    system: str  # "iso", "fips" or "" when the person must say
    why: str = ""
    examples: str = ""


def decide(values: Iterable[str], header: str, chosen: str | None) -> CountryReading:
    """Judge the codes of a column. Names of countries say nothing about the code system."""
    if chosen:
        return CountryReading(chosen, "Set by you with --country-codes.")
    label = header.casefold()
    if "fips" in label:
        return CountryReading("fips", "The header says so.")
    if "iso" in label.replace("/", " ").split() or "alpha" in label:
        return CountryReading("iso", "The header says so.")
    codes = Counter(text for text in (value.strip().upper() for value in values) if _is_code(text))
    iso, fips, open_ = _evidence(codes)
    if iso and iso >= _NEARLY_ALL * fips:
        return CountryReading("iso", "Some of its codes exist in ISO only.")
    if fips and fips >= _NEARLY_ALL * iso:
        return CountryReading("fips", "Some of its codes exist in FIPS only.")
    if not iso and not fips and not open_:
        return CountryReading("iso")
    return CountryReading("", examples=_examples(open_ or list(codes)))


@lru_cache(maxsize=2_000)  # of a column of a hundred thousand rows, some dozens differ
def to_code(text: str, system: str) -> str:
    """The ISO alpha-2 code of a country as given, "" where it is not understood."""
    stripped = text.strip()
    if _is_code(stripped.upper()):
        upper = stripped.upper()
        if system == "fips":
            return country_code_from_fips(upper) or ""
        return country_code(_COLLOQUIAL.get(upper, upper)) or ""
    return country_code(stripped) or ""


def _is_code(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isalpha()


def _evidence(codes: Counter[str]) -> tuple[int, int, list[str]]:
    """Rows that speak for ISO, rows that speak for FIPS, and codes that stay open."""
    iso_rows = fips_rows = 0
    open_: list[str] = []
    for code, count in codes.items():
        iso, fips = country_code(code), country_code_from_fips(code)
        if iso == fips or code in _COLLOQUIAL:
            continue
        weights = _weight(iso), _weight(fips)
        if weights[0] >= _FAR_MORE * weights[1]:
            iso_rows += count
        elif weights[1] >= _FAR_MORE * weights[0]:
            fips_rows += count
        else:
            open_.append(code)
    return iso_rows, fips_rows, open_


def _weight(country: str | None) -> float:
    """Organisations of a country known to the register; none at all for a code that does not exist."""
    return 0.0 if country is None else max(1.0, _organisations().get(country, 1))


@cache
def _organisations() -> dict[str, int]:
    return {row["country"]: int(row["organisations"]) for row in csv_file("organisations_by_country.csv")}


def _examples(codes: list[str]) -> str:
    shown = []
    for code in sorted(codes)[:3]:
        iso, fips = country_code(code), country_code_from_fips(code)
        shown.append(
            f"{code} is {country_name(iso) if iso else 'nothing'} in ISO, {country_name(fips) if fips else 'nothing'} in FIPS"
        )
    return "; ".join(shown)
