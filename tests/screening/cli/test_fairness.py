import pytest
from click.testing import CliRunner

from screening.cli import main


def run(*args):
    return CliRunner().invoke(main, ["fairness", *args])


def test_the_notice_is_printed_with_its_gaps_and_nothing_is_screened():
    result = run("--notice")
    assert result.exit_code == 0
    assert "[who answers requests]" in result.output
    assert "Synthetic innocents" not in result.output


@pytest.mark.slow
def test_rates_are_reported_by_group_and_no_name_is_printed(tmp_path):
    path = tmp_path / "people.csv"
    rows = ["Name,Affiliation,Country"] + ["Zzyzx Unusual,University of Canterbury,NZ"] * 12
    path.write_text("\n".join(rows), encoding="utf-8")
    result = run(str(path), "--as-of", "2026-11-25")
    assert result.exit_code == 0, result.output
    assert "people.csv: 12 rows screened, 0 could not be screened" in result.output
    assert "latin" in result.output
    assert "Synthetic innocents (every alert is a false alarm)" in result.output
    assert "Zzyzx" not in result.output
