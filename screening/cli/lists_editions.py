"""`screening lists import`, `rollback`, `history`: changing which editions are in force, and what was changed."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from pathlib import Path

import click

from screening.cli import options
from screening.cli.exit_codes import ExitCode
from screening.list_json import GenerationJson
from screening.settings import key_of, make_key, read_settings
from screening.smoke_test import missing_canaries
from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.durable_write import only_writer
from watchlists.editions.promote import roll_back
from watchlists.editions.store import Generation, StoreEvent
from watchlists.editions.stored_editions import REGISTER, StoredEditions
from watchlists.library import load_library
from watchlists.updates.custom_lists import CustomList, import_custom_list
from watchlists.updates.register_dump import import_ror
from watchlists.updates.update import Brought, UpdateDecision, UpdateOutcome, Updating, update_from_file

DAY = click.DateTime(["%Y-%m-%d"])
STANDINGS = click.Choice(["government", "non-government", "context"])


def now() -> datetime:
    """The moment of a change, UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def person() -> str:
    """Who runs this command, as the machine knows them; "" where it does not."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""


@click.command("import")
@click.argument("name")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "mapping", multiple=True, metavar="COLUMN=HEADER", callback=options.pairs)
@click.option("--title", default="", help="The list's title in reports; by default NAME.")
@click.option("--publisher", default="Own list", show_default=True)
@click.option("--standing", type=STANDINGS, default="non-government", show_default=True)
@click.option("--edition", default="", help="The name of the edition; by default the day of the import.")
@click.option("--oldest-age-days", type=click.IntRange(1), default=365, show_default=True)
@click.option("--by", default=person, help="Who imports it, for the history.")
@click.option("--reason", default="", help="Why you override an official list's safety checks.")
@click.option("--on", type=DAY, help="The day on which an official list was downloaded; by default today.")
def import_(
    name: str,
    file: Path,
    mapping: dict[str, str],
    title: str,
    publisher: str,
    standing: str,
    edition: str,
    oldest_age_days: int,
    by: str,
    reason: str,
    on: datetime | None,
) -> None:
    """Put FILE in force as your own list, called NAME: CSV, XLSX, TOML or FollowTheMoney JSON lines.

    Columns: name, key, aliases, country and more; --map name="Institution" names a column with another header.

    Where NAME is an official list, FILE is its publisher's own file and passes the same guards as a fetched one;
    where it is ror, FILE is ROR's dump.
    """
    if name == REGISTER:
        _import_register(file, by)
        return
    if (entry := read_catalogue().get(name)) is not None:
        _import_official(entry, Brought(file, file.name, by, (on or now()).date()), reason)
        return
    own = CustomList(
        id=name,
        title=title,
        publisher=publisher,
        standing=standing,
        edition=edition,
        oldest_age_days=oldest_age_days,
        mapping=mapping,
    )
    settings = read_settings()
    make_key(settings)
    imported = import_custom_list(options.data(), own, file, secret=key_of(settings), now=now(), by=by)
    click.echo(f"{name}: {imported.snapshot.count:,} listings in force, edition {imported.snapshot.edition}.")
    if imported.not_read:
        click.echo(
            f"Columns that we did not read, because a list has no such column: {', '.join(imported.not_read)}."
        )


def _import_register(file: Path, by: str) -> None:
    imported = import_ror(options.data(), file, now=now(), by=by)
    click.echo(f"The register: {imported.snapshot.count:,} organisations in force, from {file.name}.")
    for correction in imported.no_longer_apply:
        click.echo(
            f"No longer applies: {correction.action} {correction.field} {correction.value} of {correction.body_id}."
        )


def _import_official(entry: CatalogueEntry, brought: Brought, reason: str) -> None:
    by = brought.by
    decision = UpdateDecision(by, reason) if reason else UpdateDecision()
    updating = Updating(options.data(), now, prove=missing_canaries, decision=decision, brought_by=by)
    outcome = update_from_file(entry, brought, updating)
    print_outcome(outcome)
    if outcome.code:
        raise SystemExit(ExitCode.REFUSED)


def print_outcome(outcome: UpdateOutcome) -> None:
    """Print what came of one list, and with which options a person overrides its guards where he may."""
    code = f" [{outcome.code}]" if outcome.code else ""
    click.echo(f"{outcome.list_id}: {outcome.result}. {outcome.sentence}{code}", err=bool(outcome.code))
    if outcome.may_be_overruled:
        click.echo("  To override it: --by NAME --reason WHY", err=True)
    for warning in outcome.warnings:
        click.echo(f"  noticed: {warning}")


@click.command()
@click.argument("name")
@click.option("--by", default=person, help="Who decides it.")
@click.option("--reason", required=True, help="Why; kept in the history.")
def rollback(name: str, by: str, reason: str) -> None:
    """Put the edition before the newest of list NAME in force again."""
    data = options.data()
    with only_writer(lists_folder(data)):
        event = StoreEvent("rollback", now().isoformat(), (name,), by, reason)
        roll_back(StoredEditions.open(data), name, event)
    loaded = load_library(data=data).lists.get(name)
    in_force = (
        f"edition {loaded.snapshot.edition} is in force again" if loaded else "no edition of it is left"
    )
    click.echo(f"{name}: {in_force}.")


@click.command()
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def history(name: str | None, as_json: bool) -> None:
    """Show what was put in force when, by whom and why; newest first. NAME: one list only."""
    store = StoredEditions.open(options.data()).store
    assert store is not None
    events = [each for each in store.history() if each.event and (not name or name in each.event.lists)]
    if as_json:
        options.print_json(list(map(GenerationJson.of, events)))
        return
    for each in events:
        click.echo(_line(each))
    if not events:
        click.echo("Nothing downloaded or imported yet; the shipped lists are in force.")


def _line(generation: Generation) -> str:
    event = generation.event
    assert event is not None
    told = "; ".join(filter(None, (event.by and f"by {event.by}", event.reason)))
    return (
        f"{generation.number:>6}  {event.at}  {event.kind:9} {', '.join(event.lists)}{told and f'  ({told})'}"
    )


COMMANDS = (import_, rollback, history)
