"""What stands behind a name and tells since when, until when or by which degree somebody belongs to it.

Only places may stand between: "X, Beijing, until 2015", "X from 2004 to 2008", "X, BSc 2005", "X博士". A post behind the
name in Chinese, "X教授", is a present one whatever degree is told before it.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from screening.model import Role
from screening.vocabulary.cues import Cue, cue_pattern

_YEAR = r"(?:19|20)\d{2}"
# A month, however cut and in whatever language, or a season; of "Delft 2010-2012" the years are Delft's
_MONTH = (
    r"(?:(?:jan|feb|fév|mar|mär|apr|avr|abr|ma[iyg]|jun|jui|jul|aug|aoû|ago|sep|set|o[ckt]t|out|nov|dec|déc|dez|dic|ene|gen|giu|lug"
    r"|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|spring|summer|autumn|fall|winter|early|late|mid)"
    r"[^\W\d]{0,8}\.?\s+(?:of\s+|de\s+)?)?"
)
_TO = r"\s*(?:-|to|until|till|and|bis|à|a|hasta|até|al?|по|до|至|到)\s*"
# Up to two places or posts: "X, Beijing, China, until 2015"; the name of another institution is none, nor a grant or a
# conference, which have years of their own
_POST_THERE = r"(?:assist|assoc|full |senior |prof|lectur|researcher|engineer|scientist|student|post-?doc)"
_OTHER_YEARS = cue_pattern(Cue.PROJECT_OR_EVENT)
_PLACES = rf"(?:\s*,\s*(?-i:(?![a-zа-я])|(?={_POST_THERE}))(?![^,;()]*(?:{_OTHER_YEARS}|univ|inst|coll|acad|lab|schul|école|унив|инст|ltd|gmbh|(?-i:[A-ZА-Я]{{3}})))[^,;()|\d]{{2,25}}){{0,2}}"
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
    rf"bachelor(?:'?s)?|master(?:'?s)?|doctorate)\b\.?(?![^,;()|\d]{{0,40}}(?:student|candidate|program))"
    rf"(?:[\s,(]*(?:degree\s+)?(?:in|of)?\s*[^,;()|\d]{{0,40}}[\s,(]+{_YEAR}(?!\d)(?!\s*-\s*(?:$|[,;)]|present|now)))",
    re.IGNORECASE,
)
_HAN_DEGREE = re.compile(
    rf"\s*(?:[\u3400-\u9fff]{{0,6}}?[专專][业業])?[\u3400-\u9fff]?[学學]?(?:{cue_pattern(Cue.DEGREE_IN_CHINESE)})(?:学位|學位|毕业|畢業)?"
    r"(?=\s*(?:$|[，,;；。、()（）\d]))"
)
_HAN_POST = re.compile(rf"[^，,;；。]{{0,12}}?(?:{cue_pattern(Cue.POST_IN_CHINESE)})")
# "X, now MIT" has left X; "X, now also at Y", "X, currently visiting Y", "X, now part of Y" have not
_NOW = re.compile(
    r"[^;(|]{0,60}?[\s;,(]+(?:(?:and|who)\s+)?(?:is\s+)?"
    r"(?:now|currently|presently|present address:?|current address:?|jetzt|actuellement|ahora|ныне|现任职于|现就职于|现为|现在)\s*"
    r"(?!(?:also|visiting|guest|on|additionally|part|called|known|named|renamed|merged|the|in|under|seconded|auch|aussi)\b)"
    r"(?:at\s+|with\s+|in\s+|bei\s+|à\s+|en\s+|an der\s+)?(?P<there>[^\s;,(].*)",
    re.IGNORECASE | re.DOTALL,
)
# What follows "now" is another body where it begins like a name ("now MIT", "now at Google"), or says at whose: "now a professor
# at MIT". A post or an address alone is where somebody is already: "X, currently Dean of Engineering", "current address: 37 Xueyuan Road".
_POST = re.compile(
    rf"(?:(?:{cue_pattern(Cue.RANK_OF_A_POST)})[\s-]+)*(?:{cue_pattern(Cue.POST_AS_PRINTED)}|ph\.?\s?d|dr\b)",
    re.IGNORECASE,
)
# Who visits another body, or works with it, has not left his own: "currently a visiting scholar at MIT", "now collaborating with …"
_STAYS = re.compile(
    r"(?:an?\s+|the\s+|as\s+)*(?:visit|guest|exchange|on\b|sabbatical|second|collaborat|co-?operat|partner|joint|joined with|affiliat"
    r"|merg|fund|support|rank|and\b)",
    re.IGNORECASE,
)
_AT = re.compile(r"(?i:\b(?:at|with|bei|an der|am|chez|à|в)\s+(?:the\s+|la\s+|l')?)[^\W\d_a-zа-я]")
_BODY = re.compile(
    rf"{cue_pattern(Cue.BODY_AS_PRINTED)}|\b(?:{cue_pattern(Cue.COMPANY_AS_PRINTED)})\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\b(?!(?:USA|PRC|ROC|UAE)\b)[A-ZА-Я]{3,7}\b")
_HAN = re.compile("[\u3400-\u9fff]")
_SCHOOL = re.compile(cue_pattern(Cue.SCHOOL_AS_PRINTED), re.IGNORECASE)
_CAPITAL = re.compile(r"(?:the\s+|der\s+|la\s+|le\s+|l')?[^\W\d_a-zа-я]")
_FAR = 200  # characters: where somebody is now stands no further behind a name
_YEARS = ("19", "20")


class TextAfterName(NamedTuple):
    """A role and the words of its period, as given; `post` where it goes before a degree told in front of the name."""

    role: Role
    period: str
    post: bool = False


def text_after_name(rest: str) -> TextAfterName | None:
    """What the text behind a name says of somebody's time there; None where it says nothing."""
    if any(year in rest for year in _YEARS):
        for pattern, role, post in (
            (_DEGREE, Role.EDUCATION, False),
            (_SPAN, Role.FORMER, False),
            (_UNTIL, Role.FORMER, False),
            (_SINCE, Role.CURRENT, True),
        ):
            if found := pattern.match(rest):
                return TextAfterName(role, _period(found.group()), post)
    if not rest.isascii():
        if _HAN_DEGREE.match(rest):
            return TextAfterName(Role.EDUCATION, "")
        if _HAN_POST.match(rest):
            return TextAfterName(Role.CURRENT, "", True)
    return None


