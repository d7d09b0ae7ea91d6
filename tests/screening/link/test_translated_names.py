"""Listed bodies as their neighbours translate their names: asked about, never sure, and nobody else is taken for them."""

import pytest
from linkers import Known, Lists
from small_universe import body, listing

from screening.link import build
from screening.model import Relation, Subject, SubjectType


@pytest.fixture(scope="module")
def linker():
    return build(
        Lists(
            listing("l:mipt", "Moscow Institute of Physics and Technology (MIPT)", "RU"),
            listing("l:bauman", "N.E. Bauman Moscow State Technical University", "RU"),
            listing("l:harbin", "Harbin Institute of Technology", "CN", place="Harbin"),
            listing("l:beijing", "Beijing Institute of Technology", "CN", place="Beijing"),
            listing("l:commission", "National Engineering and Scientific Commission", "PK"),
            listing("l:flow", "Central Aerohydrodynamic Institute", "RU"),
            listing("l:kalashnikov", "Kalashnikov Concern", "RU"),
            listing("l:northeastern", "Northeastern University", "CN", "Northeast University of Technology"),
            listing("l:optics", "Institute of Quantum Optics", "RU"),
            listing("l:northwest", "Northwest Institute of Nuclear Technology", "CN"),
            listing("l:dalian", "Dalian University of Technology", "CN"),
            listing("l:lebedev", "Physical Institute named after P.N. Lebedev", "RU"),
            listing("l:mahan", "Mahan Air", "IR"),
            listing("l:laser", "Tomsk Laser Center", "RU"),
            listing("l:polytechnic", "Northwestern Polytechnical University", "CN", place="Xi'an"),
            listing("l:missiles", "Tactical Missiles Corporation", "RU"),
            listing("l:shiraz", "Shiraz Electronics Industries", "IR"),
            listing("l:hiast", "Higher Institute of Applied Science and Technology", "SY"),
            listing("l:krylov", "Krylov State Research Center for Shipbuilding", "RU"),
            listing("l:instruments", "Tikhomirov Scientific Research Institute of Instrument Design", "RU"),
            listing("l:rimbong", "Korea Rimbong General Corporation", "KP"),
            listing("l:sabalan", "Sabalan Airlines", "IR"),
            listing("l:yangchow", "Hunan Keji University", "CN"),
            listing("l:prc", "JSC PRC", ""),
            listing("l:general", "National Institute of Applied Physics and Space Technology", "PK"),
            listing("l:fleet", "JSC Sovcomflot", "RU"),
            listing("l:54", "China Electronics Technology Group 54th Research Institute", "CN"),
        ),
        Known(
            body(1, "Beijing University of Technology", "CN", cities=("Beijing",)),
            body(2, "Dalian Polytechnic University", "CN", cities=("Dalian",)),
            body(3, "Northwestern Polytechnic University", "US", cities=("Fremont",)),
        ),
    )


def hits(linker, text, country=""):
    return linker.read(Subject(text, SubjectType.ORGANISATION, country=country)).hits


def found(linker, text, country=""):
    return [hit.listing.id for hit in hits(linker, text, country)]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("모스크바 물리기술원", "l:mipt"),
        ("モスクワ物理工科大学", "l:mipt"),
        ("معهد موسكو للفيزياء والتكنولوجيا", "l:mipt"),
        ("مؤسسه فیزیک و فناوری مسکو", "l:mipt"),
        ("莫斯科物理技术学院", "l:mipt"),
        ("바우만 모스크바 국립공과대학교", "l:bauman"),
        ("哈尔滨工业大学", "l:harbin"),
        ("معهد بكين للتكنولوجيا", "l:beijing"),
        ("파키스탄 국가공학과학위원회", "l:commission"),
        ("中央航空流体力学研究所", "l:flow"),
        ("卡拉什尼科夫集团", "l:kalashnikov"),
        ("하얼빈공과대학 컴퓨터학부", "l:harbin"),
        ("ロシア科学アカデミー量子光学研究所", "l:optics"),  # the academy that it is of
        ("서북핵기술연구소", "l:northwest"),
        ("레베데프 물리연구소", "l:lebedev"),
        ("دانشگاه صنعتی دالیان", "l:dalian"),  # a later meaning is somebody else's
        (
            "دانشگاه پلی‌تکنیک شمال‌غربی چین",
            "l:polytechnic",
        ),  # the one that has this name is in another country
        ("戦術ミサイル会社", "l:missiles"),  # a brand, though made of words of a trade
        ("シラーズ電子工業", "l:shiraz"),  # no word says what sort of body it is
        (
            "المعهد العالي للعلوم التطبيقية والتكنولوجيا بدمشق",
            "l:hiast",
        ),  # of whose town the list says nothing
        ("معهد البحوث رقم 54 لمجموعة الصين لتكنولوجيا الإلكترونيات", "l:54"),
    ],
)
def test_a_translated_name_is_a_question_about_the_listed_body(linker, text, meant):
    (hit,) = hits(linker, text)
    assert (hit.listing.id, hit.relation) == (meant, Relation.SAME)
    assert 0.5 <= hit.confidence < 0.8


