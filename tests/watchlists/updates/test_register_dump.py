"""ROR's dump in place of the shipped extract."""

import json
from datetime import UTC, datetime

import pytest

from watchlists.editions.stored_editions import StoredEditions
from watchlists.errors import GuardRefused
from watchlists.register import Register, load_register, write_register
from watchlists.updates.register_dump import current_register, import_ror

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
OTHER = "https://ror.org/00b30xv10"
SHENYANG = "https://ror.org/03awzbc87"


def record(ror_id, name, domains=()):
    return {
        "id": ror_id,
        "names": [{"value": name, "types": ["ror_display", "label"], "lang": "en"}],
        "locations": [{"geonames_details": {"country_code": "CN", "name": "Shenyang"}}],
        "types": ["education"],
        "domains": list(domains),
        "links": [],
        "relationships": [],
        "status": "active",
    }


@pytest.fixture
def seed(tmp_path):
    """A small extract: a body of ROR's with a domain that ROR lacks, and a university and a programme that ROR lacks."""
    shipped = load_register()
    ours = [
        next(body for body in shipped.in_order if body.id.startswith(kind)) for kind in ("domain:", "named:")
    ]
    path = tmp_path / "seed.csv"
    write_register([shipped.bodies["ror:03awzbc87"], *ours], path)
    return path


def take(tmp_path, seed, *records, fewest=1):
    dump = tmp_path / "v2-ror-data.json"
    dump.write_text(json.dumps(records), encoding="utf-8")
    return import_ror(tmp_path / "data", dump, now=NOW, seed=seed, fewest=fewest)


def test_the_dump_is_in_force_with_what_the_extract_knows_beyond_it(tmp_path, seed):
    imported = take(
        tmp_path,
        seed,
        record(SHENYANG, "Northeastern University"),
        record(OTHER, "B"),
    )
    register = current_register(tmp_path / "data", seed)
    known = load_register(seed)
    assert imported.snapshot.count == len(register.bodies) == 4
    assert set(known.bodies["ror:03awzbc87"].domains) <= set(register.bodies["ror:03awzbc87"].domains)
    assert {"domain", "named"} <= {body.partition(":")[0] for body in register.bodies}


def test_without_an_import_the_shipped_extract_is_the_register(tmp_path, seed):
    assert current_register(None, seed) == current_register(tmp_path / "data", seed) == load_register(seed)
    assert isinstance(current_register(None), Register)


def test_a_dump_with_too_few_organisations_is_refused(tmp_path, seed):
    with pytest.raises(GuardRefused, match="at least 40 are expected"):
        take(tmp_path, seed, record(SHENYANG, "Northeastern University"), fewest=40)
    assert StoredEditions.open(tmp_path / "data").generation.number == 0


def test_a_correction_that_ror_has_made_itself_is_named(tmp_path, seed):
    imported = take(tmp_path, seed, record(SHENYANG, "Northeastern University", ["neu.edu.cn"]))
    assert {each.body_id for each in imported.no_longer_apply} == {"ror:03awzbc87"}


def test_a_name_that_holds_the_registers_separator_is_kept_as_it_is_printed(tmp_path, seed):
    take(tmp_path, seed, record(OTHER, "Anna Fonds | NOREF"))
    assert current_register(tmp_path / "data", seed).bodies["ror:00b30xv10"].name == "Anna Fonds | NOREF"
