import json

from screening.bulk.about_json import (
    BulkAbout,
    BulkCounts,
    BulkParameters,
    ColumnReading,
    ListFile,
    PolicyFile,
)
from screening.bulk.job import BulkJob
from screening.pipeline import ScreeningRequest


def test_the_file_beside_a_result_has_its_fields_in_their_old_order_and_the_hash_of_each_policy():
    about = BulkAbout(
        input=ListFile(name="å.csv", sha256="a" * 64),
        parameters=BulkParameters.of(BulkJob("csv", ScreeningRequest(policies=("own",)), reference="id")),
        engine="e",
        screened_at="2026-11-25T09:00:00+00:00",
        as_of=None,
        register_sha256=None,
        snapshots=[],
        lists_current=True,
        not_searched=[],
        policies=[PolicyFile(id="own", version="1", title="Own", sha256="b" * 64)],
        project={"sensitive_area": "yes"},
        counts=BulkCounts(
            rows=3, subject=1, unscreened=1, skipped=1, subjects=2, skipped_by_reason={"blank": 1}
        ),
        ends={"no_match": 2},
        distinct_subjects=1,
        columns=[ColumnReading(header="Name", meaning="name", why="by its header")],
        notices=[],
    )
    said = json.loads(about.text())
    assert about.text() == json.dumps(said, ensure_ascii=False, indent=1) + "\n"
    assert list(said) == [
        "input", "parameters", "engine", "screened_at", "as_of", "register_sha256", "snapshots", "lists_current",
        "not_searched", "policies", "project", "counts", "ends", "distinct_subjects", "columns", "notices",
    ]  # fmt: skip
    assert said["policies"] == [{"id": "own", "version": "1", "title": "Own", "sha256": "b" * 64}]
    assert said["project"] == {"sensitive_area": "yes"}
    assert said["parameters"]["policies"] == ["own"]
    assert said["parameters"]["choice"] == {}
