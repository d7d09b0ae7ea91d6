"""Japan's Foreign End User List (METI), from a transcription of its PDF.

In 37 entries a wrapped row of the PDF had left the name empty; the repaired table holds the name, and the
unrepaired one says which they are. A wrap also leaves blanks inside native names, and one number is printed
with a circle and a katakana NI for the Chinese zero and two: the right form is added as a correction.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.non_us_names import bracketed, is_native, party, sorted_alias
from watchlists.model import ListedName, Listing, NameKind, PartyType

LIST_ID = "jp-meti-end-user-list"
EDITION = "2025-09-29"
CITATION = "Export Trade Control Order, catch-all control; Foreign End User List of 29 September 2025"
REPAIRED = "the name stands in a wrapped row of the publisher's PDF and was joined again"
WRAPPED = re.compile(r"(?<=[㐀-鿿])\s+(?=[㐀-鿿])")
NATIVE_TAIL = re.compile(r"^(?P<latin>.*[A-Za-z0-9.)])\s+(?P<native>[㐀-鿿][^A-Za-z]*)$")
LOOKALIKE_DIGITS = str.maketrans({"○": "〇", "ニ": "二"})
NUMBER = re.compile(r"第[一二三四五六七八九十〇○ニ]+")
CONCERNS = {"生物": "biological", "化学": "chemical", "ミサイル": "missile", "核": "nuclear"}


def transcribe(sources: Sequence[Path]) -> Iterator[Listing]:
    """Listings by METI's number; sources are the repaired table and the unrepaired one."""
    with sources[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    unrepaired = json.loads(sources[1].read_text(encoding="utf-8"))
    repaired = {entry["id"].rpartition("-")[2] for entry in unrepaired if not entry["entity_name"].strip()}
    keys = listing_keys([(row["name"], row["country"]) for row in rows])
    for key, row in zip(keys, rows, strict=True):
        yield Listing(
            id=f"{LIST_ID}:{key}",
            watchlist_id=LIST_ID,
            names=party(
                LIST_ID,
                names_of(
                    row["name"],
                    filter(None, map(str.strip, row["aliases"].split("; "))),
                    REPAIRED if row["list_no"] in repaired else "",
                ),
            ),
            type=PartyType.ORGANISATION,
            country=row["iso2"],
            edition=EDITION,
            citation=f"{CITATION}, No. {row['list_no']}",
            source_url=row["source_url"],
            remark=concern_of(row["wmd_concern"]),
        )


def names_of(name: str, aliases: Iterable[str], note: str) -> Iterator[ListedName]:
    """The names of a user as printed, each with what can be read out of it; `note` is about the first."""
    yield ListedName(name, NameKind.PRIMARY, note)
    yield from _read(name)
    for alias in aliases:
        yield sorted_alias(alias)
        yield from _read(alias)


def _read(printed: str) -> Iterator[ListedName]:
    """Names inside a print, each native one also without the faults of the print."""
    for name in bracketed(printed):
        yield from _mended(name)
    if tail := NATIVE_TAIL.match(printed):
        yield ListedName(tail["latin"], NameKind.ALIAS, "read without the native form printed after it")
        yield from _mended(ListedName(tail["native"], NameKind.NATIVE, "printed after the name"))


def _mended(name: ListedName) -> Iterator[ListedName]:
    yield name
    if not is_native(name.text):
        return
    joined = WRAPPED.sub("", name.text)
    right = NUMBER.sub(lambda number: number[0].translate(LOOKALIKE_DIGITS), joined)
    if right != joined:
        yield ListedName(right, NameKind.CORRECTION, "printed with signs that look like the digits 〇 and 二")
    elif joined != name.text:
        yield ListedName(joined, NameKind.CORRECTION, "printed with a blank where the row wraps")


def concern_of(printed: str) -> str:
    """The kinds of weapons that are printed for a user, in English."""
    concerns = [english for japanese, english in CONCERNS.items() if japanese in printed]
    if "通常兵器" in printed:
        concerns.append("conventional weapons")
    return f"Concern: {', '.join(concerns)}" if concerns else ""


LISTS = {LIST_ID: transcribe}
