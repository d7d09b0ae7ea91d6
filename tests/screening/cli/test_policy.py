from click.testing import CliRunner

from screening.cli import main
from screening.policy.places import SHIPPED


def run(*args):
    return CliRunner().invoke(main, ["policy", *args])


def test_list_names_every_shipped_policy():
    out = run("list").output
    assert "international-baseline" in out
    assert "us-nsf-restricted-entities-2026" in out
    assert "Canada STRAC (words of the law read for 3 of 4 rules)" in out


def test_show_prints_the_file_itself():
    expected = (SHIPPED / "international-baseline.toml").read_text(encoding="utf-8")
    assert run("show", "international-baseline").output == expected


def test_explain_tells_rules_clauses_and_what_was_not_read():
    out = run("explain", "ca-strac").output
    assert "1. current-affiliation: prohibited" in out
    assert (
        "   Words of the law: “a Sensitive Technology Research Area will not be funded if any of the" in out
    )
    assert "   Read on 2026-11-29 in a stored copy of the publisher's page" in out
    assert "Not read by us:" in out
    assert "The policy file says" not in out


def test_explain_says_of_a_rule_whose_words_were_not_read_what_the_file_says_and_where_to_look():
    out = run("explain", "us-nsf-restricted-entities-2026").output
    assert "1. listed-party: check_with_counsel" in out
    assert "The policy file says prohibited." in out
    assert "   Source: known; the words of the law were not read; written from https://www.nsf.gov/" in out
    assert "   Where to look: https://www.nsf.gov/" in out


def test_test_runs_the_examples_and_finds_nothing_to_complain_of():
    result = run("test")
    assert result.exit_code == 0, result.output
    assert "0 complaints" in result.output


def test_test_fails_and_names_a_rule_without_example(tmp_path):
    for name in ("international-baseline.toml", "us-nsf-restricted-entities-2026.toml"):
        (tmp_path / name).write_text((SHIPPED / name).read_text(encoding="utf-8"), encoding="utf-8")
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
