"""The report of an update: what came from each publisher and what was made of it, to be read or mailed.

It says nothing of this machine but the version of the program, and names no person (`update_trace`).
"""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from watchlists.errors import LicenceNotAccepted
from watchlists.updates.fetch import PublisherAnswer
from watchlists.updates.update import UpdateOutcome
from watchlists.updates.update_trace import PublisherTrace

# What an outcome is called in the report, in the order of the summary.
RESULTS = {
    "new": "put in force",
    "would be new": "would be put in force",
    "unchanged": "nothing newer",
    "noticed": "a new edition may be out",
    "terms": "not asked: its terms must be accepted first",
    "refused": "FAILED",
    "not looked": "FAILED to look for a new edition",
}
PROGRAM = "research-screening"
FAILED = ("refused", "not looked")
MOST_FIELDS = 60  # a publisher's fields that a line names; the JSON has all of them


@dataclass(frozen=True, slots=True)
class Heading:
    """Under what a report was made."""

    made_at: datetime  # UTC
    dry_run: bool


def result_of(outcome: UpdateOutcome) -> str:
    """What came of a list; terms that nobody accepted are no failure of its publisher or reader."""
    return "terms" if outcome.code == LicenceNotAccepted.code else outcome.result


def has_failed(outcome: UpdateOutcome) -> bool:
    """Whether somebody must find out why."""
    return result_of(outcome) in FAILED


def heading(about: Heading) -> str:
    """The first lines of the report in text."""
    kept = "a dry run: nothing was put in force" if about.dry_run else "what passed its guards is in force"
    return (
        f"Research Screening {version(PROGRAM)}: report of an update of the lists\n"
        f"made {about.made_at.isoformat()}, Python {platform.python_version()}, {platform.system()}; {kept}\n"
    )


def block(outcome: UpdateOutcome) -> str:
    """All lines on one list."""
    code = f" [{outcome.code}]" if outcome.code else ""
    return "\n".join((f"{outcome.list_id}: {RESULTS[result_of(outcome)]}{code}", *_lines(outcome), ""))


def summary(outcomes: Sequence[UpdateOutcome]) -> str:
    """The last lines: how many of each result, and which failed."""
    counted = Counter(result_of(each) for each in outcomes)
    told = ", ".join(f"{counted[each]} {word}" for each, word in RESULTS.items() if counted[each])
    failed = [f"{each.list_id} [{each.code}]" for each in outcomes if has_failed(each)]
    lines = [f"{len(outcomes)} looks: {told}."]
    if failed:
        lines.append(f"Failed: {', '.join(failed)}.")
    return "\n".join(lines) + "\n"


def text(about: Heading, outcomes: Sequence[UpdateOutcome]) -> str:
    """The whole report for people."""
    return "\n".join((heading(about), *map(block, outcomes), summary(outcomes)))


def _lines(outcome: UpdateOutcome) -> Iterator[str]:
    seen = outcome.seen
    for answer in seen.answers:
        yield f"  came:   {_answer(answer)}"
    if not seen.answers and outcome.result == "refused" and result_of(outcome) != "terms":
        yield "  came:   nothing"
    yield from _read_lines(seen)
    yield f"  said:   {seen.sentence or outcome.sentence}"


def _answer(answer: PublisherAnswer) -> str:
    body = f"{answer.bytes:,} bytes, SHA-256 {answer.sha256}" if answer.bytes is not None else "no whole body"
    dated = f", last modified {answer.last_modified}" if answer.last_modified else ""
    return f"HTTP {answer.status}, {answer.content_type or 'no type'}, {body}{dated}, from {answer.url}"


def _read_lines(seen: PublisherTrace) -> Iterator[str]:
    read = seen.read
    if read is not None:
        yield (
            f"  read:   by {seen.reader}: edition {read.edition} of {read.edition_date}, {read.in_force:,} in force "
            f"of {read.all:,}, {read.persons:,} of them persons"
        )
        yield f"  fields: {_some(read.columns)}"
        yield from (f"  unread: {each}" for each in read.unread[:MOST_FIELDS])
        if len(read.unread) > MOST_FIELDS:
            yield f"  unread: and {len(read.unread) - MOST_FIELDS:,} more"
    elif seen.reader and any(answer.bytes is not None for answer in seen.answers):
        yield f"  read:   by {seen.reader}: not understood"
    for finding in seen.findings:
        yield f"  guard:  {finding.guard} {'stops' if finding.stops else 'warns'}: {finding.sentence}"
    if seen.marks:
        yield f"  shown:  {_some(seen.marks[-5:])}"


def _some(texts: Iterable[str]) -> str:
    named = list(texts)
    rest = f" and {len(named) - MOST_FIELDS:,} more" if len(named) > MOST_FIELDS else ""
    return ", ".join(named[:MOST_FIELDS]) + rest
