"""The sheet "Screening findings": a line for each subject beside a listed party, with its evidence folded beneath.

What a reader prints is the lines; what is folded is printed where it was opened. A body that stands on five lists is one
line: it names the gravest of them, and the others by the number of their source below the table.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice

from screening.intake.model import Row
from screening.labels import level_label, wording
from screening.model import Outcome, RunFacts, called
from screening.report.added_sheets import AddedCell, AddedSheet, FoldedRow, Style, headed
from screening.report.evidence import LAST_ROW, EvidenceRow
from screening.report.listed_bodies import Finding, ListedBody, Places, lists_of
from screening.report.rows import ReportRow, follows_after_decision, is_link
from screening.review.collaboration_in_effect import collaboration_text
from screening.review.reviewer_columns import decision_text

_COLUMNS: tuple[tuple[str, float], ...] = (
    ("Level", 10),
    ("Listed organisation or person", 36),
    ("Your list says", 24),
    ("Row", 16),
    ("Read from", 26),
    ("What it is", 21),
    ("Lists", 36),
    ("Confidence", 11),
    ("Decision", 34),
)
_FIGURES = ("Confidence",)
_OF_LISTS = ("Listed organisation or person", "Your list says", "Read from")  # where any word may stand
_FIRST_PLACE = re.compile(r"(?:(?P<sheet>.+?) )?(?P<row>\d{1,7})(?:\.0)?(?:[,;]|$)")
SheetRow = tuple[AddedCell, ...]


def findings(
    bodies: Sequence[ListedBody], lined: Sequence[tuple[Row, ReportRow]], facts: RunFacts
) -> AddedSheet:
    """Make the page.

    Args:
        bodies: what was found, the gravest first.
        lined: the rows of the list that hold a subject, with what stands beside them.
        facts: the lists that were searched.
    """
    words = wording()
    title = words.sheets["findings"]
    head = headed(title, words.sentences["findings"], len(_COLUMNS))
    head.append(
        tuple(
            AddedCell(header, Style.HEADER_NUMBER if header in _FIGURES else Style.HEADER)
            for header, _ in _COLUMNS
        )
    )
    unscreened = tuple((row, line) for row, line in lined if line.outcome is Outcome.UNSCREENED)
    several = len({row.sheet for row, _ in lined}) > 1
    return AddedSheet(
        title,
        tuple(width for _, width in _COLUMNS),
        _Rows(tuple(head), bodies, unscreened, _sources(bodies, facts), several),
        len(head),
        filtered=False,
        folded=True,
        landscape=True,
        frozen_columns=2,
    )


def is_text_of_lists(column: int) -> bool:
    """Whether a column (1-based) of the page shows texts of the list or of a listing, which may be any words."""
    return column <= len(_COLUMNS) and _COLUMNS[column - 1][0] in _OF_LISTS


def line_about(cells: Sequence[str]) -> tuple[str, str, int] | None:
    """Read the name and the first row, with its sheet where one is named, that a line of the page is about.

    None where it is no such line.
    """
    headers = [header for header, _ in _COLUMNS]
    said = dict(zip(headers, cells, strict=False))
    first = _FIRST_PLACE.match(said.get("Row", ""))
    return (said["Your list says"], first["sheet"] or "", int(first["row"])) if first else None


@dataclass(frozen=True, slots=True)
class _Source:
    """A list that a finding rests on, by which number it is named."""

    number: int
    text: str
    link: str


def _sources(bodies: Sequence[ListedBody], facts: RunFacts) -> Mapping[str, _Source]:
    """The lists that the findings rest on, by title, numbered in their order on the cover."""
    used = {title for body in bodies for title in body.lists}
    sources: dict[str, _Source] = {}
    for watchlist, snapshot in zip(facts.watchlists, facts.snapshots, strict=True):
        if watchlist.title in used:
            text = f"{watchlist.title}, {watchlist.publisher}, edition {snapshot.edition}"
            sources[watchlist.title] = _Source(len(sources) + 1, text, watchlist.official_url)
    return sources


@dataclass(frozen=True)
class _Rows(Collection[SheetRow]):
    """The rows of the page, made as they are gone through."""

    head: tuple[SheetRow, ...]
    bodies: Sequence[ListedBody]
    unscreened: Sequence[tuple[Row, ReportRow]]
    sources: Mapping[str, _Source]
    several_sheets: bool

    @cached_property
    def _number(self) -> int:
        return sum(1 for _ in self._all())

    def __len__(self) -> int:
        return min(self._number, LAST_ROW)

    def __contains__(self, row: object) -> bool:
        return any(row == each for each in self)

    def __iter__(self) -> Iterator[SheetRow]:
        left = self._number - LAST_ROW
        if left <= 0:
            yield from self._all()
            return
        yield from islice(self._all(), LAST_ROW - 1)
        yield (AddedCell(wording().sentences["rows_left_out"].format(count=f"{left + 1:,}")),)

    def _all(self) -> Iterator[SheetRow]:
        yield from self.head
        for body in self.bodies:
            for finding in body.findings:
                yield self._line(body, finding)
                yield from map(FoldedRow, self._evidence(finding))
        for row, line in self.unscreened:
            yield self._not_screened(row, line)
        if not self.bodies and not self.unscreened:
            yield (AddedCell(wording().sentences["no_findings"]),)
        yield from self._footnotes()

    def _line(self, body: ListedBody, finding: Finding) -> SheetRow:
        level = Style(finding.level.value) if finding.level else Style.UNSCREENED
        first = next(iter(finding.in_force), EvidenceRow())
        read = dict.fromkeys(each.text_matched for each in finding.in_force if each.text_matched)
        return (
            AddedCell(level_label(finding.level) if finding.level else "", level),
            AddedCell(body.title, Style.WRAP),
            AddedCell(finding.name, Style.WRAP),
            AddedCell(self._places(finding.places), Style.WRAP),
            AddedCell("; ".join(read), Style.WRAP),
            AddedCell(first.relation, Style.WRAP),
            AddedCell(self._lists(finding), Style.WRAP),
            AddedCell(finding.confidence, Style.RATIO),
            AddedCell(_decisions(finding), Style.WRAP),
        )

    def _lists(self, finding: Finding) -> str:
        """The gravest list by name, the others by the number of their source."""
        titles = lists_of(finding)
        if not titles:
            return ""
        others = " ".join(self._note(title) for title in titles[1:])
        first = f"{titles[0]} {self._note(titles[0])}".strip()
        return wording().sentences["also_on"].format(first=first, others=others) if others else first

    def _note(self, title: str) -> str:
        return f"[{self.sources[title].number}]" if title in self.sources else ""

    def _places(self, places: Places) -> str:
        """Row numbers, by sheet where there are several: "People 6, 9; Guests 3"."""
        sheets = []
        for sheet, rows in groupby(dict.fromkeys(places), key=lambda place: place[0]):
            numbers = ", ".join(str(number) for _, number in rows)
            sheets.append(f"{sheet} {numbers}" if self.several_sheets and sheet else numbers)
        return "; ".join(sheets)

    def _evidence(self, finding: Finding) -> Iterator[SheetRow]:
        """What is folded beneath a line: why, on which entries of lists, which readings were rejected, what follows."""
        words = wording().sentences
        for reason in dict.fromkeys(
            reason for each in finding.evidence for reason in each.reasons.splitlines()
        ):
            yield _detail(words["because"], reason)
        for each in finding.evidence:
            if each.has_hit:
                yield _detail(words["entry"], self._entry(each), each.source)
        for each in finding.evidence:
            for rejected in each.rejected.splitlines():
                yield _detail(words["rejected"], rejected)
        if finding.row.follows:
            made = finding.decision
            verdict, party = (made.verdict_in_effect, made.party) if made else ("", "")
            yield _detail(words["then"], follows_after_decision(finding.row.follows, verdict, party))

    def _entry(self, evidence: EvidenceRow) -> str:
        since = f", listed since {evidence.since}" if evidence.since else ""
        note = self._note(evidence.title)
        name = evidence.printed.splitlines()[0]
        facts = filter(None, (f"{evidence.status}{since}", evidence.measures, evidence.legal_basis))
        return f"{f'{evidence.title} {note}'.strip()}: {name}, {'; '.join(facts)}"

    def _not_screened(self, row: Row, line: ReportRow) -> SheetRow:
        names = ", ".join(filter(None, map(called, row.subjects)))
        return (
            AddedCell("", Style.UNSCREENED),
            AddedCell(wording().outcomes[Outcome.UNSCREENED.value].word, Style.WRAP),
            AddedCell(names, Style.WRAP),
            AddedCell(self._places([row.place]), Style.WRAP),
            AddedCell(line.why, Style.WRAP, span=len(_COLUMNS) - 4),
        )

    def _footnotes(self) -> Iterator[SheetRow]:
        if not self.sources:
            return
        yield ()
        yield (AddedCell(wording().sentences["sources"], Style.HEADING, span=len(_COLUMNS)),)
        for source in self.sources.values():
            yield (AddedCell(f"[{source.number}]"), AddedCell(source.text, Style.DETAIL, link=source.link))


def _decisions(finding: Finding) -> str:
    """What was decided about the match, and in a paragraph of its own about the collaboration."""
    words = wording()
    said = decision_text(finding.decision) if finding.decision else words.sentences["open"]
    if finding.collaboration is None:
        return said
    return f"{said}\n{words.collaboration['title']}: {collaboration_text(finding.collaboration)}"


def _detail(lead: str, text: str, link: str = "") -> SheetRow:
    return (
        AddedCell(lead, Style.DETAIL),
        AddedCell(text, Style.DETAIL, link=link if is_link(link) else ""),
    )
