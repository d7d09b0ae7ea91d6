"""What a text says by itself: every row of the table, whose country it is, and what explains the words."""

import re
from datetime import date
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

from screening.affiliations.repairs import TEXT_CHARS
from screening.link.self_declared import find, patterns
from screening.link.ties import add_stated
from screening.model import Role, Subject, SubjectType, Tie, TieKind
from screening.vocabulary import rows
from watchlists.countries import country_code
from watchlists.model import BodyKind

TABLE = rows("self_declared")
FOUND = {
    "Urumqi General Hospital of PLA": "military",
    "The 309th Hospital of Chinese People’s Liberation Army": "military",
    "Troops 92493, Huludao, China": "military",
    "Ｃhinese ＰＬＡ General Hospital": "military",
    "中國人民解放軍總醫院": "military",
    "Zhejiang Police College": "security_police",
    "上海市公安局": "security_police",
    "Chinese Ministry of State Security": "intelligence",
    "Jiangsu State Security Department": "intelligence",
    "北京大学党委统战部": "united_front",
    "Kirov Military Medical Academy": "military",
    "48 ЦНИИ Минобороны России": "military",
    "Академия ФСБ России": "intelligence",
    "Malek Ashtar University of Technology": "military",
    "سازمان بسيج اساتيد": "mass_organisation",
    "Iranian Ministry of Intelligence": "intelligence",
    "정찰총국 110호연구소": "intelligence",
    "Fuzhou Police Overseas Service Station, Dublin": "police_station",
}

OTHER_STATES = (
    "英国皇家海军学院",
    "俄罗斯海军学院",
    "巴基斯坦国防大学",
    "哈萨克斯坦国防大学",
    "东德国家安全部",
    "北京 美国国防部",
    "Федеральная служба безопасности Германии",
    "Служба внешней разведки Республики Казахстан",
    "Служба внешней разведки Украины",
    "ГРУ Азербайджана",
    "Главное управление Генерального штаба ВСУ",
    "ФСБ Саудовской Аравии",
    "وزارت دفاع آلمان",
    "وزارت دفاع فرانسه",
    "وزارت دفاع ایالات متحده",
    "وزارت اطلاعات پاکستان",
    "وزارت اطلاعات افغانستان",
    "People's Liberation Army of Namibia",
    "People's Liberation Army of Manipur",
    "وزارت دفاع فرانسه; ETH Zürich",
)


def organisation(text, country=""):
    return Subject(name=text, type=SubjectType.ORGANISATION, country=country)


def person(*affiliations, country="", ties=()):
    return Subject("Li Ming", SubjectType.PERSON, affiliations, country, ties=ties)


def said(engine, subject):
    reading = add_stated(engine.linker.read(subject), subject, date(2026, 11, 25))
    return reading.self_declared


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["id"])
def test_a_row_finds_its_example_and_not_its_counter_example(engine, row):
    for subject in (organisation, person):
        assert row["id"] in [each.pattern for each in said(engine, subject(row["example"]))]
        assert row["id"] not in [each.pattern for each in said(engine, subject(row["counter_example"]))]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["id"])
def test_a_row_is_whole(engine, row):
    assert all(row[key] for key in ("id", "letters", "pattern", "language", "meaning", "source"))
    assert row["kind"] in list(BodyKind)
    assert row["needs_country"] in ("yes", "no")
    assert row["points"] in ("yes", "no")
    assert not row["country"] or country_code(row["country"]) == row["country"]
    listed = {each.id for each in engine.library.listings}
    assert re.fullmatch(r"https?://\S+", row["source"]) or row["source"] in listed


def test_ids_of_rows_stand_once():
    assert len({row["id"] for row in TABLE}) == len(TABLE) == 71


def ways(parsed):
    """An upper bound on the ways in which a pattern may be tried at one place: what it counts never grows with a text."""
    count = 1
    for op, given in parsed:
        if op is ops.BRANCH:
            count *= sum(ways(each) for each in given[1])
        elif op is ops.SUBPATTERN:
            count *= ways(given[-1])
        elif op in (ops.ASSERT, ops.ASSERT_NOT):
            count *= ways(given[1])
        elif op is ops.POSSESSIVE_REPEAT:
            assert given[1] is not ops.MAXREPEAT
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            least, most, inner = given
            assert most is not ops.MAXREPEAT, "an unbounded repeat"
            count *= sum(ways(inner) ** times for times in range(least, most + 1))
    return count


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["id"])
def test_a_pattern_takes_a_bounded_number_of_steps_at_each_place(row):
    assert ways(parser.parse(row["pattern"], re.IGNORECASE)) <= 2_000


def letters_of(parsed):
    """What stands in each text that a pattern finds: for each way of the pattern its runs of plain letters."""
    ends = [[""]]
    for op, given in parsed:
        if op is ops.LITERAL:
            ends = [[*runs[:-1], runs[-1] + chr(given).lower()] for runs in ends]
        elif op is ops.SUBPATTERN or op is ops.BRANCH:
            branches = [given[-1]] if op is ops.SUBPATTERN else given[1]
            inner = [each for branch in branches for each in letters_of(branch)]
            ends = [
                [*runs[:-1], runs[-1] + more[0], *more[1:]]
                if len(more) > 1
                else [*runs[:-1], runs[-1] + more[0]]
                for runs in ends
                for more in inner
            ]
        elif op is ops.IN and all(each is ops.LITERAL for each, _ in given):
            ends = [[*runs[:-1], runs[-1] + chr(sign).lower()] for runs in ends for _, sign in given]
        elif op is ops.MAX_REPEAT and given[1] == 1 and given[0] == 0:
            ends = [
                variant
                for runs in ends
                for variant in (
                    runs,
                    *([*runs[:-1], runs[-1] + more[0], *more[1:]] for more in letters_of(given[2])),
                )
            ]
        elif op not in (ops.AT, ops.ASSERT, ops.ASSERT_NOT):
            ends = [[*runs, ""] for runs in ends]
    return ends


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["id"])
def test_one_of_the_letters_of_a_row_stands_in_all_that_its_pattern_finds(row):
    wanted = row["letters"].split("|")
    assert all(each == each.lower() for each in wanted)
    for runs in letters_of(parser.parse(row["pattern"], re.IGNORECASE)):
        assert any(letters in run for letters in wanted for run in runs), runs


