"""Whatever a publisher serves, the edition in force is whole: L1 to L12, each with its own refusal."""

import gzip
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from threading import Thread

import pytest
from publisher import LIST, NAMES, RULES, Answer, entry_at, un_xml

from watchlists.editions.store import Store
from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import ListsBusy, OverrideUnnamed, StoreUnwritable
from watchlists.library import load_library
from watchlists.model import Guards
from watchlists.updates.update import UpdateDecision, update

GOOD = un_xml(NAMES)
NEWER = un_xml((*NAMES, "MAGNOLIA ROTOR WORKS"), "2026-11-23")


@pytest.fixture
def held(world):
    """A world with a good edition in force, and a check that it still is."""
    assert world.update(Answer(GOOD)).result == "new"
    return world


def refused(world, code, *answers, **facts):
    before, bytes_before = world.in_force(), file_hash(world)
    outcome = world.update(*answers, **facts)
    assert (outcome.result, outcome.code) == ("refused", code), outcome.sentence
    assert outcome.sentence.endswith((".", ".]"))
    assert (world.in_force(), file_hash(world)) == (before, bytes_before)
    return outcome


def file_hash(world):
    stored_editions = StoredEditions.open(world.data)
    return sha256(
        stored_editions.file(stored_editions.manifests[stored_editions.in_force(LIST).name]).read_bytes()
    ).hexdigest()


def test_a_healthy_edition_comes_into_force_with_where_it_came_from(held):
    stored_editions = StoredEditions.open(held.data)
    manifest = stored_editions.manifests[stored_editions.in_force(LIST).name]
    assert manifest.raw_sha256 == manifest.snapshot.publisher_sha256 == sha256(GOOD).hexdigest()
    assert stored_editions.store.get(manifest.raw_sha256) == GOOD
    assert manifest.url.endswith("/list.xml")
    assert manifest.snapshot.retrieved_at == "2026-11-25T09:00:00+00:00"
    assert manifest.snapshot.edition == "2026-11-20"


def test_a_newer_edition_replaces_it_and_the_differences_are_told(held):
    outcome = held.update(Answer(NEWER))
    assert outcome.result == "new"
    assert [each.name for each in outcome.differences.added] == ["MAGNOLIA ROTOR WORKS"]
    assert held.in_force()[0] == "2026-11-23"


@pytest.mark.parametrize("share", [0.01, 0.25, 0.6, 0.99])
def test_l1_a_download_cut_short_is_refused(held, share):
    refused(held, "download-cut-short", Answer(NEWER, sent=int(len(NEWER) * share)))


@pytest.mark.parametrize("share", [0.25, 0.6, 0.99])
def test_l1_a_list_cut_short_without_an_announced_length_is_refused(held, share):
    refused(held, "not-the-list", Answer(NEWER, sent=int(len(NEWER) * share), announced=-1))


def test_l1_more_bytes_than_announced_are_no_whole_list(held):
    refused(held, "not-the-list", Answer(NEWER, announced=len(NEWER) - 40))


@pytest.mark.parametrize(
    "answer",
    [
        Answer(b"<!doctype html><title>Sign in</title>", headers={"Content-Type": "text/html"}),
        Answer(b"<!DOCTYPE html><title>Sign in</title>"),
        Answer(b'{"error": "try later"}', headers={"Content-Type": "application/json"}),
        Answer(b'{"error": "try later"}'),
        Answer(b""),
        Answer(status=304, announced=-1),
    ],
    ids=["html", "html called xml", "json", "json called xml", "empty", "not modified"],
)
def test_l2_an_error_that_calls_itself_success_is_not_the_list(world, answer):
    outcome = world.update(answer)
    assert (outcome.result, outcome.code) == ("refused", "not-the-list")
    assert world.in_force() is None


def test_l3_a_renamed_field_stops_and_is_named(held):
    entry = held.entry(
        guards=Guards(fewest=30, required_columns=("ENTITY/REFERENCE_NUMBER", "ENTITY/FIRST_NAME"))
    )
    renamed = NEWER.replace(b"FIRST_NAME", b"WHOLE_NAME")
    assert (
        "'ENTITY/FIRST_NAME' is missing"
        in refused(held, "guard-columns", Answer(renamed), entry=entry).sentence
    )


