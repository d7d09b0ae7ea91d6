"""Every listed body once: which listings are one, which of them decides, and which ids find it."""

from dataclasses import replace
from datetime import date

import pytest

from screening.match_candidates import MatchCandidate, candidates
from screening.model import Hit, Mention, Relation, Subject
from watchlists.model import ListedName, NameKind, PartyType, Status
from web.compat.body_entities import BodyCandidate, BodyEntities, BodyEntity

BUAA, BEIHANG = "us-entity-list:cn/beihang", "jp-end-users:1"


def test_a_body_is_one_whatever_lists_print_it(small_engine):
    bodies = BodyEntities.of(small_engine)
    body = bodies.by_id[BUAA]
    assert [each.id for each in body.listings] == [BEIHANG, BUAA]
    assert (body.id, body.body_id) == (BEIHANG, "ror:00wk2mp56")
    assert body.referents == ("ror:00wk2mp56", BUAA)
    assert bodies.by_id[BEIHANG] is bodies.by_id["ror:00wk2mp56"] is body


@pytest.mark.parametrize(
    ("graver", "deciding"), [("jp_end_users", BEIHANG), ("us_entity_list", BUAA)], ids=["japan", "us"]
)
def test_the_gravest_list_decides_under_which_id_a_body_is_given(engine_with, graver, deciding):
    standings = {"jp_end_users": "context", "us_entity_list": "context", graver: "government"}
    assert BodyEntities.of(engine_with({}, **standings)).by_id["ror:00wk2mp56"].id == deciding


def test_what_was_lifted_decides_nothing_and_finds_the_body_all_the_same(engine_with):
    lifted = {BEIHANG: {"status": Status.LIFTED, "listed_to": date(2020, 1, 1)}}
    body = BodyEntities.of(engine_with(lifted)).by_id[BEIHANG]
    assert (body.id, [each.id for each in body.current]) == (BUAA, [BUAA])
    assert BEIHANG in body.referents


def test_a_body_of_which_all_is_history_is_given_by_it(small_engine):
    body = BodyEntities.of(small_engine).by_id["us-entity-list:cn/old"]
    assert body.current == body.listings
    assert len(body.listings) == 1


def test_people_are_one_only_by_the_id_of_an_imported_dataset(small_engine, engine_with):
    one, two = "un-sanctions:7", "us-entity-list:af/ghoura"
    apart = BodyEntities.of(small_engine)
    assert apart.by_id[one] is not apart.by_id[two]
    same = {id_: {"identifiers": (("ftm", "NK-1"), ("ftm-referent", f"old-{id_}"))} for id_ in (one, two)}
    joined = BodyEntities.of(engine_with(same))
    assert joined.by_id[one] is joined.by_id[two]
    assert joined.by_id["NK-1"].id == "NK-1"
    assert joined.by_id["NK-1"].referents == (f"old-{one}", f"old-{two}")


def test_what_names_no_party_is_no_body(engine_with):
    bodies = BodyEntities.of(engine_with({BEIHANG: {"type": PartyType.OTHER}}))
    assert BEIHANG not in bodies.by_id
    assert [each.id for each in bodies.by_id[BUAA].listings] == [BUAA]


def test_candidates_of_one_body_are_put_together_and_the_best_of_them_leads(small_engine):
    bodies = BodyEntities.of(small_engine)
    (found,) = bodies.one_for_each_body(candidates(small_engine, [Subject("Beihang University")]))
    assert {each.listing.id for each in found.candidates} == {BEIHANG, BUAA}
    assert found.best.score == max(each.score for each in found.candidates)
    assert found.claimed()
    assert not found.claimed(threshold=0.99)


def _candidate(listing, *, read_as, same=True):
    hit = Hit(listing, Mention(read_as, "name"), Relation.SAME, 0.93, read_as, read_as, NameKind.PRIMARY, ())
    return MatchCandidate(listing, 0.93, same, hit)


def test_a_body_is_claimed_only_where_its_deciding_listing_is(small_engine):
    body = BodyEntities.of(small_engine).by_id[BEIHANG]
    deciding, further = body.listings
    read_as = "Beihang University"
    assert BodyCandidate(body, (_candidate(deciding, read_as=read_as),)).claimed()
    assert not BodyCandidate(body, (_candidate(further, read_as=read_as),)).claimed()
    doubtful = _candidate(deciding, read_as=read_as, same=False)
    assert not BodyCandidate(body, (_candidate(further, read_as=read_as), doubtful)).claimed()


@pytest.mark.parametrize(
    ("shown", "alias", "claimed"),
    [
        ("Zorbex Group 12th Research Institute", "Zorbex 12", False),
        ("Zorbex Group 12th Research Institute", "Zorbex Group", True),  # it prints the name itself
        ("Zorbex Group Ltd", "Zorbex 12", True),
    ],
)
def test_a_number_that_only_the_deciding_listing_has_tells_it_from_the_name(
    small_engine, shown, alias, claimed
):
    names = (ListedName(shown, NameKind.PRIMARY), ListedName(alias, NameKind.ALIAS))
    listing = replace(small_engine.library["jp-end-users"].listings[0], names=names)
    body = BodyEntity("zorbex", (listing,))
    assert BodyCandidate(body, (_candidate(listing, read_as="Zorbex Group"),)).claimed() is claimed
