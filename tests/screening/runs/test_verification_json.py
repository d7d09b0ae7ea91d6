import json

from click.testing import CliRunner

from screening.audit import Head, LogFault
from screening.audit.chain import Area, Severity
from screening.cli import main
from screening.runs.verification import VerificationResult
from screening.runs.verification_json import VerificationJson

HEAD = Head(7, "ab" * 32, "2026-11-25T09:00:00+00:00")


def test_a_fault_that_no_entry_speaks_of_has_none_and_files_that_were_left_out_are_not_counted():
    fault = LogFault(0, "a file is gone", Area.FILES)
    notice = LogFault(3, "not compared", Area.STATE, Severity.NOTICE)
    said = VerificationJson.of(VerificationResult(HEAD, 2, 1, 40, None, (fault,), (notice,)))
    assert json.loads(said.model_dump_json()) == {
        "whole": False,
        "entries": 7,
        "head": {"sequence": 7, "hash": HEAD.hash, "at": HEAD.at},
        "heads": 2,
        "heads_outside": 1,
        "rows_compared": 40,
        "files_read": None,
        "faults": [{"area": "files", "entry": None, "sentence": "a file is gone"}],
        "notices": [{"area": "state", "entry": 3, "sentence": "not compared"}],
    }


def test_a_log_is_whole_only_where_something_outside_vouches_for_its_end():
    def whole(head, heads):
        return VerificationJson.of(VerificationResult(head, heads, 0, 0, 0, (), ())).whole

    assert whole(HEAD, 1)
    assert not whole(HEAD, 0)
    assert whole(Head(0, "", ""), 0)


def test_the_command_prints_it(place, monkeypatch):
    monkeypatch.setenv("SCREENING_DATA", str(place.settings.data))
    monkeypatch.setenv("SCREENING_DATABASE_URL", place.settings.database_url)
    with place.decide() as decision:
        decision.record("run.accepted", actor="ana", team="office")
    said = CliRunner().invoke(main, ["audit", "verify", "--json", "--no-files"])
    assert VerificationJson.model_validate_json(said.stdout).files_read is None
    assert json.loads(said.stdout)["entries"] >= 1
