"""What the exact reading left is asked about once more: possible, never confirmed; what something known explains is not."""

from dataclasses import replace

import pytest
from linkers import Known, Lists, without_memory
from small_universe import SmallUniverse

from screening.link import build
from screening.link.lexicon import Lexicon
from screening.link.scorecard import FEW_LETTERS, OTHER_SUBJECT, scorecard
from screening.link.second_stage import FEATURES, SCORECARD, ScoredCandidate
from screening.mapped_file import read_value, write_value
from screening.matcher_cache import SHORT
from screening.model import Relation, Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName, Status

SURE = 0.8


def listing(key, name, country, *more, status=Status.IN_FORCE):
    names = (ListedName(name, NameKind.PRIMARY), *(ListedName(each, NameKind.ALIAS) for each in more))
    return Listing(key, "l", names, PartyType.ORGANISATION, country, status=status)


@pytest.fixture(scope="module")
def linker():
    return build(
        Lists(
            listing("l:vikron", "Hangzhou Vikronis Digital Technology Co., Ltd.", "CN"),
            listing("l:tarmun", "Tarmun Institute of Optical Engineering", "RU"),
            listing("l:zorbex", "Zorbex Aviation Development and Production Corporation", "RU"),
            listing("l:office", "State Security Department", "BY"),
            listing("l:fourteen", "Velmor Research Institute 14", "CN"),
            listing("l:lapsed", "Quillor Shipping Agency", "AE", status=Status.LIFTED),
            listing("l:kadris", "Kadris University", "IR"),
            listing("l:sorvath", "Sorvath Maritime Academy", "RU"),
            listing("l:quelmar", "Quelmar (Beijing) Electronic Information Industry Co., Ltd.", "CN"),
            listing("l:almaz", "Almaz JSC", "RU"),
            listing("l:zvor", "ZVOR Co.", "IR"),
            listing("l:queldor", "Queldor Group", "CN"),
            listing("l:brelgan", "JSC Brelganov Zvorex", "RU"),
            listing("l:wagner", "Wagner LLC", "RU"),
            listing("l:creative", "Creative Dynamics Engineering", "PK", "Creative Dynamics"),
            listing("l:kazan", "Kazan State University", "RU"),
            listing("l:torvel", "Torvel Institute of Optronics", "CN"),
            listing(
                "l:ministry", "Ministry of Emergency Situations of the so-called Velgorod Republic", "RU"
            ),
            listing("l:vorbin", "Quelstal Chemical Plant named after N.D. Vorbinsky", "RU"),
            listing("l:kolvin", "JSC Tarsk Zelmotechnical Plant named after V.I. Kolvin", "BY"),
            listing("l:gfx", "GFX Logistics LLC", "RU"),
            listing("l:transvel", "Transvelk PJSC", "RU"),
            listing("l:amurvel", "Velkomolsk-on-Brun Aircraft Plant", "RU"),
        ),
        Known(
            Body("ror:000000111", (RegisterName("Kadris University of Fine Arts", "label"),), "IR"),
            Body("ror:000000212", (RegisterName("University of Otago", "label"),), "NZ"),
            Body("ror:000000313", (RegisterName("Sorvath Maritime Academy", "label"),), "RU"),
            Body(
                "ror:000000414",
                (RegisterName("Brelnor Bureau of Hydrodynamics", "label"),),
                "RU",
                relations=(("parent", "ror:000000313", "Sorvath Maritime Academy"),),
            ),
        ),
    )


def read(linker, text, **facts):
    return linker.read(Subject(name=text, type=facts.pop("type", SubjectType.ORGANISATION), **facts))


