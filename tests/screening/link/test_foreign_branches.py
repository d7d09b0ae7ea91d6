"""What a company's office abroad is called: its name or letters, its business in any language, and where its address says it is."""

import pytest
from linkers import Known, Lists

from screening.link import build
from screening.link.foreign_branches import trade_words
from screening.model import Relation, Subject, SubjectType
from screening.vocabulary import rows
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName


def listing(key, name, country, *letters, watchlist="one"):
    names = (ListedName(name, NameKind.PRIMARY), *(ListedName(each, NameKind.ACRONYM) for each in letters))
    return Listing(key, watchlist, names, PartyType.ORGANISATION, country)


@pytest.fixture(scope="module")
def linker():
    return build(
        Lists(
            listing("one:vikron", "Vikronis Technology Co., Ltd.", "CN"),
            listing("two:vikron", "Vikronis Technology Co., Ltd.", "CN", watchlist="two"),
            *(
                listing(f"{each}:hydron", "Hydronis Communications Corporation", "CN", watchlist=each)
                for each in ("one", "two", "three")
            ),
            listing("one:lines", "Zarmand Shipping Company of the South (ZSCS)", "IR", "ZSCS"),
            listing("one:school", "Belmar Tarkvin University of Quillor (BTUQ)", "CN", "BTUQ"),
            listing("one:mrk", "Markolis Roofing Kompany", "RU", "MRK"),
            listing("one:fgx", "Fargolis Gen Xplorer Company", "CN", "FGXB"),
            listing("one:tarkis", "Tarkis Group", "CN"),
            listing("one:zmic", "Zorvex Manufacturing International Corporation", "CN", "ZMIC"),
            listing("one:organ", "State Authority for Military Industry of Belarus", "BY", "ZMIC"),
            *(
                listing(f"{each}:{key}", name, country, watchlist=each)
                for each in ("one", "two")
                for key, name, country in (
                    ("varbank", "Vargonbank", "RU"),
                    ("air", "Velmor Air", "IR"),
                    ("radar", "Radar Company", "BY"),
                )
            ),
        ),
        Known(
            Body(
                "ror:000000111",
                (RegisterName("FGXB", "acronym"), RegisterName("Festa Grande Baixa", "label")),
                "PT",
            )
        ),
    )


def read(linker, text, country=""):
    return linker.read(Subject(name=text, type=SubjectType.ORGANISATION, country=country)).hits


@pytest.mark.parametrize(
    ("text", "country", "meant"),
    [
        ("Vikronis Finland Oy, Tampere R&D", "", "vikron"),  # an address behind the name
        ("Vikronis GmbH, Frankfurt", "", "vikron"),  # which alone says where it is
        ("Vikronis Sicherheit GmbH", "DE", "vikron"),  # or a column beside it
        ("Vikronis Güvenlik Teknolojileri A.Ş.", "TR", "vikron"),  # its business in another language
        ("Vikronis Electric Bus & Truck Hungary Kft.", "", "vikron"),
        (
            "Hydronis Mobilfunk GmbH, Bad Münder",
            "DE",
            "hydron",
        ),  # another business than the name of the group says
        ("ZSCS Europe GmbH, Hamburg", "", "lines"),  # letters
        ("ZSCS Health (HK) Company Limited", "", "lines"),
        ("Vargonbank (Switzerland) Ltd", "CH", "varbank"),  # a bank, which prints no legal form
        ("Velmor Air, Niederlassung Frankfurt", "", "air"),  # the word for a branch stands behind a comma
    ],
)
def test_an_office_abroad_is_a_question_and_never_sure(linker, text, country, meant):
    hits = read(linker, text, country)
    assert {hit.listing.id.partition(":")[2] for hit in hits} == {meant}
    assert {hit.relation for hit in hits} == {Relation.SUBSIDIARY_OF}
    assert max(hit.confidence for hit in hits) < 0.8


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("MRK Oil Nigeria plc", "NG"),  # three letters of one body on one list
        ("BTUQ Europe GmbH", ""),  # letters of a school, which has no companies abroad
        ("FGXB Lisboa Lda, Portugal", "PT"),  # an unlisted body there is known by the letters
        ("Zscs Europe GmbH", ""),  # no letters
        ("Vikronis Grand Piano Movers LLC, Dunedin", "NZ"),  # another business, which no table has
        ("Radar (United States)", "US"),  # a word that companies of many countries are called by
        ("Velmor Air, Frankfurt Airport, Frankfurt", "DE"),  # no branch: the address of whoever wrote it
        ("Communication Research Centre Canada", "CA"),  # words of the name of a group that are anybody's
    ],
)
def test_letters_and_words_of_others_are_no_office_abroad(linker, text, country):
    assert linker.texts.abroad.links(linker.texts.claims(text, country), text) == []


def test_a_group_is_a_company_which_may_be_abroad(linker):
    (hit,) = read(linker, "Tarkis Germany GmbH, Stuttgart")
    assert (hit.listing.id, hit.relation) == ("one:tarkis", Relation.SUBSIDIARY_OF)


def test_letters_that_stand_for_the_words_before_them_are_no_company(linker):
    assert read(linker, "Zebra Savanna Conservation Society (ZSCS) Ireland") == ()


def test_every_trade_word_has_an_example_a_counter_example_and_a_source():
    for row in rows("trade_words"):
        assert row["word"] in trade_words()
        assert all(row.values())


def test_a_companys_office_abroad_is_of_no_organ_of_a_state_with_its_letters(linker):
    assert {hit.listing.id for hit in read(linker, "ZMIC Europe S.r.l.")} == {"one:zmic"}
