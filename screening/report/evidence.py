"""The sheet "Screening evidence": a row a hit, so that every word of a result can be traced.

What the text itself says has a row as well, with no listing.

A row that holds a subject without a hit, but with readings that were rejected, has a row too: it shows which
listed near-miss was explained away and why.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from types import MappingProxyType

from screening.intake.model import ParsedList, Row, RowState
from screening.labels import decision_words, evidence_text, relation_text, wording
from screening.model import Alternative, Evidence, Hit, Result, SelfDeclared, Subject
from screening.policy.self_declared import asking, not_of_hits
from screening.report.added_sheets import AddedCell, AddedSheet, CellValue, Choice, Style, headed, texts
from screening.report.reviewer_columns import REVIEW, review_value
from screening.report.rows import follows_text, source_of
from screening.review.fingerprints import SELF_DECLARED, self_declared_party
from screening.review.reasons import words
from screening.review.reviewer_columns import standing_text, written
from screening.review.subject_decisions import DecisionsInEffect, SubjectDecisions
from watchlists.measures import listing_measure_words
from watchlists.model import PartyType, Status, Watchlist

_ENTRY_HEADER = "Entry"
_REVIEW = {column.key: column for column in wording().columns if column.key in REVIEW}
_NO_TEXTS: Mapping[str, str] = MappingProxyType({})
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
    ("What it does", 16),
    ("Legal basis", 20),
    ("Source", 24),
    ("Evidence and points", 38),
    ("Rejected readings", 38),
    ("What follows, if confirmed", 38),
    *((column.header, column.width) for column in _REVIEW.values()),
    (_ENTRY_HEADER, 24),
)
_NO_HIT = "no hit"
LAST_ROW = 1_048_576  # of a sheet; Excel opens no workbook with more, and 200,000 rows of five hits have more


@dataclass(frozen=True, slots=True)
class EvidenceRow:
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
    measures: str = ""
    legal_basis: str = ""
    source: str = ""
    points: str = ""
    rejected: str = ""
    follows: str = ""
    listing_id: str = ""  # by which a row is known when it comes back
    party_id: str = ""  # one for all lists that print the party; "" where nobody is asked about
    party: str = ""
    country: str = ""  # ISO alpha-2, several separated by a space
    reasons: str = ""  # the evidence without points, a line each


# By sheet and row number: the entries of each subject of the row.
RowEntries = Mapping[tuple[str, int], tuple[tuple[EvidenceRow, ...], ...]]


def evidence(intake: ParsedList, told: RowEntries, decisions_in_effect: DecisionsInEffect) -> AddedSheet:
    """Make the page in the order of the file; of a subject's hits the one its sentence speaks of comes first."""
    labels = wording()
    title = labels.sheets["evidence"]
    head = headed(title, labels.sentences["not_findings"], 6)
    head.append(texts([header for header, _ in _COLUMNS], Style.HEADER))
    return AddedSheet(
        title,
        tuple(width for _, width in _COLUMNS),
        _Rows(tuple(head), intake, told, decisions_in_effect),
        len(head),
        landscape=True,
        frozen_columns=3,
        choices=(Choice(_column("decision"), decision_words()), Choice(_column("reason"), tuple(words()))),
    )


@dataclass(frozen=True)
class _Rows(Collection[tuple[AddedCell, ...]]):
    """The rows of the page, made as they are gone through: of a long list they are its largest part."""

    head: tuple[tuple[AddedCell, ...], ...]
    intake: ParsedList
    told: RowEntries
    decisions_in_effect: DecisionsInEffect

    def _about(self) -> Iterator[tuple[Row, Subject, tuple[EvidenceRow, ...]]]:
        for row in self.intake.rows():
            said = self.told.get(row.place, ()) if row.state is RowState.SUBJECT else ()
            for subject, entries in zip(row.subjects, said, strict=bool(said)):
                if entries:
                    yield row, subject, entries

    @cached_property
    def _number(self) -> int:
        return len(self.head) + sum(len(said) for _, _, said in self._about())

    def __len__(self) -> int:
        return min(self._number, LAST_ROW)

    def __iter__(self) -> Iterator[tuple[AddedCell, ...]]:
        left = self._number - LAST_ROW
        if left <= 0:
            yield from self._all()
            return
        yield from islice(self._all(), LAST_ROW - 1)
        said = wording().sentences["rows_left_out"].format(count=f"{left + 1:,}")
        yield (AddedCell(said, Style.BODY),)

    def _all(self) -> Iterator[tuple[AddedCell, ...]]:
        yield from self.head
        for row, subject, said in self._about():
            found = self.decisions_in_effect.of(subject)
            for entry in said:
                yield _cells(row, subject, entry, _decided(found, entry))

    def __contains__(self, row: object) -> bool:
        return any(row == each for each in self)


def _column(key: str) -> int:
    headers = [header for header, _ in _COLUMNS]
    return headers.index(_REVIEW[key].header) + 1


def _decided(found: Sequence[SubjectDecisions], entry: EvidenceRow) -> Mapping[str, str]:
    """What was decided about the party of a hit, by key of the column."""
    standing = next((each for each in found if entry.listing_id in each.listings), None)
    if standing is None:
        return _NO_TEXTS
    return {"standing": standing_text([standing], one_party=True), **written(standing)}


def evidence_rows(result: Result, lists: Mapping[str, Watchlist]) -> tuple[EvidenceRow, ...]:
    """Give the rows of one result; `lists` by id."""
    return tuple(_evidence_rows(result, lists))


