"""The application over the lists in force: when they change, or the day does, another is built beside and swapped.

Requests never wait for it: until the new one is complete, the old one answers, over the lists it was built
with, and says in every answer which these are. Where the new lists cannot be loaded, the old ones stay, and the
next change is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from threading import Lock, Thread
from typing import TYPE_CHECKING

from screening.errors import ScreeningError
from watchlists.errors import WatchlistError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)


class CurrentApp:
    """A WSGI application that is built again when `state` changes."""

    def __init__(self, build: Callable[[], WSGIApplication], state: Callable[[], str]) -> None:
        """Build the first one at once.

        Args:
            build: makes an application over the lists in force now.
            state: a short text that changes when it should be built again; asked before every request.
        """
        self._build, self._state = build, state
        self._lock = Lock()
        self._built_for = state()
        self._app = build()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the application there is; begin to build another where the lists have changed."""
        app = self._app
        if (state := self._state()) != self._built_for and self._lock.acquire(blocking=False):
            Thread(target=self._rebuild, args=(state,), daemon=True).start()
        return app(environ, start_response)

    def _rebuild(self, state: str) -> None:
        try:
            self._app = self._build()
        except (ScreeningError, WatchlistError) as error:
            log.warning("The changed lists were not loaded: %s [%s]", error.sentence, error.code)
        finally:
            self._built_for = state
            self._lock.release()


def today() -> str:
    """The day, UTC: lists age, and listings lapse, with it."""
    return datetime.now(UTC).date().isoformat()
