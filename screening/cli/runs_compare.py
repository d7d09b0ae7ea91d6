"""`screening runs rerun` and `compare`: a list screened anew, and what two runs say differently of whom, and why."""

from __future__ import annotations

import click

from screening.cli.options import account, print_json, team
from screening.cli.service import installation
from screening.pipeline import ScreeningRequest
from screening.runs import shipped_pins, submit_again
from screening.runs.chunk_store import ResultSummary
from screening.runs.compare import RunComparison, SubjectChange
from screening.runs.compare_json import ChangesAnswer
from screening.runs.control import run_of
from screening.runs.pinned_lists import PinnedLists
from screening.runs.results import FinishedRuns

MOST_SHOWN = 50  # changes; the JSON has all of them


@click.command()
@click.argument("run_id")
@team
def rerun(run_id: str, team: str) -> None:
    """Screen the list of a run again on today's lists. Prints the id of the new run."""
    context = installation()
    run = run_of(context, run_id, team)
    pins = shipped_pins(ScreeningRequest.from_json(run.choices).policies)
    click.echo(submit_again(context, run, pins, actor=account()))


@click.command()
@click.argument("earlier")
@click.argument("later")
@click.option("--json", "as_json", is_flag=True, help="Print every change as JSON.")
@team
def compare(earlier: str, later: str, as_json: bool, team: str) -> None:
    """Show which subjects changed from run EARLIER to run LATER, and why."""
    runs = FinishedRuns(installation(), PinnedLists())
    before, after = runs.get(earlier, team), runs.get(later, team)
    found = runs.compare(before, after)
    if as_json:
        said = ChangesAnswer.of(before, after, found, found.changes)
        print_json(said)
        return
    _print(found)


def _print(found: RunComparison) -> None:
    counts = found.counts
    click.echo(
        f"{counts['changed']:,} changed, {counts['new']:,} only in the later list, "
        f"{counts['gone']:,} only in the earlier one, {counts['same']:,} the same."
    )
    for each in found.changes[:MOST_SHOWN]:
        sheet, number = each.rows[0]
        name = each.subject.name or "; ".join(each.subject.organisations)
        click.echo(f"  {sheet} row {number}: {name}: {_told(each)}")
        for reason in each.reasons:
            click.echo(f"      {reason.sentence}")
    if len(found.changes) > MOST_SHOWN:
        click.echo(f"  and {len(found.changes) - MOST_SHOWN:,} more; --json has all of them")


def _told(change: SubjectChange) -> str:
    return f"{_summary(change.before)}, now {_summary(change.after)}"


def _summary(said: ResultSummary | None) -> str:
    return "not in the list" if said is None else f"{said.outcome} {said.risk_score}"


COMMANDS = (rerun, compare)