@pytest.mark.parametrize("text", FOUND)
def test_real_names_are_found(engine, text):
    for subject in (organisation(text), person(text)):
        assert FOUND[text] in [each.kind for each in said(engine, subject)]


def test_a_country_is_the_organisations_and_never_the_persons(engine):
    assert not said(engine, organisation("Police College"))
    assert said(engine, organisation("Police College", "CN"))
    assert not said(engine, person("Police College", country="CN"))
    tied = Subject("Li Ming", SubjectType.PERSON, ("Police College",), institution_country="CN")
    assert said(engine, tied)


def test_a_known_body_of_another_country_explains_the_words(engine):
    (found,) = said(engine, organisation("Kirov Military Medical Academy"))
    assert found.pattern == "ru-milacad-en"
    assert not said(engine, organisation("Military Medical Academy"))


@pytest.mark.parametrize("text", OTHER_STATES)
def test_words_of_another_states_army_or_service_say_nothing(engine, text):
    assert not said(engine, organisation(text))
    assert not said(engine, person(text))


@pytest.mark.parametrize(
    "text",
    [
        "УФСБ России по Республике Дагестан",
        "延边朝鲜族自治州公安局",
        "Unit 586 of the Korean People's Army",
    ],
)
def test_a_country_in_the_words_or_a_people_speaks_not_against_them(engine, text):
    assert said(engine, organisation(text))


def test_the_name_of_a_person_is_never_searched(engine):
    name = "Unit 63921 of PLA, Beijing"
    assert not said(engine, Subject(name, SubjectType.PERSON))
    assert not said(engine, Subject(name, SubjectType.UNKNOWN, ("ETH Zürich",)))
    assert said(engine, Subject(name, SubjectType.UNKNOWN))


def test_the_words_are_quoted_as_given_with_what_stands_around_them(engine):
    (found,) = said(engine, person("Dept. of Burns,  The 81st Hospital of P\u200bLA , Nanjing; ETH Zürich"))
    assert found.text == "The 81st Hospital of P\u200bLA"
    assert found.mention.text.startswith("Dept. of Burns,")
    assert found.mention.text.endswith("Nanjing")
    assert found.mention.source == "affiliation 1"


def test_the_role_is_read_as_for_a_listing(engine):
    roles = {
        "PhD, PLA Information Engineering University": Role.EDUCATION,
        "formerly PLA General Hospital, Beijing": Role.FORMER,
        "visiting scholar, PLA General Hospital, Beijing": Role.VISITING,
        "PLA General Hospital, Beijing": Role.CURRENT,
    }
    for text, role in roles.items():
        (found,) = said(engine, person(text))
        assert found.mention.role is role, text


def test_a_stated_tie_says_how_the_subject_stands_to_it(engine):
    ties = (
        Tie("PLA General Hospital", TieKind.PREVIOUS, ends="2016"),
        Tie("Police College, Hangzhou", TieKind.OTHER_PERSON, role="referee: Chen Hao"),
    )
    post, referee = said(engine, person(ties=ties))
    assert (post.mention.tie, post.mention.role) == (TieKind.PREVIOUS, Role.FORMER)
    assert referee.mention.tie is TieKind.OTHER_PERSON


def test_the_text_may_say_that_it_is_somebody_elses(engine):
    (found,) = said(engine, person("ETH Zürich (referee: Prof. Chen Hao, PLA General Hospital, Beijing)"))
    assert (found.mention.tie, found.mention.stated) == (TieKind.OTHER_PERSON, "referee: Prof. Chen Hao")


def test_an_award_is_no_post(engine):
    (found,) = said(engine, person("Winner of the award of the Gorchakov Fund"))
    assert found.award
    (found,) = said(engine, person("Project officer, Gorchakov Fund"))
    assert not found.award


def test_overlapping_words_are_said_once(engine):
    (found,) = said(engine, person("retired officer of the People's Liberation Army"))
    assert (found.pattern, found.scores) == ("xx-service-line", False)
    (found,) = said(
        engine, organisation("Naval Medical University (Second Military Medical University), Shanghai")
    )
    assert found.kind is BodyKind.MILITARY


def test_text_behind_the_cap_on_length_is_not_read(engine):
    far = "x" * TEXT_CHARS + " 61398部队"
    assert not said(engine, organisation(far))
    assert find("61398部队")


def test_reading_together_says_the_same_as_reading_one_by_one(engine):
    subjects = [person(row["example"]) for row in TABLE]
    together = [each.reading.self_declared for each in engine.linker.link_all(subjects)]
    assert together == [engine.linker.read(each).self_declared for each in subjects]


def test_rows_are_read_in_the_order_of_the_table():
    assert [each.id for each in patterns()] == [row["id"] for row in TABLE]
