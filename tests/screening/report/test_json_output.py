"""The one JSON shape of a result: what is left out, and texts that are no whole characters."""

import json
from dataclasses import replace

from screening.intake.model import Row, RowState
from screening.model import Level, Subject, SubjectType
from screening.report.json_output import (
    BodyHit,
    HitJson,
    ReportedLists,
    ScreeningJson,
    result_json,
    row_json,
    unscreened_json,
)
from watchlists.model import Status


def test_half_a_surrogate_pair_is_written_as_it_was_given(engine, facts):
    subject = Subject(name="KU Leuven \ud800", type=SubjectType.ORGANISATION)
    said = result_json(engine.screen(subject), facts)
    assert json.loads(json.dumps(said, ensure_ascii=False))["subject"]["name"] == subject.name


def test_provenance_comes_last_and_only_where_it_is_asked_for(engine, facts):
    result, run = engine.screen(Subject(name="KU Leuven")), facts
    alone = ScreeningJson.of(result, run).model_dump(mode="json")
    assert [*alone, "provenance"] == list(result_json(result, run))
    assert "code" not in alone["assessment"]


def test_a_row_names_its_subject_only_where_it_has_several(engine, facts):
    one, two = (Row("a", 3, RowState.SUBJECT, subjects=(Subject(name="x"),) * count) for count in (1, 2))
    assert row_json(one) == {"sheet": "a", "number": 3}
    assert row_json(two, 2) == {"sheet": "a", "number": 3, "subject": 2, "subjects": 2}
    unscreened = unscreened_json(two, facts, "why")
    assert (unscreened["subject"], unscreened["assessment"]["code"]) == (None, "no-result")


def test_a_listing_says_what_it_does_gravest_first(engine, facts):
    said = result_json(engine.screen(Subject(name="Rosoboronexport", type=SubjectType.ORGANISATION)), facts)
    found = {hit["listing"]["watchlist"]["id"]: hit["listing"]["measures"] for hit in said["hits"]}
    assert found["us-bis-entity-list"] == ["export_control"]
    assert found["eu-financial-sanctions"] == ["asset_freeze"]


def test_a_listing_says_whether_its_entry_or_the_catalogue_says_what_it_does(engine, facts):
    said = result_json(engine.screen(Subject(name="Rosoboronexport", type=SubjectType.ORGANISATION)), facts)
    found = {
        hit["listing"]["watchlist"]["id"]: hit["listing"]["measures_from_catalogue"] for hit in said["hits"]
    }
    assert found["us-bis-entity-list"]
    assert not found["eu-financial-sanctions"]


def test_a_body_has_a_score_of_its_own_and_all_its_listings(engine, facts):
    subject = Subject(name="Rosoboronexport", type=SubjectType.ORGANISATION)
    result = engine.screen(subject)
    said = result_json(result, facts)
    body, *_ = said["bodies"]
    lead, own = said["hits"][0], [hit for hit in result.reading.hits if hit.party[0] == body["id"]]
    assert body["deciding_listing"] == lead["listing"]["id"]
    assert body["confidence"] == lead["confidence"]
    assert (body["risk_score"], body["risk_level"]) == (
        said["assessment"]["risk_score"],
        said["assessment"]["risk_level"],
    )
    listed = {each.id for hit in own for each in (hit.listing, *hit.other_listings)}
    assert len(listed) > 1
    assert set(body["listings"]) == listed


def test_a_body_of_which_only_history_is_known_has_no_score(facts, world):
    gone = world.hit(listing=world.listing(status=Status.LIFTED))
    (body,) = BodyHit.all_of([gone], ())
    assert (body.risk_score, body.risk_level) == (0, Level.NONE)


def test_a_name_by_which_a_text_was_read_is_known_by_its_place_in_the_listing(world):
    own = world.hit()
    own = replace(own, matched_name=own.listing.name)
    assert HitJson.of(own, ReportedLists({}, {})).matched.name_id == f"{own.listing.id}#1"
    other = world.hit(matched_name="a name that the register has")
    assert HitJson.of(other, ReportedLists({}, {})).matched.name_id is None
