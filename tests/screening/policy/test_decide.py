from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.model import Relation, Role, Subject, SubjectType
from screening.policy.consequence import LADDER, Consequence, strength
from screening.policy.decide import decide
from screening.policy.examples import build_hit, list_state
from screening.policy.facts import FactCondition, ProjectFacts
from screening.policy.model import READ_AT, Verified, Words
from screening.policy.places import SHIPPED
from screening.policy.read import read_policy
from screening.policy.wording import MAY
from watchlists.catalogue import read_catalogue
from watchlists.model import PartyType

DAY = date(2026, 8, 1)
SHIPPED_NSF = read_policy(SHIPPED / "us-nsf-restricted-entities-2026.toml")
# Its rules on listed parties and on bodies related to them, for every subject and without questions about the project.
KNOWN = replace(
    SHIPPED_NSF,
    rules=tuple(
        replace(rule, when=replace(rule.when, facts=()))
        for rule in SHIPPED_NSF.rules
        if rule.id in ("listed-party", "related-party")
    ),
)
QUOTED = Words(
    "You shall not.", "law", "II.D", "A publisher", "https://www.nsf.gov/letter", date(2026, 7, 9), READ_AT[0]
)
# The same policy as if somebody had read the letter.
NSF = replace(
    KNOWN,
    rules=tuple(
        replace(rule, verified=Verified.READ, words=QUOTED, look_at=None, source_url=None)
        for rule in KNOWN.rules
    ),
)
BODY = Subject("Example Body", SubjectType.ORGANISATION)
PERSON = Subject("Wei Zhang", SubjectType.PERSON)
NO_FACTS = ProjectFacts()


def outcome(policy, *hits, subject=BODY, absent=(), too_old=(), project=NO_FACTS, on=DAY):
    return decide(policy, subject, hits, list_state(policy, absent, too_old, on), project, on)


def with_fact(policy, *conditions, **changes):
    rule = policy.rules[0]
    rule = replace(rule, when=replace(rule.when, facts=conditions), **changes)
    return replace(policy, rules=(rule,))


def test_an_outcome_is_conditional_and_carries_its_clause():
    got = outcome(NSF, build_hit("us-dow-1286"))
    assert got.outcome == "prohibited"
    assert got.text.startswith("If confirmed, under US NSF restricted entities (July 2026): ")
    assert got.clause.startswith("the NSF Dear Colleague Letter of 8 July 2026")
    assert got.source_url == "https://www.nsf.gov/letter"


def test_nothing_found_with_every_list_young_is_none():
    assert outcome(NSF).outcome == "none"


def test_a_required_list_past_its_limit_is_named_with_its_age():
    got = outcome(NSF, too_old=["us-bis-meu"])
    assert got.outcome == "cannot_decide"
    assert "list us-bis-meu is 13361 days old (limit 30)" in got.text
    assert got.missing == ("list us-bis-meu is 13361 days old (limit 30)",)


def test_a_required_list_that_is_not_loaded_is_named():
    assert (
        outcome(NSF, absent=["us-bis-meu"]).text
        == f"More information needed under {NSF.title}: list us-bis-meu is not loaded."
    )


def test_many_absent_lists_keep_the_sentence_short_and_are_all_in_missing():
    got = outcome(NSF, absent=NSF.requires)
    assert "and 9 more required lists" in got.text
    assert len(got.missing) == 12


def test_what_is_already_decided_at_the_top_needs_no_further_list():
    assert outcome(NSF, build_hit("us-dow-1286"), absent=["us-bis-meu"]).outcome == "prohibited"


def test_a_weaker_certain_outcome_waits_for_the_absent_list_and_is_still_told():
    got = outcome(NSF, build_hit("us-dow-1286", relation=Relation.HOSPITAL_OF), absent=["us-bis-meu"])
    assert got.outcome == "cannot_decide"
    assert "In any case (our own advice about bodies related" in got.text
    assert "): If confirmed, under" in got.text


def test_a_missing_fact_is_named_and_never_read_as_no():
    policy = with_fact(NSF, FactCondition("sensitive_area", (True,)))
    hit = build_hit("us-dow-1286")
    unknown = outcome(policy, hit)
    assert (unknown.outcome, unknown.missing) == ("cannot_decide", ("project.sensitive_area",))
    assert outcome(policy, hit, project=ProjectFacts(sensitive_area=True)).outcome == "prohibited"
    assert outcome(policy, hit, project=ProjectFacts(sensitive_area=False)).outcome == "none"
    assert outcome(policy).outcome == "none"


def test_a_condition_that_fails_settles_the_rule_whatever_else_is_missing():
    policy = with_fact(
        NSF, FactCondition("sensitive_area", (True,)), FactCondition("owned_percent", at_least=50)
    )
    assert (
        outcome(policy, build_hit("us-dow-1286"), project=ProjectFacts(owned_percent=49.9)).outcome == "none"
    )


