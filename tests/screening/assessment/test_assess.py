from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.assessment import assess, flag_unread_cell, unscreened
from screening.assessment.sentences import SANCTIONS_POLICY, no_match_sentence
from screening.model import (
    Alternative,
    Level,
    Outcome,
    Reading,
    Relation,
    Role,
    Subject,
    SubjectType,
    TieKind,
)
from screening.policy.examples import build_hit, list_state
from screening.policy.read import read_policies
from watchlists.catalogue import read_catalogue
from watchlists.model import Measure, PartyType, Status

DAY = date(2026, 8, 1)
POLICIES = read_policies()
BASELINE = POLICIES["international-baseline"]
PERSON = Subject("Wei Zhang", SubjectType.PERSON)
BODY = Subject("Example Body", SubjectType.ORGANISATION)


def state(on=DAY):
    """Every list of the catalogue, loaded today."""
    return list_state(BASELINE, (), (), on, [build_hit(list_id) for list_id in read_catalogue()])


def look(subject, *hits, policies=(BASELINE,), **reading):
    return assess(subject, Reading(hits=hits, **reading), policies, state(), on=DAY)


def lapsed(hit, status, until=date(2025, 1, 1)):
    return replace(hit, listing=replace(hit.listing, status=status, listed_to=until))


def test_an_identity_on_an_official_list_is_high_and_for_review():
    found = look(BODY, build_hit("us-bis-entity-list"))
    assert (found.outcome, found.risk_level) == (Outcome.REVIEW, Level.HIGH)
    assert found.why.startswith(
        "Possible match with a listed organisation, for review: we read “Example Body”"
    )


def test_one_list_is_said_in_the_singular():
    every = state()
    lists = replace(every, snapshots=dict([*every.snapshots.items()][:1]))
    assert no_match_sentence((), lists, date(2026, 8, 1)) == "No match found on 1 list, as of 2026-08-01."
    late = no_match_sentence((), lists, date(2027, 8, 1))
    assert late == "No match found, but the only list searched is out of date, as of 2027-08-01."


def test_nothing_found_says_in_how_many_lists_and_when():
    found = look(BODY)
    assert found.outcome is Outcome.NO_MATCH
    assert found.risk_score == 0
    assert found.why == f"No match found on {len(state().snapshots)} lists, as of 2026-08-01."
    assert found.lists_current


def test_no_match_on_old_editions_stays_one_and_the_same_sentence_says_that_they_are_old():
    found = assess(BODY, Reading(), [BASELINE], state(), on=date(2027, 8, 1))
    number = len(state().snapshots)
    assert found.why == (
        f"No match found, but all {number} lists searched are out of date, as of 2027-08-01."
    )
    assert (found.outcome, found.lists_current) == (Outcome.NO_MATCH, False)
    assert found.policies[0].outcome == "cannot_decide"
    assert "is 365 days old (limit 30)" in found.policies[0].text


def test_a_hospital_of_a_listed_university_weighs_less_than_the_university():
    itself = look(BODY, build_hit("us-dow-1286"))
    hospital = look(BODY, build_hit("us-dow-1286", relation=Relation.HOSPITAL_OF))
    assert 0 < hospital.risk_score < itself.risk_score


def test_a_relation_that_nobody_has_verified_weighs_less_and_its_source_is_said():
    hit = build_hit("us-dow-1286", relation=Relation.LABORATORY_OF)
    verified = look(BODY, hit)
    source = "Example Body, its laboratories, https://example.org"
    not_verified = look(BODY, replace(hit, unverified_source=source))
    assert not_verified.risk_score == round(verified.risk_score * BASELINE.scale.unverified_relation / 100)
    assert (verified.risk_level, not_verified.risk_level) == (Level.HIGH, Level.MEDIUM)
    assert not_verified.why.endswith(f"The relation is from “{source}”, not verified.")
    assert f"The relation is from “{source}”, not verified (80 % of the points kept)." in {
        reason.text for reason in not_verified.reasons
    }
    assert "not verified" not in verified.why


def test_a_non_government_list_weighs_less_than_a_government_one():
    assert look(BODY, build_hit("aspi-tracker-2020")).risk_level is Level.LOW


