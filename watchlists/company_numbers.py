"""Numbers that registers give to companies, out of what publishers print of them.

- A number is brought to the scheme whose form and check digits it has (`lei`, `uscc`, `inn`, `ogrn`); any other, and one
  whose check digit is wrong, is kept as `company`.
- Without the country of the company a number is Russian only where the words beside it say so.
- What the words beside a number mean stands in `data/number_terms.csv`: some say that it is no number of a company.
- Nothing is read of persons: readers ask for bodies alone.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from stdnum import lei
from stdnum.cn import uscc
from stdnum.ru import inn, ogrn

from watchlists.countries import fold

TERMS = Path(__file__).parent / "data" / "number_terms.csv"
COMPANY = "company"  # a number of a company whose scheme is not known
Number = tuple[str, str]  # scheme and value
CHECKS: dict[str, Callable[[str], bool]] = {
    "lei": lei.is_valid,
    "uscc": uscc.is_valid,
    "inn": inn.is_valid,
    "ogrn": ogrn.is_valid,
}
_FORMS = {
    "lei": re.compile(r"[A-Z0-9]{18}\d{2}"),
    "uscc": re.compile(r"[1-9A-HJ-NPQRTUWXY][0-9A-Z]\d{6}[0-9A-HJ-NPQRTUWXY]{10}"),
    "inn": re.compile(r"\d{10}|\d{12}"),
    "ogrn": re.compile(r"\d{13}|\d{15}"),
}
# The check digit has ten values: one number of ten digits in ten passes as a Russian tax number, whoever gave it out.
_RUSSIAN = ("inn", "ogrn")
# A slash before a word of letters ends the number: "1027700132195/KPP 770401001".
_NUMBER = re.compile(r"[^\W_](?:(?:[\w.-]|/(?![^\W\d_]+\b))*[^\W_])?")
_DIGITS_APART = re.compile(r"(?<![\w./-])\d+(?: \d+)+(?![\w./-])")
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d")
# A Russian tax number with the code of the tax office, which many bodies share.
_TAX_OFFICE = re.compile(r"\b(\d{10})\s*/\s*\d{9}\b")
_FEWEST_DIGITS = 5
_LONGEST = 30  # characters: longer ones are addresses of pages and several numbers in one
_BRACKET = re.compile(r"\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)")


def comparable_number(scheme: str, value: str) -> str:
    """A number in the form in which it is compared, by whoever compares numbers; "" is no number.

    Registers fill their numbers up with noughts, and people leave them out: "07654321" is "7654321".
    """
    bare = _bare(value)
    return bare.lstrip("0") if scheme == COMPANY else bare


def company_numbers(text: str, country: str = "") -> tuple[Number, ...]:
    """The numbers in a text that holds numbers of a company, such as a column of registration numbers.

    `country`: of the company, ISO codes joined by a blank; "" where it is not known.
    """
    return _once(
        _scheme(value, country, before, after)
        for before, value, after in _parts(text)
        if "ignored" not in (_meaning(before), _meaning(after))
    )


def labelled_numbers(text: str, country: str = "") -> tuple[Number, ...]:
    """The numbers in a text of any sort whose own words say that they are a company's."""
    return _once(
        _scheme(value, country, before, "")
        for before, value, _ in _parts(text)
        if _meaning(before) not in ("", "ignored", "part")
    )


def number_of(kind: str, value: str, country: str = "") -> tuple[Number, ...]:
    """A number whose kind the publisher prints apart from it; none where the kind is no number of a company."""
    if not value.strip() or _meaning(kind) in ("", "ignored", "part"):
        return ()
    return (_scheme(" ".join(value.split()), country, kind, ""),)


def checked_number(scheme: str, value: str) -> Number:
    """A number under the scheme its publisher gives it, or under `company` where its form or check digit is another."""
    bare = _bare(value)
    if scheme in CHECKS and not (_FORMS[scheme].fullmatch(bare) and CHECKS[scheme](bare)):
        return COMPANY, value
    return scheme, bare if scheme in CHECKS else value


def _scheme(value: str, country: str, *words: str) -> Number:
    bare = _bare(value)
    said = {_meaning(text) for text in words}
    for scheme, form in _FORMS.items():
        if form.fullmatch(bare) and CHECKS[scheme](bare):
            russian = scheme in said or "RU" in country.split()
            if scheme not in _RUSSIAN or russian:
                return scheme, bare
    return COMPANY, value


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    """Each number with the words before it and those in brackets after it."""
    text = _DIGITS_APART.sub(_together, "".join(map(_plain_digit, text)))
    text, end = _TAX_OFFICE.sub(r"\1", text), 0
    for found in _NUMBER.finditer(text):
        value = found[0]
        if not _is_number(value):
            continue
        before = re.split(r"[;,\n]", text[end : found.start()])[-1].strip(" :.-–№#/")
        start, _, word = before.rpartition(" ")
        if _meaning(word) == "part":
            before, value = start, f"{word} {value}"
        behind = _BRACKET.match(text, found.end())
        end = behind.end() if behind else found.end()
        yield before, value, behind[1] if behind else ""


def _plain_digit(letter: str) -> str:
    """A digit of any script as 0 to 9; one that is raised or in a circle marks a note, and is none of the number."""
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    return " " if letter.isdigit() else letter


def _together(found: re.Match[str]) -> str:
    """Groups of digits as one number where together they pass a check: "770708389 3"."""
    joined = found[0].replace(" ", "")
    whole = any(form.fullmatch(joined) and CHECKS[scheme](joined) for scheme, form in _FORMS.items())
    return joined if whole else found[0]


def _is_number(text: str) -> bool:
    digits = sum(letter.isdigit() for letter in text)
    return digits >= _FEWEST_DIGITS and len(text) <= _LONGEST and not _DATE.fullmatch(text)


def _bare(value: str) -> str:
    return re.sub(r"[\s./-]", "", value).upper()


def _once(numbers: Iterator[Number]) -> tuple[Number, ...]:
    return tuple(dict.fromkeys(numbers))


def _meaning(words: str) -> str:
    """What the words beside a number mean; "" where no row says."""
    return _terms().get(fold(words), "")


@cache
def _terms() -> dict[str, str]:
    with TERMS.open(encoding="utf-8", newline="") as file:
        return {fold(row["term"]): row["meaning"] for row in csv.DictReader(file, strict=True)}
