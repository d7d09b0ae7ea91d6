"""The words of mail about a watch: read like a colleague's note, with links, and with names only where they are given."""

from __future__ import annotations

from collections.abc import Sequence
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
    party: str  # whom it may be, with the list: "Lahti Optics Works on Partners"; "" where nobody
    reasons: tuple[str, ...]
    publisher: str = ""  # of the list
    # Whether it was a possible match, and is none any more although everything was looked at as before.
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a screening looked at: the day whose lists it searched, those out of date, and how many rows it could not screen."""

    day: date
    out_of_date: tuple[str, ...] = ()
    unscreened: int = 0


_WHAT_TO_DO = (
    "Please look at each possible match, or ask somebody who knows them: is it the same organisation or person as on"
    " the list, or only a similar name? Answer on the page. Before that nothing is established, and your office's rules say"
    " what may go on meanwhile."
)
_LEVELS = "High, Medium and Low say what to look at first."
_NAMES_ON_THE_PAGE = "The names from your list stand on the page, not in this message."


def changes_message(
    watch: str,
    address: str,
    rows: VersionDifference,
    lines: Sequence[ChangeLine],
    coverage: Coverage,
    *,
    since: date | None,
) -> Message:
    """What changed since the last message.

    Args:
        watch: its name.
        address: of its page.
        rows: how many are watched, and how the list itself changed.
        lines: what changed, in the order of the list; not empty.
        coverage: of the newest screening.
        since: the day of the last message.
    """
    news = f"There is news about {_number(len(lines))} of the {rows.rows:,} on “{watch}”"
    lead = [f"{news} since our last message on {_day(since)}." if since else f"{news}."]
    groups = [[line for line in lines if _group(line) == group] for group in range(len(_GROUPS))]
    title = ", ".join(f"{len(some):,} {words}" for some, words in zip(groups, _GROUPS, strict=True) if some)
    if groups[0]:
        lead.append(_WHAT_TO_DO)
    # What somebody has to do comes before what is over.
    shown, more = _lines(sorted(lines, key=_group))
    after = _after(lines, more)
    if said := _rows_sentence(rows):
        after.append(said)
    after.append(f"We searched the lists as they were here on {_day(coverage.day)}.")
    after += _limits(coverage)
    if groups[0]:
        after.append(_LEVELS)
    return _message(f"{title}: {watch}", lead, shown, after, address, "Answer" if groups[0] else "Look")


# How a message counts its rows, in the order in which they stand there.
_GROUPS = ("to look at", "could not be screened", "changed otherwise", "no longer a possible match")


def _group(line: ChangeLine) -> int:
    if line.is_over:
        return 3
    return {Outcome.REVIEW: 0, Outcome.UNSCREENED: 1}.get(line.outcome, 2)


def _limits(coverage: Coverage) -> list[str]:
    """Sentences about what was not looked at."""
    said = []
    if coverage.unscreened:
        count = coverage.unscreened
        could = "One row could" if count == 1 else f"{_number(count).capitalize()} rows could"
        said.append(f"{could} not be screened: nothing is known about them before that is mended.")
    if coverage.out_of_date:
        said.append(
            f"Out of date on that day: {', '.join(coverage.out_of_date)}. What these lists added since is not seen; an"
            " administrator can update them."
        )
    return said


def first_message(
    watch: str,
    address: str,
    rows: int,
    lines: Sequence[ChangeLine],
    coverage: Coverage,
    *,
    is_weekly: bool,
) -> Message:
    """What the first screening found; from then on only what changes is told.

    Args:
        watch: its name.
        address: of the page with its results.
        rows: how many are watched.
        lines: who is a possible match, in the order of the list.
        coverage: of this screening.
        is_weekly: whether quiet weeks are told, too.
    """
    lead = [
        f"The {rows:,} people and organisations on “{watch}” were screened on {_day(coverage.day)}"
        f"{', except for some rows' if coverage.unscreened else ''}. They are screened again whenever one of"
        " the lists that we search changes."
    ]
    shown, more = _lines(lines, first=True)
    after = [*_after(lines, more), *_limits(coverage)]
    lead += _found(lines, coverage)
    if lines:
        after.append(_LEVELS)
    weekly = ", and once a week where nothing changed" if is_weekly else ""
    after.append(
        f"We write again when there is something new or the watch stops{weekly}. We do not remind you of what is open."
    )
    title = f"{len(lines):,} to look at" if lines else _nothing(coverage)
    return _message(
        f"{title}, now watched: {watch}", lead, shown, after, address, "Answer" if lines else "Look"
    )


def _found(lines: Sequence[ChangeLine], coverage: Coverage) -> list[str]:
    """What was found, and what to do; silence is not taken for an answer where not everything was looked at."""
    if lines:
        verb = "is a possible match" if len(lines) == 1 else "are possible matches"
        return [f"{_number(len(lines)).capitalize()} of them {verb}.", _WHAT_TO_DO]
    return [f"{_nothing(coverage)}."]


def _nothing(coverage: Coverage) -> str:
    if coverage.unscreened:
        return "No match found, and not all could be screened"
    return (
        "No match found on lists of which some are out of date" if coverage.out_of_date else "No match found"
    )


def _lines(lines: Sequence[ChangeLine], *, first: bool = False) -> tuple[list[str], str]:
    """The rows that a message spells out, and a sentence about the others; `first`: nothing was told before."""
    more = len(lines) - MOST_LINES
    said = f"{_number(more).capitalize()} more stand on the page." if more > 0 else ""
    return [_line(line, first=first) for line in lines[:MOST_LINES]], said


def _after(lines: Sequence[ChangeLine], more: str) -> list[str]:
    """What follows the rows: how many more there are, and where their names stand."""
    is_nameless = any(not line.name for line in lines)
    return [*([more] if more else []), *([_NAMES_ON_THE_PAGE] if is_nameless else [])]


def begun_anew_message(
    watch: str, address: str, rows: int, lines: Sequence[ChangeLine], coverage: Coverage
) -> Message:
    """What a screening found that could be compared with nothing, since the one before is no longer kept.

    Args: as for `first_message`.
    """
    lead = [
        f"The {rows:,} on “{watch}” were screened anew and compared with nothing, since the screening before is no longer"
        " kept. So we cannot say what changed."
    ]
    shown, more = _lines(lines, first=True)
    after = [*_after(lines, more), *_limits(coverage)]
    lead += _found(lines, coverage)
    if lines:
        after.append(_LEVELS)
    return _message(f"Screened anew: {watch}", lead, shown, after, address, "Answer" if lines else "Look")


def stopped_message(watch: str, address: str) -> Message:
    """That a watch has stopped. Why stands on its page alone: it may quote the list."""
    lead = [f"“{watch}” has stopped: it needs an answer, and until then nobody on it is screened."]
    return _message(
        f"Stopped, needs your answer: {watch}", lead, [], ["Its page says why."], address, "Answer"
    )


def ended_message(watch: str, address: str, ends_on: str) -> Message:
    """That the last day of a watch has passed."""
    lead = [
        f"“{watch}” has ended: {_day(date.fromisoformat(ends_on))} was its last day. Nobody on it is screened any more."
    ]
    after = ["If it is still needed, give it a later last day; otherwise what it kept is erased."]
    return _message(f"Ended: {watch}", lead, [], after, address, "Open the watch")


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
    after += _limits(Coverage(screened_on, tuple(out_of_date)))
    return _message(f"Still watching, nothing changed: {watch}", lead, [], after, address, "Open the watch")


def _line(line: ChangeLine, *, first: bool) -> str:
    row = f"row {line.row} of your list" if line.row else "a row of your list"
    who = line.name or line.reference
    beside = f"{line.reference}, {row}" if line.name and line.reference else row
    start = f"{who} ({beside})" if who else row.capitalize()
    reasons = (_shorter(reason, line.party) for reason in line.reasons)
    return f"{start}: {_now(line, first=first)} {' '.join(reasons)}".rstrip()


def _shorter(reason: str, party: str) -> str:
    """A reason without the names of party and list that stand right before it ("Lahti Optics Works on Partners")."""
    words = party.split(" on ")
    for at in range(1, len(words)):
        said = f"{' on '.join(words[:at])} was added to {' on '.join(words[at:])}"
        if reason.startswith(said):
            return f"It was added to this list{reason.removeprefix(said)}"
    return reason


def _now(line: ChangeLine, *, first: bool) -> str:
    publisher = f" ({line.publisher})" if line.publisher else ""
    words, of_whom = wording(), f": {line.party}{publisher}" if line.party else ""
    if line.is_over:
        return "no longer a possible match on any list that we searched."
    if line.kind is WatchChangeKind.LISTING:
        return "a listing that it may match says more."
    if line.kind is WatchChangeKind.LAPSED:
        return "a decision about it no longer holds."
    if line.outcome is not Outcome.REVIEW:
        return f"{words.outcomes[line.outcome].word.lower()}."
    level = level_label(line.level)
    if line.level_before is None:
        return f"{'a' if first else 'now a'} possible match, {level}{of_whom}."
    if line.level_before is line.level:
        return f"still a possible match, {level}{of_whom}."
    return f"still a possible match, {level} (it was {level_label(line.level_before)}){of_whom}."


def _rows_sentence(rows: VersionDifference) -> str:
    counts = ((rows.joined, "joined"), (rows.left, "left"), (rows.changed, "changed"))
    said = [f"{_number(count)} {words}" for count, words in counts if count]
    return f"Your list itself changed, too: {_joined(said)}." if said else ""


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
