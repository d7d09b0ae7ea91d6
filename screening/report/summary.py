"""The sheet "Screening summary": what was looked at, what came of it, against which lists, and how to read it.

The counts add up to the rows of the file. A list past its limit of age is named as such, and every notice about
the upload stands here: hidden content, ignored columns, what a rewrite could not keep.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from screening.intake.model import ParsedList, Row
from screening.labels import level_label, wording
from screening.model import Level, Outcome, RunFacts
from screening.report.added_sheets import AddedCell, AddedSheet, Chart, Style, headed, texts
from screening.report.rows import ReportRow

_WIDTHS = (44.0, 12.0, 13.0, 24.0, 18.0, 14.0, 34.0)
_ACROSS = len(_WIDTHS)
_ORDER = (Level.HIGH, Level.MEDIUM, Level.LOW, Level.NONE)
SheetRows = list[tuple[AddedCell, ...]]


def summary(
    intake: ParsedList, lined: Sequence[tuple[Row, ReportRow]], facts: RunFacts, lossy: bool
) -> AddedSheet:
    """Make the page; `lossy` says whether the user's workbook is rewritten and may lose something."""
    words = wording()
    title = words.sheets["summary"]
    rows = headed(title, words.sentences["not_findings"], _ACROSS)
    rows += _about(intake, facts)
    rows += _counts(intake, lined, facts)
    first_level = len(rows) + 3
    rows += _levels(lined)
    rows += _notices(intake, lossy)
    rows += _lists(facts)
    rows += _not_searched(facts)
    rows += _reading()
    bars = (*(words.levels[level.value].bar for level in _ORDER), "5F6368")
    chart = Chart("Rows by level", f"D{first_level - 1}", first_level, first_level + 4, 1, 2, bars)
    return AddedSheet(title, _WIDTHS, tuple(rows), chart=chart, landscape=True)


def _about(intake: ParsedList, facts: RunFacts) -> SheetRows:
    as_of = [("As of", facts.as_of)] if facts.as_of else []
    pairs = [
        ("List", facts.input_name or intake.file_name),
        ("Screened at", f"{facts.screened_at:%Y-%m-%d %H:%M} UTC"),
        *as_of,
        (
            "Policies",
            "; ".join(f"{title or id} ({version})" for id, version, title in facts.policies) or "none",
        ),
        ("Engine", facts.engine_version),
    ]
    return [(AddedCell(name), AddedCell(value, Style.WRAP, span=_ACROSS - 1)) for name, value in pairs] + [()]


def _counts(intake: ParsedList, lined: Sequence[tuple[Row, ReportRow]], facts: RunFacts) -> SheetRows:
    unscreened = sum(line.outcome is Outcome.UNSCREENED for _, line in lined)
    total = intake.counts["rows"]
    outcomes = Counter(line.outcome for _, line in lined)
    meanings = wording().outcomes
    return [
        (AddedCell("Rows of the file", Style.HEADING, span=_ACROSS),),
        (*texts(("State", "Rows"), Style.HEADER), AddedCell("What it means", Style.HEADER, span=_ACROSS - 2)),
        _count("screened", len(lined) - unscreened, "A subject was read and looked up."),
        _count(
            "unscreened",
            unscreened,
            "A subject is there, but we could not look; the reason stands in the row.",
        ),
        _count(
            "skipped", total - len(lined), "Blank, title, header and total rows, and text outside any table."
        ),
        (
            AddedCell("all rows", Style.TOTAL),
            AddedCell(total, Style.TOTAL_NUMBER),
            AddedCell("", Style.TOTAL, span=_ACROSS - 2),
        ),
        *_subjects(intake),
        (),
        (AddedCell("Rows by outcome", Style.HEADING, span=_ACROSS),),
        (
            *texts(("Outcome", "Rows"), Style.HEADER),
            AddedCell("What it means", Style.HEADER, span=_ACROSS - 2),
        ),
        *(
            _count(meanings[o.value].word, outcomes[o], meanings[o.value].meaning)
            for o in (Outcome.REVIEW, Outcome.NO_MATCH, Outcome.UNSCREENED)
        ),
        *_out_of_date(facts),
        (),
    ]


