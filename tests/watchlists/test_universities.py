"""Universities that the seed leaves out: facts of ROR, none twice, none that the seed has."""

import json
from pathlib import Path

import pytest

from watchlists.errors import MalformedBody
from watchlists.formats.transcriptions.ror_seed import other_universities
from watchlists.formats.transcriptions.university_domains import with_university_domains
from watchlists.model import Body, RegisterName
from watchlists.register import load_register
from watchlists.register_corrections import corrected, read_corrections
from watchlists.ror import read_ror, ror_records
from watchlists.universities import UNIVERSITIES, University, read_universities, write_universities

OTAGO = University("ror:01jmxt844", ("University of Otago", "Te Whare Wānanga || o Otago"), "NZ")


def body(id_, types=("education",), status="active"):
    names = (RegisterName("Qorvat University", "label"), RegisterName("QU", "acronym"))
    return Body(id_, names, "NZ", types=types, status=status)


def test_what_is_written_is_read_back(tmp_path):
    path = tmp_path / "universities.csv"
    write_universities([OTAGO], path)
    assert read_universities(path) == (OTAGO,)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["id,name"], "header"),
        (["id,name,names,country", "ror:01jmxt844,University of Otago,NZ"], "4 cells"),
        (["id,name,names,country", "otago,University of Otago,,NZ"], "id 'otago'"),
        (["id,name,names,country", "ror:01jmxt844,,,NZ"], "one name"),
        (["id,name,names,country", "ror:01jmxt844,University of Otago,,New Zealand"], "country"),
        (["id,name,names,country", *["ror:01jmxt844,University of Otago,,NZ"] * 2], "two places"),
    ],
)
def test_a_malformed_line_refuses_the_file(tmp_path, lines, reason):
    path = tmp_path / "universities.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(MalformedBody, match=f"universities.csv, line {len(lines)}: .*{reason}"):
        read_universities(path)


def test_schools_at_work_that_the_seed_lacks_are_taken_without_acronyms():
    seeded, other = body("ror:0aaaaaa01"), body("ror:0bbbbbb02")
    company, closed = body("ror:0cccccc03", ("company",)), body("ror:0dddddd04", status="inactive")
    assert list(other_universities([seeded, other, company, closed], [seeded])) == [
        University("ror:0bbbbbb02", ("Qorvat University",), "NZ")
    ]


def test_the_shipped_ones_stand_beside_the_seed_and_are_small_enough_to_ship():
    ids = {each.id for each in read_universities()}
    assert "ror:03b94tp07" in ids
    assert not ids & load_register().bodies.keys()
    assert UNIVERSITIES.stat().st_size < 1_400_000


def test_the_shipped_ones_are_what_ror_says():
    folder = Path(__file__).parents[2].parent / "shared" / "data" / "register"
    if not folder.exists():
        pytest.skip("needs the shared register files, which are not on this machine")
    domains = json.loads((folder / "world_universities_and_domains.json").read_text(encoding="utf-8"))
    records = read_ror(ror_records(folder / "ror_records.jsonl.gz"))
    bodies = corrected(with_university_domains(records, domains), read_corrections())
    assert tuple(other_universities(bodies, load_register().in_order)) == read_universities()