def _evidence_rows(result: Result, lists: Mapping[str, Watchlist]) -> Iterator[EvidenceRow]:
    rejected = "\n".join(_alternative(alternative) for alternative in result.reading.alternatives)
    hits, declared = result.reading.hits, result.reading.self_declared
    if not hits and not declared and not rejected:
        return
    follows = "\n".join(filter(None, map(follows_text, result.assessment.policies)))
    for place, hit in enumerate(hits):
        said = (rejected, follows) if place == 0 else ("", "")  # both are of the row, not of each hit
        yield _hit(hit, lists, *said)
    current = [hit for hit in hits if hit.listing.status is Status.IN_FORCE]
    asked = asking(result.subject, not_of_hits(declared, current))
    for place, each in enumerate(declared):
        said = (rejected, follows) if place == 0 and not hits else ("", "")
        yield _self_declared(each, *said, asks=each in asked)
    if not hits and not declared:
        relation = "ambiguous" if result.reading.ambiguous else _NO_HIT
        yield EvidenceRow(relation=relation, has_hit=False, rejected=rejected, follows=follows)


def _hit(hit: Hit, lists: Mapping[str, Watchlist], rejected: str, follows: str) -> EvidenceRow:
    words, listing = wording(), hit.listing
    watchlist = lists.get(listing.watchlist_id)
    party_id, party = hit.party
    others = (f"also: {other.name} ({other.edition})" for other in hit.other_listings)
    return EvidenceRow(
        text_matched=hit.matched_text,
        name_matched=hit.matched_name,
        kind=words.name_kinds[hit.matched_kind.value],
        read_as=hit.body or listing.name,
        relation=relation_text(
            hit.relation.value,
            is_person=listing.type is PartyType.PERSON,
            is_verified=not hit.unverified_source,
        ),
        confidence=round(hit.confidence, 2),
        printed="\n".join([listing.name, *others]),
        title=watchlist.title if watchlist else listing.watchlist_id,
        publisher=watchlist.publisher if watchlist else "",
        edition=listing.edition,
        since=listing.listed_from,
        status=words.statuses[listing.status.value],
        measures=listing_measure_words(listing),
        legal_basis=listing.citation or (watchlist.legal_basis if watchlist else ""),
        source=source_of(hit, lists),
        points="\n".join(point_text(piece) for piece in hit.evidence),
        rejected=rejected,
        follows=follows,
        listing_id=listing.id,
        party_id=party_id,
        party=party,
        country=listing.country,
        reasons="\n".join(map(evidence_text, hit.evidence)),
    )


def _self_declared(said: SelfDeclared, rejected: str, follows: str, *, asks: bool) -> EvidenceRow:
    """What the text itself says; a party of its own where it `asks` beside what was found on lists."""
    sentences = wording().sentences
    return EvidenceRow(
        text_matched=said.text,
        read_as=sentences["self_declared_party"].format(meaning=said.meaning),
        relation=wording().relations[SELF_DECLARED],
        has_hit=False,
        points=sentences["self_declared_note"],
        rejected=rejected,
        follows=follows,
        listing_id=self_declared_party(said),
        party_id=self_declared_party(said) if asks else "",
        party=sentences["self_declared_party"].format(meaning=said.meaning),
        reasons=sentences["self_declared_note"],
    )


def _cells(
    row: Row, subject: Subject, entry: EvidenceRow, decided: Mapping[str, str]
) -> tuple[AddedCell, ...]:
    styles = {1: Style.NUMBER, 8: Style.RATIO, 13: Style.DATE, 17: Style.LINK}
    said = (
        AddedCell(value, styles.get(index, Style.WRAP), link=str(value or "") if index == 17 else "")
        for index, value in enumerate((row.sheet, row.number, subject_text(subject), *_values(entry)))
    )
    review = (
        AddedCell(review_value(key, decided.get(key, "")), Style.DATE if key == "date" else Style.WRAP)
        for key in REVIEW
    )
    return (*said, *review, AddedCell(entry.listing_id, Style.WRAP))


@dataclass(frozen=True, slots=True)
class HitRow:
    """Which hit a row of this sheet is about, as a file that comes back says it."""

    sheet: str  # of the list
    number: int  # of the row there, 0 where it is no number any more
    subject: str  # as `subject_text` gave it
    entry: str  # id of the listing


def hit_row(cells: Mapping[str, str]) -> HitRow:
    """Read which hit a row is about; `cells` by header."""
    sheet, number, subject = (cells.get(header, "") for header, _ in _COLUMNS[:3])
    digits = number.removesuffix(".0")
    return HitRow(
        sheet, int(digits) if digits.isdecimal() else 0, subject, cells.get(_ENTRY_HEADER, "").strip()
    )


def review_cells(cells: Mapping[str, str]) -> dict[str, str]:
    """Give what stands in the review's columns of a row of this sheet, by key."""
    return {key: cells.get(column.header, "") for key, column in _REVIEW.items()}


def _values(entry: EvidenceRow) -> tuple[CellValue, ...]:
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
        entry.measures,
        entry.legal_basis,
        entry.source,
        entry.points,
        entry.rejected,
        entry.follows,
    )


def subject_text(subject: Subject) -> str:
    """Give the subject as one text: name, then affiliations."""
    return "\n".join(text for text in (subject.name, *subject.organisations) if text)


def point_text(piece: Evidence) -> str:
    """Give a line of evidence with its points: "same city: Xi'an (+20)"."""
    return f"{evidence_text(piece)} ({piece.points:+d})"


def _alternative(alternative: Alternative) -> str:
    return f"{alternative.name}: {alternative.why}" if alternative.why else alternative.name
