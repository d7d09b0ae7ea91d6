"""Mail about a watch reads like a note: how many of how many, since when, who and why, and how the list itself changed."""

from datetime import date

from screening.model import Level, Outcome
from screening.watch.changes import VersionDifference, WatchChangeKind
from screening.watch.messages import ChangeLine, Coverage, changes_message, first_message, weekly_message

PAGE = "https://screening.example.org/watches/7"
ADDED = "Baumann Rocket Institute was added to Entity List (edition 3 to 4)."


def line(**changes):
    said = {
        "kind": WatchChangeKind.LISTED,
        "row": 17,
        "sheet": "Visitors",
        "reference": "P-17",
        "name": "",
        "outcome": Outcome.REVIEW,
        "level": Level.HIGH,
        "level_before": None,
        "party": "Baumann Rocket Institute on Entity List",
        "reasons": (ADDED,),
    }
    return ChangeLine(**said | changes)


NONE = {"outcome": Outcome.NO_MATCH, "level": Level.NONE, "party": ""}
GONE = line(kind=WatchChangeKind.DELISTED, is_over=True, **NONE)
SUNDAY = Coverage(date(2026, 11, 29))
NOBODY_CAME_OR_LEFT = VersionDifference(412, 0, 0, 0)


def message(lines, rows=NOBODY_CAME_OR_LEFT, since=date(2026, 11, 23), coverage=SUNDAY):
    return changes_message("Visitors 2026", PAGE, rows, lines, coverage, since=since)


def test_the_first_sentence_says_of_how_many_there_is_news_since_when_and_asks_to_look():
    said = message([line(), line(row=18), line(row=19)])
    assert said.subject == "3 to look at: Visitors 2026"
    assert said.text.startswith(
        "There is news about three of the 412 on “Visitors 2026” since our last message on Monday 23 November 2026."
        " Please look at each possible match"
    )
    assert "The names from your list stand on the page, not in this message." in said.text


def test_what_is_to_be_coverage_stands_before_what_is_over_and_the_subject_counts_both():
    said = message([GONE, line(row=18)])
    assert said.subject == "1 to look at, 1 no longer a possible match: Visitors 2026"
    assert said.text.index("(row 18 of your list)") < said.text.index("(row 17 of your list)")


def test_nobody_is_asked_to_look_at_what_is_over():
    said = message([GONE])
    assert said.subject == "1 no longer a possible match: Visitors 2026"
    assert "Please look" not in said.text
    assert "High, Medium" not in said.text


def test_each_row_stands_with_its_reference_and_the_reason_and_without_a_name():
    said = message([line()])
    assert (
        "1. P-17 (row 17 of your list): now a possible match, ● High: Baumann Rocket Institute on Entity List."
        " It was added to this list (edition 3 to 4)."
    ) in said.text


def test_a_reason_of_another_party_keeps_its_name():
    other = "Baumann Rocket Works was added to Entity List (edition 3 to 4)."
    assert f"on Entity List. {other}" in message([line(reasons=(other,))]).text


def test_the_publisher_of_the_list_stands_behind_it():
    said = message([line(publisher="Bureau of Industry and Security")])
    assert "on Entity List (Bureau of Industry and Security). It was added" in said.text


def test_a_party_whose_name_holds_the_word_between_it_and_the_list_is_shortened_too():
    party = "Institute on Rockets on List on Parties"
    reason = "Institute on Rockets was added to List on Parties (edition 3 to 4)."
    assert (
        f"{party}. It was added to this list (edition 3 to 4)."
        in message([line(party=party, reasons=(reason,))]).text
    )


def test_a_name_stands_first_where_names_may_stand_in_mail():
    assert "1. Ana Diaz (P-17, row 17 of your list): now" in message([line(name="Ana Diaz")]).text


def test_who_is_found_no_more_is_no_longer_a_possible_match():
    assert "no longer a possible match on any list that we searched." in message([GONE]).text


def test_who_was_a_possible_match_before_is_still_one_and_the_levels_are_compared():
    assert (
        "still a possible match, ● High: Baumann Rocket Institute on Entity List."
        in message([line(level_before=Level.HIGH)]).text
    )
    lower = line(level=Level.MEDIUM, level_before=Level.HIGH)
    assert "still a possible match, ◐ Medium (it was ● High): Baumann" in message([lower]).text


