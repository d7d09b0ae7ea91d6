"""Results in a terminal, in the order of a result page: outcome, what follows, listings, why, sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import click

from screening.assessment import sentences
from screening.engine import Engine
from screening.intake.mapping import signature
from screening.intake.model import ParsedList
from screening.labels import evidence_text, outcome_text, relation_text, wording
from screening.model import (
    FAMILY,
    CountedAs,
    Hit,
    Level,
    NotSearched,
    Outcome,
    PolicyOutcome,
    Relation,
    Result,
    RunFacts,
)
from screening.policy.facts import PARTY
from screening.policy.open_questions import OpenQuestion, OpenQuestions, open_questions
from screening.report import ReportInput, count_ends
from screening.report.rows import follows_text
from screening.review.case_finder import PartyNames
from screening.run_facts import not_searched
from watchlists.measures import listing_measure_words
from watchlists.model import Listing, PartyType

SYMBOL = {Level.NONE: "·", Level.LOW: "○", Level.MEDIUM: "◐", Level.HIGH: "●"}
ROWS = 10  # of a terminal, for a check that is printed in short
COLUMNS = 80  # of the narrowest usual terminal
_MORE = "More: --full"
COLOUR = {Level.NONE: None, Level.LOW: "blue", Level.MEDIUM: "yellow", Level.HIGH: "red"}


def print_result(result: Result, engine: Engine) -> None:
    """Print one result for a person in at most `ROWS` rows of a terminal; what does not fit, the whole result has."""
    _print_outcome(result)
    room = ROWS - 3  # without the outcome and the two lines at the end
    for line in _lines_in_short(result, engine):
        if room:
            shown = _cut(line, min(room, 2) * COLUMNS)
            click.echo(shown)
            room -= -(-len(shown) // COLUMNS)
    print_open_questions(open_questions(result.assessment.policies))
    old, missing = len(engine.lists.out_of_date(engine.on)), len(not_searched(engine.library))
    click.echo(
        f"We searched {len(engine.library.lists)} lists; {old} {'is' if old == 1 else 'are'} out of date,"
        f" {missing} more {'was' if missing == 1 else 'were'} not searched."
    )
    found = result.assessment.outcome is Outcome.REVIEW
    click.echo(f"{wording().sentences['not_findings']} {_MORE}" if found else _MORE)


def _lines_in_short(result: Result, engine: Engine) -> Iterator[str]:
    """What is most important first: who it may be and on which lists, what follows, who else it could be."""
    assessment, reading, parties = result.assessment, result.reading, PartyNames.of(engine)
    bodies = _bodies(reading.hits, parties)
    if bodies:
        yield from _body_in_short(bodies[0], parties, engine)
    else:
        yield assessment.why
    yield from filter(None, map(_follows_in_short, assessment.policies))
    if bodies[1:]:
        also = [f"{_surest(hits).listing.name} ({_surest(hits).confidence:.2f})" for hits in bodies[1:]]
        yield f"  Also possible: {sentences.either(also, '; ')}"
    shown = {party for hits in bodies for party in _ids(hits, parties)}
    others = replace(reading, recognised=tuple(each for each in reading.recognised if each.id not in shown))
    yield from (f"  {each}" for each in sentences.recognised(others))
    if bodies:
        yield from (
            f"  {sentences.self_declared(result.subject, each, 0).text}" for each in reading.self_declared
        )
    if reading.alternatives and not reading.ambiguous:
        yield f"  Ruled out: {sentences.either([each.name for each in reading.alternatives], '; ')}"


def print_full_result(result: Result, engine: Engine) -> None:
    """Print all that is known of one result for a person: each listing with its source, the score, every list."""
    assessment = result.assessment
    _print_outcome(result)
    click.echo(assessment.why)
    for recognised in sentences.recognised(result.reading):
        click.echo(f"  {recognised}")
    if any(not each.name for each in result.reading.recognised):
        click.echo(f"  {wording().sentences['register']}")
    for policy in assessment.policies:
        if follows := follows_text(policy):
            click.echo(f"  {follows}")
    print_open_questions(open_questions(assessment.policies))
    parties = PartyNames.of(engine)
    for hits in _bodies(result.reading.hits, parties):
        _print_body(hits, parties, engine)
    for declared in result.reading.self_declared:
        click.echo(f"  {sentences.self_declared(result.subject, declared, 0).text}")
    if result.reading.self_declared:
        click.echo(f"  {wording().sentences['self_declared_note']}")
    for alternative in result.reading.alternatives[:8]:
        said = "or" if alternative.bears else "not"
        click.echo(f"  {said}: {alternative.name} - {alternative.why}")
    if (result.reading.hits or result.reading.self_declared) and assessment.reasons:
        click.echo("Score:")
        for reason in assessment.reasons:
            click.echo(f"  {reason.points:+4d}  {reason.text}")
    print_not_searched(not_searched(engine.library))
    if assessment.outcome is Outcome.REVIEW:
        click.echo(wording().sentences["not_findings"])


def print_open_questions(questions: Sequence[OpenQuestion]) -> None:
    """Print what has to be answered about the project, each with the option that answers it."""
    if questions:
        click.echo("To decide this, answer:")
    for each in questions:
        rows = f" ({each.rows:,} {'row' if each.rows == 1 else 'rows'})" if each.rows > 1 else ""
        click.echo(f"  {each.asked.asks}{rows}")
        click.echo(f"    {each.asked.option}")
        if each.rows > 1 and each.asked.about == PARTY:
            click.echo(f"    or, where the answer differs from row to row, a column “{each.asked.column}”")


def _print_outcome(result: Result) -> None:
    assessment = result.assessment
    level = assessment.risk_level
    outcome = outcome_text(assessment.outcome, lists_current=assessment.lists_current)
    found = result.reading.hits or result.reading.self_declared
    risk = f"; {level.value} risk, {assessment.risk_score} of 100" if found else ""
    click.secho(f"{SYMBOL[level]} {outcome}{risk}", bold=True, fg=COLOUR[level])


def _bodies(hits: Sequence[Hit], parties: PartyNames) -> list[list[Hit]]:
    """Hits by the listed organisation or person that they are of, in their order."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(parties.of_hit(hit)[0], []).append(hit)
    return list(found.values())


