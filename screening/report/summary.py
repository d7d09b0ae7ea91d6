"""The sheet "Screening summary", the cover on which a report opens: what came of the list, in a sentence, then in figures.

The counts add up to the rows of the file. Then the bodies that were found, what was decided so far, which lists were
searched, which of them are out of date and which were not searched, every notice about the upload, and how to read it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from screening.intake.model import ParsedList, Row
from screening.labels import level_label, wording
from screening.metadata import metadata_header
from screening.model import CountedAs, Level, Outcome, RunFacts
from screening.report.added_sheets import AddedCell, AddedSheet, Style, headed, texts
from screening.report.listed_bodies import Finding, ListedBody, question_outcomes
from screening.report.rows import ReportRow
from screening.review.reviewer_columns import decision_parts
from screening.review.subject_decisions import DecisionsInEffect, QuestionOutcome

_WIDTHS = (46.0, 12.0, 13.0, 16.0, 26.0, 18.0, 40.0)
_ACROSS = len(_WIDTHS)
_ORDER = (Level.HIGH, Level.MEDIUM, Level.LOW, Level.NONE)
_MOST_NAMES = 8  # of those about whom one decision is
_MOST_BODIES = 60  # of the cover; the sheet of findings has all
SheetRows = list[tuple[AddedCell, ...]]


def summary(
    intake: ParsedList,
    lined: Sequence[tuple[Row, ReportRow]],
    bodies: Sequence[ListedBody],
    facts: RunFacts,
    decisions: DecisionsInEffect,
    *,
    lossy: bool,
) -> AddedSheet:
    """Make the page.

    Args:
        intake: the list as it was read.
        lined: its rows that hold a subject, with what stands beside them.
        bodies: what was found, the gravest first.
        facts: what the run rests on.
        decisions: what people have decided.
        lossy: whether the user's workbook is rewritten and may lose something.
    """
    words = wording()
    title = words.sheets["summary"]
    rows = headed(title, verdict([line for _, line in lined]), _ACROSS, Style.VERDICT)
    rows[-1:] = [(AddedCell(said, Style.LEAD, span=_ACROSS),) for said in _leads(bodies, decisions)]
    rows.append(())
    rows += _about(intake, facts)
    rows += _counts(intake, lined)
    rows += _decisions(bodies, decisions)
    rows += _bodies(bodies)
    rows += _lists(facts)
    rows += _not_searched(facts)
    rows += _notices(intake, lossy)
    rows += _reading()
    return AddedSheet(title, _WIDTHS, tuple(rows), landscape=True)


# What the verdict says where it is none, too.
_ALWAYS = frozenset({"verdict_match", "verdict_unscreened", "verdict_no_match"})


def verdict(lines: Sequence[ReportRow]) -> str:
    """Say in a sentence what came of the rows that hold a subject; its figures add up to them."""
    ends = Counter(line.counted_as for line in lines)
    matches = sum(line.outcome is Outcome.REVIEW and line.confidence is not None for line in lines)
    counts = {
        "verdict_match": matches,
        "verdict_other": ends[CountedAs.REVIEW] - matches,
        "verdict_unscreened": ends[CountedAs.UNSCREENED],
        "verdict_organisation_not_known": ends[CountedAs.ORGANISATION_NOT_KNOWN],
        "verdict_named": ends[CountedAs.NAMED],
        "verdict_no_match": ends[CountedAs.NO_MATCH],
    }
    words = wording().sentences
    parts = [
        words[key].format(count=f"{count:,}", have="has" if count == 1 else "have")
        for key, count in counts.items()
        if count or key in _ALWAYS
    ]
    rows = f"{len(lines):,} row{'' if len(lines) == 1 else 's'}"
    return words["verdict"].format(rows=rows, parts=", ".join(parts))


def _leads(bodies: Sequence[ListedBody], decisions: DecisionsInEffect) -> list[str]:
    """What was decided so far, in a sentence whose figures add up, and what a match is."""
    words = wording()
    if not decisions.number:
        return [words.sentences["not_findings"]]
    made = decisions.questions or question_outcomes(bodies)
    parts = [
        f"{word}: {made[QuestionOutcome(key)]:,}"
        for key, word in words.question_outcomes.items()
        if made.get(QuestionOutcome(key))
    ]
    decided = words.sentences["decided"].format(count=f"{sum(made.values()):,}", parts="; ".join(parts))
    return [decided, words.sentences["decisions_of_persons"]]


def _about(intake: ParsedList, facts: RunFacts) -> SheetRows:
    as_of = [("As of", facts.as_of)] if facts.as_of else []
    pairs = [
        ("List", facts.input_name or intake.file_name),
        ("Screened at", f"{facts.screened_at:%Y-%m-%d %H:%M} UTC"),
        *([("Reference", facts.reference)] if facts.reference else []),
        *((metadata_header(key), text) for key, text in facts.metadata),
        *as_of,
        (
            "Policies",
            "; ".join(f"{title or id} ({version})" for id, version, title in facts.policies) or "none",
        ),
        ("Engine", facts.engine_version),
    ]
    return [(AddedCell(name), AddedCell(value, Style.WRAP, span=_ACROSS - 1)) for name, value in pairs] + [()]


def _counts(intake: ParsedList, lined: Sequence[tuple[Row, ReportRow]]) -> SheetRows:
    total = intake.counts["rows"]
    ends = Counter(line.counted_as for _, line in lined)
    levels = Counter(line.level for _, line in lined)
    asked = Counter(line.level for _, line in lined if line.outcome is Outcome.REVIEW)
    outcomes = wording().outcomes

    def counted(outcome: CountedAs) -> tuple[AddedCell, ...]:
        look = outcomes[outcome.value]
        return _count(look.word, ends[outcome], look.meaning)

    skipped = "Blank, title, header and total rows, and text outside any table."
    return [
        _heading("Rows of the file"),
        (
            *_header("Outcome", "Rows"),
            AddedCell("What it means", Style.HEADER, span=_ACROSS - 2),
        ),
        counted(CountedAs.REVIEW),
        counted(CountedAs.NO_MATCH),
        counted(CountedAs.ORGANISATION_NOT_KNOWN),
        counted(CountedAs.NAMED),
        _total("screened", len(lined) - ends[CountedAs.UNSCREENED]),
        counted(CountedAs.UNSCREENED),
        _count("skipped", total - len(lined), skipped),
        _total("all rows", total),
        *_subjects(intake),
        (),
        _header("Level of the rows", "Rows", "For review"),
        *(
            (
                AddedCell(level_label(level), Style(level.value)),
                AddedCell(levels[level], Style.NUMBER),
                AddedCell(asked[level], Style.NUMBER),
            )
            for level in _ORDER
        ),
        (
            AddedCell("all screened rows", Style.TOTAL),
            AddedCell(sum(levels[each] for each in _ORDER), Style.TOTAL_NUMBER),
            AddedCell(sum(asked[each] for each in _ORDER), Style.TOTAL_NUMBER),
        ),
        (),
    ]


def _header(first: str, *figures: str) -> tuple[AddedCell, ...]:
    """Give the header of a table of figures: a column of texts, then those of the figures."""
    return AddedCell(first, Style.HEADER), *texts(figures, Style.HEADER_NUMBER)


def _heading(text: str) -> tuple[AddedCell, ...]:
    return (AddedCell(text, Style.HEADING, span=_ACROSS),)


def _total(name: str, number: int) -> tuple[AddedCell, ...]:
    return (
        AddedCell(name, Style.TOTAL),
        AddedCell(number, Style.TOTAL_NUMBER),
        AddedCell("", Style.TOTAL, span=_ACROSS - 2),
    )


def _subjects(intake: ParsedList) -> SheetRows:
    """How many subjects the rows name, where some name several."""
    counts = intake.counts
    if counts["subjects"] == counts["subject"]:
        return []
    return [
        _count(
            "subjects",
            counts["subjects"],
            "Some rows name several subjects; such a row shows its most serious result.",
        )
    ]


def _count(name: str, number: int, meaning: str) -> tuple[AddedCell, ...]:
    return AddedCell(name), AddedCell(number, Style.NUMBER), AddedCell(meaning, Style.WRAP, span=_ACROSS - 2)


def _bodies(bodies: Sequence[ListedBody]) -> SheetRows:
    """Each listed party once, with who of the list may be it, in how many rows, on which lists."""
    words = wording().sentences
    rows = [_heading("Listed organisations and people that were found")]
    if not bodies:
        return [*rows, (AddedCell(words["no_findings"], Style.WRAP, span=_ACROSS),), ()]
    head = _header("Listed organisation or person", "Names", "Rows")
    last = (AddedCell("Decision", Style.HEADER, span=2), AddedCell("Lists", Style.HEADER))
    rows.append((*head, AddedCell("Highest level", Style.HEADER), *last))
    notes: dict[str, int] = {}
    for body in bodies[:_MOST_BODIES]:
        level = body.level
        rows.append(
            (
                AddedCell(body.title, Style.WRAP),
                AddedCell(body.subjects, Style.NUMBER),
                AddedCell(body.rows, Style.NUMBER),
                AddedCell(level_label(level), Style(level.value)) if level else AddedCell(""),
                AddedCell(_decided(body, notes), Style.WRAP, span=2),
                AddedCell("; ".join(body.lists), Style.WRAP),
            )
        )
    if (more := len(bodies) - _MOST_BODIES) > 0:
        said = words["more_bodies"].format(count=f"{more:,}")
        rows.append((AddedCell(said, Style.WRAP, span=_ACROSS),))
    rows += [(AddedCell(f"[{number}] {how}", Style.WRAP, span=_ACROSS),) for how, number in notes.items()]
    return [*rows, ()]


def _decided(body: ListedBody, notes: dict[str, int]) -> str:
    """What was decided about a party, in words: one paragraph a decision, which says whom it is about where there are several.

    Why, by whom and when stand once beneath the table: `notes` has their numbers and gets those that are new.
    """
    words = wording()
    groups: dict[str, list[Finding]] = {}
    for outcome in words.question_outcomes:
        for finding in body.findings:
            if finding.outcome.value == outcome:
                what, how = (
                    decision_parts(finding.decision)
                    if finding.decision
                    else (words.question_outcomes[outcome], "")
                )
                said = f"{what} [{notes.setdefault(how, len(notes) + 1)}]" if how else what
                groups.setdefault(said, []).append(finding)
    if len(groups) == 1:
        return next(iter(groups))
    return "\n".join(f"{_names(found)}: {said}" for said, found in groups.items())


def _names(found: Sequence[Finding]) -> str:
    names = list(dict.fromkeys(each.name for each in found))
    more = len(names) - _MOST_NAMES
    rest = [wording().sentences["and_more"].format(count=f"{more:,}")] if more > 0 else []
    return ", ".join([*names[:_MOST_NAMES], *rest])


def _decisions(bodies: Sequence[ListedBody], decisions: DecisionsInEffect) -> SheetRows:
    """How many of the questions were decided, and how; as many as the queue has of this run."""
    if not decisions.number:
        return []
    made, words = decisions.questions or question_outcomes(bodies), wording()
    rows = [_heading("Decisions so far"), _header("Is it the listed one?", "Questions")]
    rows += [
        (AddedCell(word), AddedCell(made.get(QuestionOutcome(key), 0), Style.NUMBER))
        for key, word in words.question_outcomes.items()
    ]
    about = (AddedCell(words.sentences["question"], Style.WRAP, span=_ACROSS),)
    return [*rows, _total("all questions", sum(made.values())), about, ()]


def _notices(intake: ParsedList, lossy: bool) -> SheetRows:
    notices = list(intake.notices)
    what = ", ".join(intake.lossy)
    if lossy and what and not any(what in notice for notice in notices):
        notices.insert(0, wording().sentences["lossy"].format(what=what))
    if not notices:
        return []
    return [
        _heading("What to know about this file"),
        *((AddedCell(notice, Style.WRAP, span=_ACROSS),) for notice in notices),
        (),
    ]


def _lists(facts: RunFacts) -> SheetRows:
    rows: SheetRows = [
        _heading("Lists searched"),
        *_out_of_date(facts),
        (
            *_header("List", "Age (days)", "Limit (days)"),
            *texts(("State", "Edition"), Style.HEADER),
            AddedCell("Edition date", Style.HEADER_NUMBER),
            AddedCell("Publisher", Style.HEADER),
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


def _out_of_date(facts: RunFacts) -> SheetRows:
    if facts.lists_current:
        return []
    count, old = len(facts.watchlists), len(facts.out_of_date)
    text = wording().sentences["searched_old"].format(old=old, count=count)
    return [(AddedCell(text, Style.WARNING, span=_ACROSS),)]


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
    return [_heading("Lists that were not searched"), head, *rows, ()]


def _reading() -> SheetRows:
    words = wording()
    sentences = [*words.how_to_read, words.sentences["fairness"]]
    return [
        _heading("How to read this"),
        *((AddedCell(sentence, Style.WRAP, span=_ACROSS),) for sentence in sentences),
    ]
