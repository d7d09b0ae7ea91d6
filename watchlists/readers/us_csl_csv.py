"""The US Consolidated Screening List, from its CSV. The file bears no date."""

from __future__ import annotations

from watchlists.model import Edition, Watchlist
from watchlists.readers.support.csl import csl_listings
from watchlists.readers.support.csl_csv import csl_entries
from watchlists.readers.support.ledger import Ledger


def read(content: bytes, watchlist: Watchlist) -> Edition:
    """Read the list.

    Raises:
        NotTheList: the bytes are not the list's CSV, or a row is cut.
    """
    ledger = Ledger("us-csl-csv")
    return ledger.edition(csl_listings(csl_entries(content, ledger), watchlist, ledger), "", None)
