"""The report of a finished run with the decisions of today, from the command line as from the pages."""

import pytest
from click.testing import CliRunner
from flask import g
from sqlmodel import select

from screening.accounts import AccessRole
from screening.cli import main
from screening.review.decide import Proposal, propose
from screening.review.rules import Decider, Verdict
from screening.storage.review_tables import Case
from web.access import Caller
from web.app import create_app
from web.config import Config

ANA = Decider("person:ana", "Ana Officer")
pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


@pytest.fixture
def run(lists):
    """A run whose one question was decided after it had ended."""
    run_id = lists.screen(["Baumann Rocket Institute", "Harvard University"])
    with lists.place.database.read() as session:
        case_id = session.exec(select(Case.id).where(Case.team == "office")).one()
    proposal = Proposal(Verdict.INCONCLUSIVE, "too_little")
    propose(lists.place, "office", case_id, proposal, ANA, source="page")
    return run_id


@pytest.fixture
def page(lists, tmp_path):
    """What the pages give of a run to somebody of its team."""
    config = Config(rates=tmp_path / "rates.sqlite3")
    app = create_app(config, lists.engine(lists.world.DAY), lambda: lists.world.MOMENT, lists.place)

    @app.before_request
    def be_ana():
        g.caller = Caller(ANA.id, ANA.name, "office", frozenset({AccessRole.REVIEWER}))

    return lambda address: app.test_client().get(address, base_url="https://localhost").data


def test_the_report_with_todays_decisions_has_the_same_bytes_as_the_download_of_the_page(
    run, page, tmp_path, lists
):
    out, sealed = tmp_path / "today.csv", tmp_path / "sealed.csv"
    asked = ["runs", "report", run, "--team", "office", "-o"]
    said = CliRunner().invoke(main, [*asked, str(out), "--today"])
    assert (said.exit_code, said.output) == (0, f"Report with the decisions of today: {out}\n")
    assert out.read_bytes() == page(f"/runs/{run}/report/csv?decisions=now")
    assert "inconclusive" in out.read_text()
    assert not out.with_name("today.csv.receipt.json").exists()
    assert CliRunner().invoke(main, [*asked, str(sealed)]).exit_code == 0
    assert "inconclusive" not in sealed.read_text()
    assert sealed.with_name("sealed.csv.receipt.json").exists()


def test_of_no_run_there_is_no_report_of_today(run, tmp_path):
    said = CliRunner().invoke(main, ["runs", "report", "nothing", "--today", "-o", str(tmp_path / "x.csv")])
    assert said.exit_code == 2
    assert "run-unknown" in said.output
