"""Known bodies: who bears a whole name, letters or a domain, in any script, and whether it is a listed body."""

from dataclasses import replace

import pytest
from linkers import Known, Lists
from small_universe import SmallUniverse, body, listing

from screening.link import build
from screening.model import Recognised, Subject, SubjectType

YONSEI = body(
    101, "Zonsei University", "KR", "존세대학교", acronym="ZSU", cities=("Seoul",), domains=("zonsei.ac.kr",)
)
OTAGO = body(102, "University of Zotago", "NZ", "Zotakou Whakaihu Waka", acronym="UZO", cities=("Dunedin",))
LEUVEN = body(103, "KU Zeuven", "BE")
TOHOKU = body(104, "Zohoku University", "JP", "東珀大学")
DAVIS = body(105, "University of Zalifornia, Davis", "US")
BERN = body(106, "Marvolt University", "CH")
LIMA = body(107, "Marvolt University", "PE")
PHYSICS = body(108, "Institute of Physics", "CH")
TERRA = body(109, "Terra", "NZ", "Dunedin")
PRAGUE = body(110, "Zeské vysoké učení", "CZ", acronym="ZVUT", cities=("Praha",))
CAIRO = body(111, "Zairo University", "EG", "جامعة الزاهرة")
MOSCOW = body(112, "Zoscow State Conservatory", "RU", "Зосковская консерватория")
FIRM = body(113, "Zieman (Germany)", "DE", "株式会社ジーマン")
CHILD = body(115, "Zanhui Laboratory", "FR", relations=(("parent", "ror:000000116", ""),))
MIDDLE = body(116, "Zanhui Group", "DE", relations=(("predecessor", "ror:000000201", ""),))
BRANCH = body(117, "Zorvex (France)", "FR")
NAMESAKE = body(118, "Zilmar University", "JP", "东珀伊大学")
BEYOND = (
    *(
        YONSEI,
        OTAGO,
        LEUVEN,
        TOHOKU,
        DAVIS,
        BERN,
        LIMA,
        PHYSICS,
        TERRA,
        PRAGUE,
        CAIRO,
        MOSCOW,
        FIRM,
        CHILD,
    ),
    *(MIDDLE, BRANCH, NAMESAKE),
)
SEEDED = body(201, "Zanhui Works", "CN")
QINGHE = body(202, "Qinghe Normal University", "CN")
LISTINGS = (
    listing("l:zanhui", "Zanhui Works", "CN"),
    listing("l:zorvex", "Zorvex", "CN"),
    listing("l:zilmar", "Zilmar University", "CN"),
)


@pytest.fixture(scope="module")
def known():
    return SmallUniverse(*LISTINGS, bodies=(SEEDED, QINGHE), beyond=BEYOND).known


def ids(found):
    return [each.id for each in found]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Zonsei University", YONSEI),
        ("ZONSEI  UNIVERSITY", YONSEI),
        ("Zonsei Univ.", YONSEI),
        ("존세대학교", YONSEI),
        ("존세 대학교", YONSEI),
        ("東珀大学", TOHOKU),
        ("东珀大学", TOHOKU),
        ("جامعة الزاهرة", CAIRO),
        ("جامعه  الزاهره", CAIRO),
        ("ЗОСКОВСКАЯ  КОНСЕРВАТОРИЯ", MOSCOW),
        ("Zeske vysoke uceni", PRAGUE),
        ("Zieman GmbH", FIRM),
        ("ジーマン", FIRM),
        ("Qinghe Normal University", QINGHE),
    ],
)
def test_a_whole_name_is_known_in_its_script_whatever_its_case_accents_spaces_and_legal_form(
    known, text, named
):
    assert ids(known.named(text)) == ids(known.unlisted(text)) == [named.id]


@pytest.mark.parametrize(
    "text",
    ["Zonsei University Press", "조세대학교", "zonsedaehaggyo", "Institute of Physics", "Dunedin", "ZSU", ""],
)
def test_a_part_a_likeness_a_sound_a_general_name_a_town_and_bare_letters_are_nobodys(known, text):
    assert known.named(text) == ()


def test_a_country_chooses_among_the_bearers_and_general_names_need_one(known):
    assert ids(known.named("Marvolt University")) == [BERN.id, LIMA.id]
    assert ids(known.named("Marvolt University", frozenset({"PE"}))) == [LIMA.id]
    assert known.named("Marvolt University", frozenset({"NZ"})) == ()
    assert ids(known.named("Institute of Physics", frozenset({"CH"}))) == [PHYSICS.id]


def test_letters_are_known_with_a_town_or_a_country_alone(known):
    assert known.with_letters("ZVUT") == ()
    assert ids(known.with_letters("zvut", cities=frozenset({"praha"}))) == [PRAGUE.id]
    assert ids(known.with_letters("ZVUT", frozenset({"CZ"}))) == [PRAGUE.id]
    assert known.with_letters("ZVUT", frozenset({"KR"})) == ()


