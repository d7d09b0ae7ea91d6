"""Whether a rule applies: yes, no, or it depends on something that nobody has said.

What is unknown is neither yes nor no. A condition that certainly fails settles the rule; only where all others
hold does a missing input stay open.
"""

from __future__ import annotations

import re
from datetime import date

from screening.model import Hit, Role, Subject, SubjectType
from screening.policy.facts import FactCondition, ProjectFacts
from screening.policy.identity import is_name_only, is_person, is_the_organisation
from screening.policy.model import Looks, Rule, When
from screening.policy.naming_rules import lists_of

YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
PROJECT = "project."  # before the name of a project fact, where it is missing
SECOND_IDENTIFIER = "a second identifier beside the person's name"
PERIOD_END = "affiliation.end_year"
SUBJECT_TYPE = "subject.type"


def missing_inputs(
    rule: Rule, subject: Subject, hit: Hit | None, project: ProjectFacts, on: date, standing: str = ""
) -> tuple[str, ...] | None:
    """What the rule would still have to know: () where it applies, None where it does not.

    Args:
        rule: the rule.
        subject: who was asked about.
        hit: what was found; None where the rule looks at the subject.
        project: what is known of the project.
        on: the day whose law counts.
        standing: that the hit counts with: "government", "non-government" or "context".
    """
    answers = _without_listing(rule, subject, project, on, hit)
    if rule.looks is Looks.HIT:
        if hit is None or not _listing_fits(rule.when, hit, lists_of(subject, hit), standing):
            return None
        answers += [_period(rule.when, hit, on), SECOND_IDENTIFIER if is_name_only(subject, hit) else ""]
    if any(answer is None for answer in answers):
        return None
    return tuple(answer for answer in answers if answer)


def could_apply(rule: Rule, subject: Subject, project: ProjectFacts, on: date) -> bool:
    """Say whether the rule might apply if only a fitting listing were found."""
    return None not in _without_listing(rule, subject, project, on)


def _without_listing(
    rule: Rule, subject: Subject, project: ProjectFacts, on: date, hit: Hit | None = None
) -> list[str | None]:
    """One answer a condition: "" where it holds, None where it fails, else the name of what is missing."""
    if not rule.in_effect(on):
        return [None]
    return [_subject_type(rule.when, subject, hit), *(_fact(each, project) for each in rule.when.facts)]


def _listing_fits(when: When, hit: Hit, lists: tuple[str, ...], standing: str) -> bool:
    return (
        (any(list_id in when.lists for list_id in lists) or standing in when.standings)
        and hit.relation in when.relations
        and hit.mention.role in when.roles
        and (not when.parties or hit.listing.type in when.parties)
        and (not when.measures or not set(when.measures).isdisjoint(hit.listing.measures))
    )


def _subject_type(when: When, subject: Subject, hit: Hit | None) -> str | None:
    if not when.subjects:
        return ""
    if is_person(subject):
        return "" if SubjectType.PERSON in when.subjects else None
    kind = subject.type
    if kind is SubjectType.UNKNOWN and hit is not None and is_the_organisation(subject, hit):
        kind = SubjectType.ORGANISATION
    if kind is SubjectType.UNKNOWN:
        return SUBJECT_TYPE
    return "" if kind in when.subjects else None


def _fact(condition: FactCondition, project: ProjectFacts) -> str | None:
    if not project.known(condition.name):
        return f"{PROJECT}{condition.name}"
    return "" if condition.holds(getattr(project, condition.name)) else None


def _period(when: When, hit: Hit, on: date) -> str | None:
    """A former affiliation counts only within the look-back; its end must then be known."""
    if when.within_years is None or hit.mention.role is not Role.FORMER:
        return ""
    years = YEAR.findall(hit.mention.period)
    if not years:
        return PERIOD_END
    return "" if int(years[-1]) >= on.year - when.within_years else None
