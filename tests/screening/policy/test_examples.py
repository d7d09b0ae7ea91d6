import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from screening.model import Relation, Role, Subject
from screening.policy.conditions import missing_inputs
from screening.policy.consequence import Consequence, strength
from screening.policy.errors import PolicyInvalid
from screening.policy.examples import examples_of, failures, list_state, uncovered
from screening.policy.model import Looks, Verified
from screening.policy.naming_rules import standing_of
from screening.policy.places import EXAMPLES, SHIPPED
from screening.policy.read import read_policies
from watchlists.catalogue import read_catalogue
from watchlists.model import Measure

POLICIES = read_policies()


ONE = """\
[[example]]
says = "A hit"
on = 2026-08-01
hits = [{ list = "au-dfat-sanctions", role = "former" }]
project.sensitive_area = true
expect = { outcome = "prohibited", rule = "first" }
"""


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("on = 2026-08-01\n", "", "line 1, example 1, on: is missing; it must be a date such as 2026-07-08"),
        ('says = "A hit"', "says = 1", "line 2, example 1, says: must be a text"),
        ('role = "former"', 'role = "formr"', "line 4, example 1, hits.role: 'formr' is not one of"),
        ('role = "former"', 'rol = "former"', "line 4, example 1, hits.rol: there is no such field"),
        ('role = "former"', "confidence = 3", "line 4, example 1, hits.confidence: must be from 0 to 1"),
        ('role = "former"', 'naming = "determined"', "line 4, example 1, hits.kind: is missing"),
        ('role = "former"', 'kind = "military"', "line 4, example 1, hits.kind: asks for naming"),
        ('[{ list = "au-dfat-sanctions", role = "former" }]', "5", "hits: must be a list of tables in braces"),
        ("sensitive_area = true", "sensitve_area = true", "project.sensitve_area: there is no such project fact"),
        ("sensitive_area = true", 'sensitive_area = "yes"', "project.sensitive_area: must be true or false"),
        ('outcome = "prohibited"', 'outcome = "prohibted"', "expect.outcome: 'prohibted' is not one of"),
        ("[[example]]", "[example]", "line 1, example: must be tables headed [[example]]"),
    ],
)  # fmt: skip
def test_a_fault_in_an_example_is_named_with_file_line_and_field(tmp_path, was, becomes, says):
    policy = POLICIES["international-baseline"]
    path = tmp_path / f"{policy.id}{EXAMPLES}"
    path.write_text(ONE, encoding="utf-8")
    assert len(examples_of(policy, tmp_path)) == 1
    assert was in ONE
    path.write_text(ONE.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(PolicyInvalid) as refusal:
        examples_of(policy, tmp_path)
    assert refusal.value.sentence.startswith(f"{path.name}, line ")
    assert says in refusal.value.sentence


@pytest.mark.parametrize("policy_id", POLICIES)
def test_worked_examples_come_out_as_written(policy_id):
    policy = POLICIES[policy_id]
    assert failures(policy, examples_of(policy, SHIPPED)) == ()


@pytest.mark.parametrize("policy_id", POLICIES)
def test_every_clause_and_every_missing_input_has_an_example(policy_id):
    policy = POLICIES[policy_id]
    assert uncovered(policy, examples_of(policy, SHIPPED)) == ()


@pytest.mark.parametrize("policy_id", POLICIES)
def test_each_policy_says_which_parts_of_its_source_were_not_read(policy_id):
    assert POLICIES[policy_id].not_read


def test_the_default_is_there():
    assert "international-baseline" in POLICIES


RULES = [(policy, rule) for policy in POLICIES.values() for rule in policy.rules]
# Publishers of the law or of the guidance that a policy is; a page of another host is not its text.
OFFICIAL = (
    "acquisition.gov",
    "education.gov.au",
    "eur-lex.europa.eu",
    "legislation.gov.uk",
    "nserc-crsng.gc.ca",
    "ofac.treasury.gov",
    "ukri.org",
    "uscode.house.gov",
)
NOT_PLAIN = re.compile(r"\b(?:what|whoever|too (?:young|old)|held for context)\b", re.IGNORECASE)


@pytest.mark.parametrize(("policy", "rule"), RULES, ids=[f"{each.id}-{rule.id}" for each, rule in RULES])
def test_no_shipped_rule_is_read_without_its_words_on_a_page_of_their_publisher(policy, rule):
    assert (rule.verified is Verified.READ) is (rule.words is not None)
    if rule.words:
        host = urlsplit(rule.words.url).hostname or ""
        assert any(host == each or host.endswith(f".{each}") for each in OFFICIAL), host
    else:
        assert strength(rule.reaches) <= strength(Consequence.CHECK_WITH_COUNSEL)


@pytest.mark.parametrize(("policy", "rule"), RULES, ids=[f"{each.id}-{rule.id}" for each, rule in RULES])
def test_the_sentences_of_a_shipped_rule_are_plain(policy, rule):
    assert [text for text in (rule.says, rule.lowers, policy.summary) if NOT_PLAIN.search(text)] == []


# A copy of lists that are required themselves; its own absence leaves nothing unseen.
NOT_REQUIRED = {"us-consolidated-screening-list"}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_every_list_of_a_rule_that_goes_beyond_counsel_is_required(policy):
    """Past its age or not loaded, a list that the policy does not require would say nothing and count as no match."""
    grave = strength(Consequence.CHECK_WITH_COUNSEL)
    named = {
        list_id for rule in policy.rules if strength(rule.outcome) > grave for list_id in rule.when.lists
    }
    assert named - NOT_REQUIRED <= set(policy.requires)


CATALOGUE = read_catalogue()


@pytest.mark.parametrize(("policy", "rule"), RULES, ids=[f"{each.id}-{rule.id}" for each, rule in RULES])
def test_a_rule_that_prohibits_by_a_list_of_frozen_assets_asks_for_the_freeze(policy, rule):
    freezes = [
        list_id
        for list_id in rule.when.lists
        if list_id in CATALOGUE and Measure.ASSET_FREEZE in CATALOGUE[list_id].watchlist.measures
    ]
    if freezes and rule.outcome is Consequence.PROHIBITED:
        assert rule.when.measures == (Measure.ASSET_FREEZE,)
        assert "travel ban only" not in rule.says


@pytest.mark.parametrize(("policy", "rule"), RULES, ids=[f"{each.id}-{rule.id}" for each, rule in RULES])
def test_where_to_look_is_never_the_source_of_a_rule(policy, rule):
    assert rule.look_at is None or rule.look_at not in {each.source_url for each in policy.rules}


def loosened(rule):
    """The rule without one of its conditions, by the name of the condition."""
    when = rule.when
    for fact in when.facts:
        others = tuple(each for each in when.facts if each is not fact)
        yield f"project.{fact.name}", replace(rule, when=replace(when, facts=others))
    for name, anything in (("subjects", ()), ("parties", ()), ("measures", ()), ("within_years", None)):
        if getattr(when, name):
            yield name, replace(rule, when=replace(when, **{name: anything}))
    if rule.looks is Looks.HIT:
        yield "relations", replace(rule, when=replace(when, relations=tuple(Relation)))
        yield "roles", replace(rule, when=replace(when, roles=tuple(Role)))
    for name in ("effective_from", "effective_to"):
        if getattr(rule, name):
            yield name, replace(rule, **{name: None})


def answers(policy, rule, example):
    """Whether the rule applies in an example, of each hit."""
    hits = [each.build() for each in example.hits]
    lists = list_state(policy, example.absent, example.too_old, example.on, hits)
    subject = Subject(name="Example", type=example.subject)
    for hit in hits if rule.looks is Looks.HIT else [None]:
        standing = standing_of(subject, hit, lists) if hit else ""
        yield missing_inputs(rule, subject, hit, example.project, example.on, standing)


@pytest.mark.parametrize(("policy", "rule"), RULES, ids=[f"{each.id}-{rule.id}" for each, rule in RULES])
def test_each_condition_of_a_shipped_rule_has_examples_on_both_sides(policy, rule):
    if rule.looks is Looks.SELF_DECLARED:
        pytest.skip("its examples state words of a text, not hits; they are run above")
    examples = examples_of(policy, SHIPPED)
    assert any(each == () for example in examples for each in answers(policy, rule, example))
    for condition, looser in loosened(rule):
        assert any(
            strict is None and loose == ()
            for example in examples
            for strict, loose in zip(
                answers(policy, rule, example), answers(policy, looser, example), strict=True
            )
        ), f"no example in which only {condition} fails"
