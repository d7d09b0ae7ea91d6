"""All of ROR beyond the seed: facts of ROR, none twice, none that the seed has."""

import json
from pathlib import Path

import pytest

from watchlists.beyond_seed import COLUMNS, read_beyond_seed, write_beyond_seed
from watchlists.errors import MalformedBody
from watchlists.formats.transcriptions.ror_rest import beyond
from watchlists.formats.transcriptions.university_domains import with_university_domains
from watchlists.model import Body, RegisterName
from watchlists.register import load_register
from watchlists.register_corrections import corrected, read_corrections
from watchlists.ror import read_ror, ror_records

HEADER = ",".join(COLUMNS)
OTAGO = Body(
    "ror:01jmxt844",
    (
        RegisterName("University of Otago", "label"),
        RegisterName("Te Whare Wānanga | o Otago", "alias"),
        RegisterName("UO", "acronym"),
    ),
    "NZ",
    ("Dunedin",),
    domains=("otago.ac.nz",),
    relations=(("parent", "ror:03b94tp07", ""),),
)


def test_what_is_written_is_read_back_in_the_order_of_the_ids(tmp_path):
    path = tmp_path / "beyond_seed.csv"
    first = Body("ror:01aaaaa44", (RegisterName("Qorvat Institute", "label"),), "NZ")
    write_beyond_seed([OTAGO, first], path)
    assert read_beyond_seed(path) == (first, OTAGO)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["id,name"], "header"),
        ([HEADER, "ror:01jmxt844,University of Otago,NZ"], "8 cells"),
        ([HEADER, "otago,University of Otago,,,NZ,,,"], "id 'otago'"),
        ([HEADER, "ror:01jmxt844,,,,NZ,,,"], "one name"),
        ([HEADER, "ror:01jmxt844,University of Otago,,,New Zealand,,,"], "country"),
        ([HEADER, "ror:01jmxt844,University of Otago,,,NZ,,otago,"], "host name"),
        ([HEADER, "ror:01jmxt844,University of Otago,,,NZ,,,Dunedin"], "id 'Dunedin'"),
        ([HEADER, *["ror:01jmxt844,University of Otago,,,NZ,,,"] * 2], "two places"),
    ],
)
def test_a_malformed_line_refuses_the_file(tmp_path, lines, reason):
    path = tmp_path / "beyond_seed.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(MalformedBody, match=f"beyond_seed.csv, line {len(lines)}: .*{reason}"):
        read_beyond_seed(path)


def test_the_shipped_ones_are_all_that_ror_has_and_the_seed_leaves_out():
    shipped = read_beyond_seed()
    seeded = load_register().bodies
    assert not {each.id for each in shipped} & seeded.keys()
    folder = Path(__file__).parents[2].parent / "shared" / "data" / "register"
    if not folder.exists():
        pytest.skip("needs the shared register files, which are not on this machine")
    domains = json.loads((folder / "world_universities_and_domains.json").read_text(encoding="utf-8"))
    records = read_ror(ror_records(folder / "ror_records.jsonl.gz"))
    rest = beyond(corrected(with_university_domains(records, domains), read_corrections()), seeded)
    assert {each.id: (each.name, each.country) for each in rest} == {
        each.id: (each.name, each.country) for each in shipped
    }