def test_l3_a_new_field_and_an_unknown_value_are_taken_and_told(held):
    more = un_xml((*NAMES, "M"), "2026-11-23", regime="Atlantis", extra="<NEW_FIELD>x</NEW_FIELD>")
    outcome = held.update(Answer(more))
    assert outcome.result == "new"
    assert "NEW_FIELD" in outcome.warnings[0]
    assert "Atlantis" in outcome.warnings[0]


def test_l3_more_that_is_unknown_than_the_catalogue_bears_stops(held):
    more = un_xml(NAMES, "2026-11-23", regime="Atlantis", extra="<NEW_FIELD>x</NEW_FIELD>")
    refused(held, "guard-unread", Answer(more), entry=held.entry(guards=Guards(fewest=30, most_unread=1)))


def test_l3_another_namespace_is_not_the_list(held):
    refused(held, "not-the-list", Answer(NEWER.replace(b"CONSOLIDATED_LIST", b"CONSOLIDATED_LISTS")))


def test_l4_a_fall_beyond_the_limit_stops_and_a_smaller_one_does_not(held):
    refused(held, "guard-fell", Answer(un_xml(NAMES[:35], "2026-11-23")))
    assert held.update(Answer(un_xml(NAMES[:36], "2026-11-23"))).result == "new"


def test_l4_a_rise_beyond_the_limit_is_held(held):
    names = (*NAMES, *(f"{name} EAST" for name in NAMES))
    assert "held until" in refused(held, "guard-rose", Answer(un_xml(names, "2026-11-23"))).sentence


def test_l4_too_few_listings_stop_even_the_first_edition(world):
    outcome = world.update(Answer(un_xml(NAMES[:29])))
    assert outcome.code == "guard-fewest"
    assert world.in_force() is None


def test_l4_a_field_that_too_few_listings_have_stops(held):
    entry = held.entry(guards=Guards(fewest=30, filled=(("listed_from", 0.9),)))
    undated = NEWER.replace(b"<LISTED_ON>2010-06-09</LISTED_ON>", b"")
    refused(held, "guard-filled", Answer(undated), entry=entry)


def test_l4_an_override_needs_a_person_and_a_reason_and_both_stand_in_the_history(held):
    smaller = Answer(un_xml(NAMES[:20], "2026-11-23"))
    for half in (UpdateDecision(by="A. Person"), UpdateDecision(reason="delisting of 20 November")):
        with pytest.raises(OverrideUnnamed):
            held.update(smaller, decision=half)
    entry = held.entry(guards=Guards(fewest=10))
    outcome = held.update(
        smaller, entry=entry, decision=UpdateDecision("A. Person", "delisting of 20 November")
    )
    assert outcome.result == "new"
    event = next(Store(held.data / "lists").history()).event
    assert (event.by, event.reason) == ("A. Person", "overruled fell: delisting of 20 November")
    stored_editions = StoredEditions.open(held.data)
    assert stored_editions.manifests[stored_editions.in_force(LIST).name].override.guards == ("fell",)


def test_names_that_lost_characters_on_the_way_stop(held):
    refused(held, "guard-encoding", Answer(un_xml((*NAMES, "B\ufffdUMAN"), "2026-11-23")))


def test_l5_bytes_that_are_not_those_of_the_printed_checksum_are_refused(held):
    entry = held.entry(checksum="/list.sha256")
    held.publisher.serve("/list.sha256", Answer(f"{sha256(GOOD).hexdigest()}  list.xml\n".encode()))
    refused(held, "checksum-differs", Answer(NEWER), entry=entry)
    held.publisher.serve("/list.sha256", Answer(b"no sum today"))
    refused(held, "checksum-differs", Answer(NEWER), entry=entry)
    held.publisher.serve("/list.sha256", Answer(f"{sha256(NEWER).hexdigest()}  list.xml\n".encode()))
    assert held.update(Answer(NEWER), entry=entry).result == "new"


def test_l5_an_older_edition_is_refused_even_with_its_right_checksum_and_a_person_behind_it(held):
    older = un_xml(NAMES, "2026-11-01")
    entry = held.entry(checksum="/list.sha256")
    held.publisher.serve("/list.sha256", Answer(sha256(older).hexdigest().encode()))
    decision = UpdateDecision("A. Person", "I like it better")
    refused(held, "guard-older", Answer(older), entry=entry, decision=decision)


