from datetime import date

import pytest

from screening.policy.consequence import Consequence
from screening.policy.errors import PolicyInvalid, UnknownPolicy
from screening.policy.places import SHIPPED
from screening.policy.read import available_policies, choose, read_policies

BASE = (SHIPPED / "international-baseline.toml").read_text(encoding="utf-8")
# The figures of the one shipped policy that stands beside those of these tests.
WEIGHTS = "".join(
    line
    for line in (SHIPPED / "weights.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    if line.startswith(("policy,", "international-baseline,"))
)
OWN = """\
id = "own"
version = "1"
title = "Our own policy"
authority = "Research office"
source_url = "https://example.org/policy"
summary = "For collaborations."
requires = ["us-dow-1286"]

[scale]
like = "international-baseline"

[scale.lists]
us-dow-1286 = 90

[[rule]]
id = "first"
clause = "4.1"
outcome = "mitigation_required"
verified = "read"
says = "ask the head of department"
when.lists = ["us-dow-1286"]

[rule.words]
quote = "The head of department agrees in writing."
kind = "law"
paragraph = "4.1"
publisher = "Research office"
url = "https://example.org/policy"
read_on = 2026-11-29
read_at = "the publisher's own page"

[[rule]]
id = "second"
clause = "4.2"
outcome = "prohibited"
verified = "known"
look_at = "https://example.org/policy"
says = "not on sensitive projects"
when.lists = ["us-dow-1286"]
when.project.sensitive_area = true
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "international-baseline.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "weights.csv").write_text(WEIGHTS, encoding="utf-8")

    def write(text=OWN, name="own"):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_a_policy_takes_another_ones_scale_and_states_what_differs(folder):
    policies = read_policies(folder())
    own, base = policies["own"].scale, policies["international-baseline"].scale
    assert own.lists["us-dow-1286"] == 90
    assert own.lists["un-sc-consolidated"] == base.lists["un-sc-consolidated"]
    assert own.high == base.high


def test_a_rule_without_relation_or_role_means_the_body_itself_and_now(folder):
    rule = read_policies(folder())["own"].rules[0]
    assert rule.outcome is Consequence.MITIGATION_REQUIRED
    assert set(rule.when.relations) == {"same", "campus_of", "laboratory_of"}
    assert set(rule.when.roles) == {"current", "visiting"}


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('outcome = "prohibited"', 'outcome = "prohibitted"', "own.toml, line 35, rule 2, outcome:"),
        ('outcome = "prohibited"', 'outcome = "cannot_decide"', "line 35, rule 2, outcome: cannot_decide follows"),
        ('clause = "4.1"\n', "", "line 15, rule 1, clause: is missing"),
        ('clause = "4.1"', 'clause = ""', "line 17, rule 1, clause: must not be empty"),
        ('clause = "4.2"', 'clausse = "4.2"', "line 34, rule 2, clausse: there is no such field; did you mean 'clause'"),
        ("sensitive_area = true", "sensitve_area = true", "line 40, rule 2, when.project.sensitve_area: there is no"),
        ('when.lists = ["us-dow-1286"]\n\n', "\n", "line 15, rule 1, when.lists: is missing"),
        ("sensitive_area = true", 'sensitive_area = "yes"', "line 40, rule 2, when.project.sensitive_area: must be true"),
        ("sensitive_area = true", 'purpose = "vist"', "line 40, rule 2, when.project.purpose: 'vist' is not one of"),
        ("sensitive_area = true", 'directed_by = "Rusia"', "when.project.directed_by: 'Rusia' is no two-letter"),
        ("sensitive_area = true", "owned_percent = 50", "when.project.owned_percent: must be written { at_least"),
        ("when.project.sensitive_area = true", 'when.standings = ["goverment"]', "when.standings: 'goverment' is not one of"),
        ("when.project.sensitive_area = true", 'when.measures = ["asset_frieze"]', "when.measures: 'asset_frieze' is not one of"),
        ('when.lists = ["us-dow-1286"]\nwhen.project', 'looks = "subject"\nwhen.measures = ["notice"]\nwhen.project', "when.measures: are those of a listing"),
        ("us-dow-1286 = 90\n", "us-dow-1286 = 90\n[scale.measures]\nfreeze = 5\n", "line 15, scale.measures.freeze: 'freeze' is not"),
        ("when.project.sensitive_area = true", 'when.roles = ["current"]\nwhen.within_years = 2', "when.within_years: looks back"),
        ('version = "1"', 'version = "1"\njurisdiction = "nz"', "jurisdiction: must be a two-letter"),
        ('id = "second"', 'id = "first"', "line 33, rule 2, id: 'first' stands twice"),
        ('version = "1"', "version = 1", "line 2, version: must be a text"),
        ('version = "1"', 'version = "1"\ncolour = "red"', "line 3, colour: there is no such field"),
        ('id = "own"', 'id = "other"', "line 1, id: must be 'own'"),
        ("us-dow-1286 = 90", "us-dow-1286 = 190", "line 13, scale.lists.us-dow-1286: must be a whole number"),
        ('like = "international-baseline"', 'like = "nowhere"', "line 10, scale.like: there is no other policy"),
        ('verified = "read"', 'verified = "secondary"', "line 19, rule 1, verified: 'secondary' is not one of read, known, advice"),
        ('verified = "known"\n', "", "line 32, rule 2, verified: is missing"),
        ('version = "1"', 'version = "1"\nverified = "read"', "line 3, verified: there is no such field"),
        ('verified = "known"', 'verified = "read"', "line 32, rule 2, words: is missing; a rule is read only where it quotes"),
        ('verified = "read"', 'verified = "known"', "line 23, rule 1, words: stand beside a rule that is known"),
        ('verified = "read"', 'verified = "read"\nlook_at = "https://x.org"', "line 20, rule 1, look_at: is for a rule that is only known"),
        ('look_at = "https://example.org/policy"', 'look_at = "x"', "line 37, rule 2, look_at: must be an address that begins"),
        ('quote = "The head of department agrees in writing."', 'quote = " "', "line 24, rule 1, words.quote: must not be empty"),
        ('quote = "The head of department agrees in writing."\n', "", "line 23, rule 1, words.quote: is missing"),
        ("The head of department agrees in writing.", f"Word {'word ' * 39}word.", "line 24, rule 1, words.quote: must have at most 40 words, and has 41"),
        ("The head of department", "the head of department", "line 24, rule 1, words.quote: begins within a sentence; put …"),
        ("agrees in writing.", "agrees", "line 24, rule 1, words.quote: ends within a sentence; put …"),
        ('kind = "law"\n', "", "line 23, rule 1, words.kind: is missing"),
        ('kind = "law"', 'kind = "opinion"', "line 25, rule 1, words.kind: 'opinion' is not one of law, funder's rule, official advice"),
        ('verified = "read"', 'verified = "read"\nsource_url = "https://x.org"', "line 20, rule 1, source_url: is for a rule that is only known"),
        ('verified = "known"\nlook_at = "https://example.org/policy"', 'verified = "advice"', "line 35, rule 2, outcome: our own advice rests on no law"),
        ('verified = "known"\n', 'verified = "known"\nsource_url = "https://example.org/policy"\n', "source_url: is the same as look_at"),
        ("sensitive_area = true", "owned_percent = { at_least = 50, less_than = 50 }", "when.project.owned_percent: no number lies within"),
        ("sensitive_area = true", "owned_percent = { less_than = 0 }", "when.project.owned_percent: no number lies within"),
        ("sensitive_area = true", "owned_percent = {}", "when.project.owned_percent: must be written { at_least"),
        ("sensitive_area = true", "sensitive_area = { more_than = 50 }", "more_than asks for a number, and the answer is none"),
        ("sensitive_area = true", "sensitive_area = { less_than = 50 }", "less_than asks for a number, and the answer is none"),
        ("sensitive_area = true", 'directed_by = { none_of = ["Rusia"] }', "when.project.directed_by: 'Rusia' is no two-letter"),
        ('paragraph = "4.1"\n', "", "line 23, rule 1, words.paragraph: is missing"),
        ('publisher = "Research office"\n', "", "line 23, rule 1, words.publisher: is missing"),
        ('\nurl = "https://example.org/policy"\n', '\nurl = "Our page"\n', "line 28, rule 1, words.url: must be an address that begins"),
        ("read_on = 2026-11-29\n", "", "line 23, rule 1, words.read_on: is missing"),
        ("read_on = 2026-11-29", 'read_on = "2026-11-29"', "line 29, rule 1, words.read_on: must be a date"),
        ('read_at = "the publisher\'s own page"\n', "", "line 23, rule 1, words.read_at: is missing"),
        ("the publisher\'s own page", "a newspaper", "line 30, rule 1, words.read_at: 'a newspaper' is not one of the publisher's own page"),
        ('[scale]\n', "[scale]\nmedium = 80\n", "high: must be more than medium"),
        ('[scale]\n', "[scale]\nname_alone_most = 40\n", "line 10, scale.name_alone_most: must be less than medium"),
        ('[scale]\n', "[scale]\nlikely_from = 0.8\n", "line 10, scale.likely_from: must be less than sure_from"),
        ('[scale]\n', "[scale]\nremote_to = 0.5\n", "line 10, scale.remote_to: must be less than likely_from"),
        ('[scale]\n', "[scale]\nself_declared = 35\n", "line 10, scale.self_declared: must be less than medium"),
        ('[scale]\n', "[scale]\nmedium = 0\n", "line 10, scale.medium: must be a whole number from 1 to 100"),
        ('[scale]\n', '[scale]\nmedium = "3"\n', "line 10, scale.medium: must be a whole number"),
        ('[scale]\n', "[scale]\nmedium = true\n", "line 10, scale.medium: must be a whole number"),
        ('[scale]\n', "[scale]\nmediumm = 3\n", "line 10, scale.mediumm: there is no such field"),
        ('[scale]\n', "[scale]\nreview_confidence = 2\n", "line 10, scale.review_confidence: must be from 0 to 1"),
        ('like = "international-baseline"\n', "", "line 9, scale.medium: is missing"),
        ("us-dow-1286 = 90\n", "us-dow-1286 = 90\n[scale.roles]\nguest = 5\n", "line 15, scale.roles.guest: 'guest' is not"),
        ("us-dow-1286 = 90\n", "us-dow-1286 = 90\n[scale.standings]\ncontext = 99\n", "scale.standings: context must weigh"),
        ('version = "1"', 'version = "1"\neffective_from = "2026-01-01"', "effective_from: must be a date such as 2026-07-08"),
        ('version = "1"', 'version = "1"\nfile_sha256 = "0"', "line 3, file_sha256: there is no such field"),
        ('version = "1"', 'version = "1"\nrules = []', "line 3, rules: there is no such field"),
        ('requires = ["us-dow-1286"]', 'requires = "us-dow-1286"', "line 7, requires: must be a list of texts in quotes"),
        ('requires = ["us-dow-1286"]', "requires = [1]", "line 7, requires: must be a list of texts in quotes"),
        ('requires = ["us-dow-1286"]', "external = [5]", "line 7, external: must be tables headed [[external]]"),
        ('requires = ["us-dow-1286"]', 'requires = []\n[[external]]\nid = "x"', "external 1, title: is missing"),
        ("when.project.sensitive_area = true", "when.within_years = 99", "when.within_years: must be a whole number from 1 to 50"),
        ("when.project.sensitive_area = true", "when.facts = []", "line 40, rule 2, when.facts: there is no such field"),
        ("sensitive_area = true", 'owned_percent = { at_least = "x" }', "when.project.owned_percent: at_least must be a number"),
        ('id = "second"', 'id = "second"\nlooks = "subject"', "rule 2, looks: a rule that looks at the subject cannot"),
        ('id = "second"', 'id = "second"\nsource_url = "ftp://x"', "rule 2, source_url: must be an address"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_file_line_and_field(folder, was, becomes, says):
    assert was in OWN
    with pytest.raises(PolicyInvalid) as refusal:
        read_policies(folder(OWN.replace(was, becomes, 1)))
    assert refusal.value.sentence.startswith("own.toml, line ")
    assert says in refusal.value.sentence


def test_a_quote_of_forty_words_is_taken(folder):
    text = OWN.replace("The head of department agrees in writing.", f"Word {'word ' * 38}word.")
    words = read_policies(folder(text))["own"].rules[0].words
    assert words is not None
    assert len(words.quote.split()) == 40


def test_a_near_miss_is_offered(folder):
    with pytest.raises(PolicyInvalid, match="did you mean 'prohibited'"):
        read_policies(folder(OWN.replace('"prohibited"', '"prohibitted"')))


def test_broken_toml_is_refused_with_its_line(folder):
    with pytest.raises(PolicyInvalid, match=r"own.toml: not a TOML file.*line 3"):
        read_policies(folder(OWN.replace('"Our own policy"', '"Our own policy')))


def test_a_list_nobody_knows_is_refused_unless_declared_external(folder):
    known = read_policies(folder())["international-baseline"].scale.lists
    text = OWN.replace('when.lists = ["us-dow-1286"]', 'when.lists = ["our-list"]', 1)
    with pytest.raises(PolicyInvalid, match=r"own.toml, line 21, rule 1, when.lists: 'our-list' is neither"):
        read_policies(folder(text), known=known)
    external = '[[external]]\nid = "our-list"\ntitle = "Our list"\npublisher = "Ourselves"\n'
    assert "own" in read_policies(folder(text + external), known=known)


def test_no_condition_on_origin_can_be_written(folder):
    for word in ("nationality", "citizenship", "ethnicity", "birthplace", "gender"):
        with pytest.raises(PolicyInvalid, match="no such"):
            read_policies(folder(OWN + f'when.{word} = ["XX"]\n'))
        with pytest.raises(PolicyInvalid, match="no such"):
            read_policies(folder(OWN + f'when.project.{word} = "XX"\n'))


def test_an_unknown_policy_is_refused_with_those_there_are():
    with pytest.raises(UnknownPolicy, match="international-baseline"):
        choose(read_policies(), ["nope"])


def test_both_ends_of_an_effective_period_count(folder):
    text = OWN.replace("[scale]", "effective_from = 2026-01-01\neffective_to = 2026-12-31\n\n[scale]", 1)
    own = read_policies(folder(text))["own"]
    assert own.in_effect(date(2026, 1, 1))
    assert own.in_effect(date(2026, 12, 31))
    assert not own.in_effect(date(2027, 1, 1))


def test_an_institutions_own_policies_stand_beside_the_shipped_ones(tmp_path):
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    both = available_policies({"SCREENING_POLICY_DIR": str(tmp_path)})
    assert both.keys() - read_policies().keys() == {"own"}
    assert both["own"].scale.high == both["international-baseline"].scale.high
    assert available_policies({}).keys() == read_policies().keys()


def test_an_own_policy_cannot_take_the_place_of_a_shipped_one(tmp_path):
    (tmp_path / "international-baseline.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "weights.csv").write_text(WEIGHTS, encoding="utf-8")
    with pytest.raises(PolicyInvalid, match="has the id of a shipped policy"):
        available_policies({"SCREENING_POLICY_DIR": str(tmp_path)})


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(PolicyInvalid, match="which is not a folder"):
        available_policies({"SCREENING_POLICY_DIR": str(tmp_path / "nowhere")})


def test_an_own_policy_that_is_changed_on_the_disk_holds_at_once(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    environment = {"SCREENING_POLICY_DIR": str(tmp_path)}
    assert available_policies(environment)["own"].version == "1"
    own.write_text(OWN.replace('version = "1"', 'version = "2"'), encoding="utf-8")
    assert available_policies(environment)["own"].version == "2"
    own.write_text("broken", encoding="utf-8")
    with pytest.raises(PolicyInvalid):
        available_policies(environment)


def test_a_policy_that_changes_while_it_is_read_is_not_kept_under_what_it_said_before(tmp_path, monkeypatch):
    own = tmp_path / "own.toml"
    own.write_text(OWN, encoding="utf-8")
    environment = {"SCREENING_POLICY_DIR": str(tmp_path)}

    def changing(folder):
        if folder == tmp_path:  # between the look that names what is kept and the reading of it
            own.write_text(OWN.replace('version = "1"', 'version = "2"'), encoding="utf-8")
        return read_policies(folder)

    monkeypatch.setattr("screening.policy.read.read_policies", changing)
    assert available_policies(environment)["own"].version == "2"
    monkeypatch.undo()
    own.write_text(OWN, encoding="utf-8")
    assert available_policies(environment)["own"].version == "1"
