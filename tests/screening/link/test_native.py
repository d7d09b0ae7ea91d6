"""Names in Han characters are read by longest match; what stands before and behind them in their run decides."""

import pytest
from small_universe import SmallUniverse, body, listing

from screening.link.native import read_native, town_in
from watchlists.model import NameKind

SCHOOL, INSTITUTE = "克尔马尔大学", "佐贝克斯研究所"


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("l:school", "Quelmar University", "CN", SCHOOL, kind=NameKind.NATIVE),
        listing("l:institute", "Zorbex Institute", "CN", INSTITUTE, kind=NameKind.NATIVE),
        listing("l:short", "Brelmar University", "CN", "布雷大", kind=NameKind.NATIVE),
        listing("l:velmor", "Velmor", "CN", "维尔莫尔", kind=NameKind.NATIVE),
        listing("l:two", "Two Signs University", "CN", "布航", kind=NameKind.NATIVE),
        listing("l:kana", "Zorvex Works", "RU", "ゾルベックス工場", kind=NameKind.NATIVE),
        bodies=(
            body(1, "Quelmar University", "CN", types=("education",)),
            body(2, "Weihai Museum", "CN", cities=("Weihai",)),
        ),
    )


def read(universe, text):
    """The names that are claimed, each with what follows it in its run; and why others are not."""
    reader = universe.reader(text, read=False)
    read_native(reader)
    return [(made.text, made.after) for made in reader.claims], [each.why for each in reader.rejected]


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (SCHOOL, ""),
        ("克尔马尔大學", ""),  # in traditional characters
        (f"{SCHOOL}，中国", ""),
        (f"毕业于{SCHOOL}", ""),  # a role stands before it
        (f"{SCHOOL}物理系", "物理系"),  # a unit follows
        (f"{SCHOOL}附属医院", "附属医院"),
        (f"{SCHOOL}威海", "威海"),  # a town of its country follows
    ],
)
def test_a_name_is_read_with_what_follows_it(universe, text, after):
    ((claimed, following),), refused = read(universe, text)
    assert claimed[:4] == SCHOOL[:4]
    assert (following, refused) == (after, [])


def test_several_names_of_a_text_are_all_read(universe):
    both, _ = read(universe, f"{SCHOOL}；{INSTITUTE}")
    assert [claimed for claimed, _ in both] == [SCHOOL, INSTITUTE]
    assert read(universe, "维尔莫尔，上海")[0] == [("维尔莫尔", "")]
    beside, _ = read(universe, f"{SCHOOL}{INSTITUTE}")
    assert [claimed for claimed, _ in beside] == [SCHOOL, INSTITUTE]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"{SCHOOL}，美国", "“美国” comes after it and is in another country"),
        (f"日本{SCHOOL}", "“日本” comes before it, so the country is JP"),
    ],
)
def test_another_country_beside_a_name_refuses_it_with_the_reason(universe, text, why):
    assert read(universe, text) == ([], [why])


def test_a_short_name_is_read_behind_a_role_and_not_inside_another_word(universe):
    assert read(universe, "毕业于布雷大")[0] == [("布雷大", "")]
    assert read(universe, "南方布雷大")[0] == []


@pytest.mark.parametrize("rest", ["路", "路12号", "路十二号", "大街", "地铁站", "站"])
def test_a_street_or_station_called_after_a_school_is_not_the_school(universe, rest):
    assert read(universe, f"{SCHOOL}{rest}") == ([], [])
    assert read(universe, f"{SCHOOL}，{SCHOOL}{rest}")[0] == [(SCHOOL, "")]


def test_a_unit_that_begins_with_the_word_for_a_street_is_the_schools(universe):
    assert read(universe, f"{SCHOOL}路桥研究所")[0] == [(SCHOOL, "路桥研究所")]


@pytest.mark.parametrize("text", ["克尔马尔", "", "Quelmar University", "维尔莫尔师范大学"])
def test_a_shorter_name_a_longer_one_and_a_text_in_latin_letters_are_not_read(universe, text):
    assert read(universe, text) == ([], [])


@pytest.mark.parametrize(
    ("rest", "town"),
    [("威海", "weihai"), ("威海校区", "weihai"), ("威海路", ""), ("奥克兰", ""), ("", "")],
)
def test_a_town_of_the_bearers_country_follows_a_name(universe, rest, town):
    names = tuple(name for name in universe.names if name.text == SCHOOL)
    assert town_in(rest, names, universe.reader("", read=False)) == town


@pytest.mark.parametrize("unit", ["自动化学院", "材料科学与工程学院", "数学系"])
def test_a_short_name_of_two_signs_is_read_before_a_school_of_a_subject(universe, unit):
    assert read(universe, f"布航{unit}")[0] == [("布航", unit)]


@pytest.mark.parametrize("rest", ["数据研究所", "青鸟学院", "路"])
def test_two_signs_before_other_words_are_the_front_of_another_name(universe, rest):
    assert read(universe, f"布航{rest}")[0] == []


def test_a_name_that_begins_in_kana_is_read(universe):
    ((claimed, _),), _ = read(universe, "ゾルベックス工場")
    assert claimed.startswith("ゾルベックス")
