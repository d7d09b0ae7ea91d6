"""Lists: every list with its edition, age and count, what it means and does not mean, how it is kept, its listings.

What is past its age limit stands in the banner of the pages (`editions`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, render_template, request

from watchlists.catalogue import read_catalogue
from watchlists.editions.data_folder import data_folder
from watchlists.editions.stored_editions import StoredEditions
from watchlists.library import LoadedList
from watchlists.model import Listing, Status
from watchlists.updates.announcements import news, to_look_again
from watchlists.updates.edition_lookup import between
from web.pages.list_health import health
from web.pages.page_context import PageContext
from web.pages.paging import paged
from web.pages.sorting import Key, Sort, sort_rows

NAME = "lists"
_LIST_COLUMNS: Mapping[str, Key[LoadedList]] = {
    "list": lambda each: each.watchlist.title.casefold(),
    "publisher": lambda each: each.watchlist.publisher.casefold(),
    "edition": lambda each: each.snapshot.edition,
    "age": lambda each: each.snapshot.age_days(date.max),
    "entries": lambda each: each.snapshot.count,
    "standing": lambda each: each.watchlist.standing,
}
_LISTING_COLUMNS: Mapping[str, Key[Listing]] = {
    "name": lambda each: each.name.casefold(),
    "country": lambda each: each.country,
    "listed": lambda each: each.listed_from or date.min,
    "state": lambda each: each.status.value,
    "citation": lambda each: each.citation,
}
_PER_PAGE = 50
_MOST_CHANGES = 500  # of each kind; the JSON of `screening lists diff` has all of them


def make_blueprint(shown: PageContext) -> Blueprint:
    """The blueprint of the list pages."""
    page = Blueprint(NAME, __name__, url_prefix="/lists")

    @page.get("/")
    def every() -> str:
        engine, catalogue = shown.served.today(), read_catalogue()
        sort = Sort.of(request.args, _LIST_COLUMNS, "")
        loaded = list(engine.library.lists.values())
        return render_template(
            "lists.html",
            lists=sort_rows(loaded, sort, _LIST_COLUMNS),
            sort=sort,
            out_of_date={each.watchlist.id for each in loaded if each.is_out_of_date(engine.on)},
            not_loaded=[catalogue[list_id] for list_id in engine.library.catalogue_only],
            newer=news(data_folder(os.environ), catalogue.values()),
            again=to_look_again(data_folder(os.environ), catalogue.values(), engine.on),
            on=engine.on,
        )

    @page.get("/<list_id>")
    def one(list_id: str) -> str:
        engine = shown.served.today()
        loaded = engine.library[list_id]
        query, state = request.args.get("q", "").strip()[:300], request.args.get("status", "in_force")
        sort = Sort.of(
            request.args, _LISTING_COLUMNS, ""
        )  # else as the list prints them, or the closest first
        found = sort_rows(_found(shown, loaded, query, state), sort, _LISTING_COLUMNS)
        return render_template(
            "list.html",
            list=loaded,
            on=engine.on,
            query=query,
            status=state,
            states=Status,
            sort=sort,
            page=paged(found, request.args.get("page", "1"), _PER_PAGE),
            known=shown.known.by_id,
            health=health(
                data_folder(os.environ), list_id, read_catalogue().get(list_id), loaded.snapshot, engine.on
            ),
        )

    @page.get("/<list_id>/changes")
    def changes(list_id: str) -> str:
        stored_editions, entry = StoredEditions.open(data_folder(os.environ)), read_catalogue().get(list_id)
        before, after = (request.args.get(name, "").strip()[:100] or None for name in ("from", "to"))
        return render_template(
            "list_changes.html",
            list_id=list_id,
            title=entry.watchlist.title if entry else list_id,
            compared=between(stored_editions, entry, list_id, before, after),
            most=_MOST_CHANGES,
        )

    return page


def _found(shown: PageContext, loaded: LoadedList, query: str, state: str) -> tuple[Listing, ...]:
    listings = loaded.listings
    if query:
        list_id = loaded.watchlist.id
        parties = shown.parties.find(
            query, lambda party: party.listing is not None and party.listing.watchlist_id == list_id
        )
        listings = tuple(party.listing for party in parties if party.listing is not None)
    if state not in set(Status):
        return listings
    return tuple(each for each in listings if each.status.value == state)
