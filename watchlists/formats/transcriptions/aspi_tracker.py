"""ASPI's China Defence Universities Tracker of 2020, from its copy in the MISP galaxy: names and categories.

Facts only: its prose, topics and ratings are not carried. Laboratories and subsidiaries that it names under a
school are other bodies; they stand as subordinate names of the school, so that a text naming one is led to it.

A cell of laboratories holds a name, or a remark on the name in the cell before. A remark is known by a word that names
do not have (`data/typing/sentence_words.csv`); it is left out whole, since the names in it are mostly those of
other bodies that run a laboratory with the school. A name that the copy cut ("CETC's 14", once its 14th institute)
or that the tracker itself blacked out ("XX") is left out, too. Single cases are decided in `data/typing/names.csv`.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.non_us_names import bracketed, is_native, party, sorted_alias
from watchlists.formats.support.typing_tables import DATA, curated, is_legal_form, is_place
from watchlists.model import ListedName, Listing, NameKind, PartyType

LIST_ID = "aspi-tracker-2020"
EDITION = "2020"
# What stands between two names of one body: "a.k.a", ", also known as the", "(a.k.a., X)"; it may open the cell.
FURTHER = re.compile(
    r"^also (?:known|referred to) as (?:the )?|[\s,(]*\b(?:a\.?k\.?a\.?|(?:also|now) known as)(?![\w.]),?\s+(?:the )?",
    re.I,
)
UNDER = {
    "major defence laboratories": "a defence laboratory named under it",
    "subsidiaries": "a subsidiary or part named under it",
}
UNIT = re.compile(
    r"\b(?:lab|center|centre|institute|academy|base|company|factory|hospital|universit|school|college|group|"
    r"corporation|department|ltd|station|facility|bureau|works)|实验|中心|研究|学院|医院|公司",
    re.I,
)
CATEGORY = re.compile(r"\s*[(（]B(?:类|-?\s?category)[)）]", re.I)  # a grade of Chinese laboratories
# "EHF [Extremely High Frequencies] Laboratory": the tracker's own words.
EDITORIAL = re.compile(r"\s*\[[^\]]*\]")
CUT = re.compile(r"(?:’s|'s|\bthe|[a-z])\s+\d+$")
BLACKED_OUT = re.compile(r"X{2,}")
BRACKET_AT_END = re.compile(r"^(?P<before>.+?)\s*[(（](?P<inside>[^()（）]*)[)）]?$")
SEAT_AT_END = re.compile(r"^(?P<before>.+?)(?: - (?P<dashed>[^()]+)| \((?P<inside>[^()]+)\))$")
QUOTES = "'‘’\"“”"
PAIRED = (("“", "”"), ("‘", "’"))
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# "IS Laboratory" opens with an abbreviation.
FIRST_WORD = re.compile(r"[\[(]?([A-Z]?[a-z]+|A(?= [a-z]))\b(?!-)")
SHORTEST_PART = 4  # words; "Graduate Academy" or "Basic Teaching Department" names a part of any school
SHORTEST_NATIVE_PART = 5  # characters: 政治部 and 训练部 are departments of any school
CAMPUS = "校区"  # of a town's quarter, which several schools share
TOO_GENERAL = "too general to tell"


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Listings in the order of the file."""
    values = json.loads(sources[0].read_text(encoding="utf-8"))["values"]
    keys = listing_keys([(_english(value["value"]), value["value"]) for value in values])
    return curated(LIST_ID, [_listing(key, value) for key, value in zip(keys, values, strict=True)])


def _listing(key: str, value: dict[str, Any]) -> Listing:
    meta = value["meta"]
    return Listing(
        id=f"{LIST_ID}:{key}",
        watchlist_id=LIST_ID,
        names=party(LIST_ID, _names(value["value"].strip(), meta)),
        type=PartyType.ORGANISATION,
        country="CN",
        edition=EDITION,
        citation="China Defence Universities Tracker, 2020",
        source_url=meta["refs"][0],
        # An agency that supervises a school does not own it, and is no parent of it.
        remark=f"Category: {meta['categories'][0]}. Supervised by: {'; '.join(meta['supervising agencies'])}",
    )


def _names(primary: str, meta: dict[str, Any]) -> Iterator[ListedName]:
    yield ListedName(primary, NameKind.PRIMARY)
    yield from bracketed(primary)
    for alias in _clean(meta["aliases"]):
        for form in _forms(alias):
            yield sorted_alias(form)
            yield from bracketed(form)
    for field, note in UNDER.items():
        for printed in _clean(meta.get(field, ())):
            yield from _parts(printed, note)


