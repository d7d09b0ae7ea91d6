"""Every figure that a shipped policy scores with has its reason, and stands in one file."""

from pathlib import Path

import pytest

from screening.policy.consequence import strength
from screening.policy.errors import PolicyInvalid
from screening.policy.places import SHIPPED
from screening.policy.read import read_policies, read_policy
from screening.policy.weights import FILE, figures_in, read_weights, scale_of
from watchlists.catalogue import read_catalogue

ROOT = Path(__file__).parents[3]
POLICIES = read_policies()
WEIGHTS = read_weights(SHIPPED)
HEAD = "policy,figure,value,outcome,why,source,look_at\n"
OWN = """\
id = "own"
version = "1"
title = "Our own policy"
authority = "Research office"
source_url = "https://example.org/policy"
summary = "For collaborations."

[scale]
like = "international-baseline"

[scale.lists]
us-dow-1286 = 90

[[rule]]
id = "listed"
clause = "our clause"
outcome = "assess_and_record"
verified = "known"
says = "record it"
when.lists = ["us-dow-1286"]
"""


# Lists that weigh something and of which no shipped policy has a rule, so that nothing but their own law says what follows.
WITHOUT_RULE = {
    "aspi-tracker-2020",
    "ch-seco-sanctions",
    "influence-charged",
    "influence-designated",
    "influence-determined",
    "influence-named-expert",
    "influence-named-official",
    "nz-designated-terrorists",
    "opensanctions-ua-war-sanctions",
    "tw-shtc-entity-list",
}


@pytest.fixture
def own(tmp_path):
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    return tmp_path / "own.toml"


@pytest.mark.parametrize("policy_id", sorted(POLICIES))
def test_every_figure_of_a_shipped_policy_has_its_reason_and_source(policy_id):
    policy = POLICIES[policy_id]
    assert [each.figure for each in policy.weights if not (each.why and each.source)] == []
    assert {each.policy for each in policy.weights} <= {policy_id, "international-baseline"}


@pytest.mark.parametrize("policy_id", sorted(POLICIES))
def test_no_shipped_policy_states_a_figure_outside_the_one_file(policy_id):
    text = (SHIPPED / f"{policy_id}.toml").read_text(encoding="utf-8")
    assert "[scale." not in text
    scale = text.partition("[scale]\n")[2].partition("\n[")[0].strip()
    assert scale in ("", 'like = "international-baseline"')


def test_no_line_is_of_a_policy_or_a_figure_that_is_not_there():
    for weight in WEIGHTS:
        used = {(each.policy, each.figure) for each in POLICIES[weight.policy].weights}
        assert (weight.policy, weight.figure) in used


@pytest.mark.parametrize("weight", WEIGHTS, ids=lambda each: f"{each.policy}-{each.figure}")
def test_a_reason_is_a_sentence_and_its_source_is_a_document_of_ours(weight):
    assert weight.why.endswith(".")
    assert len(weight.why.split()) >= 8
    assert (ROOT / weight.source).is_file()


@pytest.mark.parametrize(
    "weight", [each for each in WEIGHTS if each.look_at], ids=lambda each: f"{each.policy}-{each.figure}"
)
def test_the_address_of_a_law_is_where_to_look_and_never_the_source_of_a_figure(weight):
    assert weight.look_at.startswith(("https://", "http://"))
    assert "://" not in weight.source


@pytest.mark.parametrize(
    "weight", [each for each in WEIGHTS if each.figure.startswith("lists.")], ids=lambda each: f"{each.policy}-{each.figure}"
)  # fmt: skip
def test_the_weight_of_a_list_names_the_strongest_outcome_that_a_rule_gives_it(weight):
    list_id = weight.figure.removeprefix("lists.")
    everywhere = POLICIES.values() if weight.policy == "international-baseline" else [POLICIES[weight.policy]]
    rules = [rule for policy in everywhere for rule in policy.rules]
    naming = [rule.outcome for rule in rules if list_id in rule.when.lists]
    if not naming and weight.policy != "international-baseline":
        standing = read_catalogue()[list_id].watchlist.standing
        naming = [rule.outcome for rule in rules if standing in rule.when.standings]
    assert bool(naming) is (list_id not in WITHOUT_RULE)
    if naming:
        assert weight.outcome == max(naming, key=strength)


def test_an_own_policy_states_its_figures_in_its_file_and_takes_over_the_reasons_of_the_others(own):
    weights = {each.figure: each for each in read_policy(own).weights}
    assert (weights["lists.us-dow-1286"].value, weights["lists.us-dow-1286"].why) == (90, "")
    assert weights["medium"].policy == "international-baseline"
    assert weights["medium"].why


