"""Bodies and listed parties together: which names each bears, which it does not, and what ties it to whom."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.bearers import OWNER_ABROAD, REGISTER, SHARED, Strength
from screening.link.universe import PRINTED_AS_ALIAS, Assembly, relation_of
from screening.model import Relation
from watchlists.model import ListedName, Listing, NameKind, PartyType, Status

SCHOOL = "Kadris University"


def names_of(universe, bearer):
    return {name.text for name in universe.names if name.bearer == bearer.number}


def kinds_of(universe, text):
    return [(name.kind, name.strength) for name in universe.names if name.text == text]


def ties_of(universe, text):
    return [(tie.relation, universe.bearers[tie.bearer].name, tie.why) for tie in universe.bearer(text).ties]


def test_a_listing_that_is_a_registered_body_lends_it_its_names():
    universe = SmallUniverse(
        listing("l:zorbex", "Zorbex Institute", "RU", "Quelmar Bureau of Shipping"),
        bodies=(body(1, "Zorbex Institute", "RU", "ZI Velgorod"),),
    )
    (bearer,) = universe.bearers
    assert [entry.id for entry in bearer.listings] == ["l:zorbex"]
    assert names_of(universe, bearer) == {"Zorbex Institute", "Quelmar Bureau of Shipping", "ZI Velgorod"}
    assert [line.listing_id for line in universe.universe.ledger] == ["l:zorbex"]


def test_listings_in_force_come_first():
    universe = SmallUniverse(
        listing("a:zorbex", "Zorbex Works", "RU", status=Status.LIFTED),
        listing("b:zorbex", "Zorbex Works", "RU"),
    )
    (bearer,) = universe.bearers
    assert [entry.id for entry in bearer.listings] == ["b:zorbex", "a:zorbex"]


def test_persons_goods_and_bodies_that_are_gone_are_no_bearers():
    names = (ListedName("Zorbex Works", NameKind.PRIMARY),)
    universe = SmallUniverse(
        Listing("l:person", "l", names, PartyType.PERSON, "RU"),
        Listing("l:goods", "l", names, PartyType.OTHER, "RU"),
        bodies=(body(1, "Gone Institute", "RU", status="withdrawn"),),
    )
    assert len(universe.bearers) == 0


@pytest.mark.parametrize("kind", [NameKind.CONTESTED, NameKind.FRAGMENT])
def test_a_contested_name_and_a_fragment_are_never_names_and_are_written_down(kind):
    universe = SmallUniverse(listing("l:zorbex", "Zorbex Works", "RU", "Quelmar Shipping", kind=kind))
    assert names_of(universe, universe.bearers[0]) == {"Zorbex Works"}
    assert universe.universe.set_aside == (("l:zorbex", "Quelmar Shipping", kind.value),)


def test_an_alias_that_is_a_registered_schools_own_name_is_the_schools():
    universe = SmallUniverse(
        listing("l:zorbex", "Zorbex Works", "RU", SCHOOL),
        listing("l:other", "Quelmar Works", "RU", "Brelmar Shipping Bureau"),
        bodies=(body(1, SCHOOL, "RU", types=("education",)), body(2, "Brelmar Shipping Bureau", "RU"), body(3, "Zorbex Works", "RU"), body(4, "Quelmar Works", "RU")),
    )  # fmt: skip
    assert SCHOOL not in names_of(universe, universe.bearer("Zorbex Works"))
    assert (
        "l:zorbex",
        SCHOOL,
        f"the name of another registered organisation, {SCHOOL}",
    ) in universe.universe.set_aside
    assert ties_of(universe, SCHOOL) == []
    # A body that is no school stands under the listed one.
    assert ties_of(universe, "Brelmar Shipping Bureau") == [
        (Relation.MEMBER_OF, "Quelmar Works", "a list prints it as an alias")
    ]


def test_a_subordinate_name_is_a_body_of_its_own_under_the_listed_one():
    universe = SmallUniverse(
        listing("l:zorbex", "Zorbex Group", "RU", "Quelmar Research Bureau", kind=NameKind.SUBORDINATE)
    )
    assert ties_of(universe, "Quelmar Research Bureau") == [
        (Relation.MEMBER_OF, "Zorbex Group", PRINTED_AS_ALIAS)
    ]
    assert universe.bearer("Quelmar Research Bureau").listings == ()


def test_a_name_of_a_place_or_a_legal_form_alone_is_none():
    universe = SmallUniverse(listing("l:zorbex", "Zorbex Works", "RU", "Moscow", "Limited Company", "Group"))
    assert names_of(universe, universe.bearers[0]) == {"Zorbex Works"}


def test_the_capitals_before_a_companys_legal_form_are_its_brand():
    universe = SmallUniverse(listing("l:qzx", "QZX Corporation", "CN"))
    assert kinds_of(universe, "QZX") == [(NameKind.ACRONYM, Strength.GENERIC)]
    assert kinds_of(SmallUniverse(listing("l:qzx", "QZX Shipping", "CN")), "QZX") == []
    assert kinds_of(SmallUniverse(listing("l:qzx", "QZX", "CN")), "QZX")[0][1] is Strength.STRONG


def test_a_weak_alias_is_doubtful():
    universe = SmallUniverse(listing("l:zorbex", "Zorbex Works", "RU", "Quelmar", kind=NameKind.WEAK_ALIAS))
    assert universe.name("Quelmar").doubtful
    assert not universe.name("Zorbex Works").doubtful


@pytest.mark.parametrize(
    ("child", "relation", "why"),
    [
        ({"types": ("facility",)}, Relation.LABORATORY_OF, REGISTER),
        ({"types": ("company",)}, Relation.SUBSIDIARY_OF, REGISTER),
        ({"types": ("facility",), "country": "NZ"}, Relation.MEMBER_OF, OWNER_ABROAD),
        ({"types": ("company",), "country": "NZ"}, Relation.SUBSIDIARY_OF, REGISTER),
        ({"name": f"{SCHOOL}, Tula", "types": ("education",)}, Relation.CAMPUS_OF, REGISTER),
    ],
)
def test_what_the_register_says_of_a_parent_is_a_tie(child, relation, why):
    name = child.pop("name", "Zorbex Bureau")
    universe = SmallUniverse(
        bodies=(
            body(1, SCHOOL, "RU", types=("education",)),
            body(
                2, name, child.pop("country", "RU"), relations=(("parent", "ror:000000001", SCHOOL),), **child
            ),
            body(3, "Tula Museum", "RU", cities=("Tula",)),
        )
    )
    assert ties_of(universe, name) == [(relation, SCHOOL, why)]


def test_what_several_own_is_a_joint_body_and_abroad_nothing():
    owners = (body(1, SCHOOL, "RU"), body(2, "Zorbex Works", "CN"))
    relations = tuple(("parent", owner.id, owner.name) for owner in owners)
    universe = SmallUniverse(
        bodies=(*owners, body(3, "Quelmar Laboratory", "RU", types=("facility",), relations=relations))
    )
    assert ties_of(universe, "Quelmar Laboratory") == [(Relation.JOINT_VENTURE_OF, SCHOOL, SHARED)]


def test_a_ministry_owns_nobody_and_a_related_school_only_its_hospital():
    universe = SmallUniverse(
        bodies=(
            body(1, "Ministry of Zembla", "RU", types=("government",)),
            body(2, SCHOOL, "RU", types=("education",), relations=(("parent", "ror:000000001", ""),)),
            body(
                3,
                "Quelmar Hospital",
                "RU",
                types=("healthcare",),
                relations=(("related", "ror:000000002", ""),),
            ),
            body(
                4, "Quelmar Museum", "RU", types=("archive",), relations=(("related", "ror:000000002", ""),)
            ),
        )
    )
    assert ties_of(universe, SCHOOL) == ties_of(universe, "Quelmar Museum") == []
    assert ties_of(universe, "Quelmar Hospital") == [(Relation.HOSPITAL_OF, SCHOOL, REGISTER)]


@pytest.mark.parametrize(
    ("name", "types", "relation"),
    [
        ("Zorbex Hospital", (), Relation.HOSPITAL_OF),
        ("Zorbex Laboratory", (), Relation.LABORATORY_OF),
        ("Zorbex Limited", (), Relation.SUBSIDIARY_OF),
        ("Zorbex Limited", ("facility",), Relation.LABORATORY_OF),
        ("Zorbex Bureau", (), Relation.MEMBER_OF),
    ],
)
def test_the_name_of_a_body_says_what_it_is_to_the_one_above_where_no_type_does(name, types, relation):
    draft = Assembly((), ()).draft(name, ("RU",))
    draft.types = frozenset(types)
    assert relation_of(draft) is relation


def test_drafts_that_are_left_out_leave_no_gap_in_the_numbers():
    assembly = Assembly((), ())
    for name in ("One", "Two", "Three"):
        assembly.draft(name, ())
    assembly.leave_out({1})
    assert [(draft.number, draft.name) for draft in assembly.drafts] == [(0, "One"), (1, "Three")]


def test_the_order_of_listings_and_bodies_changes_no_name():
    listings = [
        listing("a:zorbex", "Zorbex Works", "RU", "Quelmar Bureau"),
        listing("b:zorbex", "ZORBEX WORKS", "RU"),
    ]
    one, other = SmallUniverse(*listings), SmallUniverse(*reversed(listings))
    assert [bearer.name for bearer in one.bearers] == [bearer.name for bearer in other.bearers]
    assert {name.key for name in one.names} == {name.key for name in other.names}
