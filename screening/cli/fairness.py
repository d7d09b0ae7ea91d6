"""`screening fairness`: whom screening burdens, on one's own lists and on synthetic innocents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from screening.cli import options
from screening.cli.progress import notes_of_wait
from screening.engine import Engine, load_engine
from screening.fairness.groups import by_country, by_script
from screening.fairness.innocents import Innocent, innocents, unlisted
from screening.fairness.notice import notice as notice_text
from screening.fairness.rates import alert_rate, rates
from screening.fairness.tables import table
from screening.intake import read_list
from screening.model import Inquiry, Result

MEANING = (
    "List membership differs by country because lists do. Compare groups to find where the reading of names, not the\n"
    "lists, makes the difference: above all on synthetic innocents, who are on no list."
)


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--notice",
    is_flag=True,
    help="Print the notice for people who were screened, with gaps to fill in, and stop.",
)
@options.policy
@options.as_of
@options.screened_at
def fairness(
    files: tuple[Path, ...],
    notice: bool,
    policies: tuple[str, ...],
    as_of: datetime | None,
    screened_at: datetime | None,
) -> None:
    """Report alert rates of FILES by script and by country, and false alerts on synthetic innocents.

    Every rate comes with its 95 per cent interval. No name is printed and nothing is stored.
    """
    if notice:
        click.echo(notice_text())
        return
    on = options.day(as_of, options.moment(screened_at))
    with notes_of_wait(options.print_note) as tell:
        engine = load_engine(policies, on=on, data=options.data(), tell=tell)
    for path in files:
        _report_file(engine, path)
    _report_innocents(engine, "Synthetic innocents (every alert is a false alarm)", innocents())
    bodies = unlisted(engine.register.in_order, engine.library.listings)
    _report_innocents(engine, "Registered organisations whose names no list prints", bodies)
    click.echo(MEANING)


def _report_file(engine: Engine, path: Path) -> None:
    intake = read_list(path)
    results = list(engine.screen_all(each for row in intake.rows() for each in row.inquiries))
    whole = alert_rate(results)
    unscreened = intake.counts["unscreened"]
    click.echo(f"{path.name}: {len(results):,} rows screened, {unscreened:,} could not be screened\n")
    click.echo(table("script of the name", rates(results, by_script), whole) + "\n")
    click.echo(table("country of the organisation", rates(results, by_country), whole) + "\n")


def _report_innocents(engine: Engine, title: str, people: Sequence[Innocent]) -> None:
    results = list(engine.screen_all(Inquiry(each.subject) for each in people))
    groups = {result.subject: each.group for each, result in zip(people, results, strict=True)}

    def group_of(result: Result) -> str:
        return groups[result.subject]

    click.echo(f"{title}: {len(results):,}\n")
    click.echo(table("group", rates(results, group_of), alert_rate(results)) + "\n")
