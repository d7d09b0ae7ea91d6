"""How the subject stands to an organisation, as far as the text says: current, visiting, former, or by education.

A marker speaks for what follows it in its group ("formerly X, now Y"), or, in brackets or as the word that ends the name's
piece, for what stands before it ("X (PhD, 2009)", "X alumna"). A past degree is education and never a current affiliation; a student is current.
A post told after a degree, with a comma or "and" between, is of today: "PhD MIT, Professor at X"; so is a doctor's title behind a person's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.affiliations.after_name import gone_to, text_after_name
from screening.affiliations.tokens import name_words
from screening.model import Role
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_pattern, cue_words

_PERIOD = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?!\d)(?:年(?:\d{1,2}月)?)?(?:\s*(?:-|/|to|until|bis|à|hasta|по|до|至|到)\s*(?:[^\W\d]{3,9}\.?\s+(?=(?:19|20)\d))?"
    rf"((?:19|20)?\d{{2}}|{cue_pattern(Cue.OPEN_END_IN_A_TEXT)}|н\.\s?в)(?![\d-]))?",
    re.IGNORECASE,
)
_OPEN = cue_words(Cue.OPEN_END_IN_A_TEXT)
_NEAR = 300  # characters: what stands further in front speaks for somebody else
_LONGEST_ROLE = 120  # characters of a role right before a name
_POST = "post"  # in the vocabulary: a post somebody holds, unless "former" stands before it
_STUDENT = re.compile(cue_pattern(Cue.STUDENT), re.IGNORECASE)
_BOUNDARY = re.compile(r"[,，。;；.]|\band\b|\bu?nd?\b|\bи\b", re.IGNORECASE)
_PHD = re.compile(r"ph\.?\s?d\.?", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][^\s,]*")
_TITLES = cue_words(Cue.TITLE_OF_A_PERSON)
# Behind the name, and nothing more of it: "X alumni", "X graduate, 2009", "X校友"; not "X Alumni Association", "X Graduate School"
_LEFT = re.compile(rf"\s*({cue_pattern(Cue.FORMER_STUDENT)})(?=\s*(?:$|[,;.()，；。（）、]))", re.IGNORECASE)
_INSTITUTIONS = cue_words(Cue.SCHOOL_OR_INSTITUTE)
_CALLED = re.compile(rf"(?:\s*(?:{cue_pattern(Cue.LEAD_IN_TO_A_FORMER_NAME)}))*")
_ACRONYM = re.compile(r"\b[A-ZА-ЯЁ]{3,}\b")
_GROUPS = ";|\uff1b"
_GROUP = re.compile(f"[{_GROUPS}]")


@dataclass(frozen=True, slots=True)
class EmploymentStatus:
    """A role and the period printed with it, as given."""

    role: Role = Role.CURRENT
    period: str = ""


@dataclass(frozen=True, slots=True)
class _Marker:
    start: int
    end: int
    role: Role
    text: str
    post: bool = False
    student: bool = False


@cache
def _known() -> tuple[tuple[str, str], ...]:
    """The words of roles with what they say, the longest pattern first."""
    return tuple(
        sorted(
            ((row["word"], row["role"]) for row in rows("role_words")),
            key=lambda row: len(row[0]),
            reverse=True,
        )
    )


@cache
def _pattern(in_english_letters: bool, told_apart: bool) -> re.Pattern[str]:
    """The words in small letters, or those alone that a text in English letters may hold: half of them, and most texts.

    `told_apart`: with a group for each, which says what was found and takes several times as long to look for.
    """
    words = "|".join(
        f"(?P<w{place}>{word})" if told_apart else word
        for place, (word, _) in enumerate(_known())
        if word.isascii() or "[" in word or not in_english_letters
    )
    # Han characters stand without spaces: "2008年毕业于…"
    before, after = r"(?:(?<![\w-])|(?<=[\u3400-\u9fff]))", r"(?:(?![\w-])|(?=[\u3400-\u9fff]))"
    return re.compile(before + f"(?:{words})" + after)


@cache
def _ending() -> re.Pattern[str]:
    words = [word for word, _ in _known()]
    return re.compile(
        r"(?:(?<![\w-])|(?<=[\u3400-\u9fff]))(?:"
        + "|".join(words)
        + r")\.?:?\s*(?:(?:der|des|an|of|from|at|de|del|do|da|la|le|el|por|pela|en|in|the|в|из)\s+){0,2}$",
        re.IGNORECASE,
    )


@lru_cache(1_000)  # a name that stands on five lists is asked about five times
def standing_of(text: str, start: int, end: int, stop: int) -> EmploymentStatus:
    """The standing of what stands from `start` to `end`; `stop` is where the next organisation begins."""
    opening = max(text.rfind(sign, 0, start) for sign in _GROUPS) + 1
    if start - opening > _NEAR:
        opening = max(opening, text.rfind(" ", opening, start - _NEAR) + 1)
    closing = found.start() if (found := _GROUP.search(text, end)) else len(text)
    closing = min(closing, stop) if stop > end else closing
    before, after = text[opening:start], _bracket_after(text[end:closing])
    markers = [each for each in _markers(before) if not _is_title(before, each)]
    speaking = _speaking(before, markers)
    following = _markers(after)
    told = None if following else text_after_name(text[end:closing])
    period = _period(after) or (None if told else _period(before[speaking.start :] if speaking else before))
    words = period.group() if period is not None else told.period if told is not None else ""
    role = speaking.role if speaking is not None else Role.CURRENT
    if following:
        role = following[0].role
    elif told is not None and role is Role.CURRENT:
        role = told.role  # a visit stays one, with its years
    elif told is not None and told.post and role is Role.EDUCATION and speaking is not None:
        role = told.role if _BOUNDARY.search(before, speaking.end) else role
    closed = (period is not None and _is_closed(period)) or (told is not None and told.role is Role.FORMER)
    student = bool(speaking and speaking.student) or any(each.student for each in following)
    if closed and student and role in (Role.CURRENT, Role.FORMER):
        role = Role.EDUCATION
    elif closed and role is Role.CURRENT and _of_any_time(speaking, following):
        role = Role.FORMER
    return EmploymentStatus(role, words)


@lru_cache(1_000)
def role_in(text: str) -> Role:
    """The role that the text of a role's own column names: "Visiting Professor", "PhD student", "Adjunct"."""
    markers = _markers(text)
    speaking = _speaking(text, markers)
    return speaking.role if speaking is not None else Role.CURRENT


