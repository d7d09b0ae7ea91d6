"""A legal form, and whether a name is a group's, are part of who a company is; a form that is left out says nothing."""

import pytest
from small_universe import listing

from screening.link.company_forms import is_another_company


@pytest.mark.parametrize(
    ("one", "other", "another"),
    [
        ("Zorbex JSC", "OOO Zorbex", True),
        ("Zorbex Group", "Zorbex Company", True),
        ("Zorbex Group Co., Ltd.", "Zorbex Co., Ltd.", True),
        ("Zorbex Pte Ltd", "Zorbex Ltd", True),  # the narrower form
        ("Zorbex", "Zorbex JSC", False),  # left out
        ("Zorbex GmbH", "Zorbex LLC", False),  # one form in two languages
        ("Zorbex (JSC)", "OOO Zorbex", False),  # what stands in brackets says nothing
        ("Zorbex Group Corporation 32nd Institute", "Zorbex 32nd Institute", False),  # the parent's group
        ("佐贝有限公司", "Zorbex JSC", False),
    ],
)
def test_two_listings_of_like_names_are_two_companies_by_form_or_group(one, other, another):
    first, second = listing("one:a", one), listing("two:b", other)
    assert is_another_company(first, second) is another
    assert is_another_company(second, first) is another


def test_a_listing_that_prints_the_others_name_is_the_same_company():
    both = listing("two:b", "OOO Zorbex", "", "Zorbex JSC")
    assert not is_another_company(listing("one:a", "Zorbex JSC"), both)
    assert not is_another_company(both, listing("one:a", "Zorbex JSC"))
