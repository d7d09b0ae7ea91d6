"""Logs hold facts and never a name, also where something goes wrong."""

import json

import structlog

from screening.logs import configure

MARKER = "Zzyxgrave Quillfeather"


def test_a_field_that_may_hold_a_text_somebody_gave_is_dropped(capsys):
    configure("INFO")
    structlog.get_logger().info("step failed", run="1", subject=MARKER, exc_info=MARKER, sentence=MARKER)
    said = json.loads(capsys.readouterr().err)
    structlog.reset_defaults()
    assert (said["event"], said["run"]) == ("step failed", "1")
    assert set(said) == {"event", "run", "level", "timestamp"}