def test_more_than_twenty_rows_are_counted_and_left_to_the_page():
    said = message([line(row=number) for number in range(1, 31)])
    assert "20. P-17 (row 20 of your list)" in said.text
    assert "21. P-17 (row 21 of your list)" not in said.text
    assert "Ten more stand on the page." in said.text


def test_how_the_list_itself_changed_is_one_sentence():
    said = message([line()], rows=VersionDifference(412, 3, 1, 2))
    assert "Your list itself changed, too: three joined, one left and two changed." in said.text


def test_html_says_the_same_and_what_lists_give_stands_in_it_as_text():
    said = message([line(reference="<b>7</b>", reasons=("A & B was added to <i>List</i>.",))])
    assert "&lt;b&gt;7&lt;/b&gt;" in said.html
    assert "A &amp; B was added to &lt;i&gt;List&lt;/i&gt;." in said.html
    assert f'<a href="{PAGE}">' in said.html


def test_the_first_message_says_who_may_be_whom_and_what_to_expect():
    said = first_message("Visitors", PAGE, 412, [line(reasons=())], SUNDAY, is_weekly=False)
    assert said.subject == "1 to look at, now watched: Visitors"
    assert said.text.startswith(
        "The 412 people and organisations on “Visitors” were screened on Sunday 29 November 2026. They are screened again"
        " whenever one of the lists that we search changes. One of them is a possible match. Please look"
    )
    assert (
        "1. P-17 (row 17 of your list): a possible match, ● High: Baumann Rocket Institute on Entity List."
        in said.text
    )
    assert "We write again when there is something new" in said.text


def test_the_first_message_says_that_nothing_was_found():
    said = first_message("Visitors", PAGE, 412, [], SUNDAY, is_weekly=False)
    assert said.subject == "No match found, now watched: Visitors"
    assert "No match found." in said.text


def test_the_first_message_never_says_that_nothing_was_found_where_a_row_was_not_screened():
    coverage = Coverage(SUNDAY.day, unscreened=2)
    said = first_message("Visitors", PAGE, 412, [], coverage, is_weekly=False)
    assert said.subject == "No match found, and not all could be screened, now watched: Visitors"
    assert "were screened on Sunday 29 November 2026, except for some rows." in said.text
    assert "Two rows could not be screened: nothing is known about them" in said.text


def test_the_first_message_names_the_lists_that_are_out_of_date():
    coverage = Coverage(SUNDAY.day, out_of_date=("us-sdn",))
    said = first_message("Visitors", PAGE, 412, [], coverage, is_weekly=False)
    assert said.subject == "No match found on lists of which some are out of date, now watched: Visitors"
    assert "Out of date on that day: us-sdn." in said.text


def test_the_first_message_promises_a_weekly_one_where_there_is_one():
    said = first_message("Visitors", PAGE, 412, [], SUNDAY, is_weekly=True)
    assert "and once a week where nothing changed" in said.text
    assert "once a week" not in first_message("Visitors", PAGE, 412, [], SUNDAY, is_weekly=False).text


def test_what_could_not_be_screened_or_decided_is_never_no_longer_a_possible_match():
    unscreened = line(kind=WatchChangeKind.RESULT, outcome=Outcome.UNSCREENED, level=Level.NONE, party="")
    undecided = line(kind=WatchChangeKind.RESULT, reasons=("The policy eu could be decided before.",), **NONE)
    said = message([GONE, undecided, unscreened, line(row=20)])
    assert said.subject.startswith(
        "1 to look at, 1 could not be screened, 1 changed otherwise, 1 no longer a possible match:"
    )
    both = message([undecided, unscreened])
    assert "no longer a possible match" not in both.subject + both.text
    assert "Please look" not in both.text


def test_a_quiet_week_names_the_day_of_the_lists_and_those_out_of_date():
    said = weekly_message(
        "Visitors",
        PAGE,
        412,
        since=date(2026, 11, 22),
        screened_on=date(2026, 11, 29),
        out_of_date=["us-sdn"],
    )
    assert said.text.startswith("Nothing changed about the 412 on “Visitors” since Sunday 22 November 2026.")
    assert "Out of date on that day: us-sdn." in said.text