def test_the_evidence_has_a_line_for_each_word_and_adds_up_to_the_confidence(linker):
    (hit,) = hits(linker, "معهد موسكو للفيزياء والتكنولوجيا")
    assert ("موسكو", "moscow") in [(line.subject, line.listing) for line in hit.evidence]
    assert sum(line.points for line in hit.evidence) == round(100 * hit.confidence)


@pytest.mark.parametrize("text", ["جامعة بكين للتكنولوجيا", "북경공업대학"])
def test_where_a_known_body_on_no_list_has_one_of_the_meanings_nobody_is_asked(linker, text):
    assert found(linker, text) == []


def test_an_institute_may_be_translated_as_a_university_where_nobody_else_is_called_so(linker):
    (hit,) = hits(linker, "جامعة هاربين للتكنولوجيا")
    assert hit.listing.id == "l:harbin"
    (exact,) = hits(linker, "معهد هاربين للتكنولوجيا")
    assert hit.confidence < exact.confidence


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("국가공학과학위원회", ""),  # a general name, and no country says whose
        ("국가공학과학위원회", "IN"),
        ("インド国家工学科学委員会", ""),
        ("동북대학", ""),
        ("東北工業大学", ""),  # in Han characters it is a part of Japan as well
        ("量子光学研究所", ""),
        ("이란 칼라시니코프 그룹", ""),
        ("بكين", ""),
        ("톰스크 레이저 미용센터", ""),  # a word more than the listed name has
        ("معهد البحوث رقم 55 لمجموعة الصين لتكنولوجيا الإلكترونيات", ""),  # another number
        ("المعهد العالي للعلوم التطبيقية والتكنولوجيا بسوسة", ""),  # a town of Tunisia
        ("شركة سوفكومفلوت للملاحة في سوريا", ""),
        ("شركة ريمبونغ العامة", ""),  # one word by its sound, and no country
        ("شركة ريمبونغ الهندية العامة", ""),
        ("معهد كريلوف لبناء السفن في سوريا", ""),
        ("مدرسة كريلوف", ""),  # nothing but the patron agrees
        ("サバラン航空", ""),  # Iran does not write in these letters
        ("دانشگاه یانگژو، چین", ""),  # "Hunan" is a word of the table, and is not written so
        ("중국 양저우 대학교", ""),  # a country is no name
    ],
)
def test_who_is_in_another_country_or_has_a_general_name_is_not_asked_about(linker, text, country):
    assert found(linker, text, country) == []


def test_a_brand_alone_is_asked_about_only_where_the_text_is_given_as_an_organisation(linker):
    (hit,) = hits(linker, "마한항공")
    assert (hit.listing.id, hit.confidence <= 0.75) == ("l:mahan", True)
    assert not linker.read(Subject(name="마한항공")).hits


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("شركة سوفكومفلوت للملاحة", "l:fleet"),  # a trade beside the brand
        ("شركة ريمبونغ الكورية العامة", "l:rimbong"),  # one word by its sound, and the country
        ("北朝鮮・リンボン総会社", "l:rimbong"),
        ("북한 림봉 총회사", "l:rimbong"),
        ("معهد كريلوف لبناء السفن البحرية", "l:krylov"),  # a patron of few, beside other words
        ("خطوط سبلان الجوية", "l:sabalan"),  # Iran writes in these letters
        ("المعهد الوطني للفيزياء التطبيقية وتكنولوجيا الفضاء", "l:general"),  # a general name, of six words
    ],
)
def test_a_brand_beside_its_trade_and_a_long_general_name_are_a_faint_question(linker, text, meant):
    (hit,) = hits(linker, text)
    assert hit.listing.id == meant
    assert hit.confidence <= 0.5