def _out_of_date(facts: RunFacts) -> SheetRows:
    if facts.lists_current:
        return []
    count, old = len(facts.watchlists), len(facts.out_of_date)
    text = wording().sentences["searched_old"].format(old=old, count=count)
    return [(AddedCell(text, Style.WARNING, span=_ACROSS),)]


def _subjects(intake: ParsedList) -> SheetRows:
    """How many subjects the rows name, where some name several."""
    counts = intake.counts
    if counts["subjects"] == counts["subject"]:
        return []
    return [
        _count("subjects", counts["subjects"], "Some rows name several; a row shows the gravest of its own.")
    ]


def _count(name: str, number: int, meaning: str) -> tuple[AddedCell, ...]:
    return AddedCell(name), AddedCell(number, Style.NUMBER), AddedCell(meaning, Style.WRAP, span=_ACROSS - 2)


def _levels(lined: Sequence[tuple[Row, ReportRow]]) -> SheetRows:
    levels = Counter(line.level for _, line in lined)
    counted = [
        (AddedCell(level_label(level), Style(level.value)), AddedCell(levels[level], Style.NUMBER))
        for level in _ORDER
    ]
    rows: SheetRows = [
        (AddedCell("Rows by level", Style.HEADING, span=2),),
        texts(("Level", "Rows"), Style.HEADER),
        *counted,
        (
            AddedCell(wording().outcomes["unscreened"].word, Style.UNSCREENED),
            AddedCell(levels[None], Style.NUMBER),
        ),
    ]
    return rows + [()] * 8  # the chart stands beside and reaches below the table


def _notices(intake: ParsedList, lossy: bool) -> SheetRows:
    notices = list(intake.notices)
    what = ", ".join(intake.lossy)
    if lossy and what and not any(what in notice for notice in notices):
        notices.insert(0, wording().sentences["lossy"].format(what=what))
    if not notices:
        return []
    heading = (AddedCell("What to know about this file", Style.HEADING, span=_ACROSS),)
    return [heading, *((AddedCell(notice, Style.WRAP, span=_ACROSS),) for notice in notices), ()]


def _lists(facts: RunFacts) -> SheetRows:
    rows: SheetRows = [
        (AddedCell("Lists screened against", Style.HEADING, span=_ACROSS),),
        texts(
            ("List", "Age (days)", "Limit (days)", "State", "Edition", "Edition date", "Publisher"),
            Style.HEADER,
        ),
    ]
    for snapshot, watchlist in zip(facts.snapshots, facts.watchlists, strict=True):
        out_of_date = watchlist.id in facts.out_of_date
        rows.append(
            (
                AddedCell(watchlist.title, Style.WRAP, link=watchlist.official_url),
                AddedCell(snapshot.age_days(facts.day), Style.NUMBER),
                AddedCell(watchlist.oldest_age_days, Style.NUMBER),
                AddedCell("▲ out of date", Style.WARNING)
                if out_of_date
                else AddedCell("within its limit", Style.WRAP),
                AddedCell(snapshot.edition, Style.WRAP),
                AddedCell(snapshot.edition_date, Style.DATE),
                AddedCell(watchlist.publisher, Style.WRAP),
            )
        )
    return [*rows, (AddedCell(wording().sentences["old_edition"], Style.LEAD, span=_ACROSS),), ()]


def _not_searched(facts: RunFacts) -> SheetRows:
    """The lists of the catalogue that nothing was looked up in."""
    if not facts.not_searched:
        return []
    words = wording()
    rows = [
        (
            AddedCell(each.title, Style.WRAP),
            AddedCell(words.not_searched[each.reason], Style.WRAP, span=_ACROSS - 1),
        )
        for each in facts.not_searched
    ]
    head = (AddedCell("List", Style.HEADER), AddedCell("Why", Style.HEADER, span=_ACROSS - 1))
    return [(AddedCell("Lists that were not searched", Style.HEADING, span=_ACROSS),), head, *rows, ()]


def _reading() -> SheetRows:
    words = wording()
    sentences = [*words.how_to_read, words.sentences["fairness"]]
    heading = (AddedCell("How to read this", Style.HEADING, span=_ACROSS),)
    return [heading, *((AddedCell(sentence, Style.WRAP, span=_ACROSS),) for sentence in sentences)]
