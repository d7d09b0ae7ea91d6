"""A bundle made on one machine screens identically on another, and what was in force on a day can be asked."""

from datetime import UTC, date, datetime

import pytest

from screening.engine import load_engine
from screening.model import Subject, SubjectType
from screening.run_facts import run_facts
from watchlists.editions.signing import new_key
from watchlists.updates.bundle import export_bundle, import_bundle
from watchlists.updates.custom_lists import CustomList, import_custom_list

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
SUBJECTS = (
    Subject(name="Example Centrifuge Rotor Bureau"),
    Subject(name="Beihang University"),
    Subject(affiliations=("School of Astronautics, Northwestern Polytechnical University, Xi'an 710072",)),
    Subject(name="University of Otago", type=SubjectType.ORGANISATION, country="NZ"),
)


@pytest.mark.slow
def test_a_bundle_screens_identically_on_another_machine(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    file = tmp_path / "ours.csv"
    file.write_text("name,country\nExample Centrifuge Rotor Bureau,CN\n", encoding="utf-8")
    import_custom_list(here, CustomList("ours"), file, secret=b"of a test", now=NOW)
    new_key(tmp_path / "key")
    export_bundle(here, tmp_path / "bundle", tmp_path / "key", now=NOW)
    import_bundle(there, tmp_path / "bundle", tmp_path / "key.pub", now=NOW)
    engines = [load_engine(on=NOW.date(), data=data) for data in (here, there)]
    results = [[engine.screen(subject) for subject in SUBJECTS] for engine in engines]
    assert results[0] == results[1]
    assert results[0][0].reading.hits[0].listing.watchlist_id == "ours"
    provenance = [run_facts(engine, NOW) for engine in engines]
    assert provenance[0] == provenance[1]
    # a day of the same lists otherwise, so that they are compiled once
    before = load_engine(on=date(2026, 11, 20), data=there)
    assert before.library["ours"].snapshot.edition == "2026-11-25", "the nearest edition that is held"
