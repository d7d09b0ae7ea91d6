"""What identifiers that agree, or contradict, say of a hit."""

from dataclasses import replace

import pytest

from screening.link.identifier_evidence import agreeing, needs_second_identifier, with_differing
from screening.model import Evidence, Hit, Mention, Relation, Subject
from watchlists.model import ListedName, Listing, NameKind, PartyType

NAMES = (ListedName("Jon Example", NameKind.PRIMARY),)
PASSPORT = (("ftm", "Q7"), ("passport", "P-77"))


def hit(*evidence, type=PartyType.PERSON, identifiers=PASSPORT):
    listing = Listing("l:1", "l", NAMES, type, identifiers=identifiers)
    mention = Mention("x", "name")
    return Hit(listing, mention, Relation.SAME, 0.9, "x", "x", NameKind.PRIMARY, tuple(evidence))


NAME = Evidence("name", "Jon Example", "Jon Example", 30)


@pytest.mark.parametrize(
    ("evidence", "type", "rests_on_it_alone"),
    [
        ([agreeing("passport", "P-77", "x")], PartyType.PERSON, True),
        ([agreeing("passport", "P-77", "x"), NAME], PartyType.PERSON, False),
        ([agreeing("inn", "500100732259", "x")], PartyType.PERSON, False),
        (
            [agreeing("kpp", "770401001", "x"), Evidence("country", "RU", "RU", 14)],
            PartyType.ORGANISATION,
            True,
        ),
        ([agreeing("tax", "770401001", "x")], PartyType.ORGANISATION, False),
        ([NAME], PartyType.PERSON, False),
    ],
)
def test_a_number_that_several_may_bear_is_not_enough_by_itself(evidence, type, rests_on_it_alone):
    assert needs_second_identifier(hit(*evidence, type=type)) is rests_on_it_alone


def test_an_identifier_that_contradicts_is_noted_and_takes_no_points():
    subject = Subject(identifiers=(("passport", "P-78"), ("email", "a@example.org")))
    (line,) = with_differing(subject, hit()).evidence
    assert (line.feature, line.listing, line.points) == ("identifier differs", "P-77", 0)


def test_the_same_identifier_in_another_form_does_not_contradict():
    assert with_differing(Subject(identifiers=(("passport", "p 77"),)), hit()) == hit()


def test_on_lists_that_are_no_imported_dataset_nothing_is_noted():
    own = hit(identifiers=(("passport", "P-77"),))
    assert with_differing(Subject(identifiers=(("passport", "P-78"),)), own) == own


def test_one_of_several_numbers_that_agrees_is_no_contradiction():
    several = replace(hit().listing, identifiers=(*PASSPORT, ("passport", "P-78")))
    found = replace(hit(), listing=several)
    assert with_differing(Subject(identifiers=(("passport", "P-78"),)), found) == found
