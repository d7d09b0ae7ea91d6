"""The log, checked for the page: a whole replay, so one at a time on the machine, and its result is kept.

What was found is kept, in each process, until the log has another entry, other lists are in force, or the heads beside the
log are others. What somebody changed in the tables behind the log has none of these signs: the page says when it was
checked, and has a button to check again.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from screening.audit import head_of
from screening.context import AppContext
from screening.errors import ScreeningError
from screening.file_locks import Slots
from screening.runs.verification import VerificationResult, verify_installation
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.store import Store
from web.i18n import _

SLOT = "checking the log"
_WAIT = 10  # seconds that are asked for; what some 200,000 entries take


class LogBeingChecked(ScreeningError):
    """Somebody has the log checked at this moment."""

    code, status = "log-being-checked", 503


@dataclass(frozen=True, slots=True)
class LogVerification:
    """What came of a check, when it began (ISO 8601, UTC), and what it was of."""

    verified: VerificationResult
    at: str
    of: tuple[object, ...]


@dataclass
class LogChecks:
    """Checks of one installation's log."""

    context: AppContext
    slots: Slots
    _last: LogVerification | None = field(default=None, init=False, repr=False)

    def last(self) -> LogVerification:
        """The last check, where nothing has come since; else a new one.

        Raises:
            LogBeingChecked: there is none to give, and one is under way.
        """
        return self._kept() or self.again()

    def again(self) -> LogVerification:
        """A new check.

        Raises:
            LogBeingChecked: one is under way.
        """
        slot = self.slots.take(SLOT, 1)
        if slot is None:
            raise LogBeingChecked(
                _("The log is being checked at this moment; look again in a few seconds."), retry_after=_WAIT
            )
        try:
            # before the check, so that an entry written meanwhile makes the next look a new one
            of, at = self._state(), self.context.now().isoformat()
            # without the stored files: to read them takes longer than a page may
            self._last = LogVerification(verify_installation(self.context, files=False), at, of)
            return self._last
        finally:
            slot.close()

    def _kept(self) -> LogVerification | None:
        last = self._last
        return last if last is not None and last.of == self._state() else None

    def _state(self) -> tuple[object, ...]:
        """What has to be as it was for a check to be worth keeping: the log's end, the lists, and the heads outside."""
        with self.context.database.read() as session:
            head = head_of(session)
        try:
            noted = self.context.heads.stat()
            heads = noted.st_ino, noted.st_size, noted.st_mtime_ns
        except FileNotFoundError:
            heads = None
        return head.sequence, head.hash, Store(lists_folder(self.context.settings.data)).mark(), heads
