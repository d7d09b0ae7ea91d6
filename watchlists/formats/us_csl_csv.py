"""The US Consolidated Screening List, from its CSV. The file bears no date."""

from __future__ import annotations

from watchlists.formats.support.unused_fields import FieldLedger
from watchlists.formats.support.us_csl_entries import csl_entries, csl_listings
from watchlists.model import Edition, Watchlist


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list.

    Raises:
        NotTheList: the bytes are not the list's CSV, or a row is cut.
    """
    ledger = FieldLedger("us-csl-csv")
    return ledger.edition(csl_listings(csl_entries(content, ledger), watchlist, ledger), "", None)
