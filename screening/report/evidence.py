"""The sheet "Screening evidence": a row a hit, so that every word of a result can be traced.

A row that holds a subject without a hit, but with readings that were rejected, has a row too: it shows which
listed near-miss was explained away and why.
"""

from __future__ import annotations

from collections.abc import Iterator

from screening.intake.model import Intake, Row, RowState
from screening.model import Alternative, Evidence, Hit, Result, RunFacts, Subject
from screening.report.lines import Results, best_hit, follows_text, source_of
from screening.report.pages import Cell, Page, Style, Value, headed, texts
from screening.wording import wording
from watchlists.model import Watchlist

_COLUMNS: tuple[tuple[str, float], ...] = (
    ("Sheet", 13),
    ("Row", 7),
    ("Subject, as given", 27),
    ("Text matched", 24),
    ("Name matched", 24),
    ("Kind of name", 11),
    ("Read as", 24),
    ("Relation", 15),
    ("Confidence", 11),
    ("Entry as printed", 26),
    ("List", 20),
    ("Publisher", 18),
    ("Edition", 11),
    ("Listed since", 12),
    ("Status", 9),
    ("Legal basis", 20),
    ("Source", 24),
    ("Evidence and points", 38),
    ("Rejected readings", 38),
    ("What follows, if confirmed", 38),
)
_NO_HIT = "no hit"


def evidence(intake: Intake, results: Results, facts: RunFacts) -> Page:
    """Make the page in the order of the file; of a row's hits the one its sentence speaks of comes first."""
    words = wording()
    title = words.sheets["evidence"]
    rows = headed(title, words.sentences["not_findings"], 6)
    header_row = len(rows) + 1
    rows.append(texts([header for header, _ in _COLUMNS], Style.HEADER))
    lists = {watchlist.id: watchlist for watchlist in facts.watchlists}
    for row in intake.rows():
        result = results.get((row.sheet, row.number)) if row.state is RowState.SUBJECT else None
        if result is not None:
            rows.extend(_rows(row, result, lists))
    widths = tuple(width for _, width in _COLUMNS)
    return Page(title, widths, tuple(rows), header_row, landscape=True, frozen_columns=3)


def _rows(row: Row, result: Result, lists: dict[str, Watchlist]) -> Iterator[tuple[Cell, ...]]:
    about = (row.sheet, row.number, subject_text(result.subject))
    rejected = "\n".join(_alternative(alternative) for alternative in result.reading.alternatives)
    follows = "\n".join(filter(None, map(follows_text, result.assessment.policies)))
    for place, hit in enumerate(_lead_first(result)):
        said = (rejected, follows) if place == 0 else ("", "")  # both are of the row, not of each hit
        yield _cells((*about, *_hit(hit, lists), *said))
    if not result.reading.hits and rejected:
        relation = "ambiguous" if result.reading.ambiguous else _NO_HIT
        yield _cells((*about, "", "", "", "", relation, None, *[""] * 9, rejected, follows))


def _lead_first(result: Result) -> list[Hit]:
    lead = best_hit(result)
    return sorted(result.reading.hits, key=lambda hit: hit is not lead)


def _hit(hit: Hit, lists: dict[str, Watchlist]) -> tuple[Value, ...]:
    words, listing = wording(), hit.listing
    watchlist = lists.get(listing.watchlist_id)
    return (
        hit.matched_text,
        hit.matched_name,
        words.name_kinds[hit.matched_kind.value],
        hit.body or listing.name,
        words.relations[hit.relation.value],
        round(hit.confidence, 2),
        "\n".join([listing.name, *(f"also: {other.name} ({other.edition})" for other in hit.other_listings)]),
        watchlist.title if watchlist else listing.watchlist_id,
        watchlist.publisher if watchlist else "",
        listing.edition,
        listing.listed_from or "not given",
        words.statuses[listing.status.value],
        listing.citation or (watchlist.legal_basis if watchlist else ""),
        source_of(hit, lists),
        "\n".join(point_text(piece) for piece in hit.evidence),
    )


def _cells(values: tuple[Value, ...]) -> tuple[Cell, ...]:
    styles = {1: Style.NUMBER, 8: Style.RATIO, 13: Style.DATE, 16: Style.LINK}
    return tuple(
        Cell(value, styles.get(index, Style.WRAP), link=str(value or "") if index == 16 else "")
        for index, value in enumerate(values)
    )


def subject_text(subject: Subject) -> str:
    """Give the subject as one text: name, then affiliations."""
    return "\n".join(text for text in (subject.name, *subject.affiliations) if text)


def point_text(piece: Evidence) -> str:
    """Give one compared feature as a line: "name: BUAA ~ Beihang University (+40)"."""
    note = f"; {piece.note}" if piece.note else ""
    return f"{piece.feature}: {piece.subject} ~ {piece.listing} ({piece.points:+d}){note}"


def _alternative(alternative: Alternative) -> str:
    return f"{alternative.name}: {alternative.why}" if alternative.why else alternative.name
