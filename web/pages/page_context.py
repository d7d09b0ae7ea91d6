"""What every page looks things up in: the service as it is served, who is who, and names to search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import g, request

from screening.errors import ScreeningError
from screening.model import Subject
from screening.storage.fair_lock import LockTimeout
from web.access import Access
from web.deadline import Deadline
from web.directory import PartyDirectory
from web.i18n import _
from web.pages.organisations import Organisations, organisations
from web.served_engine import Served


class ServiceBusy(ScreeningError):
    """Others' checks were before this one for too long."""

    code, status = "service-busy", 503


@dataclass(frozen=True)
class PageContext:
    """Everything pages show, loaded once a server."""

    served: Served
    known: Organisations
    parties: PartyDirectory
    access: Access

    @contextmanager
    def screening(self, subjects: Sequence[Subject]) -> Iterator[Deadline]:
        """Count what the page of this request screens, wait for its turn, and give its deadline.

        Raises:
            TooMany, TooManyAtOnce: the person has none left for now.
            ServiceBusy: the turn did not come in time.
        """
        with self.access.screening(g.caller, request, subjects) as deadline:
            try:
                with self.served.lock.hold(self.access.call_seconds):
                    yield deadline
            except LockTimeout as error:
                raise ServiceBusy(
                    _("We are busy at the moment; try again in a few seconds."), retry_after=5
                ) from error

    @property
    def titles(self) -> dict[str, str]:
        """Titles of all lists by id, loaded or not."""
        library = self.served.engine.library
        loaded = {key: each.watchlist.title for key, each in library.lists.items()}
        return loaded | {key: each.title for key, each in library.catalogue_only.items()}


def shown(served: Served, parties: PartyDirectory, access: Access) -> PageContext:
    """Prepare what pages show."""
    return PageContext(served, organisations(served.engine), parties, access)
