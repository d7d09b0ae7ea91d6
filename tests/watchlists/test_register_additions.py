"""Bodies that ROR does not know: reviewable lines, each in the seed as it stands in its file."""

import pytest

from screening.affiliations.places import places_of
from screening.link.known_bodies import known_key
from screening.link.lexicon import Lexicon
from watchlists import library as shipped
from watchlists.errors import MalformedBody
from watchlists.model import NameKind
from watchlists.register import load_register
from watchlists.register_additions import ADDITIONS_FILE, UNLISTED_FILE, read_register_additions

HEADER, *LINES = ADDITIONS_FILE.read_text(encoding="utf-8").splitlines()


def written(folder, *lines):
    path = folder / "beyond_ror.csv"
    path.write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    return path


def test_the_seed_holds_every_line():
    seed = load_register().bodies
    assert [body.id for body in read_register_additions() if seed.get(body.id) != body] == []


def full_names(body):
    return {(name.text.casefold(), body.country) for name in body.names if name.kind != "acronym"}


def test_no_line_speaks_of_what_a_list_prints_in_the_same_country():
    printed = {
        (name.text.casefold(), listing.country)
        for listing in shipped.load_library().listings
        for name in listing.names
    }
    assert [body.id for body in read_register_additions() if full_names(body) & printed] == []


def test_bearers_of_a_listed_name_in_other_states_are_bodies_of_their_own():
    bearers = {
        (name.text, body.country)
        for body in read_register_additions()
        for name in body.names
        if name.kind != "acronym"
    }
    assert {
        ("Ministry of Public Security", "VN"),
        ("Ministry of State Security", "DE"),
        ("State Security Department", "LT"),
        ("Main Intelligence Directorate of Ukraine", "UA"),
        ("Central Military Commission", "VN"),
    } <= bearers


def test_no_name_is_borne_by_two_lines_of_one_country():
    names = [pair for body in read_register_additions() for pair in full_names(body)]
    assert len(names) == len(set(names))


def test_lines_are_in_order_and_say_where_they_come_from():
    ids = [body.id for body in read_register_additions()]
    assert ids == sorted(set(ids))
    assert all(line.rpartition(",")[2].startswith(("https://", "http://")) for line in LINES)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("named:a,A,,,,CN,,other,,,active,why,", "a reason and a source"),
        ("named:a,A,,,,CN,,other,,,active", "a reason and a source"),
        ("named:Big Letters,A,,,,CN,,other,,,active,why,https://a.org", "is not ror:"),
        ("ror:03awzbc87,A,,,,CN,,other,,,active,why,https://a.org", "is ROR's"),
    ],
)
def test_a_malformed_line_refuses_the_file(tmp_path, line, reason):
    with pytest.raises(MalformedBody, match=f"^beyond_ror.csv, line 2: .*{reason}"):
        read_register_additions(written(tmp_path, line))


def test_another_header_refuses_the_file(tmp_path):
    path = tmp_path / "beyond_ror.csv"
    path.write_text("id,name\n", encoding="utf-8")
    with pytest.raises(MalformedBody, match="the header must be"):
        read_register_additions(path)


def test_no_unlisted_body_bears_a_name_of_a_list_but_in_another_country():
    lexicon = Lexicon(places_of(()))
    printed: dict[str, set[str]] = {}
    for listing in shipped.load_library().listings:
        for name in listing.names:
            if name.kind is not NameKind.FRAGMENT and (key := known_key(name.text, lexicon)):
                printed.setdefault(key, set()).update(listing.country.split())
    borne = [
        (body.id, name.text)
        for body in read_register_additions(UNLISTED_FILE)
        for name in body.names
        if (key := known_key(name.text, lexicon)) in printed
        # A list that prints no country may mean any, unless another says which.
        and (not printed[key] or not printed[key].isdisjoint(body.country.split()))
    ]
    assert borne == []