def test_a_person_on_a_name_alone_is_at_most_low():
    found = look(PERSON, build_hit("un-sc-consolidated", party=PartyType.PERSON, source="name"))
    assert found.risk_level is Level.LOW
    assert found.risk_score == BASELINE.scale.name_alone_most
    assert any("name alone" in reason.text for reason in found.reasons)


def test_the_cap_is_the_same_however_sure_the_link():
    for confidence in (0.1, 0.29, 0.5, 1.0):
        hit = build_hit("un-sc-consolidated", party=PartyType.PERSON, source="name", confidence=confidence)
        found = look(PERSON, hit)
        assert (found.risk_score, found.risk_level) == (BASELINE.scale.name_alone_most, Level.LOW)
        assert found.check_identity


@pytest.mark.parametrize(
    ("list_id", "confidence", "level", "check"),
    [
        ("us-bis-entity-list", 0.9, Level.HIGH, False),
        ("us-bis-entity-list", 0.75, Level.HIGH, False),
        ("us-bis-entity-list", 0.74, Level.HIGH, True),
        ("us-bis-entity-list", 0.4, Level.HIGH, True),
        ("us-bis-entity-list", 0.39, Level.MEDIUM, True),
        ("us-bis-entity-list", 0.06, Level.MEDIUM, True),
        ("us-bis-entity-list", 0.05, Level.LOW, True),
        ("us-bis-unverified", 0.9, Level.MEDIUM, False),
        ("us-bis-unverified", 0.39, Level.LOW, False),
        ("aspi-tracker-2020", 0.05, Level.LOW, False),
    ],
)
def test_the_level_is_a_table_of_score_and_confidence(list_id, confidence, level, check):
    sure, found = look(BODY, build_hit(list_id)), look(BODY, build_hit(list_id, confidence=confidence))
    assert (found.risk_level, found.check_identity) == (level, check)
    assert found.risk_score == sure.risk_score
    assert f"Confidence in this reading: {confidence:.2f} of 1." in " ".join(
        reason.text for reason in found.reasons
    )


def test_a_likely_finding_leads_before_a_graver_one_that_is_unlikely():
    likely = build_hit("us-bis-unverified", confidence=0.9)
    unlikely = build_hit("us-bis-entity-list", source="affiliation 2", confidence=0.1)
    found = look(BODY, unlikely, likely)
    assert found.lead is likely
    grave = build_hit("us-bis-entity-list", source="affiliation 2", confidence=0.5)
    assert look(BODY, grave, likely).lead is grave


def test_further_lists_add_no_more_than_the_role_keeps():
    def added(role):
        hits = [build_hit(list_id, role=role) for list_id in ("us-bis-entity-list", "us-dow-1286")]
        return next(
            reason.points for reason in look(PERSON, *hits).reasons if reason.text.startswith("Corroboration")
        )

    assert 0 < added(Role.FORMER) < added(Role.CURRENT)


def test_a_second_identifier_lifts_the_cap():
    found = look(
        PERSON,
        build_hit("un-sc-consolidated", party=PartyType.PERSON, source="name", second_identifier=True),
    )
    assert found.risk_level is Level.HIGH


def test_the_word_match_is_never_said_about_a_person():
    found = look(PERSON, build_hit("un-sc-consolidated", party=PartyType.PERSON, source="name"))
    said = " ".join([found.why, *(reason.text for reason in found.reasons), found.policies[0].text])
    assert "match" not in said.casefold()


def test_an_influence_body_is_context_with_few_points_and_none_for_a_person():
    hit = build_hit("influence-named-official")
    assert 0 < look(BODY, hit).risk_score <= 10
    assert look(PERSON, hit).risk_score == 0
    assert look(PERSON, hit).outcome is Outcome.REVIEW


@pytest.mark.parametrize("status", [Status.EXPIRED, Status.LIFTED, Status.SUPERSEDED])
def test_what_has_lapsed_is_history_and_no_reason_for_review(status):
    found = look(BODY, lapsed(build_hit("us-state-nonproliferation"), status))
    assert (found.outcome, found.risk_score) == (Outcome.NO_MATCH, 0)
    assert any(reason.text.startswith("History, not scored") for reason in found.reasons)
    assert "no longer listed: Example Body" in found.why


