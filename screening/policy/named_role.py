"""Whether a person has a role at a body that documents name: employed, appointed, paid or an officer.

Membership, an award, study or being quoted is none. What says so stands in `named_role_words.csv`, a row a word with an
example and a counter-example: in the clause that names the body, and in the one beside it. A membership counts there only
where the clause is nothing else, for it may be of another body; an office goes before it ("member of the standing committee").
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from pathlib import Path

from screening.model import Hit, Role, TieKind
from watchlists.model import Listing

WORDS = Path(__file__).parent / "named_role_words.csv"
UNIVERSITIES = Path(__file__).parent / "university_words.csv"
# Teaching and research are a post, but for study and teaching at a university that is named.
OFFICE, TEACHING, NO_ROLE = "office", "teaching", "no_role"

_GROUP = re.compile(r"[;|\n；]")
# A full stop ends a clause behind a word, not behind an initial: "A. M. Gorchakov Fund".
_CLAUSE = re.compile(r"[,，、()（）\[\]:：。]|(?<=\w{3})\.(?=\s)")
_ARTICLE = re.compile(r"\s*(?:the|der|die|das|la|le|el)?\s*", re.IGNORECASE)
_HAN = re.compile("[\u3040-\u9fff]")
# What a clause beside the one of the body may hold and still be about the body: "Honorary member", "PhD student in law".
_BESIDE = r"(?:[\w'’.-]+\s+){{0,2}}(?:{words})(?:\s+(?:since|from|until|in|\d).*)?"


def has_role(hit: Hit, *, study_is_none: bool = False) -> bool:
    """Say whether a person of whom a hit was read has a role at its body.

    Args:
        hit: on a body that documents name.
        study_is_none: whether study and teaching are no role where the body is a university.
    """
    mention = hit.mention
    if mention.role is Role.EDUCATION:
        return False
    if mention.tie in (TieKind.FUNDING, TieKind.OWNERSHIP):
        return True
    said = role_at_body(mention.text, hit.matched_text, mention.stated)
    if said in (OFFICE, NO_ROLE):
        return said == OFFICE
    return not (study_is_none and is_university(hit.listing))


@lru_cache(1_000)
def role_at_body(text: str, body: str, stated: str = "") -> str:
    """What the words beside a body's name say: OFFICE, TEACHING, NO_ROLE, or "" where they say none; a post goes first.

    Args:
        text: the piece of the subject's text.
        body: the part of it that names the body.
        stated: what is stated of the tie beside the text, such as the cell of its role.
    """
    place = text.find(body)
    before, after = (text[:place], text[place + len(body) :]) if place >= 0 else (text, "")
    before, after = _GROUP.split(before)[-1], _GROUP.split(after)[0]
    *earlier, direct = _CLAUSE.split(before)
    behind, *later = _CLAUSE.split(after)
    near = (direct, behind, stated)
    beside = [each.strip() for each in (*_nearest(earlier[::-1], direct), *_nearest(later, behind))]
    for post in (OFFICE, TEACHING):
        if any(_word(post).search(each) for each in (*near, *beside)):
            return post
    alone = any(_alone(NO_ROLE).fullmatch(each) for each in beside)
    return NO_ROLE if alone or any(_word(NO_ROLE).search(each) for each in near) else ""


def is_university(listing: Listing) -> bool:
    """Say whether a listed body is a university or college, by its names."""
    return any(_university().search(name.text) for name in listing.names)


def _nearest(clauses: list[str], direct: str) -> list[str]:
    """The nearest clause that says something, where nothing stands between it and the name."""
    return [] if not _ARTICLE.fullmatch(direct) else [each for each in clauses if each.strip()][:1]


@cache
def _word(said: str) -> re.Pattern[str]:
    """A word that says so, anywhere in a clause; Han characters stand without spaces."""
    return re.compile("|".join(_bounded(word) for word in _words(said)), re.IGNORECASE)


@cache
def _alone(said: str) -> re.Pattern[str]:
    """A clause that holds such a word and nothing that may name another body."""
    words = "|".join(_words(said))
    return re.compile(_BESIDE.format(words=words), re.IGNORECASE)


def _words(said: str) -> list[str]:
    with WORDS.open(encoding="utf-8", newline="") as file:
        found = [row["word"] for row in csv.DictReader(file, strict=True) if row["says"] == said]
    return sorted(found, key=len, reverse=True)


@cache
def _university() -> re.Pattern[str]:
    with UNIVERSITIES.open(encoding="utf-8", newline="") as file:
        words = [row["word"] for row in csv.DictReader(file, strict=True)]
    return re.compile("|".join(_bounded(word) for word in words), re.IGNORECASE)


def _bounded(word: str) -> str:
    return f"(?:{word})" if _HAN.search(word) else rf"(?<!\w)(?:{word})(?!\w)"