@lru_cache(1_000)
def is_student(text: str) -> bool:
    """Say whether the text of a role's own column names a student; a student's post that has ended is education."""
    return any(marker.student for marker in _markers(text))


def has_left(text: str, end: int, name: str) -> bool:
    """Say whether somebody is elsewhere now, as the text behind a name says: "X, now MIT"; not of a renamed body, "X, now Y of X"."""
    there = gone_to(text[end:])
    told = set(name_words(there))
    return bool(there) and not any(word in told for word in name_words(name)[:1])


def _speaking(before: str, markers: list[_Marker]) -> _Marker | None:
    """The marker that speaks for what follows: the last; a post only where nothing, or a degree in another clause, is told before it."""
    last = None
    for each in markers:
        former = each.student and last is not None and last.role is Role.FORMER
        if former and last is not None and not _BOUNDARY.search(before, last.end, each.start):
            continue  # "former PhD student at X"
        after_a_degree = last is not None and last.role is Role.EDUCATION
        if (
            last is None
            or not each.post
            or (after_a_degree and _BOUNDARY.search(before, last.end, each.start))
        ):
            last = each
    return last


def _of_any_time(speaking: _Marker | None, following: list[_Marker]) -> bool:
    """No word says that it is now: then years that have closed are past, whatever post it was."""
    return not following and (speaking is None or speaking.post or speaking.student)


