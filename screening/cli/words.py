"""Results in a terminal, in the order of a result page: outcome, what follows, listings, why, sources."""

from __future__ import annotations

import click

from screening.engine import Engine
from screening.model import Hit, Level, Outcome, Result
from screening.report.lines import follows_text
from screening.run import Run

SYMBOL = {Level.NONE: "·", Level.LOW: "○", Level.MEDIUM: "◐", Level.HIGH: "●"}
COLOUR = {Level.NONE: None, Level.LOW: "blue", Level.MEDIUM: "yellow", Level.HIGH: "red"}


def print_result(result: Result, engine: Engine) -> None:
    """Print one result for a person."""
    assessment = result.assessment
    level = assessment.risk_level
    risk = f", {level.value} risk, {assessment.risk_score} of 100" if result.reading.hits else ""
    head = f"{SYMBOL[level]} {assessment.outcome.value}{risk}"
    click.secho(head, bold=True, fg=COLOUR[level])
    click.echo(assessment.why)
    for policy in assessment.policies:
        if follows := follows_text(policy):
            click.echo(f"  {follows}")
    for hit in result.reading.hits:
        _print_hit(hit, engine)
    for alternative in result.reading.alternatives[:8]:
        said = "or" if alternative.bears else "not"
        click.echo(f"  {said}: {alternative.name} - {alternative.why}")
    if result.reading.hits and assessment.reasons:
        click.echo("Score:")
        for reason in assessment.reasons:
            click.echo(f"  {reason.points:+4d}  {reason.text}")
    if assessment.outcome is not Outcome.NO_MATCH:
        click.echo("Possible matches for review by a person; not findings.")


def _print_hit(hit: Hit, engine: Engine) -> None:
    listing = hit.listing
    loaded = engine.library[listing.watchlist_id]
    since = f", listed since {listing.listed_from}" if listing.listed_from else ""
    click.echo(
        f"  {hit.relation.value} {listing.name} [{listing.country or '-'}], confidence {hit.confidence:.2f}:"
        f" read “{hit.matched_text}” as “{hit.matched_name}” ({hit.matched_kind.value})"
    )
    click.echo(
        f"    {loaded.watchlist.title}, {loaded.watchlist.publisher}, edition {listing.edition or loaded.snapshot.edition},"
        f" {listing.status.value}{since}; {listing.citation}"
    )
    click.echo(f"    {listing.source_url or loaded.watchlist.official_url}")


def print_mapping(run: Run) -> None:
    """Print how each table was understood, so that a wrong reading is seen at once."""
    for table in run.intake.tables:
        click.echo(
            f"{table.sheet or run.intake.file_name}: header in row {table.header_row}, to row {table.last_row}"
        )
        for column in table.columns:
            if column.meaning != "unknown":
                click.echo(f"  {column.letter:>3}  {column.header[:40]!r:44} {column.meaning}: {column.why}")
    for notice in run.intake.notices:
        click.echo(f"  note: {notice}")


def print_summary(run: Run) -> None:
    """Print the counts, which add up to the rows of the file, and the highest rows."""
    counts = run.intake.counts
    click.echo(
        f"{counts['rows']:,} rows: {counts['subject']:,} screened, {counts['unscreened']:,} unscreened,"
        f" {counts['skipped']:,} skipped (blank, title, header, total)"
    )
    by_level = dict.fromkeys(Level, 0)
    for result in run.results.values():
        by_level[result.assessment.risk_level] += 1
    for level in reversed(Level):
        click.secho(f"  {SYMBOL[level]} {level.value:7} {by_level[level]:>7,}", fg=COLOUR[level])
    for row in run.intake.rows():
        if row.subject is None and row.reason and row.state.value == "unscreened":
            click.echo(f"  unscreened, {row.sheet} row {row.number}: {row.reason}")
