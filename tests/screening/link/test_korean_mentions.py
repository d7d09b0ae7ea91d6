"""Names in Hangul and the listed names in Han characters that are read so: hits, questions, and what is neither."""

import pytest
from linkers import Known, Lists
from small_universe import SmallUniverse

from screening.link import build
from screening.link.korean_mentions import korean_table, read_in_korean
from screening.link.native_mentions import native_mentions
from screening.mapped_file import read_value, write_value
from screening.matcher_cache import SHORT
from screening.model import Relation, Subject, SubjectType
from watchlists.model import ListedName, Listing, NameKind, PartyType, Status


def listing(key, english, han, country="KP", kind=NameKind.NATIVE, **facts):
    names = (ListedName(english, NameKind.PRIMARY), ListedName(han, kind))
    return Listing(f"l:{key}", "l", names, PartyType.ORGANISATION, country, **facts)


@pytest.fixture(scope="module")
def linker():
    return build(
        Lists(
            listing("maternity", "Maternity Hospital (Pyongyang)", "平壌産院"),
            listing("blue", "Blue Dragon Firm", "朝鮮蒼竜貿易会社"),
            listing("islet", "Islet Firm", "綾羅峰貿易会社"),
            listing("bank", "Coast Counter", "貿易銀行"),
            listing("central", "Harbour Counter", "朝鮮中央銀行"),
            listing("council", "Coast Council", "朝鮮経済協力委員会"),
            listing("school", "Coast School of Chemistry", "化学工業総合大学"),
            listing("ministry", "Coast Office Nine", "原子力工業省"),
            Listing(
                "l:weak",
                "l",
                (
                    ListedName("Coast Staff School (国防大学)", NameKind.PRIMARY),
                    ListedName("国防大学", NameKind.WEAK_ALIAS),
                ),
                PartyType.ORGANISATION,
                "KP",
            ),
            listing("both", "Isle Firm (緑竜峰貿易会社)", "緑竜峰貿易会社"),
            listing("lapsed", "Harbour Firm", "海竜港貿易会社", status=Status.LIFTED),
            listing("china", "Plum Firm", "梅花峰貿易会社", "CN"),
            listing("icy", "Plum School of Engineering", "哈尔滨工程大学", "CN"),
            listing("ocean", "Plum Ocean School", "中国海洋大学", "CN"),
            listing("sea", "Plum Naval School of Engineering", "海军工程大学", "CN"),
        ),
        Known(),
    )


def hits(linker, text, **facts):
    return linker.read(Subject(name=text, type=SubjectType.ORGANISATION, **facts)).hits


def found(linker, text, **facts):
    return [hit.listing.id for hit in hits(linker, text, **facts)]


@pytest.mark.parametrize(
    ("text", "country", "meant"),
    [
        ("평양산원", "", "l:maternity"),
        ("평양산원, 평양", "", "l:maternity"),
        ("조선창룡무역회사", "", "l:blue"),
        ("조선 창룡 무역", "", "l:blue"),
        ("창룡무역회사", "KP", "l:blue"),
        ("창룡무역총회사", "", "l:blue"),
        ("릉라봉무역회사", "", "l:islet"),
        ("능라봉무역", "KP", "l:islet"),
        ("무역은행", "KP", "l:bank"),
        ("북한 무역은행", "", "l:bank"),
        ("무역은행 (평양)", "", "l:bank"),
        ("조선중앙은행", "", "l:central"),
        ("조선경제협력위원회", "", "l:council"),
        ("함흥화학공업종합대학 재료공학부", "", "l:school"),
        ("원자력공업성", "", "l:ministry"),
        ("무역은행 라선지점", "KP", "l:bank"),
    ],
)
def test_a_name_read_in_korean_is_a_hit_where_it_says_enough(linker, text, country, meant):
    (hit,) = hits(linker, text, country=country)
    assert hit.listing.id == meant
    assert hit.confidence >= 0.8


def test_the_evidence_says_how_the_listed_name_is_read_and_adds_up_to_the_confidence(linker):
    (hit,) = hits(linker, "평양산원")
    assert hit.matched_name == "平壌産院"
    assert "“평양산원” is how “平壌産院” is read in Korean" in [line.note for line in hit.evidence]
    assert sum(line.points for line in hit.evidence) == round(100 * hit.confidence)


def test_the_evidence_quotes_the_part_of_a_printed_name_that_is_read(linker):
    (hit,) = hits(linker, "록룡봉무역회사")
    assert "“록룡봉무역회사” is how “緑竜峰貿易会社” is read in Korean" in [
        line.note for line in hit.evidence
    ]


@pytest.mark.parametrize("text", ["무역은행", "창룡무역회사", "화학공업종합대학"])
def test_a_name_that_others_may_have_is_a_question_where_nothing_says_the_country(linker, text):
    (hit,) = hits(linker, text)
    assert 0.5 <= hit.confidence < 0.8


