"""The one JSON shape of a result: what is left out, and texts that are no whole characters."""

import json

from screening.intake.model import Row, RowState
from screening.model import Subject, SubjectType
from screening.report.json_output import ScreeningJson, result_json, row_json, unscreened_json


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
