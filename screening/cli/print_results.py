"""Results in a terminal, in the order of a result page: outcome, what follows, listings, why, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import click

from screening.assessment import sentences
from screening.engine import Engine
from screening.intake.mapping import signature
from screening.intake.model import ParsedList
from screening.labels import evidence_text, outcome_text, wording
from screening.model import FAMILY, Hit, Level, NotSearched, Outcome, Relation, Result, RunFacts
from screening.report import ReportInput, count_ends
from screening.report.rows import follows_text
from screening.run_facts import not_searched

SYMBOL = {Level.NONE: "·", Level.LOW: "○", Level.MEDIUM: "◐", Level.HIGH: "●"}
COLOUR = {Level.NONE: None, Level.LOW: "blue", Level.MEDIUM: "yellow", Level.HIGH: "red"}


def print_result(result: Result, engine: Engine) -> None:
    """Print one result for a person."""
    assessment = result.assessment
    level = assessment.risk_level
    outcome = outcome_text(assessment.outcome, lists_current=assessment.lists_current)
    found = result.reading.hits or result.reading.self_declared
    risk = f"; {level.value} risk, {assessment.risk_score} of 100" if found else ""
    click.secho(f"{SYMBOL[level]} {outcome}{risk}", bold=True, fg=COLOUR[level])
    click.echo(assessment.why)
    for recognised in sentences.recognised(result.reading):
        click.echo(f"  {recognised}")
    if any(not each.name for each in result.reading.recognised):
        click.echo(f"  {wording().sentences['register']}")
    for policy in assessment.policies:
        if follows := follows_text(policy):
            click.echo(f"  {follows}")
    for hit in result.reading.hits:
        _print_hit(hit, engine)
    for declared in result.reading.self_declared:
        click.echo(f"  {sentences.self_declared(result.subject, declared, 0).text}")
    if result.reading.self_declared:
        click.echo(f"  {wording().sentences['self_declared_note']}")
    for alternative in result.reading.alternatives[:8]:
        said = "or" if alternative.bears else "not"
        click.echo(f"  {said}: {alternative.name} - {alternative.why}")
    if found and assessment.reasons:
        click.echo("Score:")
        for reason in assessment.reasons:
            click.echo(f"  {reason.points:+4d}  {reason.text}")
    print_not_searched(not_searched(engine.library))
    if assessment.outcome is Outcome.REVIEW:
        click.echo(wording().sentences["not_findings"])


def print_not_searched(missing: Sequence[NotSearched]) -> None:
    """Print which lists of the catalogue were not searched."""
    for reason in dict.fromkeys(each.reason for each in missing):
        titles = "; ".join(each.title for each in missing if each.reason == reason)
        click.echo(f"Not searched ({wording().not_searched[reason]}): {titles}")


def _print_hit(hit: Hit, engine: Engine) -> None:
    listing = hit.listing
    loaded = engine.library[listing.watchlist_id]
    since = f", listed since {listing.listed_from}" if listing.listed_from else ""
    relation = wording().relations[hit.relation.value]
    if hit.relation is Relation.SAME and hit.body:
        relation = f"of one name with {hit.body}"
    click.echo(
        f"  {listing.name} [{listing.country or '-'}], {relation}, confidence {hit.confidence:.2f}:"
        f" read “{hit.matched_text}” as “{hit.matched_name}” ({wording().name_kinds[hit.matched_kind.value]})"
    )
    click.echo(
        f"    {loaded.watchlist.title}, {loaded.watchlist.publisher}, edition {listing.edition or loaded.snapshot.edition},"
        f" {wording().statuses[listing.status.value]}{since}; {listing.citation}"
    )
    click.echo(f"    {listing.source_url or loaded.watchlist.official_url}")
    for line in hit.evidence:
        if line.feature == FAMILY and not hit.body:
            click.echo(f"    {evidence_text(line)}")
    if listing.named is not None:
        document, said = sentences.document_of(listing.named)
        click.echo(f"    {document}: {said}")


def print_mapping(layout: ParsedList, confirmed: Mapping[str, str] = MappingProxyType({})) -> None:
    """Print how each table was understood, so that a wrong reading is seen at once.

    Args:
        layout: of the list.
        confirmed: by signature, when the mappings were confirmed with which its tables were read.
    """
    for table in layout.tables:
        click.echo(
            f"{table.sheet or layout.file_name}: header in row {table.header_row}, to row {table.last_row}"
        )
        if at := confirmed.get(signature(table.headers_by_column)):
            click.echo(f"  read as you confirmed on {at[:10]}; see `screening mappings list`")
        for column in table.columns:
            if column.meaning != "unknown":
                click.echo(f"  {column.letter:>3}  {column.header[:40]!r:44} {column.meaning}: {column.why}")
    for notice in layout.notices:
        click.echo(f"  note: {notice}")


def print_ends(ends: Mapping[str, int]) -> None:
    """Print rows by how they ended: those for review by level, then those without a match and those not screened."""
    words = wording().outcomes
    for level in reversed(Level):
        if count := ends.get(level.value, 0):
            label = f"{SYMBOL[level]} {level.value}, {words['review'].word.lower()}"
            click.secho(f"  {label:24} {count:>11,}", fg=COLOUR[level])
    for outcome in (Outcome.NO_MATCH, Outcome.UNSCREENED):
        click.echo(f"  {words[outcome.value].word:24} {ends.get(outcome.value, 0):>11,}")


def _print_lists(facts: RunFacts) -> None:
    """Print whether the lists are out of date, and which of the catalogue were not searched."""
    if not facts.lists_current:
        old, count = len(facts.out_of_date), len(facts.watchlists)
        click.echo(wording().sentences["searched_old"].format(old=old, count=count))
    print_not_searched(facts.not_searched)


def print_summary(given: ReportInput) -> None:
    """Print the counts, which add up to the rows of the file, and the rows that nobody could look at."""
    counts, ends = given.intake.counts, count_ends(given.intake, given.entries)
    unscreened = ends[Outcome.UNSCREENED.value]
    click.echo(
        f"{counts['rows']:,} rows: {counts['rows'] - counts['skipped'] - unscreened:,} screened,"
        f" {unscreened:,} unscreened, {counts['skipped']:,} skipped (blank, title, header, total)"
    )
    if counts["subjects"] != counts["subject"]:
        click.echo(
            f"  {counts['subjects']:,} subjects stand in these rows; a row shows the gravest of its own"
        )
    print_ends(ends)
    _print_lists(given.facts)
    for row in given.intake.rows():
        if not row.reason:
            continue
        shown = given.report_row(row)
        if shown is not None and shown.outcome is Outcome.UNSCREENED:
            click.echo(f"  unscreened, {row.sheet} row {row.number}: {row.reason}")
