"""What a recording holds of a row, and what a comparison says of two recordings."""

import pytest

from benchmarks.outcomes.compare import compare, report
from benchmarks.outcomes.persons import invented_persons
from benchmarks.outcomes.record import Key, Record, RecordedHit, record_of, set_records
from benchmarks.outcomes.sources import file_rows
from benchmarks.outcomes.storage import read_sets, write_sets
from screening.model import (
    Assessment,
    Hit,
    Level,
    Mention,
    Outcome,
    Reading,
    Relation,
    Result,
    Subject,
    SubjectType,
)
from watchlists.model import ListedName, Listing, NameKind, PartyType

FILE = "visitors.csv"
NUDT = RecordedHit("tracker:nudt", "same", 0.96)
HIT = RecordedHit("entity-list:hit", "same", 0.9)


def key(row, file=FILE):
    return Key("layouts", file, "", row)


def review(row, *hits, score=60, file=FILE):
    return Record(key(row, file), "review", score=score, hits=hits)


def plain(row, file=FILE):
    return Record(key(row, file), "no_match")


def unread(code="no-table", file=FILE):
    return Record(key(0, file), "unread", code)


def compared(before, after):
    return compare("layouts", set_records(before), set_records(after))


def test_a_hit_that_is_gone_is_lost_and_the_outcome_changed():
    found = compared([review(2, NUDT), review(3, HIT)], [plain(2), review(3, HIT)])
    assert [(each.key, each.listing, each.before, each.after) for each in found.lost] == [
        (key(2), NUDT.listing, NUDT, None)
    ]
    assert [(each.key, each.before, each.after) for each in found.outcomes] == [
        (key(2), "review", "no_match")
    ]
    assert found.new == []


def test_a_hit_that_was_not_there_is_new():
    found = compared([plain(2), review(3, HIT)], [review(2, NUDT), review(3, HIT, NUDT)])
    assert [(each.key, each.listing) for each in found.new] == [
        (key(2), NUDT.listing),
        (key(3), NUDT.listing),
    ]
    assert [each.key for each in found.outcomes] == [key(2)]
    assert found.lost == []


def test_the_same_recording_twice_has_no_difference():
    rows = [plain(2), review(3, HIT, NUDT), Record(key(4), "unscreened", "cell-too-long")]
    found = compared(rows, rows)
    assert not any((found.lost, found.new, found.relations, found.outcomes, found.scores, found.confidences))


def test_another_relation_is_neither_lost_nor_new():
    hospital = RecordedHit(NUDT.listing, "hospital_of", 0.5)
    found = compared([review(2, NUDT)], [review(2, hospital)])
    assert (found.lost, found.new) == ([], [])
    assert [(each.before.relation, each.after.relation) for each in found.relations] == [
        ("same", "hospital_of")
    ]
    assert [(each.before, each.after) for each in found.confidences] == [(0.96, 0.5)]


def test_another_reason_for_not_being_screened_is_another_outcome():
    found = compared(
        [Record(key(2), "unscreened", "formula")], [Record(key(2), "unscreened", "cell-too-long")]
    )
    assert [(each.before, each.after) for each in found.outcomes] == [
        ("unscreened (formula)", "unscreened (cell-too-long)")
    ]


def test_a_file_that_is_not_read_now_is_said_once_and_each_of_its_hits_is_lost():
    found = compared([plain(2), review(3, HIT), review(4, NUDT)], [unread()])
    assert [(each.key, each.before, each.after) for each in found.outcomes] == [
        (key(0), "read", "unread (no-table)")
    ]
    assert [each.listing for each in found.lost] == [HIT.listing, NUDT.listing]


def test_a_file_that_is_read_now_is_said_once_and_each_of_its_hits_is_new():
    found = compared([unread()], [plain(2), review(3, HIT)])
    assert [(each.before, each.after) for each in found.outcomes] == [("unread (no-table)", "read")]
    assert [each.listing for each in found.new] == [HIT.listing]


def test_a_file_of_one_side_alone_is_named_and_not_compared():
    other = "suppliers.csv"
    found = compared([review(2, HIT)], [review(2, HIT), review(2, NUDT, file=other)])
    assert (found.only_after, found.new) == ((other,), [])
    found = compared([review(2, HIT), review(2, NUDT, file=other)], [review(2, HIT)])
    assert (found.only_before, found.lost) == ((other,), [])


