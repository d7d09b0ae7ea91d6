"""What must hold for every assessment, held on 9,595 real partners and on the example list."""

from datetime import date
from pathlib import Path

import pytest

from screening.engine import load_engine
from screening.intake import read_list
from screening.model import Level, Outcome
from screening.policy.self_declared import asking

ROOT = Path(__file__).parents[4]
PARTNERS = ROOT.parent / "shared" / "data" / "inputs" / "openalex_partner_orgs.csv"
EXAMPLE = ROOT / "examples" / "collaborators.xlsx"
POLICIES = (
    "international-baseline",
    "us-nsf-restricted-entities-2026",
    "nz-trusted-research",
    "sanctions-baseline",
)


@pytest.fixture(scope="module")
def engine():
    return load_engine(POLICIES, on=date(2026, 11, 25))


@pytest.mark.slow
@pytest.mark.parametrize("path", [PARTNERS, EXAMPLE], ids=["partners", "example"])
def test_reasons_add_up_and_every_sentence_is_said(engine, path):
    if not path.exists():
        pytest.skip(f"{path.name} is not here; it belongs to the shared data and is not part of the project")
    inquiries = [asked for row in read_list(path).rows() for asked in row.inquiries]
    results = list(engine.screen_all(inquiries))
    assert len(results) == len(inquiries) > 100
    for result in results:
        found = result.assessment
        current = [hit for hit in result.reading.hits if hit.listing.in_force_on(engine.on)]
        assert sum(reason.points for reason in found.reasons) == found.risk_score
        assert 0 <= found.risk_score <= 100
        assert (found.risk_level is Level.NONE) == (found.risk_score == 0)
        asked = asking(result.subject, result.reading.self_declared)
        assert (found.outcome is Outcome.REVIEW) == bool(current or asked)
        assert found.why.endswith(".")
        assert [each.id for each in found.policies] == list(POLICIES)
        assert all(each.text for each in found.policies)
        assert not any(word in found.why.casefold() for word in ("threat", "suspicious", "reject"))
