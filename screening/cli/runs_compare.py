"""`screening runs again` and `compare`: a list screened anew, and what two runs say differently of whom, and why."""

from __future__ import annotations

import json

import click

from screening import jobs
from screening.cli.options import account, team
from screening.cli.service import installation
from screening.jobs.changes import Change, Changes
from screening.jobs.codec import Brief
from screening.jobs.comparison_shape import comparison_json
from screening.jobs.control import run_of
from screening.jobs.finished import FinishedRuns
from screening.jobs.pinned import PinnedLists

MOST_SHOWN = 50  # changes; the JSON has all of them


@click.command()
@click.argument("run_id")
@team
def again(run_id: str, team: str) -> None:
    """Screen the list of a run again on the lists as they are now. Prints the id of the new run."""
    place = installation()
    run = run_of(place, run_id, team)
    pins = jobs.shipped_pins(jobs.Order.from_json(run.choices).policies)
    click.echo(jobs.accept_again(place, run, pins, actor=account()))


@click.command()
@click.argument("earlier")
@click.argument("later")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, every change.")
@team
def compare(earlier: str, later: str, as_json: bool, team: str) -> None:
    """Say which subjects changed from run EARLIER to run LATER, and why."""
    runs = FinishedRuns(installation(), PinnedLists())
    before, after = runs.get(earlier, team), runs.get(later, team)
    found = runs.compare(before, after)
    if as_json:
        said = comparison_json(before, after, found, found.changes)
        click.echo(json.dumps(said, ensure_ascii=False, indent=2))
        return
    _print(found)


def _print(found: Changes) -> None:
    counts = found.counts
    click.echo(
        f"{counts['changed']:,} told otherwise, {counts['new']:,} only in the later list, "
        f"{counts['gone']:,} only in the earlier one, {counts['same']:,} the same."
    )
    for each in found.changes[:MOST_SHOWN]:
        sheet, number = each.rows[0]
        name = each.subject.name or "; ".join(each.subject.organisations)
        click.echo(f"  {sheet} row {number}: {name}: {_told(each)}")
        for why in each.why:
            click.echo(f"      {why.sentence}")
    if len(found.changes) > MOST_SHOWN:
        click.echo(f"  and {len(found.changes) - MOST_SHOWN:,} more; --json has all of them")


def _told(change: Change) -> str:
    return f"{_brief(change.before)}, now {_brief(change.after)}"


def _brief(said: Brief | None) -> str:
    return "not in the list" if said is None else f"{said.outcome} {said.risk_score}"


COMMANDS = (again, compare)