def test_a_rule_whose_words_were_not_read_leads_to_counsel_and_says_so():
    got = outcome(KNOWN, build_hit("us-dow-1286"))
    assert got.outcome == "check_with_counsel"
    assert got.text.startswith(
        f"If confirmed, under {KNOWN.title}: check with counsel: this may be prohibited by the NSF Dear Colleague "
        "Letter of 8 July 2026 (collaborations); we have not read its words. As far as we know, the letter forbids"
    )


def test_the_address_of_a_law_that_was_not_read_is_where_to_look_and_no_source():
    got = outcome(KNOWN, build_hit("us-dow-1286"))
    assert (got.source_url, got.look_at) == ("", KNOWN.rules[0].look_at)
    read = outcome(NSF, build_hit("us-dow-1286"))
    assert (read.source_url, read.look_at) == (QUOTED.url, "")


def test_our_own_advice_says_that_no_law_asks_for_it():
    baseline = read_policy(SHIPPED / "international-baseline.toml")
    got = outcome(baseline, build_hit("us-dow-1286"))
    assert got.outcome == "assess_and_record"
    assert "with its reasons (our own advice; no law asks for it)." in got.text
    assert (got.source_url, got.look_at) == ("", "")


def test_counsel_is_asked_about_a_licence_where_the_law_may_need_one():
    policy = read_policy(SHIPPED / "us-bis-licence-check.toml")
    facts = ProjectFacts(ear_items=True, supplement_2_item=True, military_end_use=False)
    got = outcome(policy, build_hit("us-bis-meu"), project=facts)
    assert got.outcome == "check_with_counsel"
    assert "check with counsel: this may need a licence under 15 CFR § 744.21 with Supplements" in got.text


def test_a_rule_that_is_only_known_and_asks_for_no_more_than_a_record_says_that_it_was_not_read():
    policy = read_policy(SHIPPED / "nz-trusted-research.toml")
    facts = ProjectFacts(controlled_technology=False, military_end_use=False, wmd_end_use=False)
    got = outcome(policy, build_hit("us-dow-1286"), project=facts)
    assert got.outcome == "assess_and_record"
    assert "assess and record. As far as we know, the guidance asks" in got.text
    assert "we have not read" not in got.text


@pytest.mark.parametrize("step", [step for step in LADDER if strength(step) > strength(Consequence.NONE)])
def test_a_known_rule_never_reaches_more_than_counsel_and_every_stronger_step_has_its_words(step):
    rule = replace(KNOWN.rules[0], outcome=step)
    stronger = strength(step) > strength(Consequence.CHECK_WITH_COUNSEL)
    assert rule.reaches is (Consequence.CHECK_WITH_COUNSEL if stronger else step)
    assert (step in MAY) is stronger
    assert outcome(replace(KNOWN, rules=(rule,)), build_hit("us-dow-1286")).outcome == rule.reaches


def test_counsel_stands_between_the_record_and_the_register():
    counsel = strength(Consequence.CHECK_WITH_COUNSEL)
    assert counsel - 1 == strength(Consequence.ASSESS_AND_RECORD)
    assert counsel + 1 == strength(Consequence.REGISTER_OR_DISCLOSE)


def test_a_share_that_nobody_gave_is_asked_for_in_words():
    sanctions = read_policy(SHIPPED / "sanctions-baseline.toml")
    owned = build_hit("us-ofac-sdn", relation=Relation.SUBSIDIARY_OF)
    got = outcome(sanctions, owned, project=ProjectFacts(us_nexus=True))
    assert (got.outcome, got.missing) == ("cannot_decide", ("project.blocked_percent",))
    assert "the answer to “What share of the party do persons on OFAC's SDN List own" in got.text
    assert (
        "Then, and if confirmed, depending on the answer: check with counsel: this may be prohibited by"
        in got.text
    )


@pytest.mark.parametrize(
    "list_id", ["us-ofac-sdn", "eu-financial-sanctions", "ca-sema-sanctions", "un-sc-consolidated"]
)
def test_an_asset_freeze_leads_to_counsel(list_id):
    sanctions = read_policy(SHIPPED / "sanctions-baseline.toml")
    got = outcome(sanctions, build_hit(list_id), project=ProjectFacts(us_nexus=True))
    assert got.outcome == "check_with_counsel"
    assert "this may be prohibited by" in got.text


def test_a_former_role_counts_within_the_look_back_and_needs_its_end():
    rule = NSF.rules[0]
    rule = replace(rule, when=replace(rule.when, roles=(Role.CURRENT, Role.FORMER), within_years=2))
    policy = replace(NSF, rules=(rule,))

    def former(period):
        return outcome(policy, build_hit("us-dow-1286", role=Role.FORMER, period=period), subject=PERSON)

    assert former("2019-2025").outcome == "prohibited"
    assert former("2019-2024").outcome == "prohibited"
    assert former("2019-2023").outcome == "none"
    assert former("").missing == ("affiliation.end_year",)


def test_a_persons_name_alone_decides_nothing_until_a_second_identifier_agrees():
    hit = build_hit("us-bis-entity-list", party=PartyType.PERSON, source="name")
    got = outcome(NSF, hit, subject=PERSON)
    assert got.outcome == "cannot_decide"
    assert "second identifier" in got.missing[0]
    sure = build_hit("us-bis-entity-list", party=PartyType.PERSON, source="name", second_identifier=True)
    assert outcome(NSF, sure, subject=PERSON).outcome == "prohibited"


