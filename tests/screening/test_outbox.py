import pytest

from screening.outbox import RecordedEntry, event_of

HASH = "ab" * 32
WHOLE = f'"id":"evt_{HASH[:32]}"'
RUN = "/api/v1/runs/r1"


def line(action, team="office", **facts):
    return RecordedEntry(action, "2026-11-25T09:00:04+00:00", team, "r1", HASH, facts)


@pytest.mark.parametrize(
    ("recorded", "type_", "rest"),
    [
        (line("run.finished", rows=12, upload="9f"), "run.finished",
         f'"run":{{"id":"r1","state":"finished","rows":12}},'
         f'"links":{{"run":"{RUN}","results":"{RUN}/results","report":"{RUN}/report"}}'),
        (line("run.failed", code="step-failed"), "run.failed",
         f'"run":{{"id":"r1","state":"failed","code":"step-failed"}},"links":{{"run":"{RUN}"}}'),
        (line("disposition.confirmed", disposition="d", case="c", to="true_match", subject="token"), "decision.made",
         '"decision":{"id":"d","case":"c","verdict":"true_match"}'),
        (line("disposition.lapsed", disposition="d", case="c"), "decision.ended",
         '"decision":{"id":"d","case":"c","ended":"lapsed"}'),
        (line("lists.changed", lists=["ours"], kind="import", generation=2, reason="A. Person"), "list.changed",
         '"lists":{"ids":["ours"],"change":"import","generation":2},"links":{"ours":"/api/v1/lists/ours/diff"}'),
    ],
)  # fmt: skip
def test_receivers_get_these_bytes_which_they_know_and_which_are_signed(recorded, type_, rest):
    at = '"at":"2026-11-25T09:00:04+00:00","team":"office"'
    assert event_of(recorded).body() == f'{{{WHOLE},"type":"{type_}",{at},{rest}}}'


def test_text_in_other_scripts_is_sent_as_it_is_written():
    assert '"team":"東京 \\"A\\""' in event_of(line("run.failed", team='東京 "A"')).body()


def test_nobody_is_told_of_other_lines():
    assert event_of(line("run.accepted")) is None