def test_a_name_that_the_list_calls_weak_is_a_question_where_something_says_its_country(linker):
    assert not found(linker, "국방대학")
    assert not found(linker, "국방대학교")
    assert [hit.confidence < 0.8 for hit in hits(linker, "국방대학", country="KP")] == [True]


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("평양산원", "KR"),
        ("창룡무역회사", "KR"),
        ("창룡무역회사, 서울", ""),
        ("주식회사 창룡무역", ""),
        ("(주)창룡무역", ""),
        ("서울무역은행", ""),
        ("한국무역은행", ""),
        ("중앙은행", ""),  # of no country
        ("경제협력위원회", ""),
        ("무역은행 강남지점", ""),  # a branch of any bank
        ("창룡무역 부산지사", ""),
        ("해룡항무역회사", "KP"),  # lifted
        ("매화봉무역회사", ""),  # China writes no Hangul
    ],
)
def test_a_body_of_the_south_or_of_nobody_listed_is_not_meant(linker, text, country):
    assert not found(linker, text, country=country)


def test_a_branch_is_asked_about_as_a_part_and_a_faculty_as_the_body_itself(linker):
    (branch,) = hits(linker, "조선창룡무역회사 단동지사")
    (faculty,) = hits(linker, "화학공업종합대학 재료공학부", country="KP")
    assert branch.relation is Relation.SUBSIDIARY_OF
    assert faculty.relation is Relation.SAME


@pytest.mark.parametrize("text", ["김창룡", "창룡", "림영봉", "남궁창룡", "이은행"])
def test_persons_are_not_asked_about(linker, text):
    assert not linker.read(Subject(name=text)).hits


def test_a_reason_is_given_why_a_body_of_the_south_is_not_meant(linker):
    reading = linker.read(Subject(name="주식회사 창룡무역", type=SubjectType.ORGANISATION))
    assert any("South Korea" in each.why for each in reading.alternatives if each.id == "l:blue")


def test_a_linker_from_a_file_reads_the_same_and_opens_no_table_before_it_is_asked(linker, tmp_path):
    write_value(tmp_path / "linker.bin", linker.texts.native, SHORT)
    kept = read_value(tmp_path / "linker.bin", SHORT)
    assert not kept.korean.is_made
    links = kept.links(linker.texts.claims("평양산원"), "name")
    assert [link.listed.name for link in links] == ["Maternity Hospital (Pyongyang)"]


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        listing("maternity", "Maternity Hospital", "平壌産院"),
        listing("blue", "Blue Dragon Firm", "朝鮮蒼竜貿易会社"),
        listing("coast", "Blue Coast", "緑竜峰海岸"),
        listing("abroad", "Trade Counter", "貿易銀行", "CN"),
        listing("lapsed", "Islet Firm", "綾羅峰貿易会社", status=Status.LIFTED),
    )


def read_as(universe, text, *, may_be_person=False):
    """What a text in Hangul may mean, and why others are not meant."""
    reader, table = universe.reader(text), korean_table(universe.names, universe.bearers)
    (mention,) = native_mentions(reader, ())
    found = list(read_in_korean(reader, mention, table, universe.names, may_be_person=may_be_person))
    return (
        [(each.bearer.name, each.relation) for each in found],
        [each.why for each in reader.rejected],
        found,
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("평양산원", "Maternity Hospital"),
        ("조선창룡무역회사", "Blue Dragon Firm"),
        ("창룡무역회사", "Blue Dragon Firm"),
    ],
)
def test_a_listed_name_in_han_is_read_as_koreans_say_it(universe, text, name):
    found, refused, _ = read_as(universe, text)
    assert (found, refused) == ([(name, Relation.SAME)], [])


@pytest.mark.parametrize("text", ["무역은행", "릉라봉무역회사", "평양병원"])
def test_names_of_other_countries_lapsed_ones_and_other_words_are_read_as_nobody(universe, text):
    assert read_as(universe, text)[:2] == ([], [])


def test_another_country_in_the_text_refuses_a_name_with_the_reason(universe):
    assert read_as(universe, "평양산원, 한국")[:2] == (
        [],
        ["the text is about South Korea, and the listed body is in North Korea"],
    )


def test_what_may_be_a_person_must_say_an_organisation_or_a_country(universe):
    assert read_as(universe, "록룡봉해안")[0] == [("Blue Coast", Relation.SAME)]
    assert read_as(universe, "록룡봉해안", may_be_person=True)[0] == []
    assert read_as(universe, "평양산원", may_be_person=True)[0] == [("Maternity Hospital", Relation.SAME)]


def test_a_name_with_its_country_is_surer_than_one_without(universe):
    (whole,), (bare,) = (read_as(universe, text)[2] for text in ("조선창룡무역회사", "창룡무역회사"))
    assert whole.score > bare.score
    assert whole.score == sum(line.points for line in whole.evidence) / 100


@pytest.mark.parametrize(
    ("text", "country", "meant"),
    [
        ("하얼빈공정대학", "", ["l:icy"]),  # the town as it sounds in Chinese, the rest as Koreans read it
        ("하얼빈공정대학교", "", ["l:icy"]),
        ("중국 해군공정대학", "", ["l:sea"]),
        ("해군공정대학", "CN", ["l:sea"]),
        ("해군공정대학", "", []),  # nothing says that China is meant
        ("난징공정대학", "", []),
        ("중국해양대학", "", ["l:ocean"]),
        ("상하이해양대학", "", []),  # the school of a town is not the one of the country
        ("하얼빈공정대학", "KR", []),
    ],
)
def test_a_name_of_china_is_read_in_korean_where_a_town_or_the_country_says_so(linker, text, country, meant):
    read = hits(linker, text, country=country)
    assert [hit.listing.id for hit in read] == meant
    assert all(hit.confidence <= 0.5 for hit in read)