def is_sentence(text: str) -> bool:
    """Whether a word of the text is one that no name has: a verb, a pronoun, an adverb, "by" or "a".

    A word in capitals does not count, but for the first letter of the first word; a part of a compound never does.
    """
    anywhere, first = _sentence_words()
    opening = FIRST_WORD.match(text)
    return (
        (opening is not None and opening[1].lower() in anywhere | first)
        or not anywhere.isdisjoint(WORD.findall(text))
        or any(is_native(word) and word in text for word in anywhere)
    )


@cache
def _sentence_words() -> tuple[frozenset[str], frozenset[str]]:
    """The words that make a sentence wherever they stand, and those that do as its first word."""
    with (DATA / "typing" / "sentence_words.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["word"], row["stands"]) for row in csv.DictReader(file)]
    return (
        frozenset(word for word, stands in rows if stands == "anywhere"),
        frozenset(word for word, stands in rows if stands == "first"),
    )


def _parts(printed: str, note: str) -> Iterator[ListedName]:
    """The names in one cell, none where the cell is a remark on the one before."""
    cell = CATEGORY.sub("", _without_remark(printed))
    forms = _forms(cell)
    if not forms or is_sentence(forms[0]):
        return
    for form in forms:
        bare, seated = _without_seat(form)
        for name in list(bracketed(bare)) or [ListedName(bare, NameKind.ALIAS)]:
            for text in _alternatives(name.text):
                yield from _part(_mended(text), note, tells=not seated)


def _without_remark(cell: str) -> str:
    """The cell with its last bracket closed, or without it where a remark stands in it.

    "Academy (native; located in X)" keeps what stands before the remark.
    """
    found = BRACKET_AT_END.match(cell)
    if found is None:
        return cell
    kept = [part for part in re.split(r";\s*", found["inside"]) if not is_sentence(part)]
    if kept and cell.endswith((")", "）")) and len(kept) == found["inside"].count(";") + 1:
        return cell
    return f"{found['before']} ({'; '.join(kept)})" if kept else found["before"]


def _forms(text: str) -> list[str]:
    """The names of one body that a text joins by "a.k.a." or such words."""
    parts = FURTHER.split(text)
    if len(parts) > 1:  # the bracket in which the further name stood
        parts = [part.removesuffix(")") if part.count(")") > part.count("(") else part for part in parts]
    return [part.strip(" ,") for part in parts if part.strip(" ,")]


def _without_seat(form: str) -> tuple[str, bool]:
    """The name without the place behind it, and whether it needs that place to be told from others.

    Behind a company it is the exchange where its shares are traded, or where it sits: the name tells without it.
    """
    found = SEAT_AT_END.match(form)
    if found is None or not any(map(is_place, re.split(r",\s*", found["dashed"] or found["inside"]))):
        return form, False
    return found["before"], not is_legal_form(found["before"].split()[-1])


def _alternatives(text: str) -> list[str]:
    """The names that "/" or "or" joins, where each of them names a unit ("Micro/Nano Fabrication" is one)."""
    for joint in (r"\s*[/／]\s*", r"\s+or\s+", r",\s+"):
        parts = re.split(joint, text)
        named = all(UNIT.search(part) for part in parts)
        mixed = any(map(is_native, parts)) and not all(map(is_native, parts))  # "XJTLU, 西交利物浦大学"
        if len(parts) > 1 and (named if joint[0] != "," else mixed):
            return [each for part in parts for each in _alternatives(part)]
    return [text]


def _mended(text: str) -> str:
    """The name without the tracker's own words in square brackets, quotes around it and a quote without its other."""
    text = EDITORIAL.sub("", text).strip().strip(QUOTES)
    for opening, closing in PAIRED:
        if opening == "‘":  # the closing one is an apostrophe, too
            continue
        if text.count(opening) != text.count(closing):
            text = text.replace(opening, "").replace(closing, "")
    return " ".join(text.split())


def _part(text: str, note: str, *, tells: bool = True) -> Iterator[ListedName]:
    """A part's name; bare acronyms are left out, names of any school's parts are fragments."""
    if BLACKED_OUT.search(text) or CUT.search(text) or is_sentence(text):
        return
    if is_native(text):
        tells = tells and len(text) >= SHORTEST_NATIVE_PART and not text.endswith(CAMPUS)
    elif UNIT.search(text):
        tells = tells and len(text.split()) >= SHORTEST_PART
    else:
        return
    yield ListedName(
        text, *((NameKind.SUBORDINATE, note) if tells else (NameKind.FRAGMENT, f"{note}, {TOO_GENERAL}"))
    )


def _english(value: str) -> str:
    return re.sub(r"\s*[(（][^A-Za-z]+[)）]\s*$", "", value)


def _clean(texts: Sequence[str]) -> Iterator[str]:
    return (" ".join(text.split()) for text in texts if text.strip())


LISTS = {LIST_ID: transcribe}