def _ids(hits: Sequence[Hit], parties: PartyNames) -> set[str]:
    """Ids under which the body of some hits is recognised."""
    return {id_ for hit in hits for id_ in (parties.of_hit(hit)[0], hit.party_id, hit.body_id) if id_}


def _surest(hits: Sequence[Hit]) -> Hit:
    return max(hits, key=lambda each: each.confidence)


def _body_in_short(hits: Sequence[Hit], parties: PartyNames, engine: Engine) -> Iterator[str]:
    """One body in two lines: who it is and how sure, and all lists it is on."""
    hit = _surest(hits)
    titles = dict.fromkeys(engine.library[each.listing.watchlist_id].watchlist.title for each in hits)
    yield f"  {_named(hit, parties)}, confidence {hit.confidence:.2f}, read from “{hit.matched_text}”"
    count = f"{len(titles)} lists: " if len(titles) > 1 else ""
    yield f"  on {count}{'; '.join(titles)}"


def _named(hit: Hit, parties: PartyNames) -> str:
    """The body that a hit is of, its country, and what the text is to it."""
    return f"{parties.of_hit(hit)[1]} [{hit.listing.country or '-'}], {_relation(hit)}"


def _follows_in_short(policy: PolicyOutcome) -> str:
    """What follows under a policy in a few words; "" where nothing does."""
    if policy.missing:
        # What is missing stands first, and then what would depend on it.
        return f"{policy.text.partition('. Then')[0].rstrip('.')}."
    if policy.outcome == "none":
        return ""
    title, clause = policy.title or policy.id, f" ({policy.clause})" if policy.clause else ""
    return f"If confirmed, {title}: {policy.outcome.replace('_', ' ')}{clause}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def print_not_searched(missing: Sequence[NotSearched]) -> None:
    """Print which lists of the catalogue were not searched."""
    for reason in dict.fromkeys(each.reason for each in missing):
        titles = "; ".join(each.title for each in missing if each.reason == reason)
        click.echo(f"Not searched ({wording().not_searched[reason]}): {titles}")