def gone_to(rest: str) -> str:
    """Where somebody is now, as the text behind a name says: "MIT" of "X, Beijing, now at MIT"; or ""."""
    near = rest[:_FAR]
    if not _may_tell_now().search(near):
        return ""
    found = _NOW.match(near)
    return found["there"] if found and _is_elsewhere(found["there"], found.group()) else ""


def _is_elsewhere(there: str, told: str) -> bool:
    """Say whether what follows "now" is another body, and no post or address at the one before it."""
    if _STAYS.match(there):
        return False
    if "address" in told.lower():
        return bool(_BODY.search(there) or (not there.isupper() and _LETTERS.search(there)))
    if _HAN.match(there):
        return told.removesuffix(there).rstrip().endswith("职于") or bool(_BODY.search(there))
    if _CAPITAL.match(there) and not _POST.match(there):
        return True
    return bool(_AT.search(there) or _SCHOOL.search(there))


@cache
def _may_tell_now() -> re.Pattern[str]:
    return re.compile(r"now|ently|address|jetzt|actuel|ahora|ныне|现", re.IGNORECASE)


def _period(told: str) -> str:
    found = re.search(rf"{_YEAR}(?:{_TO}{_MONTH}{_YEAR})?(?!\d)", told, re.IGNORECASE)
    return found.group() if found else ""