def test_a_line_names_set_row_listing_both_sides_and_the_text_at_hand():
    found = compared([review(2, NUDT), review(3, HIT)], [plain(2), review(3, HIT, score=75)])
    lines = list(report(found, {NUDT.listing: "Defense University"}, {key(2): "Li | NUDT"}))
    assert lines[0] == "== layouts: no_match 0 -> 1, review 2 -> 1"
    assert (
        'lost     layouts visitors.csv row 2: tracker:nudt "Defense University": same 0.96 -> none | Li | NUDT'
        in lines
    )
    assert "outcome  layouts visitors.csv row 2: review -> no_match | Li | NUDT" in lines
    assert (
        "risk scores: 1 rose (most: 60 -> 75, layouts visitors.csv row 3), "
        "1 fell (most: 60 -> 0, layouts visitors.csv row 2)" in lines
    )
    assert (
        lines[-1] == "layouts: 1 lost hits, 0 new hits, 0 other relations, 1 other outcomes, 2 other scores"
    )


def test_what_is_frozen_is_read_back_and_other_sets_of_the_folder_stay(tmp_path):
    layouts = set_records([plain(2), review(10, HIT, NUDT), review(9), unread(file="b.csv")])
    persons = set_records([Record(Key("persons", "invented", "", 5), "review", "", 24, (HIT,))])
    write_sets(tmp_path, {"layouts": set_records([review(1, HIT)]), "persons": persons})
    write_sets(tmp_path, {"layouts": layouts})
    assert read_sets(tmp_path) == {"layouts": layouts, "persons": persons}


def test_nothing_is_stored_of_a_row_without_a_finding_but_its_count(tmp_path):
    write_sets(tmp_path, {"layouts": set_records([plain(2), plain(3), review(4, HIT)])})
    assert (tmp_path / "layouts.csv").read_text(encoding="utf-8").splitlines()[1:] == [
        "visitors.csv,,4,review,,60,entity-list:hit,same,0.9"
    ]
    assert "layouts,visitors.csv,no_match,2" in (tmp_path / "counts.csv").read_text(encoding="utf-8")


def result(outcome, score=0, hits=()):
    return Result(Subject("x"), Reading(tuple(hits)), Assessment(outcome, score, Level.NONE, ()))


def hit(relation, confidence):
    name = ListedName("Harbin Institute of Technology", NameKind.PRIMARY)
    listing = Listing(HIT.listing, "entity-list", (name,), PartyType.ORGANISATION)
    return Hit(listing, Mention("x", "name"), relation, confidence, "x", "x", NameKind.PRIMARY, ())


def test_of_several_subjects_the_gravest_is_recorded_with_the_hits_of_all():
    unscreened = result(Outcome.UNSCREENED)
    listed = result(Outcome.REVIEW, 60, [hit(Relation.HOSPITAL_OF, 0.5), hit(Relation.SAME, 0.9)])
    assert record_of(key(2), [unscreened, listed]) == review(2, HIT)


def test_a_row_that_was_read_in_part_is_never_no_match():
    assert record_of(key(2), [result(Outcome.NO_MATCH)]).outcome == "no_match"
    assert record_of(key(2), [result(Outcome.NO_MATCH)], "unscreened", "formula").outcome == "unscreened"


def test_rows_of_a_list_stand_by_their_numbers_in_the_file(tmp_path):
    path = tmp_path / FILE
    path.write_text("Name,Institution\nLi Mei,NUDT\n\nAna Silva,University of Oslo\n", encoding="utf-8")
    rows = list(file_rows("layouts", path, FILE))
    assert [(row.key.row, row.outcome, row.code, row.text) for row in rows] == [
        (1, "skipped", "header", ""),
        (2, "", "", "Li Mei | NUDT"),
        (4, "", "", "Ana Silva | University of Oslo"),
    ]


def test_a_list_that_is_refused_is_recorded_as_not_read(tmp_path):
    path = tmp_path / FILE
    path.write_bytes(b"")
    (row,) = file_rows("layouts", path, FILE)
    assert (row.key, row.outcome) == (key(0), "unread")
    assert row.code


@pytest.mark.parametrize("seed", [1, 17])
def test_invented_persons_are_different_and_the_same_ones_again(seed):
    persons = invented_persons(2_000, seed)
    assert len(set(persons)) == 2_000
    assert persons == invented_persons(2_000, seed)
    assert {each.type for each in persons} == {SubjectType.PERSON}
    assert persons != invented_persons(2_000, seed + 1)