def test_l5_the_same_edition_that_says_other_things_is_refused_unless_its_publisher_does_that(held):
    changed = un_xml((*NAMES, "MAGNOLIA ROTOR WORKS"))
    refused(held, "guard-changed", Answer(changed))
    entry = held.entry(guards=Guards(fewest=30, same_edition_may_change=True))
    assert held.update(Answer(changed), entry=entry).result == "new"


def test_l5_the_same_edition_in_other_bytes_that_says_the_same_changes_nothing(held):
    before = StoredEditions.open(held.data).generation.number
    assert held.update(Answer(GOOD.replace(b"><", b">\n<"))).result == "unchanged"
    assert StoredEditions.open(held.data).generation.number == before


def test_l6_a_publisher_that_is_down_is_asked_again_then_left_and_the_age_of_the_list_tells(held):
    refused(held, "fetch-failed", Answer(status=503, headers={"Retry-After": "7"}))
    assert held.paused == [7]
    held.publisher.close()
    refused(held, "fetch-failed")
    loaded = load_library(data=held.data)[LIST]
    days = {
        day: loaded.snapshot.age_days(datetime(2026, *day, tzinfo=UTC).date()) for day in ((11, 28), (12, 25))
    }
    assert days == {(11, 28): 3, (12, 25): 30}
    assert loaded.is_out_of_date(datetime(2026, 12, 26, tzinfo=UTC).date())


def test_l6_a_look_that_finds_nothing_newer_makes_the_edition_younger_and_no_new_one(world):
    answer = Answer(GOOD, headers={"ETag": '"a"', "Last-Modified": "Fri, 20 Nov 2026 00:00:00 GMT"})
    world.update(answer)
    later = datetime(2026, 12, 20, 9, tzinfo=UTC)
    outcome = world.update(answer, now=lambda: later)
    assert outcome.result == "unchanged"
    asked = world.publisher.asked[-1][1]
    assert asked["If-None-Match"] == '"a"'
    assert asked["If-Modified-Since"] == "Fri, 20 Nov 2026 00:00:00 GMT"
    assert load_library(data=world.data)[LIST].snapshot.age_days(later.date()) == 0
    assert StoredEditions.open(world.data).generation.number == 1


def test_l7_a_full_disk_at_any_write_leaves_the_old_or_the_whole_new_edition(held, failing_disk):
    failing_at, ended = 0, False
    while not ended:
        failing_at += 1
        with failing_disk(failing_at), suppress(StoreUnwritable):
            ended = held.update(Answer(NEWER)).result in {"new", "unchanged"}
        assert held.in_force() in {("2026-11-20", NAMES), ("2026-11-23", (*NAMES, "MAGNOLIA ROTOR WORKS"))}
    assert failing_at > 6
    assert held.update(Answer(NEWER)).result == "unchanged"


@pytest.mark.parametrize("years", [-10, 10])
def test_l8_a_clock_that_is_years_wrong_orders_nothing_and_keeps_the_edition(held, years):
    wrong = lambda: datetime(2026 + years, 11, 25, 9, tzinfo=UTC)  # noqa: E731
    outcome = held.update(Answer(NEWER), now=wrong)
    assert (outcome.result, outcome.code) == (("refused", "guard-future") if years < 0 else ("new", ""))
    newest = un_xml((*NAMES, "OAK ROTOR WORKS"), "2026-11-24")
    assert held.update(Answer(newest)).result == "new"
    assert held.in_force()[0] == "2026-11-24"


def test_l10_one_byte_a_second_is_too_slow(held):
    rules = replace(RULES, total_seconds=0.3)
    refused(held, "download-too-slow", Answer(NEWER, byte_seconds=0.05), rules=rules)


def test_l10_silence_is_too_slow(held):
    rules = replace(RULES, silent_seconds=0.2)
    refused(held, "download-too-slow", Answer(NEWER, sent=10, byte_seconds=1), rules=rules)


def test_l10_a_body_without_end_is_left_at_its_limit(held):
    entry = held.entry(largest_bytes=10_000)
    refused(held, "download-too-large", Answer(b"x" * 200_000, announced=10**10), entry=entry)