def test_outside_its_period_a_policy_says_it_is_not_in_force():
    got = outcome(NSF, build_hit("us-dow-1286"), on=date(2026, 7, 7))
    assert got.outcome == "none"
    assert "not in force on 2026-07-07" in got.text


@given(
    st.lists(
        st.tuples(st.sampled_from(NSF.requires), st.sampled_from(Relation), st.sampled_from(Role)), max_size=4
    ),
    st.sets(st.sampled_from(NSF.requires)),
)
def test_losing_a_list_never_lowers_an_outcome_to_something_weaker(found, absent):
    hits = [build_hit(list_id, relation=relation, role=role) for list_id, relation, role in found]
    whole, part = outcome(NSF, *hits), outcome(NSF, *hits, absent=absent)
    assert part.outcome == "cannot_decide" or part.outcome == whole.outcome


def test_the_ladder_rises_from_none_to_prohibited():
    steps = [strength(step) for step in LADDER]
    assert steps == sorted(steps, reverse=True)
    assert strength(Consequence.NONE) == 0


def test_a_list_is_too_old_from_the_day_after_its_limit():
    lists = list_state(NSF, (), (), DAY)
    edge = [decide(NSF, BODY, (), lists, NO_FACTS, DAY + timedelta(days=age)) for age in (30, 31)]
    assert [each.outcome for each in edge] == ["none", "cannot_decide"]


def test_both_ends_of_a_rules_period_count():
    rule = replace(NSF.rules[0], effective_from=date(2025, 9, 29), effective_to=date(2025, 11, 9))
    days = [date(2025, 9, 28), date(2025, 9, 29), date(2025, 11, 9), date(2025, 11, 10)]
    assert [rule.in_effect(day) for day in days] == [False, True, True, False]


def test_an_absent_list_matters_only_where_a_hit_on_it_could_lead_further():
    policy = with_fact(NSF, FactCondition("sensitive_area", (True,)))
    hidden = {"absent": ["us-bis-meu"]}
    assert outcome(policy, project=ProjectFacts(sensitive_area=False), **hidden).outcome == "none"
    assert outcome(policy, project=ProjectFacts(sensitive_area=True), **hidden).outcome == "cannot_decide"
    assert outcome(policy, **hidden).outcome == "cannot_decide"


def test_whatever_list_a_hit_stands_on_a_rule_by_standing_sees_it():
    baseline = read_policy(SHIPPED / "international-baseline.toml")
    for entry in read_catalogue().values():
        hit = build_hit(entry.watchlist.id)
        got = decide(baseline, BODY, [hit], list_state(baseline, (), (), DAY, [hit]), NO_FACTS, DAY)
        assert got.outcome == "assess_and_record", entry.watchlist.id
    own = build_hit("house-list")  # in examples a list nobody knows is a government's
    assert (
        decide(baseline, BODY, [own], list_state(baseline, (), (), DAY, [own]), NO_FACTS, DAY).outcome
        != "none"
    )


def test_an_outcome_that_rests_on_an_old_edition_says_so():
    got = outcome(NSF, build_hit("us-dow-1286"), too_old=["us-dow-1286"])
    assert got.outcome == "prohibited"
    assert "The list is out of date (list us-dow-1286 is 13361 days old" in got.text


def test_a_rule_just_as_strong_that_waits_for_an_answer_is_told_beside_the_one_that_applies():
    shipped = read_policy(SHIPPED / "uk-trusted-research-firs.toml")
    firs = replace(shipped, rules=tuple(replace(rule, verified=Verified.READ) for rule in shipped.rules))
    project = ProjectFacts(
        sensitive_area=False, foreign_arrangement=True, political_activity=True, directed_by="FR"
    )
    got = outcome(firs, project=project)
    assert got.outcome == "register_or_disclose"
    assert "before the end of 28 days" in got.text
    assert (
        "Depending on the answer to “Is the activity directed by a body that the United Kingdom" in got.text
    )
    assert "within 10 days" in got.text


def test_a_text_read_whole_as_a_listed_organisation_is_one_and_a_person_beside_it_is_not():
    supplier = read_policy(SHIPPED / "us-procurement-prohibitions.toml")
    facts = ProjectFacts(
        federal_contract=True, uses_telecom=True, delivers_telecom=True, federal_grant=False, dow_money=True
    )
    hit = build_hit("us-ndaa-889", source="name")
    whole = Subject(hit.mention.text)
    assert outcome(supplier, hit, subject=whole, project=facts).outcome == "prohibited"
    got = outcome(supplier, hit, subject=Subject(f"Jane Smith, {hit.mention.text}"), project=facts)
    assert (got.outcome, got.missing) == ("cannot_decide", ("subject.type",))
    person = Subject("Jane Smith", affiliations=(hit.mention.text,))
    assert outcome(supplier, hit, subject=person, project=facts).outcome == "none"