def test_a_past_degree_scores_nothing_and_is_called_one():
    hits = [build_hit(list_id, role=Role.EDUCATION) for list_id in ("aspi-tracker-2020", "us-dow-1286")]
    found = look(PERSON, *hits)
    assert found.risk_score == 0
    assert "(past education), which is on us-dow-1286" in found.why


def test_an_ambiguous_name_is_for_review_with_its_bearers_and_never_high():
    bearers = (Alternative("Example Body, Boston", "ror:1", "same acronym", bears=True),)
    found = look(BODY, build_hit("us-dow-1286"), ambiguous=True, alternatives=bearers)
    assert found.outcome is Outcome.REVIEW
    assert found.risk_level is not Level.HIGH
    assert "Example Body or Example Body, Boston" in found.why


def test_bodies_that_are_all_called_alike_are_said_to_be_several():
    bearers = (Alternative("Example Body", "us-dow-1286:2", "bears the same name", bears=True),)
    why = look(BODY, build_hit("us-dow-1286"), ambiguous=True, alternatives=bearers).why
    assert "several are called" in why
    assert "Example Body or Example Body" not in why


def test_bearers_of_one_name_are_told_apart_by_their_places_in_their_order():
    bearers = (
        Alternative("Example Body", "ror:1", "bears the same name", bears=True, place="Boston"),
        Alternative("EXAMPLE BODY", "ror:2", "bears the same name", bears=True, place="Riga"),
        Alternative("Example Body", "ror:3", "bears the same name", bears=True, place="Shenyang"),
    )
    why = look(BODY, build_hit("us-dow-1286"), ambiguous=True, alternatives=bearers).why
    assert "Example Body (Boston) or EXAMPLE BODY or Example Body (Shenyang)" in why


def test_no_policy_says_that_nothing_follows_while_the_bearer_is_unknown():
    policy = POLICIES["jp-meti-end-users"]
    bearers = (Alternative("Example Body, Boston", "ror:1", "same acronym", bears=True),)
    hit = build_hit("us-dow-1286")
    sure = look(BODY, hit, policies=[policy])
    unsure = look(BODY, hit, policies=[policy], ambiguous=True, alternatives=bearers)
    assert sure.policies[0].outcome == "none"
    assert unsure.policies[0].outcome == "cannot_decide"
    assert unsure.policies[0].missing == ("which of several organisations of this name is meant",)


def test_an_ambiguous_name_none_of_whose_bearers_is_listed_is_clear():
    bearers = (Alternative("A", "ror:1", "", bears=True), Alternative("B", "ror:2", "", bears=True))
    assert look(BODY, ambiguous=True, alternatives=bearers).outcome is Outcome.NO_MATCH


def test_readings_explained_away_do_not_make_a_review():
    rejected = (Alternative("Listed Body", "us-dow-1286:1", "another organisation"),)
    assert look(BODY, alternatives=rejected).outcome is Outcome.NO_MATCH


def test_further_government_lists_corroborate_and_others_do_not():
    alone = look(BODY, build_hit("us-bis-entity-list"))
    both = look(BODY, build_hit("us-bis-entity-list"), build_hit("us-dow-1286"))
    with_opinion = look(BODY, build_hit("us-bis-entity-list"), build_hit("aspi-tracker-2020"))
    assert both.risk_score == alone.risk_score + BASELINE.scale.further_list
    assert with_opinion.risk_score == alone.risk_score


def test_however_many_further_government_lists_name_a_body_they_add_no_more_than_the_policy_allows():
    hits = [build_hit(list_id, relation=Relation.HOSPITAL_OF) for list_id in read_catalogue()]
    found = look(BODY, *hits)
    added = [reason.points for reason in found.reasons if reason.text.startswith("Corroboration")]
    assert added == [BASELINE.scale.further_lists_most]


def test_unrelated_findings_in_a_row_are_not_added_together():
    first = build_hit("us-bis-entity-list")
    second = replace(
        build_hit("us-dow-1286"), matched_text="Another", mention=replace(first.mention, text="A")
    )
    assert look(PERSON, first, second).risk_score == look(PERSON, first).risk_score


def test_a_row_nobody_could_look_at_is_unscreened_and_no_policy_decides():
    row = unscreened("cell-too-long", "The cell holds 2,001 characters.", [BASELINE])
    assert (row.outcome, row.risk_score) == (Outcome.UNSCREENED, 0)
    assert row.policies[0].outcome == "cannot_decide"
    assert (
        row.why
        == "Could not be screened: The cell holds 2,001 characters. This does not mean that the party is clear."
    )


