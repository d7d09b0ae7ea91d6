"""Which bodies the seed takes: those a text could be mistaken about, and none that hides a listed one."""

import json
from pathlib import Path

import pytest

from watchlists.formats.support.keys import name_key
from watchlists.formats.transcriptions.ror_seed import choose, listed_names
from watchlists.formats.transcriptions.university_domains import missing_universities, with_university_domains
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName
from watchlists.register import load_register
from watchlists.register_corrections import corrected, read_corrections
from watchlists.ror import read_ror, ror_records


def body(key, name, country, acronym="", **facts):
    names = [RegisterName(name, "label")] + ([RegisterName(acronym, "acronym")] if acronym else [])
    return Body(f"ror:0{key}aaaaaa01"[:13], tuple(names), country, **facts)


def listing(name, country="CN", *aliases):
    names = [ListedName(name, NameKind.PRIMARY), *(ListedName(alias, NameKind.ALIAS) for alias in aliases)]
    return Listing(f"x:{name}", "x", tuple(names), PartyType.ORGANISATION, country)


def university(name, country, domain):
    return {"name": name, "alpha_two_code": country, "domains": [domain]}


LISTED = [listing("Northeastern University"), listing("Beijing Institute of Technology", "CN", "BIT")]
SHENYANG = body("a", "Northeastern University", "CN", domains=("neu.edu.cn",))
BEIJING = body("b", "Beijing Institute of Technology", "CN", "BIT")


def test_namesakes_acronyms_domains_and_relations_bring_a_body_in_from_anywhere():
    boston = body("c", "Northeastern University", "US")
    birla = body("d", "Birla Institute of Technology", "IN", "BIT")
    neu = body("e", "Near East University", "CY", domains=("neu.edu",))
    joint = body(
        "f", "Joint Institute", "DE", relations=(("related", SHENYANG.id, "Northeastern University"),)
    )
    stranger = body("g", "Uppsala University", "SE", domains=("uu.se",))
    bodies = [SHENYANG, BEIJING, boston, birla, neu, joint, stranger]
    assert list(choose(bodies, listed_names(LISTED))) == bodies[:-1]


def test_an_unlisted_body_of_a_listed_country_is_taken():
    assert list(choose([body("a", "Yantai University", "CN")], listed_names(LISTED)))


def test_traditional_and_simplified_forms_share_a_key():
    assert name_key("東北大學") == name_key("东北大学")
    assert name_key("The University of X'i-an") == name_key("university XI an")


def test_a_domain_is_filled_in_only_for_the_same_name_and_country():
    filled = list(
        with_university_domains(
            [BEIJING, SHENYANG, body("c", "Northeastern University", "US")],
            [
                university("Beijing Institute of Technology", "CN", "bit.edu.cn"),
                university("X", "CN", "x.cn"),
            ],
        )
    )
    assert [found.domains for found in filled] == [("bit.edu.cn",), ("neu.edu.cn",), ()]


def test_a_university_that_could_be_a_listed_one_under_another_spelling_is_left_out():
    listings = [listing("D. Mendeleyev University of Chemical Technology of Russia", "RU")]
    near = [
        university("Mendeleev Russian University of Chemical Technology", "RU", "muctr.ru"),
        university("National Research University of Technology", "RU", "generic.ru"),
        university("Murmansk State University", "RU", "masu.ru"),
    ]
    assert [found.id for found in missing_universities(near, [], listings)] == ["domain:masu.ru"]


def test_a_university_under_the_very_name_of_a_listing_gives_it_its_domain():
    listings = [listing("Bauman Moscow State Technical University", "RU")]
    near = [university("Bauman Moscow State Technical University", "RU", "bmstu.ru")]
    assert [found.domains for found in missing_universities(near, [], listings)] == [("bmstu.ru",)]


def test_a_university_that_the_register_has_is_not_added_twice():
    near = [university("Northeastern University", "CN", "x.cn"), university("NEU", "CN", "mail.neu.edu.cn")]
    assert list(missing_universities(near, [SHENYANG], [])) == []


def test_every_seeded_body_is_what_ror_says_of_it_after_corrections():
    folder = Path(__file__).parents[4].parent / "shared" / "data" / "register"
    if not folder.exists():
        pytest.skip("needs the shared register files, which are not on this machine")
    universities = json.loads((folder / "world_universities_and_domains.json").read_text(encoding="utf-8"))
    records = read_ror(ror_records(folder / "ror_records.jsonl.gz"))
    facts = {
        found.id: found
        for found in corrected(with_university_domains(records, universities), read_corrections())
    }
    seeded = [found for found in load_register().in_order if found.id.startswith("ror:")]
    assert [found.id for found in seeded if found != facts.get(found.id)] == []
    assert len(seeded) > 4_000
