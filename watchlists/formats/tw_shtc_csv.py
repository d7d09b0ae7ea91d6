"""Taiwan's SHTC Entity List, from its CSV: names of bodies and persons, not typed, in Latin and Chinese letters.

Names and aliases are joined by ";" of either width. "簡體中文：" and "繁體中文：" stand before a Chinese form.
The country codes are ISO's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from watchlists.formats.support.keys import listing_keys
from watchlists.formats.support.openers import TextRow, csv_rows
from watchlists.formats.support.party_type import looks_like_person
from watchlists.formats.support.typed_names import Printed, body_names, person_names
from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.model import Edition, Listing, NameKind, PartyType, Watchlist

NAME, ALIAS, COUNTRY = "名稱name", "別名alias", "國家代碼country code"
SCRIPT = re.compile(r"[簡繁]體中文：\s*")
UN_REFERENCE = re.compile(r"（永久參考號：(?P<number>[^）]*)）")
CITATION = "Regulations Governing Export and Import of Strategic High-Tech Commodities"


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list. The file bears no date.

    Raises:
        NotTheList: the bytes are not the list's CSV, or a row is cut.
    """
    ledger = FieldLedger("tw-shtc-csv")
    _, rows = csv_rows(content, (NAME, ALIAS, COUNTRY), ledger)
    named = [(list(_names(row)), row) for row in rows]
    named = [(names, row) for names, row in named if names]
    keys = listing_keys([(names[0][0], row[COUNTRY]) for names, row in named])
    listings = [
        _listing(f"{watchlist.id}:{key}", names, row, watchlist, ledger)
        for key, (names, row) in zip(keys, named, strict=True)
    ]
    return ledger.edition(listings, "", None)


def _listing(
    key: str, names: list[Printed], row: TextRow, watchlist: Watchlist, ledger: FieldLedger
) -> Listing:
    person = looks_like_person(names[0][0])
    codes = (ledger.country(COUNTRY, code.strip()) for code in re.split("[;；]", row[COUNTRY]))
    return Listing(
        id=key,
        watchlist_id=watchlist.id,
        names=person_names(names) if person else body_names(watchlist.id, names),
        type=PartyType.PERSON if person else PartyType.ORGANISATION,
        country=" ".join(dict.fromkeys(filter(None, codes))),
        identifiers=tuple(("un", number) for number in UN_REFERENCE.findall(row[NAME]) if number),
        citation=CITATION,
        source_url=watchlist.official_url,
    )


def _names(row: TextRow) -> Iterator[Printed]:
    printed = UN_REFERENCE.sub("", row[NAME]).replace(" alias:", ";")
    texts = [*re.split("[;；]", printed), *re.split("[;；]", row[ALIAS])]
    found = dict.fromkeys(text for text in (SCRIPT.sub("", each).strip() for each in texts) if text)
    for position, text in enumerate(found):
        yield text, NameKind.PRIMARY if position == 0 else ""