def test_a_domain_is_known_with_what_stands_before_it(known):
    assert (
        ids(known.with_domain("mail.physics.Zonsei.ac.kr"))
        == ids(known.with_domain("zonsei.ac.kr"))
        == [YONSEI.id]
    )
    assert known.with_domain("ac.kr") == known.with_domain("notzonsei.ac.kr") == ()


@pytest.mark.parametrize("listed", [SEEDED, MIDDLE, CHILD, BRANCH])
def test_what_is_listed_belongs_to_it_or_bears_its_name_explains_nothing_away(known, listed):
    (found,) = known.named(listed.name)
    assert found.listed
    assert known.unlisted(listed.name) == ()


def test_a_namesake_of_a_listed_body_is_unlisted_where_its_own_country_is_said(known):
    assert ids(known.named("Zilmar University")) == [NAMESAKE.id]
    assert known.unlisted("Zilmar University") == ()
    assert ids(known.unlisted("Zilmar University", frozenset({"JP"}))) == [NAMESAKE.id]


@pytest.fixture(scope="module")
def linker():
    return build(Lists(*LISTINGS), Known(SEEDED, QINGHE), others=BEYOND)


def names(linker, text, **facts):
    found = linker.read(Subject(text, SubjectType.ORGANISATION, **facts)).recognised
    return [(each.name, each.country) for each in found]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("University of Zotago", "University of Zotago"),
        ("Dept of Physics, University of Zotago, Dunedin, New Zealand", "University of Zotago"),
        ("now at University of Zotago", "University of Zotago"),
        ("Zotakou Whakaihu Waka", "University of Zotago"),
        ("KU Zeuven", "KU Zeuven"),
        ("東珀大学", "Zohoku University"),
        ("존세대학교", "Zonsei University"),
        ("ZVUT, Praha", "Zeské vysoké učení"),
        ("University of Zalifornia, Davis, USA", "University of Zalifornia, Davis"),
    ],
)
def test_a_name_that_is_the_text_or_a_piece_of_it_is_recognised(linker, text, name):
    (found,) = linker.read(Subject(text, SubjectType.ORGANISATION)).recognised
    assert (found.name, found.listed) == (name, False)
    assert found.text == text


@pytest.mark.parametrize(
    "text", ["asdkjh qwe", "Institute of Physics", "Dunedin", "University of Zotago Press"]
)
def test_nonsense_general_names_towns_and_names_inside_others_are_recognised_as_nobody(linker, text):
    assert linker.read(Subject(text, SubjectType.ORGANISATION)).recognised == (Recognised(text),)


def test_of_several_bearers_the_country_in_the_text_or_beside_it_decides_and_another_one_is_nobodys(linker):
    assert names(linker, "Marvolt University") == [("Marvolt University", "CH"), ("Marvolt University", "PE")]
    assert names(linker, "Marvolt University, Peru") == [("Marvolt University", "PE")]
    assert names(linker, "Marvolt University", country="CH") == [("Marvolt University", "CH")]
    assert names(linker, "University of Zotago, Chile") == [("", "")]


def test_texts_stay_in_their_order_beside_what_is_read_and_what_nobody_knows(linker):
    text = "University of Zotago; Qwelb University; Qinghe Normal University; KU Zeuven"
    assert [name for name, _ in names(linker, text)] == [
        "University of Zotago",
        "Qinghe Normal University",
        "KU Zeuven",
        "",
    ]


def test_recognising_a_body_silences_no_listed_name_beside_it_and_changes_nothing_else(linker):
    without = build(Lists(*LISTINGS), Known(SEEDED, QINGHE))
    listed, found = [each.names[0].text for each in LISTINGS], 0
    texts = [
        pair.format(name, each.name)
        for name in listed
        for each in BEYOND
        for pair in ("{0}; {1}", "{1}; {0}", "{1}, {0}", "{0} / {1}")
    ]
    for text in (*texts, "University of Zotago", "Zanhui Laboratory"):
        subject = Subject(text, SubjectType.ORGANISATION)
        with_them, alone = linker.read(subject), without.read(subject)
        assert replace(with_them, recognised=()) == replace(alone, recognised=()), text
        found += bool(alone.hits)
    # Of most of these texts a listed name is a hit, so that there was something to silence.
    assert found > len(texts) / 2


def test_whoever_belongs_to_a_body_that_is_listed_by_its_name_alone_is_no_unlisted_body():
    child = body(131, "Zelmar Laboratory", "CN", relations=(("parent", "ror:000000132", ""),))
    owner = body(132, "Zilmar Universitas", "CN", "Zilmar University")
    found = SmallUniverse(*LISTINGS, bodies=(SEEDED,), beyond=(child, owner)).known
    assert ids(found.named("Zelmar Laboratory")) == [child.id]
    assert found.unlisted("Zelmar Laboratory") == ()
