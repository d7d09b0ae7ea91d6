"""What can stop an edition from coming into force. Each leaves the edition in force as it was, and says so.

Codes are stable; facts carry the figures, so that a page or a log need not read the sentence.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from watchlists.errors import WatchlistError

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


class OwnListInvalid(UpdateRefused):
    """The file is not a list that can be imported; nothing of it was taken."""

    code = "own-list-invalid"


class BundleRefused(UpdateRefused):
    """The bundle is not whole, not signed by a trusted key, or older than what is in force; nothing was taken."""

    code = "bundle-refused"
