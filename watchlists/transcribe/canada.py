"""Canada's Named Research Organizations, from the page itself as it was saved.

Its aliases are joined by ";", but once by commas behind an acronym ("CAEP, Beijing …, Ninth Academy") and
once by a colon ("SUT: Sharif Technical University"); both are read apart and say so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from watchlists.countries import country_code
from watchlists.model import ListedName, Listing, NameKind, PartyType
from watchlists.transcribe.keys import listing_keys
from watchlists.transcribe.wording import is_acronym, party, sorted_alias

LIST_ID = "ca-named-research-organizations"
URL = (
    "https://science.gc.ca/site/science/en/safeguarding-your-research/guidelines-and-tools-implement-"
    "research-security/sensitive-technology-research-and-affiliations-concern/named-research-organizations"
)
ENTRY = re.compile(
    r"<li><strong>(?P<name>.*?)</strong>\s*\((?P<country>[^)]*)\)\s*"
    r"(?:<p>Known alias\(es\):(?P<aliases>.*?)</p>)?\s*</li>",
    re.DOTALL,
)
MIDDLE_ACRONYM = re.compile(r"^(?P<before>.+?), (?P<acronym>[A-Z]{2,8}), (?P<after>.+)$")


def transcribe(sources: Sequence[Path]) -> Iterator[Listing]:
    """Listings in the order of the page."""
    page = sources[0].read_text(encoding="utf-8")
    edition = re.findall(r'dcterms\.date"[^>]*content="([\d-]{10})"', page)[0]
    entries = [
        {key: _clean(value or "") for key, value in m.groupdict().items()} for m in ENTRY.finditer(page)
    ]
    keys = listing_keys([(entry["name"], entry["country"]) for entry in entries])
    for key, entry in zip(keys, entries, strict=True):
        yield Listing(
            id=f"{LIST_ID}:{key}",
            watchlist_id=LIST_ID,
            names=party(LIST_ID, _names(entry)),
            type=PartyType.ORGANISATION,
            country=country_code(entry["country"]) or "",
            edition=edition,
            citation="Policy on Sensitive Technology Research and Affiliations of Concern, Named Research Organizations",
            source_url=URL,
        )


def _names(entry: dict[str, str]) -> Iterator[ListedName]:
    yield ListedName(entry["name"], NameKind.PRIMARY)
    if found := MIDDLE_ACRONYM.match(entry["name"]):
        note = "read out of the printed name"
        yield ListedName(f"{found['before']}, {found['after']}", NameKind.ALIAS, note)
        yield ListedName(found["before"], NameKind.ALIAS, note)
        yield ListedName(found["acronym"], NameKind.ACRONYM, note)
    for alias in filter(None, map(str.strip, entry["aliases"].split(";"))):
        parts = [part.strip() for part in re.split(r"[,:]", alias)]
        if len(parts) > 1 and is_acronym(parts[0]):
            yield from (sorted_alias(part, f"printed in one: {alias!r}") for part in parts)
        else:
            yield sorted_alias(alias)


def _clean(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


LISTS = {LIST_ID: transcribe}
