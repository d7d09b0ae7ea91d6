import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.fairness.innocents import innocents, unlisted
from screening.fairness.rates import alert_rate, rates, wilson, worst
from screening.fairness.tables import table
from screening.model import Assessment, Level, Outcome, Reading, Result, Subject
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


def result(group, outcome=Outcome.NO_MATCH, level=Level.NONE):
    return Result(Subject(group), Reading(), Assessment(outcome, 0, level, ()))


def by_name(found):
    return found.subject.name


def test_the_interval_is_the_published_one():
    rate = wilson(10, 100)  # Wilson 1927; the usual worked example
    assert (round(rate.low, 4), round(rate.high, 4)) == (0.0552, 0.1744)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(count, more):
    rate = wilson(count, count + more)
    assert 0 <= rate.low <= rate.share + 1e-12
    assert rate.share <= rate.high + 1e-12 <= 1 + 1e-12


def test_an_empty_group_may_be_anything():
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


def test_groups_come_largest_first_with_their_rates():
    results = [result("b", Outcome.REVIEW, Level.HIGH), result("b"), result("a")]
    first, second = rates(results, by_name)
    assert (first.group, first.rows, first.alert.count, first.high.count) == ("b", 2, 1, 1)
    assert (second.group, second.no_match.share) == ("a", 1.0)


def test_the_worst_group_is_named_and_small_ones_are_not_read_off():
    results = [result("often", Outcome.REVIEW) for _ in range(40)] + [result("never") for _ in range(400)]
    results.append(result("single row", Outcome.REVIEW))
    groups, whole = rates(results, by_name), alert_rate(results)
    assert [group.group for group in worst(groups, whole)] == ["often"]
    text = table("group", groups, whole)
    assert "chance would explain: often (100.0%)." in text
    assert "single row" not in text


def test_few_rows_do_not_make_a_finding():
    results = [
        result("few", Outcome.REVIEW),
        result("few"),
        *(result("many", Outcome.REVIEW) for _ in range(20)),
    ]
    results += [result("many") for _ in range(80)]
    assert "No group has more alerts" in table("group", rates(results, by_name), alert_rate(results))


def test_innocents_are_many_distinct_and_carry_no_country_for_people():
    people = innocents()
    assert len(people) > 1_000
    assert len({each.subject for each in people}) > 0.99 * len(people)
    assert all(not each.subject.country for each in people if each.group.startswith("people"))
    assert len({each.group for each in people}) > 25


def test_a_registered_body_that_a_list_prints_is_no_innocent():
    def body(name):
        return Body("ror:1", (RegisterName(name, "label"),), "NZ")

    listing = Listing("x:1", "x", (ListedName("Listed Institute", NameKind.PRIMARY),), PartyType.ORGANISATION)
    found = unlisted([body("LISTED INSTITUTE"), body("Another Institute")], [listing])
    assert [each.subject.name for each in found] == ["Another Institute"]


@pytest.mark.parametrize("file", ["people.csv", "places.csv", "patterns.csv"])
def test_every_row_of_the_vocabulary_names_its_source(file):
    import csv

    from screening.fairness.innocents import VOCABULARY

    with (VOCABULARY / file).open(encoding="utf-8", newline="") as lines:
        assert all(row["source"] for row in csv.DictReader(lines))
