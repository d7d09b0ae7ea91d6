"""Canada's Named Research Organizations, from the page itself.

Its aliases are joined by ";", but once by commas behind an acronym ("CAEP, Beijing …, Ninth Academy") and
once by a colon ("SUT: Sharif Technical University"); both are read apart and say so.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from watchlists.errors import NotTheList
from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.non_us_names import is_acronym, party, sorted_alias
from watchlists.formats.support.openers import page_text
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.model import Edition, ListedName, Listing, NameKind, PartyType, Watchlist

DATE = re.compile(r'dcterms\.date"[^>]*content="([\d-]{10})"')
ENTRY = re.compile(
    r"<li><strong>(?P<name>.*?)</strong>\s*\((?P<country>[^)]*)\)\s*"
    r"(?:<p>Known alias\(es\):(?P<aliases>.*?)</p>)?\s*</li>",
    re.DOTALL,
)
BOLD_LINE = re.compile(r"<li>\s*<strong>(.*?)</strong>", re.DOTALL)
MIDDLE_ACRONYM = re.compile(r"^(?P<before>.+?), (?P<acronym>[A-Z]{2,8}), (?P<after>.+)$")
CITATION = "Policy on Sensitive Technology Research and Affiliations of Concern, Named Research Organizations"


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the page; the edition is the date in its head. A line in bold that is no entry is reported.

    Raises:
        NotTheList: the page has no entry.
    """
    ledger = FieldLedger("ca-nro-html")
    page = page_text(content)
    found = [{key: _clean(value or "") for key, value in m.groupdict().items()} for m in ENTRY.finditer(page)]
    if not found:
        raise NotTheList("The page has no named research organization; its layout may have changed.")
    ledger.see(found[0])
    names = {entry["name"] for entry in found}
    for line in map(_clean, BOLD_LINE.findall(page)):
        if line not in names:
            ledger.note("name", line)
    edition = next(iter(DATE.findall(page)), "")
    keys = listing_keys([(entry["name"], entry["country"]) for entry in found])
    listings = [
        _listing(f"{watchlist.id}:{key}", entry, watchlist, edition, ledger)
        for key, entry in zip(keys, found, strict=True)
    ]
    return ledger.edition(listings, edition, ledger.day("dcterms.date", edition))


def _listing(
    key: str, entry: dict[str, str], watchlist: Watchlist, edition: str, ledger: FieldLedger
) -> Listing:
    return Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=party(watchlist.id, _names(entry)),
        type=PartyType.ORGANISATION,
        country=ledger.country("country", entry["country"]),
        edition=edition,
        citation=CITATION,
        source_url=watchlist.official_url,
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
