"""What every page looks things up in: the service as it is served, who is who, and names to search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import g, request

from screening.errors import ScreeningError
from screening.model import Subject
from screening.turn import TurnDidNotCome
from web.access import Access
from web.deadline import Deadline
from web.pages.organisations import Organisations, organisations
from web.parties import Parties
from web.served import Served
from web.texts import _


class ServiceBusy(ScreeningError):
    """Others' checks were before this one for too long."""

    code, status = "service-busy", 503


@dataclass(frozen=True)
class Shown:
    """Everything pages show, loaded once a server."""

    served: Served
    known: Organisations
    parties: Parties
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
                with self.served.turn.taken(self.access.call_seconds):
                    yield deadline
            except TurnDidNotCome as error:
                raise ServiceBusy(
                    _("Too much is being checked at the moment; try again in a few seconds."), retry_after=5
                ) from error

    @property
    def titles(self) -> dict[str, str]:
        """Titles of all lists by id, loaded or not."""
        library = self.served.engine.library
        loaded = {key: each.watchlist.title for key, each in library.lists.items()}
        return loaded | {key: each.title for key, each in library.catalogue_only.items()}


def shown(served: Served, parties: Parties, access: Access) -> Shown:
    """Prepare what pages show."""
    return Shown(served, organisations(served.engine), parties, access)
