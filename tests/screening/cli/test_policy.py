import json

from click.testing import CliRunner

from screening.cli import main
from screening.policy.places import SHIPPED


def run(*args):
    return CliRunner().invoke(main, ["policy", *args])


def test_list_names_every_shipped_policy():
    out = run("list").output
    assert "international-baseline" in out
    assert "us-nsf-restricted-entities-2026" in out
    assert "Canada STRAC (words read for 3 of 3 rules)" in out


def test_show_prints_the_file_itself():
    expected = (SHIPPED / "international-baseline.toml").read_text(encoding="utf-8")
    assert run("show", "international-baseline").output == expected


def test_explain_tells_rules_clauses_and_what_was_not_read():
    out = run("explain", "ca-strac").output
    assert "1. current-affiliation: prohibited" in out
    assert "   Words quoted (funder's rule): “…research that aims to advance" in out
    assert "   Read on 2026-11-29 in a stored copy of the publisher's page" in out
    assert "Not read by us:" in out
    assert "   Source: our own advice; no law asks for it" in out
    assert "The policy file says" not in out


def test_explain_says_of_a_rule_whose_words_were_not_read_what_the_file_says_and_where_to_look():
    out = run("explain", "us-nsf-restricted-entities-2026").output
    assert "\nFrom summaries by others; we have not read the words of the law:\nNSF's letter" in out
    assert "2. listed-party: check_with_counsel" in out
    assert "   Then: As far as we know, the letter forbids collaboration" in out
    assert "The policy file says prohibited." in out
    assert "When: listed on one of the lists that the policy requires; relation same" in out
    assert (
        "What it scores with (reasons speak of laws as far as we know; an address is where to look):" in out
    )
    assert "   Source: known; the words of the law were not read; written from general knowledge" in out
    assert "   Where to look (not read by us): https://www.nsf.gov/" in out


def test_explain_names_each_condition_of_a_rule_bounds_and_measures_among_them():
    out = run("explain", "us-restricted-parties").output
    assert "blocked_percent is less than 50; control_by_listed is yes; us_nexus is yes" in out
    assert "the listing carries asset_freeze" in out


def test_test_runs_the_examples_and_finds_nothing_to_complain_of():
    result = run("test")
    assert result.exit_code == 0, result.output
    assert "0 complaints" in result.output


def test_test_fails_and_names_a_rule_without_example(tmp_path):
    ids = ("international-baseline", "us-nsf-restricted-entities-2026")
    for name in (f"{each}.toml" for each in ids):
        (tmp_path / name).write_text((SHIPPED / name).read_text(encoding="utf-8"), encoding="utf-8")
    figures = (SHIPPED / "weights.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    beside = [line for line in figures if line.startswith(("policy,", *(f"{each}," for each in ids)))]
    (tmp_path / "weights.csv").write_text("".join(beside), encoding="utf-8")
    result = run("test", "--folder", str(tmp_path))
    assert result.exit_code == 1
    assert "no example shows rule listed-party" in result.output


def test_a_refusal_is_one_sentence_with_its_code_and_no_traceback():
    result = run("show", "nope")
    assert result.exit_code == 2
    assert result.output.startswith("There is no policy 'nope'")
    assert "[policy-unknown]" in result.output


def test_check_finds_every_list_that_a_policy_names():
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "every list they name is known" in result.output


def test_facts_tells_each_question_its_option_its_reason_and_the_clauses_that_need_it():
    out = run("facts").output
    assert (
        "Does the person have a named role in the application?\n  --project named_role=yes|no\n  Why: " in out
    )
    assert "  ca-strac: Tri-agency guidance on the STRAC Policy: current affiliation\n" in out
    assert "  --project purpose=collaboration|funding|procurement|visit|appointment\n" in out


def test_choose_suggests_with_reasons_and_ends_in_the_options_for_a_screening():
    out = run("choose", "--answer", "where=japan", "--answer", "pays=us-fcc").output
    assert "jp-meti-end-users: Japan METI Foreign End User List\n  Japan's catch-all controls" in out
    assert out.startswith("What the reasons say of laws is as far as we know;")
    options = out.splitlines()[-1]
    assert options.startswith(
        "--policy sanctions-baseline --policy jp-meti-end-users --policy us-import-and-telecom"
    )
    assert " --project fcc_subsidy=yes" in options


def test_choose_asks_in_the_terminal_where_no_answer_is_given():
    answer = CliRunner().invoke(main, ["policy", "choose"], input="7\n6, 2\n\n1\n")
    assert answer.exit_code == 0, answer.output
    assert "Who pays for the work?" in answer.output
    assert "--policy jp-meti-end-users" in answer.output.splitlines()[-1]
    assert "--policy us-import-and-telecom" in answer.output.splitlines()[-1]


def test_choose_asks_again_for_a_number_that_is_not_there():
    answer = CliRunner().invoke(main, ["policy", "choose"], input="99\n7\n\n\n\n")
    assert "'99' is not one of 1 to 8." in answer.output
    assert "--policy jp-meti-end-users" in answer.output.splitlines()[-1]


def test_choose_as_json_gives_the_questions_and_with_answers_the_advice():
    questions = json.loads(run("choose", "--json").output)
    assert [each["id"] for each in questions] == ["where", "pays", "shared", "travels"]
    advice = json.loads(run("choose", "--json", "--answer", "where=japan").output)
    assert [each["id"] for each in advice["policies"]] == ["sanctions-baseline", "jp-meti-end-users"]


def test_choose_refuses_an_answer_that_is_not_there():
    answer = run("choose", "--answer", "where=atlantis")
    assert answer.exit_code != 0
    assert "'atlantis' is no answer to 'where'" in answer.output
