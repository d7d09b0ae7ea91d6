"""What can be wrong with a list, and what can stop an edition from coming into force: stable codes, each with a sentence."""

from __future__ import annotations

from datetime import date, datetime, timedelta


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


EARLIEST_ZONE = timedelta(hours=14)  # where a day begins first, that much before it does in UTC


class UpdateRefused(WatchlistError):
    """The new edition did not come into force; every subclass has its own code."""

    code = "update-refused"


class NoSource(UpdateRefused):
    """The catalogue names no address and no reader for this list."""

    code = "list-without-source"


class LicenceNotAccepted(UpdateRefused):
    """The publisher's licence asks for an acceptance that nobody has given."""

    code = "licence-not-accepted"


class FetchFailed(UpdateRefused):
    """The publisher could not be reached, or answered with an error."""

    code = "fetch-failed"


class AddressNotAllowed(FetchFailed):
    """An address is not HTTPS, or its host is not one that the catalogue names for the list."""

    code = "address-not-allowed"


class CutShort(FetchFailed):
    """Fewer bytes came than the publisher announced, or the connection broke."""

    code = "download-cut-short"


class TooSlow(FetchFailed):
    """The download did not end within its time."""

    code = "download-too-slow"


class TooLarge(FetchFailed):
    """More bytes came, or came out of the compression, than a healthy edition has."""

    code = "download-too-large"


class ChecksumDiffers(FetchFailed):
    """The bytes are not those whose checksum the publisher prints."""

    code = "checksum-differs"


class GuardRefused(UpdateRefused):
    """The edition was read, but guards do not believe it; its code is that of the first, such as "guard-fell"."""

    code = "guard-refused"

    def __init__(self, sentence: str, *, guards: tuple[str, ...], **facts: object) -> None:
        super().__init__(sentence, guards=guards, **facts)
        self.guards = guards
        self.code = f"guard-{guards[0]}"


class OverrideUnnamed(UpdateRefused):
    """An override needs the person who decided and the reason, both."""

    code = "override-unnamed"


class DayImpossible(UpdateRefused):
    """A day that a person gave lies in the future, or before the edition that it speaks of."""

    code = "day-impossible"


def check_not_ahead(day: date, now: datetime, what: str) -> None:
    """Refuse a day that has come nowhere yet; `what` begins the sentence and `now` is UTC.

    Raises:
        DayImpossible: it lies in the future.
    """
    if day > (now + EARLIEST_ZONE).date():
        raise DayImpossible(f"{what} on {day}, which lies in the future.", day=str(day))


class ListsBusy(UpdateRefused):
    """Another command is changing the lists just now."""

    code = "lists-busy"


class StoreUnwritable(UpdateRefused):
    """The data folder cannot be written: full, read-only, or not ours."""

    code = "lists-unwritable"


class SnapshotDamaged(WatchlistError):
    """Stored bytes are not those that were written; they are not screened with."""

    code = "snapshot-damaged"


class SnapshotUnknown(WatchlistError):
    """There is no stored edition of that name."""

    code = "snapshot-unknown"


class CustomListInvalid(UpdateRefused):
    """The file is not a list that can be imported; nothing of it was taken."""

    code = "own-list-invalid"


class BundleRefused(UpdateRefused):
    """The bundle is not whole, not signed by a trusted key, or older than what is in force; nothing was taken."""

    code = "bundle-refused"
