"""Who a text was recognised as, in a sentence."""

from dataclasses import replace

from screening.assessment.sentences import recognised
from screening.model import Alternative, Reading, Recognised, Relation
from screening.policy.examples import build_hit

AUCKLAND = Recognised("Univ. Auckland", "University of Auckland", "ror:03b94tp07", "NZ", listed=False)


def test_a_body_that_nobody_lists_is_named_with_country_and_register_id():
    assert recognised(Reading(recognised=(AUCKLAND,))) == (
        "University of Auckland (New Zealand, ROR 03b94tp07): not on any list searched",
    )


def test_the_listed_bodies_of_one_on_no_list_are_named_in_the_same_sentence():
    one = replace(AUCKLAND, listed_members=("Zorvex Works",))
    several = replace(AUCKLAND, listed_members=("Quelmar Works", "Zorvex Works"))
    who = "University of Auckland (New Zealand, ROR 03b94tp07)"
    assert recognised(Reading(recognised=(one,))) == (
        f"{who}: not itself on any list searched; 1 listed organisation belongs to it: Zorvex Works",
    )
    assert recognised(Reading(recognised=(several,))) == (
        f"{who}: not itself on any list searched; 2 listed organisations belong to it: Quelmar Works; Zorvex Works",
    )


def test_of_an_unknown_text_it_is_said_that_nothing_like_it_is_listed_only_where_that_is_so():
    unknown = (Recognised("Xqzzt Blorf"),)
    assert recognised(Reading(recognised=unknown)) == (
        "“Xqzzt Blorf”: we do not know this organisation; nothing like it is on the lists we searched",
    )
    near = (Alternative("Xqzzt Institute", "one:1", "another name"),)
    for reading in (Reading(alternatives=near), Reading(others=near)):
        assert recognised(replace(reading, recognised=unknown)) == (
            "“Xqzzt Blorf”: we do not know this organisation",
        )


def test_several_bearers_stand_in_one_sentence():
    one = Recognised("NPU", "Northwestern Polytechnical University", "ror:1", "CN", listed=True)
    two = Recognised("NPU", "Naresuan Phayao University", "", "TH")
    (said,) = recognised(Reading(recognised=(one, two)))
    assert said == (
        "“NPU” may be Northwestern Polytechnical University (China, ROR 1): on a list that we searched; or "
        "Naresuan Phayao University (Thailand): not on any list searched"
    )


def test_a_hospital_of_a_listed_body_is_not_said_to_be_on_no_list_and_nothing_more():
    hit = build_hit("us-dow-1286")
    tied = replace(hit, relation=Relation.HOSPITAL_OF, body="Third Hospital", body_id="ror:9")
    entry = Recognised("Third Hospital", "Third Hospital", "ror:9", "CN")
    (said,) = recognised(Reading(hits=(tied,), recognised=(entry,)))
    assert said == (
        f"Third Hospital (China, ROR 9): not itself on any list searched; a hospital of {hit.listing.name}"
    )


def test_a_relation_that_nobody_verified_is_said_as_possible():
    hit = build_hit("us-dow-1286")
    tied = replace(
        hit, relation=Relation.SUBSIDIARY_OF, body="Zorvex Works", body_id="ror:9", unverified_source="a page"
    )
    entry = Recognised("Zorvex Works", "Zorvex Works", "ror:9", "CN")
    (said,) = recognised(Reading(hits=(tied,), recognised=(entry,)))
    assert said.endswith(f"; possibly a subsidiary of {hit.listing.name}")
    (verified,) = recognised(Reading(hits=(replace(tied, unverified_source=""),), recognised=(entry,)))
    assert verified.endswith(f"; a subsidiary of {hit.listing.name}")


def test_a_name_that_ends_with_its_country_has_it_once():
    huawei = Recognised("Huawei", "Huawei Technologies (China)", "ror:00cmhce21", "CN", listed=True)
    assert recognised(Reading(recognised=(huawei,))) == (
        "Huawei Technologies (China) (ROR 00cmhce21): on a list that we searched",
    )
