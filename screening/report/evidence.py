"""The sheet "Screening evidence": a row a hit, so that every word of a result can be traced.

A row that holds a subject without a hit, but with readings that were rejected, has a row too: it shows which
listed near-miss was explained away and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from screening.intake.model import Intake, Row, RowState
from screening.model import Alternative, Evidence, Hit, Result, Subject
from screening.report.lines import best_hit, follows_text, source_of
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the page without the subject it is about."""

    text_matched: str = ""
    name_matched: str = ""
    kind: str = ""
    read_as: str = ""
    relation: str = ""
    confidence: float | None = None
    printed: str = ""
    title: str = ""
    publisher: str = ""
    edition: str = ""
    since: date | None = None
    has_hit: bool = True
    status: str = ""
    legal_basis: str = ""
    source: str = ""
    points: str = ""
    rejected: str = ""
    follows: str = ""


def evidence(intake: Intake, told: Mapping[tuple[str, int], tuple[Entry, ...]]) -> Page:
    """Make the page in the order of the file; of a row's hits the one its sentence speaks of comes first."""
    words = wording()
    title = words.sheets["evidence"]
    rows = headed(title, words.sentences["not_findings"], 6)
    header_row = len(rows) + 1
    rows.append(texts([header for header, _ in _COLUMNS], Style.HEADER))
    for row in intake.rows():
        if row.state is RowState.SUBJECT and row.subject is not None:
            rows.extend(_cells(row, row.subject, entry) for entry in told.get((row.sheet, row.number), ()))
    widths = tuple(width for _, width in _COLUMNS)
    return Page(title, widths, tuple(rows), header_row, landscape=True, frozen_columns=3)


def entries(result: Result, lists: Mapping[str, Watchlist]) -> tuple[Entry, ...]:
    """Give the rows of one result; `lists` by id."""
    return tuple(_entries(result, lists))


def _entries(result: Result, lists: Mapping[str, Watchlist]) -> Iterator[Entry]:
    rejected = "\n".join(_alternative(alternative) for alternative in result.reading.alternatives)
    hits = _lead_first(result)
    if not hits and not rejected:
        return
    follows = "\n".join(filter(None, map(follows_text, result.assessment.policies)))
    for place, hit in enumerate(hits):
        said = (rejected, follows) if place == 0 else ("", "")  # both are of the row, not of each hit
        yield _hit(hit, lists, *said)
    if not hits:
        relation = "ambiguous" if result.reading.ambiguous else _NO_HIT
        yield Entry(relation=relation, has_hit=False, rejected=rejected, follows=follows)


def _lead_first(result: Result) -> list[Hit]:
    lead = best_hit(result)
    return sorted(result.reading.hits, key=lambda hit: hit is not lead)


def _hit(hit: Hit, lists: Mapping[str, Watchlist], rejected: str, follows: str) -> Entry:
    words, listing = wording(), hit.listing
    watchlist = lists.get(listing.watchlist_id)
    others = (f"also: {other.name} ({other.edition})" for other in hit.other_listings)
    return Entry(
        text_matched=hit.matched_text,
        name_matched=hit.matched_name,
        kind=words.name_kinds[hit.matched_kind.value],
        read_as=hit.body or listing.name,
        relation=words.relations[hit.relation.value],
        confidence=round(hit.confidence, 2),
        printed="\n".join([listing.name, *others]),
        title=watchlist.title if watchlist else listing.watchlist_id,
        publisher=watchlist.publisher if watchlist else "",
        edition=listing.edition,
        since=listing.listed_from,
        status=words.statuses[listing.status.value],
        legal_basis=listing.citation or (watchlist.legal_basis if watchlist else ""),
        source=source_of(hit, lists),
        points="\n".join(point_text(piece) for piece in hit.evidence),
        rejected=rejected,
        follows=follows,
    )


def _cells(row: Row, subject: Subject, entry: Entry) -> tuple[Cell, ...]:
    styles = {1: Style.NUMBER, 8: Style.RATIO, 13: Style.DATE, 16: Style.LINK}
    return tuple(
        Cell(value, styles.get(index, Style.WRAP), link=str(value or "") if index == 16 else "")
        for index, value in enumerate((row.sheet, row.number, subject_text(subject), *_values(entry)))
    )


def _values(entry: Entry) -> tuple[Value, ...]:
    return (
        entry.text_matched,
        entry.name_matched,
        entry.kind,
        entry.read_as,
        entry.relation,
        entry.confidence,
        entry.printed,
        entry.title,
        entry.publisher,
        entry.edition,
        entry.since or ("not given" if entry.has_hit else ""),
        entry.status,
        entry.legal_basis,
        entry.source,
        entry.points,
        entry.rejected,
        entry.follows,
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
