import pytest

from watchlists.formats.support.printed_names import is_native, party_names, person_names
from watchlists.model import NameKind

ALIAS, ACRONYM, FRAGMENT, WEAK = NameKind.ALIAS, NameKind.ACRONYM, NameKind.FRAGMENT, NameKind.WEAK_ALIAS


def primary(printed):
    return {name.text: name.kind for name in party_names(printed, [])}


def alias(printed):
    return {name.text: name.kind for name in party_names("Some Body", [printed])[1:]}


def test_what_was_printed_comes_first_and_unchanged():
    printed = "Beijing University of Posts and Telecommunications (BUPT)"
    assert party_names(printed, [])[0].text == printed
    assert primary(printed) == {
        printed: NameKind.PRIMARY,
        "Beijing University of Posts and Telecommunications": ALIAS,
        "BUPT": ACRONYM,
    }


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("Aviation Industry Corporation of China's (AVIC) Institute 625", "AVIC Institute 625"),
        ("China Aerospace Science and Industry Corporation (CASIC) 3rd Academy", "CASIC 3rd Academy"),
    ],
)
def test_an_acronym_inside_a_name_stands_for_the_words_before_it(printed, read):
    assert primary(printed)[read] is ALIAS
    assert ACRONYM not in primary(printed).values()


@pytest.mark.parametrize("form", ["JSC", "OOO", "AO", "FZC", "PVT", "EC", "有限公司", "Co., Ltd."])
def test_a_legal_form_is_a_fragment(form):
    assert alias(form) == {form: FRAGMENT}


@pytest.mark.parametrize("place", ["UK Limited", "HK Ltd.", "Dolgoprudny", "Russia"])
def test_a_place_is_a_fragment(place):
    assert alias(place) == {place: FRAGMENT}


def test_a_towns_name_with_a_legal_form_is_weak_and_not_lost():
    assert alias("JSC Penza") == {"JSC Penza": WEAK}


@pytest.mark.parametrize(
    "generic",
    [
        "Electricity Institute",
        "Institute of Aeronautics and Astronautics",
        "Ministry of Defence",
        "Army University",
    ],
)
def test_a_name_without_a_distinctive_word_is_weak(generic):
    assert alias(generic) == {generic: WEAK}


def test_a_single_short_word_is_weak():
    assert alias("Kant") == {"Kant": WEAK}
    assert alias("GosNIImash") == {"GosNIImash": ACRONYM}


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        (
            "Gazmash. d. 54 korp. 1 litera A pomeshch prospekt Primorski, St. Petersburg 197374, Russia",
            "Gazmash",
        ),
        ("Huawei Dubai OpenLab. Dubai, United Arab Emirates", "Huawei Dubai OpenLab"),
        ("Power Plant Workshops, P.O. Box 1114, Islamabad", "Power Plant Workshops"),
        (
            "Chelyabinsk-70, (Address: P.O. Box 245, 456770, Snezhinsk); and any nuclear-related entities",
            "Chelyabinsk-70",
        ),
    ],
)
def test_an_address_printed_after_an_alias_is_left_out(printed, name):
    assert alias(printed) == {name: ALIAS}


def test_an_address_alone_is_a_fragment():
    assert set(alias("12 Lenin Street 456770").values()) == {FRAGMENT}


def test_the_joints_of_the_print_are_no_part_of_a_name():
    assert alias("HPSTAR; and") == {"HPSTAR": ACRONYM}
    assert alias("also known as: Golden Horse Factory") == {"Golden Horse Factory": ALIAS}
    assert alias("formerly known as Changzhou Guanghui Biotechnology Co., Ltd") == {
        "Changzhou Guanghui Biotechnology Co., Ltd": NameKind.FORMER
    }


def test_a_name_cut_within_its_bracket_still_gives_both_and_the_whole_one_is_a_correction():
    assert primary("Lukoil, OAO (a.k.a. Lukoil") == {
        "Lukoil, OAO (a.k.a. Lukoil": NameKind.PRIMARY,
        "Lukoil, OAO": NameKind.CORRECTION,
        "Lukoil": ALIAS,
    }
    assert primary("Sabanican Company (a.k.a.")["Sabanican Company"] is NameKind.CORRECTION


def test_a_correction_says_what_is_wrong_with_the_print():
    (note,) = (
        name.note for name in party_names("Lukoil, OAO (a.k.a. Lukoil", []) if name.text == "Lukoil, OAO"
    )
    assert note.endswith(": a bracket is not closed, or not opened")


def test_words_on_parts_are_no_part_of_a_name():
    assert primary("Poly Technologies Incorporated (PTI), and its subunits and successors") == {
        "Poly Technologies Incorporated (PTI), and its subunits and successors": NameKind.PRIMARY,
        "Poly Technologies Incorporated (PTI)": NameKind.CORRECTION,
        "Poly Technologies Incorporated": ALIAS,
        "PTI": ACRONYM,
    }


def test_an_alias_that_holds_two_names_is_a_fragment_and_each_name_stands_beside_it():
    assert alias("Meike Co. and formerly known as Jiangsu Gaozhao Co., Ltd") == {
        "Meike Co. and formerly known as Jiangsu Gaozhao Co., Ltd": FRAGMENT,
        "Meike Co.": ALIAS,
        "Jiangsu Gaozhao Co., Ltd": NameKind.FORMER,
    }
    assert alias("Joint-Stock Company Ravenstvo; Equality")["Joint-Stock Company Ravenstvo"] is ALIAS


def test_a_bracket_of_the_print_that_nothing_opens_is_taken_off():
    assert alias("JSC AOMZ)") == {"JSC AOMZ": ALIAS}
    assert alias("Huawei Research (UK))") == {"Huawei Research (UK)": ALIAS}


def test_of_a_print_that_breaks_off_after_a_colon_nothing_is_read():
    printed = "Thirteenth Institute (CETC 13) subordinate institution:"
    assert primary(printed) == {printed: NameKind.PRIMARY}


def test_a_sentence_of_the_publisher_is_a_fragment_and_its_name_is_kept():
    found = alias(
        "Southwest Institute of Structural Mechanics; (all of preceding located in or near Mianyang)"
    )
    assert list(found.values()) == [FRAGMENT, ALIAS]
    assert "Southwest Institute of Structural Mechanics" in found


def test_native_script_is_told_from_a_look_alike_letter():
    assert alias("深圳市大疆创新科技有限公司") == {"深圳市大疆创新科技有限公司": NameKind.NATIVE}
    assert not is_native("Shenzhen Ditai Technology Со., Ltd.")


def test_of_a_person_only_the_name_is_read():
    read = person_names(
        "Brian Woodford (See alternate address under Singapore)",
        ["Mehrdad Ansari. No 7101, Index Tower, Dubai, U.A.E.; and No 508", "M. Aziz; and", "Hanif"],
    )
    assert [(name.text, name.kind) for name in read] == [
        ("Brian Woodford", NameKind.PRIMARY),
        ("Mehrdad Ansari", ALIAS),
        ("M. Aziz", ALIAS),
        ("Hanif", WEAK),
    ]
