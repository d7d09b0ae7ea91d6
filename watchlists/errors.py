"""What can be wrong with a list, each with a stable code and a sentence for the person who can mend it."""

from __future__ import annotations


class WatchlistError(Exception):
    """A list, its catalogue entry or the register cannot be used as it is."""

    code = "watchlist-error"

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.facts = facts


class CatalogueInvalid(WatchlistError):
    """A catalogue file lacks a field, holds an unknown one, or contradicts itself."""

    code = "catalogue-invalid"


class MalformedListing(WatchlistError):
    """A row of a list's data file breaks the format; the whole list is refused."""

    code = "listing-malformed"


class MalformedBody(WatchlistError):
    """A row of the register breaks the format; the whole register is refused."""

    code = "register-malformed"


class KnowledgeInvalid(WatchlistError):
    """A line of curated knowledge breaks the format; its whole file is refused."""

    code = "knowledge-malformed"


class UnknownWatchlist(WatchlistError):
    """Somebody named a list that the catalogue does not hold."""

    code = "watchlist-unknown"


class UnknownListing(WatchlistError):
    """Somebody named a listing that no loaded list holds, or one that cannot be meant."""

    code = "listing-unknown"


class NotTheList(WatchlistError):
    """The bytes are not the publisher's list in the format expected: an error page, a cut file, a new layout."""

    code = "not-the-list"


class UnknownReader(WatchlistError):
    """A catalogue file names a reader that there is not."""

    code = "reader-unknown"


class KeyUnfit(WatchlistError):
    """A file that should hold a key holds none of the kind that is needed, or one would be overwritten."""

    code = "key-unfit"
