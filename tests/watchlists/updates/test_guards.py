"""What is seen of a new edition before it is believed."""

from datetime import date

from watchlists.model import Edition, Guards, ListedName, Listing, NameKind, PartyType
from watchlists.updates.guards import InForce, check_new_edition

GUARDS = Guards(fewest=10)
BEFORE, DAY = date(2026, 11, 20), date(2026, 11, 23)


def listings(**counts):
    """So many listings of each type of party."""
    return tuple(
        Listing(f"x:{kind} {n}", "x", (ListedName(f"Name {kind} {n}", NameKind.PRIMARY),), PartyType(kind))
        for kind, count in counts.items()
        for n in range(count)
    )


def seen(before, after):
    """By guard, what is said of an edition that would replace another."""
    edition = Edition("2026-11-23", DAY, after, (), ())
    in_force = InForce("2026-11-20", BEFORE, before, transcribed=False)
    return {each.guard: each.sentence for each in check_new_edition(edition, DAY, GUARDS, in_force, DAY)}


def test_persons_that_vanish_are_noticed_though_as_many_organisations_came():
    said = seen(listings(person=20, organisation=20), listings(person=2, organisation=38))
    assert said == {"fell": "persons fell from 20 to 2, by more than 10%."}


def test_a_list_may_lose_as_large_a_share_as_the_catalogue_says_and_not_one_more():
    assert seen(listings(organisation=20), listings(organisation=18)) == {}
    assert "fell" in seen(listings(organisation=20), listings(organisation=17))