def test_l10_a_bomb_is_left_at_its_limit_and_honest_compression_is_taken(held):
    entry = held.entry(largest_expanded=100_000)
    bomb = gzip.compress(b"\0" * 10_000_000)
    refused(held, "download-too-large", Answer(bomb, headers={"Content-Encoding": "gzip"}), entry=entry)
    cut = gzip.compress(NEWER)[:-20]
    refused(held, "download-cut-short", Answer(cut, headers={"Content-Encoding": "gzip"}), entry=entry)
    refused(held, "fetch-failed", Answer(NEWER, headers={"Content-Encoding": "br"}), entry=entry)
    packed = Answer(gzip.compress(NEWER), headers={"Content-Encoding": "gzip"})
    assert held.update(packed, entry=entry).result == "new"


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:1/list.xml",
        "https://example.org/list.xml",
        "http://user@127.0.0.1/list.xml",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "//169.254.169.254/latest",
        "http://[::1]/",
        "https://127.0.0.1:8443/",
        "http://0x7f000001/",
        "http://2130706433/",
    ],
)
def test_l10_a_redirect_to_anywhere_else_is_not_followed(held, target):
    refused(held, "address-not-allowed", Answer(status=302, headers={"Location": target}))


def test_l10_a_redirect_within_the_lists_hosts_is_followed_and_a_circle_is_left(held):
    held.publisher.serve("/new.xml", Answer(NEWER))
    assert held.update(Answer(status=301, headers={"Location": "/new.xml"})).result == "new"
    refused(held, "fetch-failed", Answer(status=302, headers={"Location": "/list.xml"}))


def test_l10_without_the_rule_for_tests_this_machine_is_not_asked(held):
    asked = len(held.publisher.asked)
    refused(held, "address-not-allowed", rules=replace(RULES, loopback=False))
    assert len(held.publisher.asked) == asked


def test_l11_of_two_updates_at_once_one_leaves_and_one_edition_comes_into_force(held):
    held.publisher.serve("/list.xml", Answer(NEWER, byte_seconds=0.00005))
    first = update([held.entry()], held.updating(on_progress=lambda *stage: second_leaves()))
    seen = []

    def second_leaves():
        if not seen:
            seen.append(True)
            with pytest.raises(ListsBusy):
                list(update([held.entry()], held.updating()))

    thread = Thread(target=lambda: seen.append(next(first)))
    thread.start()
    thread.join()
    assert [outcome.result for outcome in seen[1:]] == ["new"]
    assert StoredEditions.open(held.data).generation.number == 2


def test_l12_an_edition_whose_listings_screening_does_not_find_never_comes_into_force(held):
    refused(held, "guard-canaries", Answer(NEWER), prove=lambda loaded: ["MAGNOLIA ROTOR WORKS"])


def test_l12_a_canary_that_is_not_printed_stops(held):
    refused(held, "guard-canaries", Answer(un_xml(("OTHER", *NAMES[1:]), "2026-11-23")))


def test_a_dry_run_changes_nothing_and_says_what_would_change(held):
    before = sorted(path.name for path in held.data.rglob("*"))
    outcome = held.update(Answer(NEWER), dry_run=True)
    assert outcome.result == "would be new"
    assert len(outcome.differences.added) == 1
    assert sorted(path.name for path in held.data.rglob("*")) == before


def test_what_stops_one_list_does_not_stop_the_next(world):
    world.publisher.serve("/list.xml", Answer(GOOD))
    entries = [entry_at(world.publisher.url, "/gone.xml"), world.entry()]
    assert [outcome.result for outcome in update(entries, world.updating())] == ["refused", "new"]


def test_a_licence_that_asks_to_be_accepted_is_asked_for_before_anything_is_fetched(world):
    entry = world.entry(accept_licence="CC BY-NC 4.0")
    outcome = world.update(Answer(GOOD), entry=entry)
    assert outcome.code == "licence-not-accepted"
    assert world.publisher.asked == []
    assert world.update(entry=entry, accepted=frozenset({LIST})).result == "new"


def test_a_passing_failure_is_asked_again(world):
    assert world.update(Answer(status=502), Answer(GOOD)).result == "new"
    assert world.paused == [2]