def asked(linker, text, **facts):
    if "affiliations" in facts:
        facts["type"] = SubjectType.PERSON
    return [hit.listing.id for hit in read(linker, text, **facts).hits]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("HANGZHOU VIKRONIS DIGTL TCHNLGY", "l:vikron"),  # consonants, without a table
        ("Vikronnis Digital Technologie Hangzhou", "l:vikron"),  # misspelt, in another order
        ("TARMUN INSTITUTE OF OPTICAL ENGIN", "l:tarmun"),  # cut within a word
        ("ZORBEX AVIATION DEVELOPMENT AN", "l:zorbex"),  # cut within "and"
        ("V1kronis Digital Techno1ogy", "l:vikron"),  # a scan's digits
        ("VikronisDigital Technology", "l:vikron"),  # glued
        (
            "Hangzhou Vikronis Digital Technology 0001004527 Xiaoshan",
            "l:vikron",
        ),  # a vendor's number, a town run on
        ("QUELMAR ELECTR INF IND", "l:quelmar"),  # "Electr" is electrical or electronic
    ],
)
def test_a_name_written_as_nobody_foresaw_is_asked_about(linker, text, meant):
    assert asked(linker, text) == [meant]


def test_a_hit_says_its_points_in_words_and_they_add_up_to_its_confidence(linker):
    (hit,) = read(linker, "TARMUN INSTITUTE OF OPTICAL ENGIN").hits
    assert sum(line.points for line in hit.evidence) == round(100 * hit.confidence)
    assert len(hit.evidence) <= 6
    share = round(100 * hit.confidence)
    last = f"possible, not confirmed: about {share} in 100 texts like this one mean the listed body"
    assert hit.evidence[-1].note == f"{last}; others may also be called “TARMUN”"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "Vikronnis Digital Gadgets, Hangzhou",
            (
                "“Digital” and “Hangzhou” are in both names; we read “Vikronnis” as “Vikronis”",
                "“Technology”, “Co” and “Ltd” of the listed name are missing",
                "the text also has “Gadgets” next to these words",
                "the text says China, where the listed body is",
            ),
        ),
        (
            "Vikronis Deutschland GmbH",
            (
                "“Vikronis” is in both names",
                "“Hangzhou”, “Digital”, “Technology”, “Co” and “Ltd” of the listed name are missing",
                "the text also has “Deutschland” and “GmbH” next to these words",
                "the text gives Germany; the listed body is in China",
            ),
        ),
    ],
)
def test_a_hit_names_the_words_that_it_rests_on(linker, text, lines):
    (hit,) = read(linker, text).hits
    assert tuple(line.note for line in hit.evidence[:4]) == lines


def test_a_hit_on_one_word_says_which_word_leaves_the_doubt(linker):
    (hit,) = read(linker, "Vikronis Deutschland GmbH").hits
    assert any("others may also be called “Vikronis”" in line.note for line in hit.evidence)


def test_a_companys_core_name_and_another_country_are_a_subsidiary(linker):
    (hit,) = read(linker, "Vikronis Deutschland GmbH").hits
    assert (hit.listing.id, hit.relation) == ("l:vikron", Relation.SUBSIDIARY_OF)
    assert hit.confidence < 0.8  # one word alone is never sure


def test_a_relation_is_a_line_that_costs_points(linker):
    (hit,) = read(linker, "Vikronis Deutschland GmbH").hits
    assert (hit.evidence[-1].feature, hit.evidence[-1].note) == ("relation", "subsidiary of")
    assert hit.evidence[-1].points < 0
    assert sum(line.points for line in hit.evidence) == round(100 * hit.confidence)


def test_a_relation_says_whose_table_has_it(linker):
    (hit,) = read(linker, "Brelnor Hydrodinamics Burau").hits
    assert (hit.listing.id, hit.relation) == ("l:sorvath", Relation.MEMBER_OF)
    assert hit.evidence[-1].feature == "relation"
    assert hit.evidence[-1].note == "member of: register"
    assert sum(line.points for line in hit.evidence) == round(100 * hit.confidence)


