"""Which listing is which registered body, and by which name; where two bodies fit alike it is neither."""

import pytest
from small_universe import body, listing

from screening.affiliations.places import places_of
from screening.link.ledger import Join, JoinEvidence, Ledger, bare_key, key_of
from screening.link.lexicon import Lexicon
from watchlists.model import NameKind

LEXICON = Lexicon(places_of([("Velgorod", "RU")]))
INSTITUTE = "Zorbex Institute"
ACADEMY = "Russian Academy of Sciences"


def joined(entry, *bodies):
    """How a listing is joined to one of these bodies, and to which."""
    ledger = Ledger([entry], LEXICON)
    for each in bodies:
        ledger.show(each)
    return [(line.evidence, line.body_id) for line in ledger.lines()]


@pytest.mark.parametrize(
    ("entry", "known", "evidence"),
    [
        (listing("l:a", INSTITUTE, "RU"), body(1, INSTITUTE, "RU"), JoinEvidence.PRIMARY_NAME),
        (listing("l:a", f"{INSTITUTE} Ltd.", "RU"), body(1, INSTITUTE, "RU"), JoinEvidence.PRIMARY_NAME),
        (listing("l:a", INSTITUTE, "RU"), body(1, "Quelmar", "RU", INSTITUTE), JoinEvidence.PRIMARY_NAME),
        (listing("l:a", INSTITUTE), body(1, INSTITUTE, "RU"), JoinEvidence.PRIMARY_NAME),
        (listing("l:a", "Zorbex Institute Fuel", "CN"), body(1, "Zorbex Institute Fuel China", "CN"), JoinEvidence.PRIMARY_NAME),
        (listing("l:a", "Quelmar Works", "RU", f"{INSTITUTE} of Fuel"), body(1, f"{INSTITUTE} of Fuel", "RU"), JoinEvidence.ALIAS),
        (listing("l:a", "Quelmar Works", "RU", INSTITUTE), body(1, INSTITUTE, "RU", types=("company",)), JoinEvidence.SHORT_ALIAS),
        (listing("l:a", "Quelmar Works", "CN", "克尔马尔工厂", kind=NameKind.NATIVE), body(1, "Q", "CN", "克尔马尔工厂"), JoinEvidence.NATIVE_NAME),
        (
            listing("l:a", f"{INSTITUTE} Research, {ACADEMY}", "RU"),
            body(1, f"{INSTITUTE} Research", "RU", relations=(("parent", "ror:1", ACADEMY),)),
            JoinEvidence.WITHOUT_PARENT,
        ),
    ],
)  # fmt: skip
def test_a_listing_is_joined_by_its_best_name(entry, known, evidence):
    assert joined(entry, known) == [(evidence, "ror:000000001")]


@pytest.mark.parametrize(
    ("entry", "known"),
    [
        (listing("l:a", INSTITUTE, "RU"), body(1, INSTITUTE, "CN")),  # another country
        (listing("l:a", INSTITUTE, "RU"), body(1, "Quelmar", "RU", acronym=INSTITUTE)),
        (
            listing("l:a", "Quelmar Works", "RU", INSTITUTE),
            body(1, INSTITUTE, "RU"),
        ),  # two words, and no company
        (listing("l:a", "Zorb", "RU"), body(1, "Zorb", "RU")),  # one short word
        (listing("l:a", "Velgorod", "RU"), body(1, "Velgorod", "RU")),  # a place
        (listing("l:a", "克尔马", "CN"), body(1, "克尔马", "CN")),  # three characters
        (listing("l:a", f"{INSTITUTE} Research, {ACADEMY}", "RU"), body(1, f"{INSTITUTE} Research", "RU")),
        # By the name of an organ alone no country is told.
        (
            listing("l:a", "Main Intelligence Directorate"),
            body(1, "Main Intelligence Directorate", "RU", types=("government",)),
        ),
    ],
)
def test_a_name_that_may_be_anothers_joins_nothing(entry, known):
    assert joined(entry, known) == []


def test_two_bodies_that_fit_alike_join_nothing_and_of_two_the_one_of_that_primary_name_is_meant():
    entry = listing("l:a", INSTITUTE, "RU")
    twins = (body(1, INSTITUTE, "RU"), body(2, INSTITUTE, "RU"))
    assert joined(entry, *twins) == joined(entry, *reversed(twins)) == []
    own = (body(1, INSTITUTE, "RU"), body(2, "Quelmar", "RU", INSTITUTE))
    assert (
        joined(entry, *own) == joined(entry, *reversed(own)) == [(JoinEvidence.PRIMARY_NAME, "ror:000000001")]
    )


def test_an_alias_that_is_another_listings_primary_name_joins_nothing():
    alias = listing("l:a", "Quelmar Works", "RU", f"{INSTITUTE} of Fuel")
    ledger = Ledger([alias, listing("l:b", f"{INSTITUTE} of Fuel", "RU")], LEXICON)
    ledger.show(body(1, f"{INSTITUTE} of Fuel", "RU"))
    assert [line.listing_id for line in ledger.lines()] == ["l:b"]


def test_a_line_says_in_words_how_it_was_found():
    number = Join("l:a", "ror:1", JoinEvidence.NUMBER, INSTITUTE, "ogrn 1")
    assert number.how == "same number: ogrn 1"
    alias = Join("l:a", "l:b", JoinEvidence.ALIAS, INSTITUTE, one_of_list=True)
    assert alias.how == "alias; the list itself prints the name or number of one for the other"


def test_the_key_of_a_name_has_its_words_and_the_bare_one_no_legal_form():
    assert (key_of("Zorbex Institute"), key_of("克尔马")) == ("zorbexinstitute", "#克尔马")
    assert bare_key("Zorbex Ltd.", LEXICON) == bare_key("Zorbex", LEXICON) == "zorbex"
    assert bare_key("AB Ltd", LEXICON) == "ablimited"  # too little would be left
