"""A person looked at a publisher's page and nothing newer is out: it counts like a look of the program, and says who.

The word is kept in the generations, so that history, running processes and the log know of it; it speaks of one
edition and ends with it. A bundle carries it as the day on which the edition was confirmed.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from watchlists.catalogue import CatalogueEntry
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.durable_write import only_writer
from watchlists.editions.store import CheckedByHand, StoreEvent
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import DayImpossible, OverrideUnnamed, UnknownWatchlist, check_not_ahead
from watchlists.library import LISTS, load_stored
from watchlists.model import Snapshot


def check_by_hand(
    data: Path,
    list_id: str,
    entry: CatalogueEntry | None,
    *,
    on: date,
    by: str,
    now: datetime,
    actor: str = "",
    lists: Path = LISTS,
) -> Snapshot:
    """Note that `by` looked at the publisher's page of a list on a day and saw nothing newer; the edition confirmed.

    Args:
        data: the data folder.
        list_id: a list of which an edition is in force.
        entry: its catalogue entry; None of a list of one's own.
        on: the day of the look.
        by: the person's name, as it is shown.
        now: the moment of noting it, UTC.
        actor: the person as the log names them; the name where it is left out.
        lists: the folder of shipped data files.

    Raises:
        UnknownWatchlist: no edition of it is in force.
        OverrideUnnamed: nobody gave a name for it.
        DayImpossible: the day lies in the future or before the edition's own.
        ListsBusy, StoreUnwritable: nothing was noted.
    """
    if not by.strip():
        raise OverrideUnnamed("A check by hand needs the name of the person who looked.")
    check_not_ahead(on, now, "The publisher's page cannot have been looked at")
    with only_writer(lists_folder(data)):
        stored_editions = StoredEditions.open(data)
        assert stored_editions.store is not None
        held = stored_editions.in_force(list_id, entry.shipped_on if entry else None)
        if held is None:
            raise UnknownWatchlist(
                f"No edition of {list_id!r} is in force, so none can be confirmed.", id=list_id
            )
        snapshot = load_stored(stored_editions, held, entry, lists).snapshot
        if on < snapshot.edition_date:
            raise DayImpossible(
                f"The edition in force of {list_id} is of {snapshot.edition_date}; a look on {on} came before it.",
                day=str(on),
            )
        checked = CheckedByHand(held.name, snapshot.edition_date.isoformat(), on.isoformat(), by.strip())
        event = StoreEvent(
            kind="checked",
            at=now.isoformat(),
            lists=(list_id,),
            by=actor or checked.by,
            reason=f"edition {snapshot.edition} checked by hand by {checked.by} on {on}: nothing newer is out",
        )
        earlier = stored_editions.checked_by_hand(snapshot, held.name)
        newest = earlier if earlier and earlier.on > checked.on else checked
        stored_editions.store.advance(
            stored_editions.generation.lines, event, {**stored_editions.generation.checked, list_id: newest}
        )
    return load_stored(StoredEditions.open(data), held, entry, lists).snapshot
