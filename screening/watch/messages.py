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


_WHAT_TO_DO = (
    "Please look at each possible match, or ask somebody who knows them: is it the same organisation or person as on"
    " the list, or only a similar name? Answer on the page. Before somebody has answered, nothing is established."
)
_LEVELS = (
    "High, Medium and Low say what to look at first, by what the list means and by how well the name fits."
)
_NAMES_ON_THE_PAGE = "Who they are stands on the page, not in this message."


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
    news = f"There is news about {_number(len(lines))} of the {rows.rows:,} on “{watch}”"
    lead = [f"{news} since our last message on {_day(since)}." if since else f"{news}."]
    gone = sum(line.outcome is Outcome.NO_MATCH for line in lines)
    to_look_at = len(lines) - gone
    if to_look_at:
        lead.append(_WHAT_TO_DO)
    # What somebody has to do comes before what is over.
    shown, more = _lines(sorted(lines, key=lambda line: line.outcome is Outcome.NO_MATCH))
    after = _after(lines, more)
    if said := _rows_sentence(rows):
        after.append(said)
    after.append(f"We searched the lists as they were here on {_day(day)}; the page names them.")
    if to_look_at:
        after.append(_LEVELS)
    counts = ((to_look_at, "to look at"), (gone, "no longer a possible match"))
    title = ", ".join(f"{count:,} {words}" for count, words in counts if count)
    return _message(f"{title}: {watch}", lead, shown, after, address, "Answer" if to_look_at else "Look")


def first_message(
    watch: str, address: str, rows: int, lines: Sequence[ChangeLine], day: date, *, unscreened: int
) -> Message:
    """What the first screening found; from then on only what changes is told.

    Args:
        watch: its name.
        address: of its page.
        rows: how many are watched.
        lines: who is a possible match, in the order of the list.
        day: whose lists it was screened against.
        unscreened: how many rows could not be looked at.
    """
    lead = [
        f"The {rows:,} people and organisations on “{watch}” were screened on {_day(day)}, and are screened again"
        " whenever a list changes that we search."
    ]
    shown, more = _lines(lines, first=True)
    after = _after(lines, more)
    if lines:
        verb = "is a possible match" if len(lines) == 1 else "are possible matches"
        lead += [f"{_number(len(lines)).capitalize()} of them {verb}.", _WHAT_TO_DO]
        after.append(_LEVELS)
    elif not unscreened:
        lead.append("We found no match for any of them.")
    if unscreened:
        could = "One row could" if unscreened == 1 else f"{_number(unscreened).capitalize()} rows could"
        after.insert(0, f"{could} not be screened, so of that we know nothing; the page says why.")
    after.append("We write again only when there is something new, and not to remind you of what is open.")
    title = f"{len(lines):,} to look at" if lines else "Not all screened" if unscreened else "No match found"
    return _message(
        f"{title}, now watched: {watch}", lead, shown, after, address, "Answer" if lines else "Look"
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


def begun_anew_message(watch: str, address: str, rows: int, lines: Sequence[ChangeLine]) -> Message:
    """What a screening found that could be compared with nothing, since the one before is no longer kept."""
    lead = [
        f"The {rows:,} on “{watch}” were screened anew and compared with nothing, since the screening before is no longer"
        " kept. So we cannot say what changed."
    ]
    shown, more = _lines(lines, first=True)
    after = _after(lines, more)
    if lines:
        verb = "is a possible match" if len(lines) == 1 else "are possible matches"
        lead += [f"{_number(len(lines)).capitalize()} of them {verb}.", _WHAT_TO_DO]
        after.append(_LEVELS)
    return _message(f"Screened anew: {watch}", lead, shown, after, address, "Open the watch")


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
    if out_of_date:
        after.append(
            f"Out of date on that day: {', '.join(out_of_date)}. What these lists added since is not seen; an"
            " administrator can update them."
        )
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
    words, of_whom = wording(), f": {line.party}" if line.party else ""
    if line.kind is WatchChangeKind.DELISTED and line.outcome is Outcome.NO_MATCH:
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
