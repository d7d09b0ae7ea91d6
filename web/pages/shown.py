"""What every page looks things up in: the service as it is served, who is who, and names to search."""

from __future__ import annotations

from dataclasses import dataclass

from web.pages.organisations import Organisations, organisations
from web.parties import Parties
from web.served import Served


@dataclass(frozen=True)
class Shown:
    """Everything pages show, loaded once a server."""

    served: Served
    known: Organisations
    parties: Parties

    @property
    def titles(self) -> dict[str, str]:
        """Titles of all lists by id, loaded or not."""
        library = self.served.engine.library
        loaded = {key: each.watchlist.title for key, each in library.lists.items()}
        return loaded | {key: each.title for key, each in library.catalogue_only.items()}


def shown(served: Served, parties: Parties) -> Shown:
    """Prepare what pages show."""
    return Shown(served, organisations(served.engine), parties)
