"""Numbers and domains name bearers, in whatever form they are given; a domain whose country contradicts proves nothing."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.agreement import Agreement
from screening.link.identifiers import identifiers, normal


@pytest.fixture(scope="module")
def known():
    universe = SmallUniverse(
        listing(
            "l:kadris",
            "Kadris University",
            "IR",
            identifiers=(
                ("LEI", "5493001KJTIIGC8Y1R12"),
                ("inn", "7707083893"),
                ("company", "123456"),
                ("domain", "https://www.kadris.ac.ir/en"),
                ("orcid", "0000-0001"),
            ),
        ),
        bodies=(
            body(1, "Torvel University", "IR", domains=("torvel.ac.ir", "torvel.edu", "other.edu")),
            body(2, "Zembla Institute", "RU", domains=("zembla.cn",)),
            *(body(number, f"Brelmar {number}", "DE", domains=("brelmar.de",)) for number in (3, 4, 5)),
        ),
    )
    return identifiers(universe.bearers)


def named(known, scheme, value):
    return [claim.bearer.name for claim in known.claims(scheme, value)]


@pytest.mark.parametrize(
    ("scheme", "value", "name"),
    [
        ("lei", "5493001KJTIIGC8Y1R12", "Kadris University"),
        (" LEI ", " 5493001kjtiigc8y1r12", "Kadris University"),
        ("inn", "7707083893", "Kadris University"),
        ("company", "7707083893", "Kadris University"),  # whose number it is was not said
        ("inn", "123456", "Kadris University"),  # the list does not say it
        ("ror", "https://ror.org/000000001", "Torvel University"),
        ("domain", "mail.torvel.ac.ir", "Torvel University"),
        ("domain", "WWW.kadris.ac.ir", "Kadris University"),
        ("email", "somebody@torvel.ac.ir", "Torvel University"),
    ],
)
def test_an_identifier_names_its_bearer_however_it_is_written(known, scheme, value, name):
    assert named(known, scheme, value) == [name]


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("lei", "5493001KJTIIGC8Y1R99"),
        ("orcid", "0000-0001"),  # of a person
        ("passport", "123456"),
        ("ror", ""),
        ("domain", ""),
        ("domain", "ac.ir"),
    ],
)
def test_an_unknown_identifier_or_one_of_another_kind_names_nobody(known, scheme, value):
    assert named(known, scheme, value) == []


def test_a_domain_whose_country_contradicts_names_nobody(known):
    assert named(known, "domain", "zembla.cn") == []
    assert named(known, "domain", "other.edu") == []


def test_a_school_abroad_may_have_an_american_address_of_its_own_name(known):
    (claim,) = known.claims("domain", "torvel.edu")
    assert (claim.bearer.name, claim.placement.agreement) == ("Torvel University", Agreement.UNKNOWN)


def test_a_domain_that_several_bodies_share_names_none(known):
    assert named(known, "domain", "brelmar.de") == []


def test_a_claim_by_an_identifier_is_read_from_no_words_and_agrees_in_country(known):
    (claim,) = known.claims("lei", "5493001KJTIIGC8Y1R12")
    assert (claim.first, claim.last, claim.how, claim.text) == (-1, -1, "lei", "5493001KJTIIGC8Y1R12")
    assert claim.placement.agreement is Agreement.COUNTRY


@pytest.mark.parametrize(
    ("scheme", "value", "compared"),
    [
        ("ror", "https://ror.org/0abcdef12", "0abcdef12"),
        ("ror", " Nonsense ", "nonsense"),
        ("lei", "5493-001kjt", "5493001KJT"),
    ],
)
def test_an_identifier_has_one_form_in_which_it_is_compared(scheme, value, compared):
    assert normal(scheme, value) == compared
