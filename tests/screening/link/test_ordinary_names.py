"""Names that others bear, too, are told by their words; what is rare, of a group or of another sort is not ordinary."""

import pytest

from screening.affiliations.tokens import name_words
from screening.link import build
from screening.link.bearers import Bearer, Name, Strength
from screening.link.ordinary_names import is_anybodys_word, is_nobodys_brand, is_one_word, is_ordinary
from screening.model import Subject, SubjectType
from watchlists.model import ListedName, Listing, NameKind, PartyType, Status

SURE = 0.8


def listing(name, country, *, watchlist="l"):
    names = (ListedName(name, NameKind.PRIMARY),)
    key = f"{watchlist}:{name}"
    return Listing(key, watchlist, names, PartyType.ORGANISATION, country, status=Status.IN_FORCE)


class Lists:
    listings = (
        listing("Global Traders", "PK"),
        listing("Wagner Group", "RU"),
        listing("Tako LLC", "AM"),
        listing("Zvorexin LLC", "AM"),
        listing("Qorvanit Precision Bearings", "RU"),
    )


class Known:
    in_order = ()


@pytest.fixture(scope="module")
def linker():
    return build(Lists(), Known())


def read(linker, text, country=""):
    return linker.read(Subject(name=text, type=SubjectType.ORGANISATION, country=country))


def surest(linker, text, country=""):
    return max((hit.confidence for hit in read(linker, text, country).hits), default=0.0)


def name_of(text, kind=NameKind.PRIMARY):
    return Name(text, kind, tuple(name_words(text)), 0, Strength.STRONG, listed=True)


def bearer_of(name, lists=1, types=()):
    listings = tuple(listing(name, "RU", watchlist=f"l{at}") for at in range(lists))
    return Bearer(0, name, frozenset({"RU"}), frozenset(), frozenset(types), None, listings)


@pytest.mark.parametrize(
    ("text", "ordinary"),
    [
        ("Global Traders", True),
        ("Wagner Group", True),
        ("Premier International Holdings", True),
        ("Tako LLC", True),  # four letters
        ("Dandong Co. (丹東会社)", True),  # native letters in brackets behind it
        ("Gazprom Neft", False),  # in many names, and nobody else's
        ("Zvorexin LLC", False),
        ("BYD Company Limited", False),  # letters
        ("Global Metallurgical Works", False),  # its business tells whose it is
        ("Premier Institute of Optics", False),  # institutes are told otherwise
        ("Wagner Group Moscow", False),  # so is a name with its place
    ],
)
def test_a_name_is_ordinary_where_all_that_tells_is_anybodys(linker, text, ordinary):
    assert is_ordinary(name_of(text), bearer_of(text), linker.universe.lexicon) is ordinary


def test_of_a_group_on_many_lists_only_one_word_that_is_anybodys_is_ordinary(linker):
    lexicon = linker.universe.lexicon
    assert is_ordinary(name_of("Mikron"), bearer_of("Mikron", lists=3), lexicon)
    assert not is_ordinary(name_of("Tako LLC"), bearer_of("Tako LLC", lists=3), lexicon)
    assert not is_ordinary(name_of("Global Traders"), bearer_of("Global Traders", lists=3), lexicon)


def test_a_school_an_acronym_and_a_body_on_no_list_are_never_ordinary(linker):
    lexicon = linker.universe.lexicon
    assert not is_ordinary(name_of("Wagner"), bearer_of("Wagner", types=("education",)), lexicon)
    assert not is_ordinary(name_of("Wagner", NameKind.ACRONYM), bearer_of("Wagner"), lexicon)
    assert not is_ordinary(name_of("Wagner"), bearer_of("Wagner", lists=0), lexicon)


def test_one_word_is_one_but_for_its_legal_form(linker):
    lexicon = linker.universe.lexicon
    one, two = "Zvorexin LLC", "Zvorexin Optics"
    assert is_one_word(name_of(one), bearer_of(one), lexicon, one)
    assert not is_one_word(name_of(two), bearer_of(two), lexicon, two)


def test_a_native_name_is_one_word_only_where_the_text_has_it_in_latin_letters(linker):
    lexicon, native = linker.universe.lexicon, "ООО «Зворексин»"
    assert is_one_word(name_of(native), bearer_of(native), lexicon, "Zvoreksin GmbH")
    assert not is_one_word(name_of(native), bearer_of(native), lexicon, "Зворексин")


def test_a_familys_name_is_nobodys_brand_and_a_star_is_many_countries():
    assert is_nobodys_brand("wagner")
    assert not is_nobodys_brand("almaz")
    assert is_anybodys_word("wagner")
    assert is_anybodys_word("almaz")
    assert not is_anybodys_word("zvorexin")


@pytest.mark.parametrize(
    "text", ["Global Traders", "Global Traders Ltd Lagos", "WAGNER Group GmbH, Langenhagen", "Zvorexin Ltd"]
)
def test_ordinary_words_or_one_word_alone_are_a_question_that_nobody_is_sure_of(linker, text):
    assert 0 < surest(linker, text) < SURE


def test_four_letters_with_another_legal_form_are_a_question_below_one_half(linker):
    assert 0 < surest(linker, "Tako Ltd") < 0.5


def test_a_rare_name_and_an_ordinary_one_with_its_country_are_sure(linker):
    assert surest(linker, "Zvorexin LLC") >= SURE
    assert surest(linker, "Qorvanit Precision Bearings") >= SURE
    assert surest(linker, "Global Traders", "PK") >= SURE
    assert surest(linker, "Wagner Group, Moscow, Russia") >= SURE


def test_in_another_country_an_ordinary_name_with_something_more_is_no_question(linker):
    reading = read(linker, "Global Traders Ltd, Trier", "DE")
    assert reading.hits == ()
    assert any("companies in many countries have this name" in each.why for each in reading.alternatives)


def test_in_another_country_the_printed_name_alone_is_a_faint_question(linker):
    assert 0 < surest(linker, "Global Traders", "DE") < 0.5


def test_in_another_country_a_rare_name_is_a_question_and_one_word_misspelt_is_none(linker):
    assert surest(linker, "Qorvanit Precision Bearings GmbH", "DE") > 0
    assert surest(linker, "Zvorexin LLC", "DE") > 0
    assert surest(linker, "Zvorixin LLC", "DE") == 0


def test_one_word_in_brackets_behind_another_company_is_a_question_and_alone_a_sure_hit(linker):
    (beside,) = read(linker, "Qorvex Holdings SARL (Zvorexin)").hits
    (alone,) = read(linker, "Zvorexin LLC").hits
    assert beside.confidence < SURE <= alone.confidence


def test_a_town_that_companies_elsewhere_are_called_after_makes_no_name_rare():
    class Towns:
        listings = (listing("Phoenix Solutions FZCO", ""),)

    (hit,) = read(build(Towns(), Known()), "Phoenix Solutions").hits
    assert hit.confidence < SURE