@pytest.mark.parametrize(
    ("text", "meant", "why"),
    [
        ("Kadris University of Fine Arts, Isfahan", "l:kadris", "a registered organisation of its own"),
        (
            "Velmor Research Institute 38",
            "l:fourteen",
            "the numbers differ: “38” in the text, “14” in the listed name",
        ),
        (
            "Tarmun Institut of Optical Enginering, Dunedin, New Zealand",
            "l:tarmun",
            "the country is NZ, not RU",
        ),
        (
            "Department of State Security of the Republic of Lithuania",
            "l:office",
            "an authority of another country: the text gives Lithuania; the listed body is in Belarus",
        ),
        ("Moscow State Torvel Institute of Optronics", "l:torvel", "“Moscow” before it is in Russia"),
        (
            "Ministry of Emergency Situations, Moscow, Russia",
            "l:ministry",
            "“Velgorod”, which the name of this authority has",
        ),
        (
            "N.D. Vorbinsky Institute of Organic Chemistry, Moscow, Russia",
            "l:vorbin",
            "an organisation of another sort that is named after the same person",
        ),
        (
            "Zelmotechnical Institute named after V.I. Brantsev",
            "l:kolvin",
            "it is named after another person than the listed organisation",
        ),
        ("GfX, Prague, Czechia", "l:gfx", "the letters “GfX” also stand for others"),
        (
            "Velkomolsk-on-Brun State Technical University",
            "l:amurvel",
            "the text says “university”, and the listed organisation is a company",
        ),
        ("Vikronis Road 7, Dunedin", "l:vikron", "a street of this name: “Vikronis road”"),
    ],
)
def test_what_is_known_to_be_another_is_explained_in_a_sentence(linker, text, meant, why):
    found = linker.texts.second_stage.candidates(linker.texts.claims(text))
    said = [each.explained for each in found if each.bearer.id == meant]
    assert said
    assert all(why in each for each in said)
    assert asked(linker, "", affiliations=(text,)) == []


def test_one_word_spelt_differently_in_another_country_is_no_branch_of_the_listed_company(linker):
    assert asked(linker, "Transvel Ltd", country="ZA") == []
    assert asked(linker, "Transvelk Ltd", country="ZA") == ["l:transvel"]
    assert asked(linker, "Transvel PJSC", country="RU") == ["l:transvel"]


@pytest.mark.parametrize(
    "text",
    [
        "Vikronis Restaurant, Dunedin",
        "Wagner Solutions Ltd",
        "Creative Dynamics Studio",
        "Kazan State Medical University",
    ],
)
def test_what_words_make_doubtful_goes_under_its_own_threshold(linker, text):
    assert asked(linker, text) == []


def test_a_brand_of_many_countries_with_a_word_that_any_company_has_is_a_question_below_one_half(linker):
    (hit,) = read(linker, "Almaz Trading Ltd").hits
    assert hit.listing.id == "l:almaz"
    assert hit.confidence < 0.5


@pytest.mark.parametrize(
    ("text", "country"),
    [("Almaz Trading Ltd", "NZ"), ("Almaz Garden Furniture Ltd", ""), ("Almaz Hospital", "")],
)
def test_with_another_country_or_business_such_a_brand_is_no_question(linker, text, country):
    assert asked(linker, text, country=country) == []


def test_a_text_that_breaks_off_before_the_last_word_of_a_registered_name_is_that_body(linker):
    assert asked(linker, "Kadris University of Fine", country="IR") == []


def test_one_word_beside_another_business_is_no_question(linker):
    assert asked(linker, "Vikronis Grand Piano Movers", country="NZ") == []


def test_a_hidden_body_of_the_register_explains_nothing(linker):
    text = "Kadris University of Fine Arts"
    seen = linker.texts.second_stage.candidates(linker.texts.claims(text))
    past = linker.texts.second_stage.candidates(
        linker.texts.claims(text, hidden=frozenset({"ror:000000111"}))
    )
    assert {each.bearer.id: bool(each.explained) for each in seen}["l:kadris"]
    assert not {each.bearer.id: bool(each.explained) for each in past}["l:kadris"]


def test_candidates_have_every_feature(linker):
    found = linker.texts.second_stage.candidates(linker.texts.claims("Vikronis Deutschland GmbH"))
    assert found
    assert all(len(each.features) == len(FEATURES) for each in found)


def test_what_may_be_a_person_is_asked_about_only_with_an_organisations_word(linker):
    assert asked(linker, "Vikronis Digitl", type=SubjectType.UNKNOWN) == []
    assert asked(linker, "Vikronis Digitl Technology", type=SubjectType.UNKNOWN) == ["l:vikron"]


