"""`screening lists`: which lists there are, of which day, and whether they can still be relied on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import click

from screening.cli import lists_auto_update, lists_editions, lists_update, options
from screening.cli.lists_bundle import bundle
from screening.cli.lists_merges import merges
from screening.errors import ScreeningError
from screening.list_json import ListStatusJson, LookAgainJson
from screening.policy.list_state import ListState
from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.editions.changes import generation
from watchlists.editions.publisher_checks import Check
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import WatchlistError
from watchlists.library import Library, LoadedList, load_library
from watchlists.native_names import without_listing
from watchlists.updates.announcements import news, to_look_again
from watchlists.updates.schedule import next_look


@click.group()
@click.pass_context
def lists(context: click.Context) -> None:
    """The watchlists: editions, ages, sources."""
    data = options.data()
    before = generation(data)
    context.call_on_close(lambda: _record(data, before))


def _record(data: Path, before: str) -> None:
    """Take a change into the log of the service, where one is installed, and compile the lists as they are now.

    Whatever is wrong with either undoes nothing.
    """
    if generation(data) == before:
        return
    # a second of imports, for a change alone
    from screening.engine import compile_ahead
    from screening.runs.list_events import record_where_installed

    try:
        record_where_installed(data, os.environ)
    except (ScreeningError, WatchlistError) as error:
        click.echo(
            f"This change will be logged together with the next one: {error.sentence} [{error.code}]",
            err=True,
        )
    try:
        compile_ahead(data, options.moment(None).date())
    except WatchlistError as error:
        click.echo(f"These lists are compiled at the next start: {error.sentence} [{error.code}]", err=True)


for command in (
    *lists_update.COMMANDS,
    *lists_auto_update.COMMANDS,
    *lists_editions.COMMANDS,
    merges,
    bundle,
):
    lists.add_command(command)


@lists.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def status(as_json: bool) -> None:
    """Show for each list its edition, age, count, next check, and whether it is out of date."""
    data, now = options.data(), datetime.now(UTC)
    library, looks = load_library(data=data), StoredEditions.open(data).checks
    catalogue, stale = read_catalogue(), ListState.of(library).out_of_date(now.date())
    shown = news(data, catalogue.values())
    again = to_look_again(data, catalogue.values(), now.date())
    rows = [
        _status(
            loaded,
            catalogue.get(key),
            looks.get(key),
            now,
            stale=key in stale,
            newer_shown=list(shown.get(key, ())),
            look_again=LookAgainJson.of(again[key]) if key in again else None,
        )
        for key, loaded in library.lists.items()
    ]
    if as_json:
        options.print_json(rows)
        return
    click.echo(f"{'list':34} {'edition':34} {'age':>9} {'in force':>9}  {'hash':12}  state")
    for row in rows:
        click.echo(_line(row))
    _print_catalogue_only(library, {key for key, entry in catalogue.items() if entry.source}, looks)


def _print_catalogue_only(library: Library, sources: set[str], looks: Mapping[str, Check]) -> None:
    for watchlist in library.catalogue_only.values():
        way = (
            f"`screening lists update {watchlist.id}`" if watchlist.id in sources else watchlist.official_url
        )
        look = looks.get(watchlist.id)
        refused = f"; last update failed [{look.code}]" if look and look.code else ""
        click.echo(f"{watchlist.id:34} not shipped: {watchlist.title} ({way}){refused}")


def _status(
    loaded: LoadedList,
    entry: CatalogueEntry | None,
    look: Check | None,
    now: datetime,
    *,
    stale: bool,
    newer_shown: list[str],
    look_again: LookAgainJson | None,
) -> ListStatusJson:
    snapshot = loaded.snapshot
    at = next_look(entry, look) if entry else None
    next_check = at.isoformat() if at else "now" if entry and entry.source else None
    return ListStatusJson(
        id=snapshot.watchlist_id,
        title=loaded.watchlist.title,
        edition=snapshot.edition,
        edition_date=snapshot.edition_date.isoformat(),
        retrieved_at=snapshot.retrieved_at,
        transcribed_on=snapshot.transcribed_on.isoformat() if snapshot.transcribed_on else None,
        confirmed_on=snapshot.confirmed_on.isoformat() if snapshot.confirmed_on else None,
        confirmed_by=snapshot.confirmed_by or None,
        age_days=snapshot.age_days(now.date()),
        oldest_age_days=loaded.watchlist.oldest_age_days,
        count=snapshot.count,
        sha256=snapshot.file_sha256,
        publisher_sha256=snapshot.publisher_sha256,
        checked_at=look.checked_at if look else None,
        last_refusal=look.code if look and look.code else None,
        native_names_without_entry=len(without_listing(snapshot.watchlist_id, loaded.listings)),
        next_check=next_check,
        stale=stale,
        newer_shown=newer_shown,
        look_again=look_again,
    )


def _line(row: ListStatusJson) -> str:
    state = "out of date" if row.stale else "ok"
    if row.confirmed_by:
        state += f"; checked by hand by {row.confirmed_by} on {row.confirmed_on}"
    if row.last_refusal:
        state += f"; last update failed [{row.last_refusal}]"
    if row.newer_shown:
        state += f"; a new edition may be out ({row.newer_shown[-1]}), check its publisher's page"
    if row.look_again:
        state += f"; check its publisher's page again: {row.look_again.because}"
    if row.native_names_without_entry:
        state += f"; {row.native_names_without_entry} native names from other sources match no listing"
    if row.next_check:
        state += f"; next check {row.next_check[:16]}"
    age = f"{row.age_days} days"
    return f"{row.id:34} {row.edition[:34]:34} {age:>9} {row.count:>9,}  {row.sha256[:12]}  {state}"
