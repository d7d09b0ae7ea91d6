"""What is stated of a tie stands beside what its text was read as."""

from datetime import date

import pytest

from screening.link import build
from screening.link.ties import role_of, words_of
from screening.model import Mention, Role, Subject, SubjectType, Tie, TieKind
from watchlists.model import ListedName, Listing, NameKind, PartyType

DAY = date(2026, 11, 27)


def role(mention=Role.CURRENT, **tie):
    return role_of(Mention("X", "tie 1", mention), Tie("X", **tie), DAY)


@pytest.mark.parametrize("ends", ["2019", "2026-10", "2026-11-26", "Mar 2019"])
def test_what_has_ended_before_the_day_is_former(ends):
    assert role(ends=ends) is Role.FORMER


@pytest.mark.parametrize("ends", ["2026", "2026-11", "2026-11-27", "2028", "present", "soon"])
def test_what_may_still_run_that_day_is_current(ends):
    assert role(ends=ends) is Role.CURRENT


def test_an_end_that_is_stated_goes_before_the_words_of_the_text():
    assert role(Role.FORMER, ends="2030") is Role.CURRENT
    assert role(Role.FORMER) is Role.FORMER


def test_a_students_post_that_has_ended_is_education():
    assert role(ends="2019", role="PhD student") is Role.EDUCATION
    assert role(ends="2030", role="PhD student") is Role.CURRENT


def test_kinds_have_roles_of_their_own():
    assert role(kind=TieKind.PREVIOUS) is Role.FORMER
    assert role(kind=TieKind.EDUCATION) is Role.EDUCATION
    assert role(kind=TieKind.VISITING) is Role.VISITING
    assert role(kind=TieKind.FUNDING) is Role.CURRENT
    assert role(kind=TieKind.FUNDING, ends="2019") is Role.FORMER


def test_the_words_say_until_when_and_whether_it_still_runs():
    assert words_of(Tie("X", starts="2016", ends="Jun 2019"), DAY) == "from 2016, until 2019-06 (file)"
    assert words_of(Tie("X", ends="2028-05"), DAY) == "until 2028-05 (file), still running on 2026-11-27"
    assert words_of(Tie("X", ends="2026"), DAY) == "until 2026 (file), not yet past on 2026-11-27"


class Lists:
    names = (ListedName("Zorvex University", NameKind.PRIMARY),)
    listings = (Listing("l:zorvex", "l", names, PartyType.ORGANISATION, "CN"),)


class Nobody:
    in_order = ()


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Nobody())


def ties(linker, name="Ann Smith", **given):
    return [
        (hit.mention.tie, hit.mention.stated)
        for hit in linker.read(Subject(name=name, type=SubjectType.PERSON, **given)).hits
    ]


def test_a_text_that_says_whose_affiliation_it_is_is_no_tie_of_the_subject(linker):
    text = "Qytrel (referee: Prof. Chen, Zorvex University)"
    assert ties(linker, affiliations=(text,)) == [(TieKind.OTHER_PERSON, "referee: Prof. Chen")]
    assert ties(linker, ties=(Tie(text),)) == [(TieKind.OTHER_PERSON, "referee: Prof. Chen")]


def test_what_stands_beside_another_persons_affiliation_is_the_subjects(linker):
    text = "Zorvex University (referee: Prof. Chen, Zorvex University)"
    found = {kind for kind, _ in ties(linker, affiliations=(text,))}
    assert TieKind.EMPLOYMENT in found


def test_a_contact_who_is_the_subject_is_nobody_else(linker):
    text = "Contact: Ann Smith, Zorvex University"
    assert ties(linker, affiliations=(text,)) == [(TieKind.EMPLOYMENT, "")]
    assert ties(linker, "Bo Lund", affiliations=(text,)) == [(TieKind.OTHER_PERSON, "contact: Ann Smith")]
