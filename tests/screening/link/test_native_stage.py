"""Native names that nothing else knows, against English and romanised listed names: a question, with each piece explained."""

import pytest
from linkers import Known, Lists
from small_universe import SmallUniverse

from screening.link import build
from screening.link.native_stage import evidence_of, native_stage
from screening.mapped_file import read_value, write_value
from screening.matcher_cache import SHORT
from screening.model import Relation, Subject, SubjectType
from screening.native_names import ExplainedPiece, NativeMatch, NativeRelation
from screening.native_names.alignment import NativeCeiling
from screening.native_names.name_table import EnglishName
from screening.native_names.pieces import PieceKind
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status


def listing(key, name, country="CN", place="", **facts):
    names = (ListedName(name, facts.pop("kind", NameKind.PRIMARY)),)
    return Listing(f"l:{key}", "l", names, PartyType.ORGANISATION, country, place, **facts)


TRADES = ("Electronics", "Machinery", "Communication", "Trading", "Optical Instruments")
OTHERS = [
    listing(f"{town}-{brand}-{number}", f"{town} {brand} {trade} Co., Ltd.")
    for town in ("Wuhan", "Shanghai")
    for brand in ("Tianyu", "Mingde")
    for number, trade in enumerate(TRADES)
]
RUSSIAN = [
    listing(f"ru-{number}", f"JSC {brand} Plant", "RU") for number, brand in enumerate(("Merkator", "Pulsar"))
]


@pytest.fixture(scope="module")
def linker():
    return build(
        Lists(
            *OTHERS,
            *RUSSIAN,
            listing("xingkong", "Nanjing Fenghuo Xingkong Communication Development Co."),
            listing("hesheng", "Hesheng Optical Instruments Co., Ltd."),
            listing("college", "National Defense Technology Training Center", "KP"),
            listing("lapsed", "Chengdu Yaguang Electronics Co., Ltd.", status=Status.LIFTED),
            listing("zvorykin", "Zvorykin Instrument Plant JSC", "RU", "Kazan"),
            listing("technosphera", "Technosphera LLC", "RU", "Kazan"),
            listing("sepehr", "Sepehr Aircraft Manufacturing Industries", "IR"),
            listing("ryonbong", "Korea Ryonbong General Corporation", "KP"),
            listing("weak", "Great Northern Optical Instruments", kind=NameKind.WEAK_ALIAS),
            listing("norway", "Fjordheim Communication Development", "NO"),
            listing("fiberhome", "FiberHome Co., Ltd."),
            listing("samar", "Samar Aviation Industries", "IR"),
            listing("lomonosov", "Lomonosov Plant Kazan", "RU"),
        ),
        Known(
            Body("ror:000000112", (RegisterName("Rahib Engineering Institute", "label"),), "IR"),
            Body("ror:000000113", (RegisterName("Завод Ломоносов Казань", "label"),), "RU"),
        ),
    )


def hits(linker, text, **facts):
    return linker.read(Subject(name=text, type=SubjectType.ORGANISATION, **facts)).hits


def found(linker, text, **facts):
    return [hit.listing.id for hit in hits(linker, text, **facts)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("南京烽火星空通信发展有限公司", "l:xingkong"),
        ("南京烽火星空通信發展有限公司", "l:xingkong"),  # in Traditional characters
        ("АО «Приборный завод Зворыкин»", "l:zvorykin"),
        ("شرکت صنایع هواپیماسازی سپهر", "l:sepehr"),
        ("조선련봉총회사", "l:ryonbong"),
    ],
)
def test_a_native_name_finds_the_listing_that_prints_an_english_one(linker, text, meant):
    assert found(linker, text) == [meant]


def test_the_evidence_names_each_piece_and_adds_up_to_the_confidence(linker):
    (hit,) = hits(linker, "南京烽火星空通信发展有限公司")
    assert hit.confidence >= 0.8
    assert hit.relation is Relation.SAME
    assert hit.matched_name == "Nanjing Fenghuo Xingkong Communication Development Co."
    assert ("通信", "communication") in [(line.subject, line.listing) for line in hit.evidence]
    assert sum(line.points for line in hit.evidence) == round(100 * hit.confidence) <= 95


def test_a_brand_by_sound_alone_is_a_question_and_only_of_what_calls_itself_a_company(linker):
    (hit,) = hits(linker, "ООО «Техносфера»")
    assert 0.5 <= hit.confidence < 0.8
    assert not linker.read(Subject(affiliations=("Техносфера",))).hits


def test_a_brand_alone_in_another_town_is_somebody_else(linker):
    assert found(linker, "ООО «Техносфера», Казань") == ["l:technosphera"]
    assert not found(linker, "ООО «Техносфера», Новосибирск")


