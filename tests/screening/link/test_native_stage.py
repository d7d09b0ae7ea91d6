"""Native names that nothing else knows, against English and romanised listed names: a question, with each piece explained."""

import pytest

from screening.flat import read_value, write_value
from screening.link import build
from screening.matcher_cache import SHORT
from screening.model import Relation, Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status


class Lists:
    def __init__(self, *listings):
        self.listings = listings


class Known:
    def __init__(self, *bodies):
        self.in_order = bodies


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
        ),
        Known(Body("ror:000000112", (RegisterName("Rahib Engineering Institute", "label"),), "IR")),
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
    assert not found(linker, "Техносфера")


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
        ("Nanjing Fenghuo", {}),  # no native script
    ],
)
def test_what_a_country_a_language_or_the_list_rules_out_is_not_asked(linker, text, facts):
    assert not found(linker, text, **facts)


def test_a_text_that_another_reading_recognised_is_left_alone(linker):
    reader = linker.claims("Rahib Engineering Institute 南京烽火星空通信发展有限公司")
    assert reader.claims
    assert linker.native.links(reader, "name") == []


def test_a_linker_from_a_file_reads_the_same_and_opens_no_table_before_it_is_asked(linker, tmp_path):
    path = tmp_path / "linker.bin"
    write_value(path, linker.native, SHORT)
    kept = read_value(path, SHORT)
    assert not any(table.is_made for table in kept.tables.values())
    links = kept.links(linker.claims("조선련봉총회사"), "name")
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
