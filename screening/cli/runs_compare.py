"""`screening runs rerun` and `compare`: a list screened anew, and what two runs say differently of whom, and why."""

from __future__ import annotations

from pathlib import Path

import click

from screening.cli.options import account, print_json, team
from screening.cli.service import installation
from screening.pipeline import ScreeningRequest
from screening.runs.compare import RunComparison, result_text, summary_sentence
from screening.runs.compare_json import ChangesAnswer
from screening.runs.control import run_of
from screening.runs.pinned_lists import PinnedLists
from screening.runs.pins import shipped_pins
from screening.runs.results import FinishedRuns
from screening.runs.submit import submit_again

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
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write every change into a workbook (.xlsx): row, before, now and why.",
)
@team
def compare(earlier: str, later: str, as_json: bool, output: Path | None, team: str) -> None:
    """Show which subjects changed from run EARLIER to run LATER, and why."""
    runs = FinishedRuns(installation(), PinnedLists())
    before, after = runs.get(earlier, team), runs.get(later, team)
    found = runs.compare(before, after)
    if output is not None:
        # Takes a while to import, and the terminal does without.
        from screening.runs.compare_workbook import write_comparison

        write_comparison(before, after, found, output)
    if as_json:
        said = ChangesAnswer.of(before, after, found, found.changes)
        print_json(said)
        return
    _print(found)
    if output is not None:
        click.echo(f"Result: {output}")


def _print(found: RunComparison) -> None:
    click.echo(summary_sentence(found))
    for each in found.changes[:MOST_SHOWN]:
        sheet, number = each.rows[0]
        name = each.subject.name or "; ".join(each.subject.organisations)
        click.echo(
            f"  {sheet} row {number}: {name}: {result_text(each.before)}; now {result_text(each.after)}"
        )
        for reason in each.reasons:
            click.echo(f"      {reason.sentence}")
    if len(found.changes) > MOST_SHOWN:
        click.echo(f"  and {len(found.changes) - MOST_SHOWN:,} more; --output and --json have all of them")


COMMANDS = (rerun, compare)
