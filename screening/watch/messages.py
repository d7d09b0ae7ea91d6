"""The words of mail about a watch: read like a colleague's note, with links, and with names only where they are given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from screening.labels import level_label, wording
from screening.model import Level, Outcome
from screening.watch.changes import VersionDifference, WatchChangeKind

MOST_LINES = 20  # that a message spells out; the page shows all


@dataclass(frozen=True, slots=True)
class Message:
    """One message, as text and as HTML that says the same."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What a message says of one row; `name` is "" where names may not stand in mail."""

    kind: WatchChangeKind
    row: int
    sheet: str
    reference: str
    name: str
    outcome: Outcome
    level: Level
    level_before: Level | None  # None where it was no possible match before
    reasons: tuple[str, ...]


def changes_message(
    watch: str,
    address: str,
    rows: VersionDifference,
    lines: Sequence[ChangeLine],
    *,
    since: date | None,
    day: date,
) -> Message:
    """What changed since the last message.

    Args:
        watch: its name.
        address: of its page.
        rows: how many are watched, and how the list itself changed.
        lines: what changed, in the order of the list; not empty.
        since: the day of the last message.
        day: whose lists it was screened against.
    """
    lead = f"{_number(len(lines)).capitalize()} of the {rows.rows:,} on “{watch}” changed"
    lead += f" since {_day(since)}." if since else "."
    shown = [_line(line) for line in lines[:MOST_LINES]]
    more = len(lines) - len(shown)
    after = [f"{_number(more).capitalize()} more stand on the page."] if more else []
    if said := _rows_sentence(rows):
        after.append(said)
    after.append(
        f"Screened against the lists in force on {_day(day)}. A possible match is for review, not a finding."
    )
    return _message(
        f"{len(lines):,} of {rows.rows:,} changed: {watch}", [lead], shown, after, address, "See what changed"
    )


def first_message(watch: str, address: str, rows: int, levels: Mapping[Level, int], day: date) -> Message:
    """What the first screening found: from now on only what changes is told."""
    found = sum(levels.values())
    lead = [f"“{watch}” is watched from today: {rows:,} people and organisations."]
    if found:
        by_level = ", ".join(
            f"{levels[level]:,} {level_label(level)}" for level in reversed(Level) if level in levels
        )
        lead.append(f"{_number(found).capitalize()} of them may be on a list ({by_level}), for review.")
    else:
        lead.append(f"Nobody on it matches the lists in force on {_day(day)}.")
    after = ["From now on you hear only of what changes. A quiet day sends nothing."]
    return _message(f"Watched from today: {watch}", lead, [], after, address, "Open the watch")


def weekly_message(
    watch: str,
    address: str,
    rows: int,
    *,
    since: date,
    screened_on: date,
    out_of_date: Sequence[str],
) -> Message:
    """That nothing changed for a week, and against what."""
    lead = [f"Nothing changed about the {rows:,} on “{watch}” since {_day(since)}."]
    after = [
        f"They were last screened on {_day(screened_on)}, and are screened again whenever a list changes."
    ]
    if out_of_date:
        after.append(
            f"Out of date on that day: {', '.join(out_of_date)}. What these lists added since is not seen; an"
            " administrator can update them."
        )
    return _message(f"Still watching, nothing changed: {watch}", lead, [], after, address, "Open the watch")


def _line(line: ChangeLine) -> str:
    who = f"Row {line.row}" if line.row else "A row"
    if line.reference:
        who += f" ({line.reference})"
    if line.name:
        who = f"{line.name}, {who[0].lower()}{who[1:]}"
    now = _now(line)
    return f"{who}: {now} {' '.join(line.reasons)}".rstrip()


def _now(line: ChangeLine) -> str:
    words = wording()
    if line.kind is WatchChangeKind.DELISTED and line.outcome is Outcome.NO_MATCH:
        return "no longer a possible match."
    if line.kind is WatchChangeKind.LISTING:
        return "a listing that it may match says more."
    if line.kind is WatchChangeKind.LAPSED:
        return "a decision about it no longer holds."
    if line.outcome is not Outcome.REVIEW:
        return f"{words.outcomes[line.outcome].word.lower()}."
    if line.level_before is None:
        return f"now a possible match, {level_label(line.level)}, for review."
    if line.level_before is line.level:
        return f"still a possible match, {level_label(line.level)}."
    return f"still a possible match, now {level_label(line.level)}, before {level_label(line.level_before)}."


def _rows_sentence(rows: VersionDifference) -> str:
    counts = ((rows.joined, "joined"), (rows.left, "left"), (rows.changed, "are given otherwise"))
    said = [f"{_number(count)} {words}" for count, words in counts if count]
    return f"On the list itself, {_joined(said)}." if said else ""


def _joined(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


_NUMBERS = (
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"


def _day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def _message(
    subject: str,
    lead: Sequence[str],
    lines: Sequence[str],
    after: Sequence[str],
    address: str,
    link: str,
) -> Message:
    numbered = [f"{number}. {line}" for number, line in enumerate(lines, 1)]
    text = "\n\n".join([" ".join(lead), *numbered, " ".join(after), f"{link}: {address}"]) + "\n"
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    html = (
        f"<p>{escape(' '.join(lead))}</p>"
        + (f"<ol>{items}</ol>" if items else "")
        + f"<p>{escape(' '.join(after))}</p>"
        + f'<p><a href="{escape(address)}">{escape(link)}</a></p>'
    )
    return Message(subject, text, html)
