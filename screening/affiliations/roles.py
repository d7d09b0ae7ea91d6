"""How the subject stands to an organisation, as far as the text says: current, visiting, former, or by education.

A marker speaks for what follows it in its group ("formerly X, now Y"), or, in brackets or as the word that ends the name's
piece, for what stands before it ("X (PhD, 2009)", "X alumna"). A past degree is education and never a current affiliation; a student is current.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from screening.affiliations.tokens import name_words
from screening.model import Role
from screening.vocabulary import rows

_PERIOD = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?!\d)(?:\s*(?:-|/|to|until)\s*((?:19|20)?\d{2}|present|now|today|current)(?![\d-]))?",
    re.IGNORECASE,
)
_OPEN = frozenset({"present", "now", "today", "current"})
_SINCE = re.compile(r"\b(?:since|from)\s+(?:19|20)\d{2}\b(?!\s*(?:-|to|until))", re.IGNORECASE)
# Behind the name, and nothing more of it: "X alumni", "X graduate, 2009", "X校友"; not "X Alumni Association", "X Graduate School"
_LEFT = re.compile(
    r"\s*(alumn(?:us|a|i|ae)|graduate|выпускник|выпускница|(?:硕士|博士|本科)?毕业生?|校友|卒[業业]生?|出身|졸업생?|출신)"
    r"(?=\s*(?:$|[,;.()，；。（）、]))",
    re.IGNORECASE,
)
_INSTITUTIONS = frozenset({"university", "institute", "academy", "college"})
_CALLED = re.compile(r"(?:\s*(?:known|called|named|as|the))*")
_ACRONYM = re.compile(r"\b[A-ZА-ЯЁ]{3,}\b")
_GROUPS = re.compile(r"[;|\uff1b]")


@dataclass(frozen=True, slots=True)
class Standing:
    """A role and the period printed with it, as given."""

    role: Role = Role.CURRENT
    period: str = ""


@dataclass(frozen=True, slots=True)
class _Marker:
    start: int
    end: int
    role: Role


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted((row["word"] for row in rows("role_words")), key=len, reverse=True)
    # Han characters stand without spaces: "2008年毕业于…"
    before, after = r"(?:(?<![\w-])|(?<=[\u3400-\u9fff]))", r"(?:(?![\w-])|(?=[\u3400-\u9fff]))"
    return re.compile(before + "(" + "|".join(words) + ")" + after, re.IGNORECASE)


@cache
def _ending() -> re.Pattern[str]:
    words = sorted((row["word"] for row in rows("role_words")), key=len, reverse=True)
    return re.compile(
        r"(?<![\w-])(?:" + "|".join(words) + r")\.?:?\s*(?:(?:der|des|of|from|at|de|la|the|в|из)\s+){0,2}$",
        re.IGNORECASE,
    )


@cache
def _exact() -> tuple[tuple[re.Pattern[str], Role], ...]:
    return tuple((re.compile(row["word"], re.IGNORECASE), Role(row["role"])) for row in rows("role_words"))


def standing_of(text: str, start: int, end: int, stop: int) -> Standing:
    """The standing of what stands from `start` to `end`; `stop` is where the next organisation begins."""
    opening = max((found.end() for found in _GROUPS.finditer(text, 0, start)), default=0)
    closing = next((found.start() for found in _GROUPS.finditer(text, end)), len(text))
    closing = min(closing, stop) if stop > end else closing
    before, after = text[opening:start], _bracket_after(text[end:closing])
    markers = _markers(before)
    role = markers[-1].role if markers else Role.CURRENT
    following = _markers(after)
    if following:
        role = following[0].role
    period = _period(after) or _period(before[markers[-1].start :] if markers else before)
    if role is Role.CURRENT and not markers and not following and period is not None and _is_closed(period):
        role = Role.FORMER
    return Standing(role, period.group() if period is not None else "")


def says_role(text: str) -> bool:
    """Say whether a text ends in a marker of a role, so that a name may follow: "Formerly", "graduate of", "Absolvent der"."""
    return bool(_ending().search(text))


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
    for match in _pattern().finditer(piece):
        role = next(role for pattern, role in _exact() if pattern.fullmatch(match.group()))
        found.append(_Marker(match.start(), match.end(), role))
    return found


def _period(piece: str) -> re.Match[str] | None:
    return _PERIOD.search(piece) if "19" in piece or "20" in piece else None


def _is_closed(period: re.Match[str]) -> bool:
    return bool(period.group(2)) and period.group(2).lower() not in _OPEN
