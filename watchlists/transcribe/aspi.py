"""ASPI's China Defence Universities Tracker of 2020, from its copy in the MISP galaxy: names and categories.

Facts only: its prose, topics and ratings are not carried. Laboratories and subsidiaries that it names under a
school are other bodies; they stand as subordinate names of the school, so that a text naming one is led to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from watchlists.model import ListedName, Listing, NameKind, PartyType
from watchlists.transcribe.keys import listing_keys
from watchlists.transcribe.wording import bracketed, is_native, party, sorted_alias

LIST_ID = "aspi-tracker-2020"
EDITION = "2020"
FURTHER = re.compile(r"^(?:a\.?k\.?a\.?)\s+|,?\s+a\.?k\.?a\.?\s+|\s+or\s+(?=Xi)", re.I)
UNDER = {
    "major defence laboratories": "a defence laboratory named under it",
    "subsidiaries": "a subsidiary or part named under it",
}
# The laboratories' cells hold sentences too ("Jointly run with …"); a name holds a unit word and no verb.
SENTENCE = re.compile(
    r"\b(?:is|was|jointly|established|run|hosted|approved|literally|located|which|may|also)\b", re.I
)
UNIT = re.compile(
    r"\b(?:lab|center|centre|institute|academy|base|company|factory|hospital|universit|school|college|group|"
    r"corporation|department|ltd|station|facility|bureau|works)",
    re.I,
)
CATEGORY = re.compile(
    r"\s*[(（]B(?:类|-?\s?category)[)）]|^['‘’\"“”]+|['‘’\"“”]+$", re.I
)  # a grade of Chinese laboratories
SHORTEST_PART = 4  # words; "Graduate Academy" or "Basic Teaching Department" names a part of any school
SHORTEST_NATIVE_PART = 5  # characters: 政治部 and 训练部 are departments of any school
CAMPUS = "校区"  # of a town's quarter, which several schools share


def transcribe(sources: Sequence[Path]) -> Iterator[Listing]:
    """Listings in the order of the file."""
    values = json.loads(sources[0].read_text(encoding="utf-8"))["values"]
    keys = listing_keys([(_english(value["value"]), value["value"]) for value in values])
    for key, value in zip(keys, values, strict=True):
        meta = value["meta"]
        yield Listing(
            id=f"{LIST_ID}:{key}",
            watchlist_id=LIST_ID,
            names=party(LIST_ID, _names(value["value"].strip(), meta)),
            type=PartyType.ORGANISATION,
            country="CN",
            edition=EDITION,
            citation="China Defence Universities Tracker, 2020",
            source_url=meta["refs"][0],
            parent="; ".join(meta["supervising agencies"]),
            remark=f"Category: {meta['categories'][0]}",
        )


def _names(primary: str, meta: dict[str, Any]) -> Iterator[ListedName]:
    yield ListedName(primary, NameKind.PRIMARY)
    yield from bracketed(primary)
    for alias in _clean(meta["aliases"]):
        yield sorted_alias(alias)
        yield from bracketed(alias)
    for field, note in UNDER.items():
        for printed in _clean(meta.get(field, ())):
            yield from _parts(printed, note)


def _parts(printed: str, note: str) -> Iterator[ListedName]:
    for form in filter(None, map(str.strip, FURTHER.split(CATEGORY.sub("", printed)))):
        for name in list(bracketed(form)) or [ListedName(form, NameKind.ALIAS)]:
            for text in re.split(r"\s*/\s*|\s+or\s+(?=[㐀-鿿])", CATEGORY.sub("", name.text).strip()):
                yield from _part(text, note)


def _part(text: str, note: str) -> Iterator[ListedName]:
    """A part's name; sentences and bare acronyms are left out, names of any school's parts are fragments."""
    if is_native(text):
        telling = len(text) >= SHORTEST_NATIVE_PART and not text.endswith(CAMPUS)
        kind = NameKind.SUBORDINATE if telling else NameKind.FRAGMENT
        yield ListedName(text, kind, note if telling else f"{note}, too general to tell")
    elif UNIT.search(text) and not SENTENCE.search(text):
        telling = len(text.split()) >= SHORTEST_PART
        kind = NameKind.SUBORDINATE if telling else NameKind.FRAGMENT
        yield ListedName(text, kind, note if telling else f"{note}, too general to tell")


def _english(value: str) -> str:
    return re.sub(r"\s*[(（][^A-Za-z]+[)）]\s*$", "", value)


def _clean(texts: Sequence[str]) -> Iterator[str]:
    return (" ".join(text.split()) for text in texts if text.strip())


LISTS = {LIST_ID: transcribe}