def test_of_bodies_that_a_doubt_makes_equal_the_head_of_the_group_comes_first():
    universe = SmallUniverse(listing("l:vikron", "Hangzhou Vikronis Digital Technology Co., Ltd.", "CN"))
    whole = universe.beside(
        "Vikronis Deutschland GmbH", "Hangzhou Vikronis Digital Technology Co., Ltd.", company=True
    ).comparison
    marine = ScoredCandidate(replace(whole, missing_weight=5.0), 39, "", limit=-27, doubt=FEW_LETTERS)
    head = ScoredCandidate(replace(whole, missing_weight=0.0), 31, "", limit=-19, doubt=FEW_LETTERS)
    assert min([marine, head], key=lambda each: each.rank) is head


def test_a_listing_that_lapsed_is_no_question(linker):
    reader = linker.texts.claims("Quillor Shpng Agncy")
    assert linker.texts.second_stage.candidates(reader) == []


def test_each_mention_without_a_hit_is_asked_about_by_itself(linker):
    reading = linker.read(
        Subject(affiliations=("Kadris University, Tehran; Tarmun Institut of Optical Enginering",))
    )
    assert {hit.listing.id for hit in reading.hits} == {"l:kadris", "l:tarmun"}


def test_a_plain_business_is_let_go_before_any_search(linker, monkeypatch):
    def fail(*_):
        raise AssertionError("it was searched for")

    monkeypatch.setattr(type(linker.texts.second_stage), "_nearest", staticmethod(fail))
    assert asked(linker, "Brightwater Plumbing & Heating Ltd") == []


def test_a_mention_of_the_stage_is_no_exact_one(linker):
    reader = linker.texts.claims("TARMUN INSTITUTE OF OPTICAL ENGIN")
    (link,) = linker.texts.second_stage.links(reader, "name")
    assert link.claim.how == SCORECARD


def test_the_stage_is_kept_in_the_compiled_linker(linker, tmp_path):
    path = tmp_path / "linker.bin"
    write_value(path, linker, SHORT, {Lexicon: "places"})
    kept = read_value(path, SHORT)
    subject = Subject(name="Vikronis Deutschland GmbH", type=SubjectType.ORGANISATION)
    assert kept.read(subject) == without_memory(linker).read(subject)
    assert kept.read(subject).hits


def test_letters_in_brackets_that_are_short_for_the_words_before_them_are_not_the_listed_ones(linker):
    assert read(linker, "Zentral Orbital Rechenbund Berlin Exekutive (ZORBEX)").hits == ()


def test_another_business_beside_a_rare_word_is_a_question_only_in_the_companys_own_country(linker):
    (hit,) = read(linker, "Queldor Photonics", country="CN").hits
    assert hit.listing.id == "l:queldor"
    assert hit.confidence < SURE
    assert asked(linker, "Queldor Photonics", country="NZ") == []


def test_a_company_in_cyrillic_letters_is_compared_by_its_spelling_in_english_and_never_surely(linker):
    (hit,) = read(linker, "ОКБМ Брелганов Зворекс, Нижний Новгород").hits
    assert hit.listing.id == "l:brelgan"
    assert hit.confidence < SURE
    assert any("only its spelling in English was compared" in line.note for line in hit.evidence)


def test_a_school_in_cyrillic_letters_is_left_to_the_register(linker):
    assert asked(linker, "Тармун институт оптикал") == []


@pytest.mark.parametrize(("text", "below"), [("ETX Kurich, D-ZVOR", 0.5), ("ZVOR", SURE)])
def test_a_few_capitals_beside_other_words_of_an_affiliation_are_a_question_below_one_half(
    linker, text, below
):
    (hit,) = read(linker, "", affiliations=(text,)).hits
    assert hit.listing.id == "l:zvor"
    assert hit.confidence < below


def test_of_doubts_that_leave_as_much_the_one_that_asks_for_most_counts_and_no_further_one_helps():
    nothing = dict.fromkeys(FEATURES, 0.0)
    stricter = scorecard().limit_of(nothing, [OTHER_SUBJECT])
    milder = scorecard().limit_of(nothing, [FEW_LETTERS])
    assert (stricter.most, stricter.least > milder.least) == (milder.most, True)
    assert scorecard().limit_of(nothing, [FEW_LETTERS, OTHER_SUBJECT]) == stricter
