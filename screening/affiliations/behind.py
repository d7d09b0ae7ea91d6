"""What stands behind a name and tells since when, until when or by which degree somebody belongs to it.

Only places may stand between: "X, Beijing, until 2015", "X from 2004 to 2008", "X, BSc 2005", "X博士". A post behind the
name in Chinese, "X教授", is a present one whatever degree is told before it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from screening.model import Role

_YEAR = r"(?:19|20)\d{2}"
_MONTH = r"(?:[^\W\d]{3,9}\.?\s+)?"
_TO = r"\s*(?:-|to|until|till|and|bis|à|a|hasta|até|al?|по|до|至|到)\s*"
# Up to two places: "X, Beijing, China, until 2015"; the name of another institution is none
_PLACES = r"(?:\s*,\s*(?![^,;()]*(?:univ|inst|coll|acad|lab|schul|école|унив|инст|ltd|gmbh|(?-i:[A-ZА-Я]{3})))[^,;()|\d]{2,25}){0,2}"
_SPAN = re.compile(
    rf"{_PLACES}[\s,(]*(?:(?:from|between|during|in|von|de|du|entre|с)\s+)?{_MONTH}{_YEAR}{_TO}{_MONTH}{_YEAR}(?!\d)",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    rf"{_PLACES}[\s,]*(?:until|till|up to|bis|jusqu'en|jusqu'à|hasta|até|до|по)\s+{_MONTH}{_YEAR}(?!\d)",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"{_PLACES}[\s,]*(?:since|from|seit|depuis|desde|dal|с)\s+{_MONTH}{_YEAR}(?!\d)(?!{_TO}{_MONTH}\d)",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    rf"{_PLACES}[\s,:]*(?:ph\.?\s?d|d\.?phil|m\.?sc?|m\.?a|b\.?sc?|b\.?a|m\.?eng|b\.?eng|m\.?tech|b\.?tech|mba|"
    rf"bachelor(?:'?s)?|master(?:'?s)?|doctorate)\b\.?(?!\s*(?:student|candidate|program))"
    rf"(?:[\s,(]*(?:degree\s+)?(?:in|of)?\s*[^,;()|\d]{{0,40}}[\s,(]+{_YEAR}(?!\d)(?!\s*-\s*(?:$|[,;)]|present|now)))",
    re.IGNORECASE,
)
_HAN_DEGREE = re.compile(
    r"\s*(?:[\u3400-\u9fff]{0,6}?[专專][业業])?[\u3400-\u9fff]?[学學]?(?:学士|學士|硕士|碩士|博士)(?:学位|學位|毕业|畢業)?"
    r"(?=\s*(?:$|[，,;；。、()（）\d]))"
)
_HAN_POST = re.compile(
    r"[^，,;；。]{0,12}?(?:教授|研究员|研究員|讲师|講師|工程师|工程師|院长|院長|系主任|博士后|博士後)"
)
# "X, now MIT" has left X; "X, now also at Y", "X, currently visiting Y", "X, now part of Y" have not
_NOW = re.compile(
    r"[^;(|]{0,60}?[\s;,(]+(?:(?:and|who)\s+)?(?:is\s+)?"
    r"(?:now|currently|presently|present address:?|current address:?|jetzt|actuellement|ahora|ныне|现任职于|现就职于|现为|现在)\s*"
    r"(?!(?:also|visiting|guest|on|additionally|part|called|known|named|renamed|merged|the|in|under|seconded|auch|aussi)\b)"
    r"(?:at\s+|with\s+|in\s+|bei\s+|à\s+|en\s+|an der\s+)?(?P<there>[^\s;,(].*)",
    re.IGNORECASE | re.DOTALL,
)
_YEARS = ("19", "20")


class Behind(NamedTuple):
    """A role and the words of its period, as given; `post` where it goes before a degree told in front of the name."""

    role: Role
    period: str
    post: bool = False


def behind(rest: str) -> Behind | None:
    """What the text behind a name says of somebody's time there; None where it says nothing."""
    if any(year in rest for year in _YEARS):
        for pattern, role, post in (
            (_DEGREE, Role.EDUCATION, False),
            (_SPAN, Role.FORMER, False),
            (_UNTIL, Role.FORMER, False),
            (_SINCE, Role.CURRENT, True),
        ):
            if found := pattern.match(rest):
                return Behind(role, _period(found.group()), post)
    if not rest.isascii():
        if _HAN_DEGREE.match(rest):
            return Behind(Role.EDUCATION, "")
        if _HAN_POST.match(rest):
            return Behind(Role.CURRENT, "", True)
    return None


def gone_to(rest: str) -> str:
    """Where somebody is now, as the text behind a name says: "MIT" of "X, Beijing, now at MIT"; or ""."""
    if not _may_tell_now().search(rest):
        return ""
    found = _NOW.match(rest)
    return found["there"] if found else ""


@cache
def _may_tell_now() -> re.Pattern[str]:
    return re.compile(r"now|ently|address|jetzt|actuel|ahora|ныне|现", re.IGNORECASE)


def _period(told: str) -> str:
    found = re.search(rf"{_YEAR}(?:{_TO}{_MONTH}{_YEAR})?(?!\d)", told, re.IGNORECASE)
    return found.group() if found else ""
