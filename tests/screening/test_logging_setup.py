"""Logs hold facts and never a name, also where something goes wrong."""

import json
import sys
from contextlib import suppress
from pathlib import Path

import structlog

from screening.logging_setup import configure

MARKER = "Zzyxgrave Quillfeather"


def test_a_line_that_a_full_disk_does_not_take_is_no_reason_to_end(monkeypatch):
    with Path("/dev/full").open("w") as full:
        monkeypatch.setattr(sys, "stderr", full)
        configure("INFO")
        try:
            structlog.get_logger().warning("storage would not", code="storage-full")
        finally:
            structlog.reset_defaults()
            with suppress(OSError):
                full.close()


def test_a_file_that_was_closed_is_no_reason_to_end(monkeypatch, tmp_path):
    with (tmp_path / "log").open("w") as closed:
        monkeypatch.setattr(sys, "stderr", closed)
        configure("INFO")
    try:
        structlog.get_logger().warning("worker started")
    finally:
        structlog.reset_defaults()


def test_a_field_that_may_hold_a_text_somebody_gave_is_dropped(capsys):
    configure("INFO")
    structlog.get_logger().info("step failed", run="1", subject=MARKER, exc_info=MARKER, sentence=MARKER)
    said = json.loads(capsys.readouterr().err)
    structlog.reset_defaults()
    assert (said["event"], said["run"]) == ("step failed", "1")
    assert set(said) == {"event", "run", "level", "timestamp"}