def test_a_figure_in_both_places_is_refused(own):
    line = 'own,lists.us-dow-1286,80,prohibited,"Because.",https://example.org,\n'
    (own.parent / FILE).write_text(HEAD + line, encoding="utf-8")
    with pytest.raises(PolicyInvalid, match=r"scale\.lists\.us-dow-1286: stands in weights\.csv as well"):
        read_policy(own)


def test_a_figure_beside_an_own_policy_counts(own):
    (own.parent / FILE).write_text(
        HEAD + "own,medium,40,,Fewer rows.,https://example.org,\n", encoding="utf-8"
    )
    assert read_policy(own).scale.medium == 40


def test_the_hash_of_a_policy_changes_with_a_figure_that_stands_elsewhere(own):
    before = read_policy(own).file_sha256
    (own.parent / FILE).write_text(
        HEAD + "own,medium,40,,Fewer rows.,https://example.org,\n", encoding="utf-8"
    )
    assert read_policy(own).file_sha256 != before


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("own,medium,many,,Why.,https://example.org,\n", "line 2: 'many' is not a number"),
        ("own,medium,40,,,https://example.org,\n", "line 2: why is missing"),
        ("own,medium,40,,Why.,,\n", "line 2: source is missing"),
        ("own,medium,40\n", "line 2: must have 7 cells"),
        ("own,medium,40,banned,Why.,https://e.org,\n", "line 2: 'banned' is not one of prohibited, "),
        ("own,medium,40,,Why.,https://e.org,https://e.org\n", "line 2: source is the same as look_at"),
        ("own,medium,40,,Why.,https://e.org,\nown,medium.x,4,,Why.,https://e.org,\n", "line 3: 'medium.x' cannot stand beside 'medium'"),
        ("own,medium,40,,Why.,https://e.org,\nown,medium,41,,Why.,https://e.org,\n", "line 3: 'medium' of 'own' stands twice"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_is_refused_with_its_number(tmp_path, lines, problem):
    (tmp_path / FILE).write_text(HEAD + lines, encoding="utf-8")
    with pytest.raises(PolicyInvalid) as refusal:
        read_weights(tmp_path)
    assert problem in refusal.value.sentence


def test_other_columns_are_refused(tmp_path):
    (tmp_path / FILE).write_text("policy,figure,value\n", encoding="utf-8")
    with pytest.raises(PolicyInvalid, match="the columns must be"):
        read_weights(tmp_path)


def test_a_table_in_other_letters_than_utf_8_is_refused_with_its_line(tmp_path):
    (tmp_path / FILE).write_bytes(
        HEAD.encode() + "own,medium,40,,Für uns.,https://e.org,\n".encode("latin-1")
    )
    with pytest.raises(PolicyInvalid, match="line 2: is not in UTF-8"):
        read_weights(tmp_path)


def test_one_figure_in_the_policy_and_a_table_beside_it_are_refused(own):
    (own.parent / FILE).write_text(HEAD + "own,lists.us-bis-meu,80,,Why.,https://e.org,\n", encoding="utf-8")
    own.write_text(OWN.replace("[scale.lists]\nus-dow-1286 = 90\n", "lists = 5\n"), encoding="utf-8")
    with pytest.raises(PolicyInvalid, match=r"line 11, scale\.lists: is one figure here or in weights\.csv"):
        read_policy(own)


def test_a_figure_of_a_policy_that_is_not_there_is_refused(own):
    (own.parent / FILE).write_text(HEAD + "owm,medium,40,,Why.,https://e.org,\n", encoding="utf-8")
    with pytest.raises(PolicyInvalid, match="'medium' is of 'owm'; there is no such policy beside the file"):
        read_policies(own.parent)


def test_where_a_rule_says_to_look_is_no_source_of_a_figure(own):
    law = "https://example.org/law"
    own.write_text(
        OWN.replace('says = "record it"', f'says = "record it"\nlook_at = "{law}"'), encoding="utf-8"
    )
    (own.parent / FILE).write_text(HEAD + f"own,medium,40,,Why.,{law},\n", encoding="utf-8")
    with pytest.raises(
        PolicyInvalid, match=r"scale\.medium: its source in weights\.csv is where a rule says to look"
    ):
        read_policy(own)


def test_figures_of_a_table_and_the_table_of_the_figures_are_the_same():
    table = scale_of(WEIGHTS, "international-baseline")
    assert figures_in(table) == {
        each.figure: each.value for each in WEIGHTS if each.policy == "international-baseline"
    }