def test_a_place_that_only_the_text_says_makes_it_a_question_with_the_reason(linker):
    (hit,) = hits(linker, "深圳合盛光学仪器有限公司")
    assert hit.listing.id == "l:hesheng"
    assert hit.confidence < 0.8
    assert any("“深圳”" in line.note for line in hit.evidence)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("南京烽火星空通信发展有限公司", {"country": "DE"}),  # the country beside it
        ("国防科技培训中心（北京）", {}),  # a town of another country
        ("شركة صناعات تصنيع الطائرات سبهر", {}),  # Arabic, and the listed one is of Iran
        ("成都亚光电子股份有限公司", {}),  # lifted
        ("大北方光学仪器", {}),  # a weak alias
        ("菲尔德海姆通信发展", {}),  # no country whose bodies are named in Han
        ("南京大学", {}),  # a school is the register's
        ("苏斌", {}),  # a person
    ],
)
def test_what_a_country_a_language_or_the_list_rules_out_is_not_asked(linker, text, facts):
    assert not found(linker, text, **facts)


def test_a_body_that_is_recognised_silences_no_native_name_beside_it(linker):
    beside = ["Rahib Engineering Institute"]
    for text in (
        "Rahib Engineering Institute; 南京烽火星空通信发展有限公司",
        "Rahib Engineering Institute 南京烽火星空通信发展有限公司",
        "南京烽火星空通信发展有限公司; Rahib Engineering Institute",
    ):
        assert found(linker, text) == ["l:xingkong"], text
        assert [claim.bearer.name for claim in linker.texts.claims(text).claims] == beside


def test_a_name_whose_letters_are_recognised_is_left_to_that_reading(linker):
    reader = linker.texts.claims("Завод Ломоносов Казань")
    assert [claim.bearer.id for claim in reader.claims] == ["ror:000000113"]
    assert linker.texts.native.links(reader, "name") == []


def test_the_native_names_of_a_long_text_are_read_from_its_beginning(linker):
    rest = "; ".join(f"Institute of Something Number {number}" for number in range(20))
    assert found(linker, f"南京烽火星空通信发展有限公司; {rest}") == ["l:xingkong"]
    others = "; ".join("新疆某某农业合作社" * 5 for _ in range(20))
    assert not found(linker, f"{others}; 南京烽火星空通信发展有限公司")


def test_every_native_name_of_a_text_is_asked(linker):
    text = "南京烽火星空通信发展有限公司; АО «Приборный завод Зворыкин»"
    assert sorted(found(linker, text)) == ["l:xingkong", "l:zvorykin"]
    # A hit in one mention says nothing of another one.
    assert sorted(found(linker, "Fjordheim Communication Development; АО «Приборный завод Зворыкин»")) == [
        "l:norway",
        "l:zvorykin",
    ]


def test_the_country_of_one_mention_rules_out_nobody_in_another(linker):
    assert found(linker, "Somebody, Oslo, Norway; 南京烽火星空通信发展有限公司") == ["l:xingkong"]


@pytest.mark.parametrize("text", ["Иван Зворыкин", "烽火星空通信", "Сергей Техносфера"])
def test_what_may_be_a_person_must_say_that_it_is_an_organisation(linker, text):
    assert linker.read(Subject(name=text, type=SubjectType.UNKNOWN)).hits == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [("南京烽火星空通信发展有限公司", "l:xingkong"), ("Приборный завод Зворыкин", "l:zvorykin")],
)
def test_a_form_or_a_word_for_a_company_says_so(linker, text, meant):
    reading = linker.read(Subject(name=text, type=SubjectType.UNKNOWN))
    assert [hit.listing.id for hit in reading.hits] == [meant]


@pytest.mark.parametrize(
    ("text", "facts", "why"),
    [
        (
            "南京烽火星空通信发展有限公司",
            {"country": "DE"},
            "the text is about Germany, and the listed body is in China",
        ),
        (
            "شركة صناعات الطيران سمر",
            {},
            "“شركة صناعات الطيران سمر” is not in a language of Iran, where the listed body is",
        ),
        (
            "ООО «Техносфера», Новосибирск",
            {},
            "only the brand agrees, and “Новосибирск” is not known to be the listed body's place",
        ),
    ],
)
def test_who_is_not_meant_is_told_with_the_reason(linker, text, facts, why):
    reading = linker.read(Subject(name=text, type=SubjectType.ORGANISATION, **facts))
    assert why in [each.why for each in reading.alternatives]


def test_a_brand_without_a_word_for_a_company_is_told_with_the_reason(linker):
    (other,) = linker.read(Subject(affiliations=("Техносфера",))).alternatives
    assert (
        other.why
        == "“Техносфера” sounds like the listed name, and nothing in it says that it is an organisation"
    )