def hits():
    return st.builds(
        lambda list_id, relation, role, confidence, party, source, second, status: replace_status(
            build_hit(
                list_id,
                relation=relation,
                role=role,
                confidence=confidence,
                party=party,
                source=source,
                second_identifier=second,
            ),
            status,
        ),
        st.sampled_from(BASELINE.lists),
        st.sampled_from(Relation),
        st.sampled_from(Role),
        st.floats(0, 1),
        st.sampled_from(PartyType),
        st.sampled_from(["name", "affiliation 1", "affiliation 2"]),
        st.booleans(),
        st.sampled_from(Status),
    )


def replace_status(hit, status):
    return replace(hit, listing=replace(hit.listing, status=status))


@given(
    st.lists(hits(), max_size=6),
    st.sampled_from(SubjectType),
    st.booleans(),
    st.sampled_from(sorted(POLICIES)),
)
def test_points_always_add_up_to_the_score_and_levels_follow(found, kind, ambiguous, policy_id):
    policy = POLICIES[policy_id]
    got = assess(
        Subject("Example", kind), Reading(tuple(found), ambiguous=ambiguous), [policy], state(), on=DAY
    )
    assert sum(reason.points for reason in got.reasons) == got.risk_score
    assert 0 <= got.risk_score <= 100
    current = [hit for hit in found if hit.listing.in_force_on(DAY)]
    assert (got.outcome is Outcome.REVIEW) == bool(current)
    if all(hit.listing.type is PartyType.PERSON and not hit.evidence for hit in current):
        assert got.risk_level in (Level.NONE, Level.LOW)


def of_somebody_else(hit, stated="referee: Li Wei"):
    return replace(hit, mention=replace(hit.mention, tie=TieKind.OTHER_PERSON, stated=stated))


def test_the_affiliation_of_a_referee_is_asked_about_and_gives_no_point():
    found = look(PERSON, of_somebody_else(build_hit("us-bis-entity-list")))
    assert (found.outcome, found.risk_level, found.risk_score) == (Outcome.REVIEW, Level.NONE, 0)
    assert found.why.startswith("A referee in this row (Li Wei) may be at a listed organisation: read ")
    assert found.why.endswith(". We did not count this towards the score of this person.")
    assert found.policies[0].outcome == "none"
    assert found.lead is None


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (SubjectType.PERSON, "this person"),
        (SubjectType.ORGANISATION, "this organisation"),
        (SubjectType.UNKNOWN, "this entry"),
    ],
)
def test_a_contacts_affiliation_is_said_not_to_count_for_what_the_row_is_about(kind, word):
    hit = of_somebody_else(build_hit("us-bis-entity-list"), "other person")
    found = look(Subject("Example", kind), hit)
    assert found.why.startswith("Another person in this row may be at a listed ")
    assert found.why.endswith(f"We did not count this towards the score of {word}.")


def test_a_referees_affiliation_changes_nothing_of_the_persons_own_score():
    own, other = build_hit("us-dow-1286"), of_somebody_else(build_hit("us-bis-entity-list"))
    alone, beside = look(BODY, own), look(BODY, own, other)
    assert (beside.risk_score, beside.policies, beside.why) == (alone.risk_score, alone.policies, alone.why)
    assert any("We did not count this towards" in reason.text for reason in beside.reasons)


def test_a_name_of_several_bearers_beside_a_referee_is_asked_about_too():
    bearer = Alternative("Northern University", "us-bis-entity-list:1", "", bears=True)
    found = look(PERSON, others=(bearer,))
    assert (found.outcome, found.risk_score) == (Outcome.REVIEW, 0)
    assert look(PERSON, others=(replace(bearer, id="ror:1"),)).outcome is Outcome.NO_MATCH


def test_where_the_file_gives_an_end_nobody_says_that_there_is_no_sign_of_one():
    hit = build_hit("us-bis-entity-list")
    stated = replace(
        hit.mention, stated="until 2028 (file), still running on 2026-08-01", period="until 2028"
    )
    said = [each.text for each in look(BODY, replace(hit, mention=stated)).reasons if "Role" in each.text]
    assert said == [
        "Role, and whether it is current: until 2028 (file), still running on 2026-08-01 (100 % of the points kept)."
    ]


