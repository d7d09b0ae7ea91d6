"""`screening lists`: which lists there are, of which day, and whether they can still be relied on."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import click

from screening.cli import lists_change, lists_update, options
from screening.cli.lists_bundle import bundle
from screening.policy import ListState
from watchlists.library import Library, LoadedList, load_library


@click.group()
def lists() -> None:
    """The watchlists: editions, ages, sources."""


for command in (*lists_update.COMMANDS, *lists_change.COMMANDS, bundle):
    lists.add_command(command)


@lists.command()
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def status(as_json: bool) -> None:
    """Say of each list its edition, age, count and whether it is past its limit of age."""
    library = load_library(data=options.data())
    today = datetime.now(UTC).date()
    past_limit = ListState.of(library).stale(today)
    if as_json:
        rows = [_status_json(loaded, loaded.watchlist.id in past_limit) for loaded in library.lists.values()]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    click.echo(f"{'list':34} {'edition':34} {'age':>9} {'in force':>9}  state")
    for loaded in library.lists.values():
        snapshot = loaded.snapshot
        age = f"{snapshot.age_days(today)} days"
        state = "past its limit" if snapshot.watchlist_id in past_limit else "ok"
        click.echo(
            f"{snapshot.watchlist_id:34} {snapshot.edition[:34]:34} {age:>9} {snapshot.count:>9,}  {state}"
        )
    _print_catalogue_only(library)


def _print_catalogue_only(library: Library) -> None:
    for watchlist in library.catalogue_only.values():
        click.echo(f"{watchlist.id:34} not shipped: {watchlist.title} ({watchlist.official_url})")


def _status_json(loaded: LoadedList, is_stale: bool) -> dict[str, object]:
    snapshot = loaded.snapshot
    return {
        "id": snapshot.watchlist_id,
        "title": loaded.watchlist.title,
        "edition": snapshot.edition,
        "edition_date": snapshot.edition_date.isoformat(),
        "retrieved_at": snapshot.retrieved_at,
        "transcribed_on": snapshot.transcribed_on and snapshot.transcribed_on.isoformat(),
        "count": snapshot.count,
        "sha256": snapshot.file_sha256,
        "publisher_sha256": snapshot.publisher_sha256,
        "stale": is_stale,
    }