def test_a_refusal_in_one_mention_says_nothing_of_another(linker):
    reader = linker.texts.claims("烽火集团; 南京烽火星空通信发展有限公司")
    (xingkong,) = [each for each in linker.universe.bearers if "Xingkong" in each.name]
    reader.reject(xingkong, "somebody else", where=(0, 4))
    assert reader.has_rejected_in(xingkong, 0, 4)
    assert not reader.has_rejected_in(xingkong, 6, 20)
    assert xingkong.name in [link.listed.name for link in linker.texts.native.links(reader, "name")]


def lines(linker, text):
    (hit,) = hits(linker, text)
    return {(line.feature, line.subject): line for line in hit.evidence}


def test_each_line_says_in_a_sentence_how_a_piece_is_read(linker):
    said = lines(linker, "南京烽火星空通信发展有限公司")
    assert said["trade word", "通信"].note == "“通信” means “communication”"
    assert any(feature == "brand" and "sounds like" in line.note for (feature, _), line in said.items())


def test_what_raises_the_confidence_is_no_limit(linker):
    (hit,) = hits(linker, "烽火海洋网络设备有限公司")
    (brand,) = [line for line in hit.evidence if line.feature == "brand of a listed group"]
    assert brand.points > 0
    assert all(line.points <= 0 for line in hit.evidence if line.feature == "limit")
    (relation,) = [line for line in hit.evidence if line.feature == "relation"]
    assert hit.relation is Relation.SUBSIDIARY_OF
    assert "may be a subsidiary or a part" in relation.note


def test_a_linker_from_a_file_reads_the_same_and_opens_no_table_before_it_is_asked(linker, tmp_path):
    path = tmp_path / "linker.bin"
    write_value(path, linker.texts.native, SHORT)
    kept = read_value(path, SHORT)
    assert not any(table.is_made for table in kept.tables.values())
    links = kept.links(linker.texts.claims("조선련봉총회사"), "name")
    assert [link.listed.name for link in links] == ["Korea Ryonbong General Corporation"]
    assert [script for script, table in kept.tables.items() if table.is_made] == ["hangul"]


def test_a_place_behind_a_han_name_decides_between_namesakes():
    linker = build(
        Lists(
            listing("korea", "国防大学", "KP", kind=NameKind.NATIVE),
            listing("china", "中国人民解放军国防大学", "CN", kind=NameKind.NATIVE),
            listing("academy", "国防大学", "CN", kind=NameKind.NATIVE),
        ),
        Known(),
    )
    assert found(linker, "国防大学（北京）") == ["l:academy"]
    assert found(linker, "国防大学，平壤") == ["l:korea"]


def test_a_brand_alone_is_asked_about_where_the_subject_is_given_as_an_organisation(linker):
    given = linker.read(Subject("Техносфера", SubjectType.ORGANISATION, country="RU"))
    assert [hit.listing.id for hit in given.hits] == ["l:technosphera"]
    assert linker.read(Subject("Техносфера", country="RU")).hits == ()


def test_a_persons_name_is_not_asked_about_though_the_subject_is_given_as_an_organisation(linker):
    assert linker.read(Subject("Ломоносов", SubjectType.ORGANISATION, country="RU")).hits == ()


def match(*pieces, score=0.8, native=(), listed=(), ceilings=(), relation=NativeRelation.SAME):
    """A match of a native name with "Nanjing Zorbex Communication"."""
    name = EnglishName("Nanjing Zorbex Communication", 0, (), (), (), frozenset(), frozenset(), frozenset())
    return NativeMatch(name, score, pieces, native, listed, score, ceilings, relation)


TOWN = ExplainedPiece("南京", "Nanjing", PieceKind.PLACE, 1.0)
BRAND = ExplainedPiece("佐贝克斯", "Zorbex", PieceKind.BRAND, 2.0, is_brand=True)
TRADE = ExplainedPiece("通信", "Communication", PieceKind.TERM, 1.0)


def points_of(found):
    return [(line.feature, line.points) for line in evidence_of(found, "text")]


def test_each_piece_has_a_line_with_its_share_of_the_points():
    assert points_of(match(TOWN, BRAND, TRADE)) == [("place", 20), ("brand", 40), ("trade word", 20)]
    assert [line.note for line in evidence_of(match(TOWN, BRAND, TRADE), "text")] == [
        "“南京” is the place “Nanjing”",
        "“佐贝克斯” sounds like “Zorbex”: the brand",
        "“通信” means “Communication”",
    ]


def test_shares_that_are_no_whole_points_add_up_all_the_same():
    assert sum(points for _, points in points_of(match(TOWN, BRAND, TRADE, score=0.77))) == 77