def _is_title(before: str, marker: _Marker) -> bool:
    """A doctor's title behind a person's name, in a segment of its own: "Li Ming, PhD, X"."""
    if marker.role is not Role.EDUCATION or not _PHD.fullmatch(marker.text):
        return False
    person, rest = before[: marker.start].rstrip(), before[marker.end :].lstrip(" .")
    if not person or not rest.startswith(",") or any(map(str.isdigit, before)):
        return False
    names = [word for word in _NAME.findall(person.rpartition(":")[2]) if word.lower() not in _TITLES]
    known = vocabulary().known
    return 2 <= len(names) <= 4 and not any(
        name_words(word) and name_words(word)[0] in known for word in names
    )


def says_role(text: str) -> bool:
    """Say whether a text ends in a marker of a role, so that a name may follow: "Formerly", "graduate of", "Absolvent der"."""
    return bool(_ending().search(text[-_LONGEST_ROLE:]))


@cache
def _first_words() -> frozenset[str]:
    return frozenset(word.split()[0] for word, _ in _known() if word.replace(" ", "").isalpha())


def may_begin_role(plain: str) -> bool:
    """Say whether a word in small letters is the first one of a role: a quick look before `says_role`."""
    return plain in _first_words()


def says_left(rest: str) -> bool:
    """Say whether what follows a name says that somebody has left it: "X alumna", "X graduate"."""
    return bool(_LEFT.match(rest))


def _bracket_after(rest: str) -> str:
    """What stands in brackets, or after a comma as a bare period, directly behind a name; or who has left it, "alumna"."""
    if found := _LEFT.match(rest):
        return found.group(1)
    found = re.match(r"[^\w(]*\(([^()]*)\)", rest)
    if found:
        return "" if _tells_a_former_name(found.group(1)) else found.group(1)
    found = re.match(r"[\s,]*((?:19|20)\d{2}\s*-\s*(?:(?:19|20)?\d{2}|present|now))", rest, re.IGNORECASE)
    return found.group(1) if found else ""


def opens_a_former_name(text: str) -> int:
    """Where the bracket stands that a text ends in, with nothing but "formerly" in it; -1 where there is none."""
    opening = text.rfind("(")
    inside = text[opening + 1 :].strip()
    former = any(
        found.role is Role.FORMER and _CALLED.fullmatch(inside[found.end :]) for found in _markers(inside)[:1]
    )
    return opening if opening >= 0 and former else -1


def _tells_a_former_name(inside: str) -> bool:
    """Say whether "formerly" is said of an institution in the bracket: "X (formerly Y Institute)", "X (ранее МАИ)"."""
    markers = _markers(inside)
    if not markers or markers[0].role is not Role.FORMER:
        return False
    named = inside[markers[0].end :]
    return bool(_ACRONYM.search(named)) or not _INSTITUTIONS.isdisjoint(name_words(named))


def _markers(piece: str) -> list[_Marker]:
    found = []
    small, english = piece.lower(), piece.isascii()
    if len(small) != len(piece):  # a few capitals are two letters in small
        small = piece
    for match in _pattern(english, told_apart=False).finditer(small):
        named = _pattern(english, told_apart=True).match(small, match.start())
        kind = _known()[int(((named and named.lastgroup) or "w0")[1:])][1]
        post = kind == _POST
        role = Role.CURRENT if post else Role(kind)
        student = role is Role.CURRENT and bool(_STUDENT.search(match.group()))
        found.append(_Marker(match.start(), match.end(), role, match.group(), post, student))
    return found


def _period(piece: str) -> re.Match[str] | None:
    return _PERIOD.search(piece) if "19" in piece or "20" in piece else None


def _is_closed(period: re.Match[str]) -> bool:
    return bool(period.group(2)) and period.group(2).lower() not in _OPEN
