"""The UN Security Council's consolidated list, from its official XML: entities, never individuals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from watchlists.catalogue import CATALOGUE, read_entry
from watchlists.formats.un_xml import read
from watchlists.model import Listing, PartyType

LIST_ID = "un-sc-consolidated"


def transcribe(sources: Sequence[Path]) -> list[Listing]:
    """Listings in the order of the XML, those of individuals left out."""
    edition = read(sources[0].read_bytes(), read_entry(CATALOGUE / f"{LIST_ID}.toml").watchlist)
    return [listing for listing in edition.listings if listing.type is PartyType.ORGANISATION]


LISTS = {LIST_ID: transcribe}