def test_a_row_with_an_unreadable_cell_is_review_or_unscreened_and_never_no_match():
    hit = flag_unread_cell(
        look(BODY, build_hit("us-dow-1286")), "cell-too-long", "B4 is too long.", [BASELINE]
    )
    assert hit.outcome is Outcome.REVIEW
    assert hit.why.endswith("One cell of this row was not read. B4 is too long.")
    none = flag_unread_cell(look(BODY), "cell-too-long", "B4 is too long.", [BASELINE])
    assert none.outcome is Outcome.UNSCREENED
    assert "B4 is too long" in none.why
    assert none.policies[0].outcome == "cannot_decide"


def of_a_family(head_list, part_list):
    """Hits on a body on one list, and on its part on another, by the one name that both bear."""
    head = replace(build_hit(head_list), parts=("Example Wing",))
    wing = replace(build_hit(part_list).listing, id=f"{part_list}:wing")
    return head, replace(head, listing=wing, body="Example Body", body_id=head.listing.id)


def test_a_family_is_as_grave_as_the_gravest_of_its_listings():
    head, part = of_a_family("aspi-tracker-2020", "us-bis-entity-list")
    assert look(BODY, head).risk_level is Level.LOW
    found = look(BODY, head, part)
    assert found.lead is part
    assert found.risk_level is Level.HIGH


def test_a_policy_sees_the_list_on_which_only_a_part_stands():
    head, part = of_a_family("aspi-tracker-2020", "us-bis-entity-list")
    policy = (POLICIES["us-dow-matrix-2026"],)
    (nothing,) = look(BODY, head, policies=policy).policies
    (follows,) = look(BODY, head, part, policies=policy).policies
    (of_its_own,) = look(BODY, build_hit("us-bis-entity-list"), policies=policy).policies
    assert nothing.outcome == "none"
    assert follows.outcome == of_its_own.outcome != "none"


def test_the_sentence_says_how_many_parts_are_listed_and_which_of_them_is_listed_here():
    head, part = of_a_family("us-bis-entity-list", "us-dow-1260h")
    assert "read “Example Body” as Example Body and 1 part listed, which is on" in look(BODY, head).why
    assert "as Example Body and 1 part listed, listed as Example Body, which is on" in look(BODY, part).why


def frozen(list_id, *, from_catalogue=False):
    hit = build_hit(list_id)
    listing = replace(hit.listing, measures=(Measure.ASSET_FREEZE,), measures_from_catalogue=from_catalogue)
    return replace(hit, listing=listing)


def test_an_asset_freeze_about_which_no_policy_asks_is_named_with_the_policy_that_does():
    found = look(BODY, frozen("uk-sanctions-list", from_catalogue=True))
    assert found.why.endswith(
        "sanctions-list carries an asset freeze (as our catalogue says of the whole list), about which no policy "
        "applied here asks: apply sanctions-baseline, too, or the policy of the law behind the list."
    )
    assert "--policy" in found.reasons[-1].text
    printed = look(BODY, frozen("eu-financial-sanctions"))
    assert "carries an asset freeze, about which" in printed.why
    assert "forbid" not in printed.why


def test_an_asset_freeze_is_not_named_where_a_policy_asks_about_it_or_the_listing_has_none():
    both = (BASELINE, POLICIES["sanctions-baseline"])
    assert "asset freeze" not in look(BODY, frozen("uk-sanctions-list"), policies=both).why
    assert "asset freeze" not in look(BODY, build_hit("us-bis-entity-list")).why
    over = replace(frozen("uk-sanctions-list").listing, status=Status.LIFTED, listed_to=date(2025, 1, 1))
    assert "asset freeze" not in look(BODY, replace(frozen("uk-sanctions-list"), listing=over)).why


def test_the_policy_that_is_recommended_asks_about_asset_freezes():
    rules = POLICIES[SANCTIONS_POLICY].rules
    named = {each for rule in rules if Measure.ASSET_FREEZE in rule.when.measures for each in rule.when.lists}
    assert {"un-sc-consolidated", "uk-sanctions-list", "eu-financial-sanctions", "us-ofac-sdn"} <= named
