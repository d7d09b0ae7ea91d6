"""A name in the parts that are compared, so that comparing does no Unicode work at all."""

import pytest

from screening.compare.prepared import is_person, prepare, prepare_in_script
from screening.names.characters import NameTooLong
from screening.names.scripts import Script


def person(name):
    return prepare("Person", name)


def company(name):
    return prepare("Company", name)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zembla, Ivan", "ivan zembla"),  # turned round at a comma
        ("Zembla, Ivan, Jr", "zembla ivan"),  # two commas turn nothing
        ("Dr Omar bin Ali al Hakim", "omar ali hakim"),
        ("I9or Zembla", "igor zembla"),  # a digit that stands for a letter
        ("Ivan Zembla LLC", "ivan zembla"),
        ("O'Zembla's", "ozemblas"),
        ("…", ""),
        ("", ""),
    ],
)
def test_words_of_a_person_are_compared_without_titles_particles_and_commas(name, words):
    assert person(name).words == tuple(words.split())


def test_a_person_keeps_whose_son_he_is_and_what_was_dropped():
    name = person("Dr Omar bin Ali al Hakim")
    assert name.descents == (("omar", "ali"),)
    assert name.dropped == {"dr", "bin", "al"}
    assert name.after_particle == {"ali": "b", "hakim": "a"}
    assert (name.whole, name.core) == ("dromarbinalialhakim", "omaralihakim")


def test_the_order_as_printed_is_kept_beside_the_one_that_is_compared():
    assert person("Zembla, Ivan").printed == ("zembla", "ivan")


def test_characters_beside_a_latin_name_stand_apart_and_those_of_a_name_alone_are_its_own():
    beside = person("Zhang Wei (张伟)")
    assert (beside.words, beside.beside, beside.native) == (("zhang", "wei"), "张伟", None)
    own = person("金正恩")
    assert (own.script, own.beside, own.native) == (Script.HAN, "", ("金正恩",))
    assert [reading.words for reading in own.readings] == [("kim", "jong", "un")]


@pytest.mark.parametrize(
    ("name", "sparse"),
    [("Mhmmd Zmbl", True), ("Mhmmd Zembla", True), ("Muhammad Zembla", False), ("Ng", False)],
)
def test_a_name_with_its_vowels_left_out_is_noticed(name, sparse):
    assert person(name).sparse is sparse


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zorbex Shipping Agency Ltd (ZSA)", "zorbex shipping agency"),
        ("The Z.O.R. Works of Velmor", "zor works velmor"),
        ("Zorbex & Sons 3%ers", "zorbex sons 3 percenters"),
        ("Zorbex's Works", "zorbexs works"),
        ("", ""),
    ],
)
def test_words_of_an_organisation_are_compared_without_forms_articles_and_its_own_acronym(name, words):
    assert company(name).words == tuple(words.split())


def test_what_is_taken_from_an_organisations_name_is_kept_beside_it():
    name = company("Zorbex Shipping Agency Ltd (ZSA)")
    assert (name.forms, name.given) == ({"LLC"}, "zsa")
    assert company("Z.O.R. Works No. 14").exact == {"zor"}
    assert company("Z.O.R. Works No. 14").numbers == {"14"}
    assert company("Zorbex Works (Chile)").bracketed == {"chile"}


def test_letters_in_brackets_that_the_words_do_not_spell_are_no_acronym_of_their_own():
    name = company("Zorbex (QQQ) Works")
    assert (name.given, name.words) == ("", ("zorbex", "qqq", "works"))


def test_a_number_in_chinese_characters_is_digits_and_the_form_at_the_end_is_left_out():
    name = company("克尔马尔第十四研究所有限公司")
    assert name.numbers == {"14"}
    assert "gongsi" not in name.whole


def test_acronyms_are_what_the_initials_spell_with_and_without_a_form_or_group():
    assert company("Zembla Zorbex Group Corporation").acronyms == {"zzg", "zzgc", "zzc"}
    assert company("Zorbex Works").acronyms == frozenset()  # two letters begin any two words


def test_neighbouring_words_are_known_by_what_they_spell_joined():
    name = company("Zorbex Shipping Works")
    assert name.runs == {
        "zorbexshipping": ("zorbex", "shipping"),
        "shippingworks": ("shipping", "works"),
        "zorbexshippingworks": ("zorbex", "shipping", "works"),
    }
    assert name.shortest_run == len("shippingworks")
    assert company("Zorbex").runs == {}
    assert company("Zorbex").shortest_run > 1_000


def test_rarer_words_weigh_more_and_a_name_that_is_worked_out_says_the_same():
    name = company("Zorbex Shipping Institute")
    assert name.weights["zorbex"] == 1 > name.weights["shipping"] > name.weights["institute"] > 0
    weights, acronyms = dict(name.weights), name.acronyms
    assert name.worked_out() is name
    assert (name.weights, name.acronyms) == (weights, acronyms)


def test_every_schema_but_that_of_persons_is_an_organisations():
    assert is_person("PERSON")
    assert not is_person("Company")
    assert not is_person("")
    assert company("Omar bin Zembla").words == ("omar", "bin", "zembla")


def test_a_name_over_the_cap_is_refused():
    with pytest.raises(NameTooLong):
        person("x" * 301)


def test_a_name_in_its_own_script_has_words_that_nobody_counted_or_joins():
    name = prepare_in_script("a1 14", ("a1", "14"), False, Script.ARABIC)
    assert name.weights == {"a1": 1, "14": 1}
    assert (name.runs, name.numbers, name.acronyms) == ({}, {"14"}, frozenset())