def _print_body(hits: Sequence[Hit], parties: PartyNames, engine: Engine) -> None:
    """One body with the text that was read as it, and each of its listings with its source."""
    surest = _surest(hits)
    click.echo(
        f"  {_named(surest, parties)}, confidence {surest.confidence:.2f}: we read “{surest.matched_text}” as"
        f" “{surest.matched_name}” ({wording().name_kinds[surest.matched_kind.value]})"
    )
    for hit in hits:
        _print_listing(hit, engine)


def _relation(hit: Hit) -> str:
    is_person = hit.listing.type is PartyType.PERSON
    if not is_person and hit.relation is Relation.SAME and hit.body:
        return f"of one name with {hit.body}"
    return relation_text(hit.relation.value, is_person=is_person, is_verified=not hit.unverified_source)


def _does(listing: Listing) -> str:
    return f"{listing_measure_words(listing)}; " if listing.measures else ""


def _print_listing(hit: Hit, engine: Engine) -> None:
    listing, loaded = hit.listing, engine.library[hit.listing.watchlist_id]
    since = f", listed since {listing.listed_from}" if listing.listed_from else ""
    click.echo(
        f"    {loaded.watchlist.title}, {loaded.watchlist.publisher}, edition {listing.edition or loaded.snapshot.edition},"
        f" as {listing.name}, {wording().statuses[listing.status.value]}{since}; {_does(listing)}{listing.citation}"
    )
    click.echo(f"      {listing.source_url or loaded.watchlist.official_url}")
    for line in hit.evidence:
        if line.feature == FAMILY and not hit.body:
            click.echo(f"        {evidence_text(line)}")
    if source := sentences.relation_source(hit):
        click.echo(f"      {source}.")
    if listing.named is not None:
        document, said = sentences.document_of(listing.named)
        click.echo(f"      {document}: {said}")


def print_question_above(layout: ParsedList) -> None:
    """Print what is asked about the cells of a list that say "as above", where nobody has answered it."""
    above = layout.above
    if above.count and not above.answer:
        cells = f"{above.count:,} cell{'s say' if above.count > 1 else ' says'} “as above”"
        click.echo(f"{cells}, such as {', '.join(above.examples)}. Read as the cell above?")
        click.echo("  They were not looked up. Screen the list again with --as-above yes, or --as-above no.")


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
    for end in CountedAs:
        # Those of no match show only where there are some; the outcomes always.
        if end is not CountedAs.REVIEW and (end.value in set(Outcome) or ends.get(end.value)):
            click.echo(f"  {words[end.value].word:24} {ends.get(end.value, 0):>11,}")


def _print_lists(facts: RunFacts) -> None:
    """Print whether the lists are out of date, and which of the catalogue were not searched."""
    if not facts.lists_current:
        old, count = len(facts.out_of_date), len(facts.watchlists)
        click.echo(wording().sentences["searched_old"].format(old=old, count=count))
    print_not_searched(facts.not_searched)


def print_summary(given: ReportInput, asked: OpenQuestions) -> None:
    """Print the counts, which add up to the rows of the file, the open questions, and the rows that nobody could look at."""
    counts, ends = given.intake.counts, count_ends(given.intake, given.entries)
    unscreened = ends[Outcome.UNSCREENED.value]
    click.echo(
        f"{counts['rows']:,} rows: {counts['rows'] - counts['skipped'] - unscreened:,} screened,"
        f" {unscreened:,} could not be screened, {counts['skipped']:,} skipped (blank, title, header, total)"
    )
    if counts["subjects"] != counts["subject"]:
        click.echo(f"  {counts['subjects']:,} subjects in these rows; a row shows its most serious result")
    print_ends(ends)
    if asked.rows:
        rows = "1 row" if asked.rows == 1 else f"{asked.rows:,} rows"
        click.echo(f"{rows} cannot be decided yet. Give the command again with the answers.")
        print_open_questions(asked.questions)
    _print_lists(given.facts)
    for row in given.intake.rows():
        if not row.reason:
            continue
        shown = given.report_row(row)
        if shown is not None and shown.outcome is Outcome.UNSCREENED:
            click.echo(f"  could not be screened, {row.sheet} row {row.number}: {row.reason}")
