"""What is stated of a tie, beside what its text was read as: role, period and kind, on a day.

The text is read without a day, so that it is read once; whether a tie has ended depends on the day of screening.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from screening.affiliations.periods import is_open, read_moment
from screening.affiliations.roles import is_student
from screening.model import Evidence, Hit, Mention, Reading, Role, Subject, Tie, TieKind

SOURCE = "tie"
_FEATURE = "tie"
_NAMED = {
    TieKind.EMPLOYMENT: "affiliation",
    TieKind.PREVIOUS: "previous employment",
    TieKind.VISITING: "visit or guest position",
    TieKind.EDUCATION: "education",
    TieKind.FUNDING: "funding",
    TieKind.OWNERSHIP: "owner or parent",
    TieKind.OTHER_PERSON: "affiliation of another person",
}


def source_of_tie(number: int) -> str:
    """How a mention names the tie of this number, from 1."""
    return f"{SOURCE} {number}"


def add_stated(reading: Reading, subject: Subject, on: date) -> Reading:
    """The reading with what is stated of each tie beside its hits."""
    if not subject.ties:
        return reading
    ties = {source_of_tie(number): tie for number, tie in enumerate(subject.ties, start=1)}
    return replace(
        reading,
        hits=tuple(_stated(hit, ties.get(hit.mention.source), on) for hit in reading.hits),
        self_declared=tuple(
            replace(each, mention=_mention_stated(each.mention, ties.get(each.mention.source), on))
            for each in reading.self_declared
        ),
    )


def _stated(hit: Hit, tie: Tie | None, on: date) -> Hit:
    mention = _mention_stated(hit.mention, tie, on)
    if tie is None or mention is hit.mention:
        return hit
    line = Evidence(_FEATURE, ", ".join(filter(None, (_NAMED[tie.kind], mention.stated))), "", 0)
    return replace(hit, mention=mention, evidence=(*hit.evidence, line))


def _mention_stated(mention: Mention, tie: Tie | None, on: date) -> Mention:
    """The mention with what is stated of its tie; itself where nothing is."""
    by_text = mention.tie is TieKind.OTHER_PERSON  # "(referee: Prof. Chen, X)", whatever the column says
    if tie is None or (by_text and tie.kind is not TieKind.OTHER_PERSON):
        return mention
    return replace(
        mention,
        role=role_of(mention, tie, on),
        period=_period(tie) or mention.period,
        country=tie.country or mention.country,
        tie=tie.kind,
        stated=mention.stated if by_text else words_of(tie, on),
    )


def has_ended(tie: Tie, on: date) -> bool:
    """Say whether the stated end lies before the day; what may still run that day has not ended."""
    end = read_moment(tie.ends)
    return end is not None and end.last < on


def role_of(mention: Mention, tie: Tie, on: date) -> Role:
    """The role by what is stated; where nothing is stated of it, by the text."""
    if tie.kind is TieKind.EDUCATION:
        return Role.EDUCATION
    if tie.kind is TieKind.PREVIOUS:
        return Role.FORMER
    if has_ended(tie, on):
        return Role.EDUCATION if is_student(tie.role) else Role.FORMER
    if tie.kind is TieKind.VISITING:
        return Role.VISITING
    runs = read_moment(tie.ends) is not None or is_open(tie.ends)
    return Role.CURRENT if runs and mention.role is Role.FORMER else mention.role


def words_of(tie: Tie, on: date) -> str:
    """What is stated of a tie, in words: "Professor, from 2016, until 2019-06 (file)"."""
    start, end = read_moment(tie.starts), read_moment(tie.ends)
    parts = [tie.role] if tie.role else []
    parts += [f"from {start}"] if start else []
    if end is not None:
        parts.append(f"until {end}")
    elif is_open(tie.ends):
        parts.append(f"until “{tie.ends}”")
    elif tie.ends:
        parts.append(f"its end given as “{tie.ends}”, which was not applied")
    said = f"{', '.join(parts)} (file)" if start or tie.ends else ", ".join(parts)
    if end is None or end.last < on:
        return said
    return f"{said}, {'still running on' if end.first > on else 'not yet past on'} {on}"


def _period(tie: Tie) -> str:
    """The period as it is kept with the mention, whose last year is the end; "" where no end is stated."""
    if not tie.ends:
        return ""
    start, end = read_moment(tie.starts), read_moment(tie.ends)
    until = str(end) if end else tie.ends
    return f"{start} to {until}" if start else f"until {until}"
