"""The log, checked for the page: a whole replay, so one at a time on the machine, and its result is kept.

What was found is kept, in each process, until the log has another entry, other lists are in force, or the heads beside the
log are others. What somebody changed in the tables behind the log has none of these signs: the page says when it was
checked, and has a button to check again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from screening.audit import head_of
from screening.errors import ScreeningError
from screening.jobs import Installation
from screening.jobs.verification import Verified, verify_installation
from watchlists.keeping.folder import lists_folder
from watchlists.keeping.store import Store
from web.slots import Slots, TooManyAtOnce
from web.texts import _

SLOT = "checking the log"
_WAIT = 10  # seconds that are asked for; what some 200,000 entries take


class LogBeingChecked(ScreeningError):
    """Somebody has the log checked at this moment."""

    code, status = "log-being-checked", 503


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check, when it began (ISO 8601, UTC), and what it was of."""

    verified: Verified
    at: str
    of: tuple[object, ...]


@dataclass
class LogChecks:
    """Checks of one installation's log."""

    place: Installation
    slots: Slots
    _last: Checked | None = field(default=None, init=False, repr=False)

    def last(self) -> Checked:
        """The last check, where nothing has come since; else a new one.

        Raises:
            LogBeingChecked: there is none to give, and one is under way.
        """
        return self._kept() or self.again()

    def again(self) -> Checked:
        """A new check.

        Raises:
            LogBeingChecked: one is under way.
        """
        try:
            slot = self.slots.take(SLOT, 1)
        except TooManyAtOnce as error:
            raise LogBeingChecked(
                _("The log is being checked at this moment; look again in a few seconds."), retry_after=_WAIT
            ) from error
        try:
            # before the check, so that an entry written meanwhile makes the next look a new one
            of, at = self._state(), self.place.now().isoformat()
            # without the stored files: to read them takes longer than a page may
            self._last = Checked(verify_installation(self.place, files=False), at, of)
            return self._last
        finally:
            slot.close()

    def _kept(self) -> Checked | None:
        last = self._last
        return last if last is not None and last.of == self._state() else None

    def _state(self) -> tuple[object, ...]:
        """What has to be as it was for a check to be worth keeping: the log's end, the lists, and the heads outside."""
        with self.place.database.read() as session:
            head = head_of(session)
        try:
            noted = self.place.heads.stat()
            heads = noted.st_ino, noted.st_size, noted.st_mtime_ns
        except FileNotFoundError:
            heads = None
        return head.sequence, head.hash, Store(lists_folder(self.place.settings.data)).mark(), heads
