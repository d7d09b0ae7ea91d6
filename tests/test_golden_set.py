"""The check of golden sets names failures of the fit half, counts those of the other, and loses no case."""

import pytest
from golden_set import FIT, HELD_OUT, Floor, check_cases, check_rates, find_failures, half_of

INPUTS = ("text",)


def case(text, party, kind="school"):
    return {"text": text, "kind": kind, "party": party, "half": half_of(party)}


FIT_CASE, HELD_OUT_CASE = case("Alpha University", "Alpha"), case("Omega University", "Delta")


def floors(*cases, floor=1.0):
    return {(each["kind"], each["half"]): Floor(1, 1.0, floor) for each in cases}


def test_the_half_of_a_party_never_changes():
    assert (half_of("Alpha"), half_of("Delta"), half_of("北京大学")) == (FIT, HELD_OUT, HELD_OUT)


def test_case_width_and_spaces_of_a_party_make_no_difference():
    assert half_of("ＤＥＬＴＡ ") == half_of(" delta") == HELD_OUT


@pytest.mark.parametrize(
    "cases",
    [
        [FIT_CASE, FIT_CASE],
        [{**FIT_CASE, "half": HELD_OUT}],
        [{**FIT_CASE, "kind": ""}],
        [{**FIT_CASE, "party": ""}],
    ],
    ids=["twice", "in the other half", "no kind", "no party"],
)
def test_a_set_with_a_wrong_case_is_refused(cases):
    check_cases([FIT_CASE, HELD_OUT_CASE], INPUTS)
    with pytest.raises(AssertionError):
        check_cases(cases, INPUTS)


def message(cases, rates, passes):
    with pytest.raises(pytest.fail.Exception) as failed:
        check_rates(cases, find_failures(cases, passes), rates, INPUTS)
    return failed.value.msg


def test_a_failure_of_the_fit_half_is_named_and_of_the_other_half_counted(monkeypatch, capsys):
    monkeypatch.delenv("GOLDEN_HELD_OUT", raising=False)
    cases = [FIT_CASE, HELD_OUT_CASE]
    text = message(cases, floors(*cases), lambda case: False)
    assert "school, fit: Alpha University" in text
    assert "school, held_out: 1 of 1 fail, rate 0.0000, floor 1.0000" in text
    assert "Omega" not in text + capsys.readouterr().out


def test_whoever_asks_sees_the_failures_of_the_held_out_half(monkeypatch):
    monkeypatch.setenv("GOLDEN_HELD_OUT", "show")
    assert "Omega" in message([HELD_OUT_CASE], floors(HELD_OUT_CASE), lambda case: False)


def test_an_error_is_a_failure():
    assert "ZeroDivisionError" in message([FIT_CASE], floors(FIT_CASE), lambda case: 1 / 0)


def test_a_case_that_goes_or_comes_changes_the_table():
    rates = floors(FIT_CASE)
    assert "0 cases, golden_rates.csv has 1" in message([], rates, lambda case: True)
    assert "1 cases, golden_rates.csv has 0" in message([FIT_CASE], {}, lambda case: True)


def test_rates_at_their_floor_pass_and_are_printed(capsys):
    check_rates([FIT_CASE], [FIT_CASE], floors(FIT_CASE, floor=0.0), INPUTS)
    assert "school,fit,1,0.0000,0.0000\nfails:\nschool, fit: Alpha University" in capsys.readouterr().out