def test_what_bounds_the_score_is_a_line_and_a_translation_is_never_certain():
    bounded = match(TOWN, BRAND, ceilings=(NativeCeiling("a doubt", 0.5),))
    assert points_of(bounded)[-1] == ("limit", -30)
    assert points_of(match(TOWN, BRAND, score=1.0))[-1] == ("limit", -5)
    raised = match(TOWN, BRAND, score=0.4, ceilings=(NativeCeiling("a listed group", 0.6),))
    assert points_of(raised)[-1] == ("brand of a listed group", 20)


def test_what_nothing_explains_on_either_side_is_named_without_points():
    found = match(TOWN, native=("空间",), listed=("Space",))
    assert points_of(found)[1:] == [("only in the text", 0), ("only in the listed name", 0)]


@pytest.mark.parametrize(
    ("relation", "says"),
    [
        (NativeRelation.PART, "it may be a subsidiary or a part of the listed body"),
        (NativeRelation.SIBLING, "it may be a sister company of the listed body"),
    ],
)
def test_a_match_that_is_another_body_says_so(relation, says):
    last = evidence_of(match(TOWN, native=("空间",), relation=relation), "text")[-1]
    assert (last.feature, last.points) == ("relation", 0)
    assert last.note.endswith(says)


def test_tables_are_opened_when_a_text_first_needs_them():
    universe = SmallUniverse(
        listing("zvorykin", "Zvorykin Instrument Plant JSC", "RU", "Kazan"), *RUSSIAN, *OTHERS
    )
    stage = native_stage(universe.names, universe.bearers)
    assert stage.links(universe.reader("Zvorykin Instrument Plant"), "name") == []
    assert not any(table.is_made for table in stage.tables.values())
    (link,) = stage.links(universe.reader("АО «Приборный завод Зворыкин»"), "name")
    assert link.listed.name == "Zvorykin Instrument Plant JSC"
    assert [script for script, table in stage.tables.items() if table.is_made] == ["cyrillic"]


@pytest.fixture(scope="module")
def neighbours():
    """Groups as Koreans, Japanese and Arabs write them, by the rows of coined brands."""
    return build(
        Lists(
            listing("hikvision", "Hangzhou Hikvision Digital Technology Co., Ltd."),
            listing("huawei", "Huawei Technologies Co., Ltd."),
            listing("antey", "Almaz-Antey", "RU"),
            listing("kurchatov", "National Research Center Kurchatov Institute", "RU"),
            listing("additive", "Rosatom Additive", "RU"),
            listing("energy", "Rosatom Energy Projects", "RU"),
            Listing(
                "l:group",
                "l",
                (
                    ListedName("China Zorvex Aviation Group", NameKind.PRIMARY),
                    ListedName("中国航空工业集团有限公司", NameKind.NATIVE),
                ),
                PartyType.ORGANISATION,
                "CN",
                "",
            ),
        ),
        Known(),
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("ハイクビジョン", "hikvision"),
        ("ファーウェイ株式会社", "huawei"),
        ("クルチャトフ研究所", "kurchatov"),
        ("하이크비전", "hikvision"),
        ("알마즈 안테이", "antey"),
        ("شركة هواوي", "huawei"),
        ("شرکت هایک ویژن", "hikvision"),
        ("중국항공공업집단", "group"),
    ],
)
def test_a_reviewed_brand_of_a_body_abroad_is_found_as_its_neighbours_write_it(neighbours, text, key):
    hits = neighbours.read(Subject(text, SubjectType.ORGANISATION)).hits
    assert [hit.listing.id for hit in hits] == [f"l:{key}"]


@pytest.mark.parametrize("text", ["ファーウェイジャパン株式会社", "한국화웨이 주식회사"])
def test_a_company_of_a_brand_in_another_country_may_be_its_subsidiary(neighbours, text):
    country = "JP" if "ジャパン" in text else "KR"
    (hit,) = neighbours.read(Subject(text, SubjectType.ORGANISATION, country=country)).hits
    assert hit.relation is Relation.SUBSIDIARY_OF
    assert any(line.note.startswith("it may be a subsidiary") for line in hit.evidence)


@pytest.mark.parametrize(
    "text", ["ファーウェイ通り食堂", "ハイクセンス", "하이크비전떡볶이집", "항공공업집단", "한국항공공업집단"]
)
def test_a_brand_within_other_words_or_a_name_without_its_country_asks_nobody(neighbours, text):
    assert not neighbours.read(Subject(text, SubjectType.ORGANISATION)).hits


@pytest.mark.parametrize(
    ("text", "relation"), [("ロスアトム", Relation.SIBLING), ("ハイクビジョン", Relation.SAME)]
)
def test_the_brand_that_several_companies_are_called_by_is_none_of_them_by_itself(neighbours, text, relation):
    hits = neighbours.read(Subject(text, SubjectType.ORGANISATION)).hits
    assert {hit.relation for hit in hits} == {relation}
