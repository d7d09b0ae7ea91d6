import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime

from screening.list_json import GenerationJson, ListDifferences, UpdateReportJson
from watchlists.editions.store import Generation, StoreEvent
from watchlists.model import ListedName, Listing, NameKind, PartyType
from watchlists.updates.diff import differences
from watchlists.updates.edition_lookup import Compared
from watchlists.updates.fetch import PublisherAnswer
from watchlists.updates.guards import GuardFinding
from watchlists.updates.update import UpdateOutcome
from watchlists.updates.update_report import Heading
from watchlists.updates.update_trace import PublisherTrace, ReadFile

ABOUT = Heading(datetime(2026, 11, 25, 9, tzinfo=UTC), dry_run=True)


def listing(name, country="CN"):
    return Listing(
        name, "ours", (ListedName(name, NameKind.PRIMARY),), PartyType.ORGANISATION, country=country
    )


def test_a_report_of_an_update_holds_what_came_and_what_was_read_of_it():
    answer = PublisherAnswer("https://example.org/list", 200, "text/csv", bytes=9, sha256="a" * 64)
    read = ReadFile("2", date(2026, 11, 1), 1, 2, 0, ("name",), ())
    finding = GuardFinding("fell", "fewer than before", stops=False)
    seen = PublisherTrace("csv", (answer,), read, (finding,), ("2",), "It is newer.")
    found = differences([listing("A")], [listing("A"), listing("B")])
    outcome = replace(UpdateOutcome("ours", "would be new", "said"), seen=seen, differences=found)
    failed = UpdateOutcome("theirs", "refused", "It did not answer.", code="fetch-failed")
    said = json.loads(UpdateReportJson.of(ABOUT, [outcome, failed]).model_dump_json())
    assert (said["made_at"], said["dry_run"], said["failed"]) == (
        "2026-11-25T09:00:00+00:00",
        True,
        ["theirs"],
    )
    ours, theirs = said["lists"]
    assert ours["answers"] == [asdict(answer)]
    assert ours["read"] == {
        "edition": "2", "edition_date": "2026-11-01", "in_force": 1, "all": 2, "persons": 0, "columns": ["name"],
        "unread": [],
    }  # fmt: skip
    assert ours["guards"] == [{"guard": "fell", "sentence": "fewer than before", "stops": False}]
    assert (ours["sentence"], ours["added"], ours["removed"], ours["changed"]) == ("It is newer.", 1, 0, 0)
    assert (theirs["sentence"], theirs["reader"], theirs["read"]) == ("It did not answer.", None, None)
    assert "added" not in theirs


def test_differences_stand_behind_the_editions_they_are_between():
    found = differences([listing("A"), listing("B")], [replace(listing("A"), country="HK"), listing("C")])
    said = ListDifferences.of_list("ours", Compared("1", "2", found)).model_dump(mode="json")
    assert list(said) == ["list", "before", "after", "added", "removed", "changed", "same"]
    assert said["added"] == [{"id": "C", "name": "C", "country": "CN"}]
    assert said["changed"] == [
        {"id": "A", "name": "A", "changes": [{"field": "country", "before": "CN", "after": "HK"}]}
    ]


def test_a_generation_says_what_made_it():
    event = StoreEvent("rollback", "2026-11-25", ("ours",), "ana", "a mistake")
    generation = Generation(number=4, event=event)
    assert GenerationJson.of(generation).model_dump() == {"generation": 4, **asdict(event), "lists": ["ours"]}
