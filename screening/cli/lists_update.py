"""`screening lists update`, `diff`, `verify`, `prune`: keeping the lists current, and seeing what that changed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

import click

from screening.cli import options
from screening.cli.exit_codes import ExitCode
from screening.cli.lists_editions import now, print_outcome
from screening.list_json import ListDifferences, UpdateReportJson
from screening.smoke_test import missing_canaries
from watchlists.catalogue import CatalogueEntry, read_catalogue
from watchlists.editions.data_folder import lists_folder
from watchlists.editions.durable_write import only_writer, write_durably
from watchlists.editions.retention import prune as prune_store
from watchlists.editions.stored_editions import StoredEditions
from watchlists.editions.verify import damages
from watchlists.errors import LicenceNotAccepted, UnknownWatchlist
from watchlists.updates.announcements import look_for_editions
from watchlists.updates.diff import in_lines
from watchlists.updates.edition_lookup import between
from watchlists.updates.update import UpdateDecision, UpdateOutcome, Updating, update
from watchlists.updates.update_report import Heading, block, has_failed, heading, summary, text

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("update")
@click.argument("names", nargs=-1, metavar="[LIST]...")
@click.option("--all", "every", is_flag=True, help="Check every list that can be downloaded.")
@click.option(
    "--dry-run",
    is_flag=True,
    help="Download, read, apply the guards and compare, but put nothing in force; print a report.",
)
@click.option(
    "--report",
    "file",
    type=FILE,
    help="Write the report to FILE: as JSON if it ends in .json, otherwise as text.",
)
@click.option("--by", default="", help="Who overrides the guards.")
@click.option("--reason", default="", help="Why; both are kept in the history.")
@click.option(
    "--accept-licence",
    multiple=True,
    metavar="LIST",
    help="Accept the terms of this list, which you have read.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def update_(
    names: tuple[str, ...],
    every: bool,
    dry_run: bool,
    file: Path | None,
    by: str,
    reason: str,
    accept_licence: tuple[str, ...],
    as_json: bool,
) -> None:
    """Check with the publishers for newer editions of the lists named, or of all (--all).

    For a list that no reader can read, it only reports whether the publisher shows a newer edition.
    With --dry-run it prints a report to mail to the maintainers of the readers; the report names no person.

    Exit code 1 if a publisher or a reader failed; the edition in force stays, and the other lists are updated.
    """
    if every == bool(names):
        raise click.UsageError("Name lists, or give --all to ask for every one.")
    about = Heading(now(), dry_run)
    updating = Updating(
        options.data(),
        now,
        prove=missing_canaries,
        on_progress=lambda list_id, stage: _progress(f"{list_id}: {stage}"),
        decision=UpdateDecision(by, reason),
        accepted=frozenset(accept_licence),
        dry_run=dry_run,
    )
    outcomes = []
    reports = dry_run and not as_json
    if reports:
        click.echo(heading(about))
    for outcome in ask_all(list(_entries(names)), updating):
        outcomes.append(outcome)
        if reports:
            _progress("")
            click.echo(block(outcome))
        elif not as_json:
            print_update_outcome(outcome)
    if reports:
        click.echo(summary(outcomes), nl=False)
    if as_json:
        options.print_json(UpdateReportJson.of(about, outcomes))
    if file is not None:
        _write(file, about, outcomes)
    # Whoever names a list whose terms nobody accepted wanted it; of all lists it is only said.
    if any(has_failed(each) or (each.result == "refused" and not every) for each in outcomes):
        raise SystemExit(ExitCode.FOUND)


def ask_all(entries: Iterable[CatalogueEntry], updating: Updating) -> Iterator[UpdateOutcome]:
    """Ask for each list that a reader takes, then look where publishers of lists show editions."""
    chosen = list(entries)
    return chain(
        update((entry for entry in chosen if entry.source or not entry.notice), updating),
        look_for_editions(chosen, updating),
    )


def _write(file: Path, about: Heading, outcomes: Sequence[UpdateOutcome]) -> None:
    """Write the report, replacing what was there in one step.

    Raises:
        StoreUnwritable: it cannot be written.
    """
    if file.suffix.lower() == ".json":
        told = UpdateReportJson.of(about, outcomes).model_dump_json(indent=2) + "\n"
    else:
        told = text(about, outcomes)
    write_durably(file.absolute(), told.encode())


@click.command()
@click.argument("name")
@click.argument("before", required=False)
@click.argument("after", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print every listing as JSON.")
def diff(name: str, before: str | None, after: str | None, as_json: bool) -> None:
    """Show what changed on list NAME from edition BEFORE to AFTER; by default the last two.

    Name editions as `history` and `status` show them, or by the beginning of their hash.
    """
    compared = between(StoredEditions.open(options.data()), read_catalogue().get(name), name, before, after)
    if as_json:
        options.print_json(ListDifferences.of_list(name, compared))
        return
    click.echo(f"{name}, from {compared.before} to {compared.after}: {compared.differences.sentence}.")
    for line in in_lines(compared.differences, "--json has all of them"):
        click.echo(f"  {line}")


@click.command()
def verify() -> None:
    """Compare every stored byte with its hash, and every generation with the next."""
    found = damages(StoredEditions.open(options.data()))
    for damage in found:
        click.echo(damage, err=True)
    if found:
        raise SystemExit(ExitCode.FOUND)
    click.echo("Every stored edition is what was written.")


@click.command()
@click.option(
    "--keep", type=click.IntRange(1), required=True, help="The least number of editions of each list to keep."
)
@click.option(
    "--days",
    type=click.IntRange(0),
    default=3653,
    show_default=True,
    help="Also keep editions younger than this number of days.",
)
def prune(keep: int, days: int) -> None:
    """Delete old editions. For their days `--as-of` then uses older or newer ones, and says which."""
    with only_writer(lists_folder(options.data())):
        gone = prune_store(StoredEditions.open(options.data()), keep, days, now())
    click.echo(f"{gone.editions:,} editions forgotten, {gone.bytes:,} bytes freed.")


def _entries(names: Iterable[str]) -> Iterator[CatalogueEntry]:
    """The entries of these lists, or of every list that has a source or a page of editions.

    Raises:
        UnknownWatchlist: with the ids there are; before anything is fetched.
    """
    catalogue = read_catalogue()
    if unknown := [name for name in names if name not in catalogue]:
        raise UnknownWatchlist(
            f"There is no list {unknown[0]!r}; there are {', '.join(catalogue)}.", id=unknown[0]
        )
    chosen = set(names) or {key for key, entry in catalogue.items() if entry.source or entry.notice}
    return (entry for key, entry in catalogue.items() if key in chosen)


def _progress(text: str) -> None:
    """Where a person watches, the present stage on one line; nothing in a log."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{text}", err=True, nl=False)


def print_update_outcome(outcome: UpdateOutcome) -> None:
    """Say what came of one list."""
    _progress("")
    print_outcome(outcome)
    if outcome.code == LicenceNotAccepted.code:
        click.echo(f"  To accept it: --accept-licence {outcome.list_id}", err=True)


COMMANDS = (update_, diff, verify, prune)
