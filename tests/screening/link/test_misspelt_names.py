"""Names written wrongly are found for review; names that are merely near are not."""

import pytest
from linkers import Known, Lists, exact, without_memory
from small_universe import SmallUniverse
from small_universe import listing as entry

from screening.index import Index
from screening.link import build
from screening.link.misspelt_names import Difference, misspelt_names
from screening.link.nearby import nearby
from screening.model import Subject, SubjectType
from watchlists.model import Body, ListedName, Listing, NameKind, PartyType, RegisterName

SEARCH = Index.search


def listing(key, name, country):
    return Listing(key, "l", (ListedName(name, NameKind.PRIMARY),), PartyType.ORGANISATION, country)


@pytest.fixture(scope="module")
def linker():
    return exact(
        build(
            Lists(
                listing("l:rahab", "Rahab Engineering Institute", "IR"),
                listing("l:yaguang", "Chengdu Yaguang Electronics Co., Ltd.", "CN"),
                listing("l:argon", "Argon Alliance DMCC", "AE"),
                listing("l:sarnetex", "Kuusiaaren Sarnetex Trading Oy", "FI"),
                listing("l:mining", "Chernograd Mining University", "RU"),
                listing("l:optical", "Varnosk Zorbex Optical Research Combine", "RU"),
                listing("l:hohai", "Hohai University", "CN"),
            ),
            Known(
                Body("ror:000000112", (RegisterName("Rahib Engineering Institute", "label"),), "IR"),
                Body("ror:000000212", (RegisterName("University of Otago", "label"),), "NZ"),
            ),
        )
    )


def found(linker, text, **facts):
    reading = linker.read(Subject(name=text, type=SubjectType.ORGANISATION, **facts))
    return [hit.listing.id for hit in reading.hits]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Institute Engineering Rahab", "l:rahab"),  # another order
        ("Rahab nEgineering Institute", "l:rahab"),  # the first two letters exchanged
        ("Argon Alliance", "l:argon"),  # a legal form left out, whichever it is
        ("Argon Laliance DMCC", "l:argon"),  # no word that organisations are named with
        ("Yaguang Electronics Co., Ltd. Chengdu", "l:yaguang"),
        ("Kuusiaaren Sarnetx Tradign Oy", "l:sarnetex"),  # one in each of two words
        ("Trading KuusiaarenSarnetex Oy", "l:sarnetex"),  # joined, in another order
        ("Kuusi aaren Sarnetex Tradimg Oy", "l:sarnetex"),  # apart, and a wrong letter elsewhere
    ],
)
def test_a_name_written_wrongly_is_found(linker, text, meant):
    assert found(linker, text) == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "Bohai University",  # begins with another letter: another name
        "Rahab Economics Institute",  # another subject
        "Rahab Engineering College",  # another type
        "Rahob Alliance Institute",
        "University of Mining",
        "Chengdu Institute of Electronics",
        "Alice Argon",
    ],
)
def test_a_name_that_is_merely_near_is_not(linker, text):
    assert found(linker, text) == []


def test_where_a_registered_body_is_nearer_it_is_the_one_that_is_meant(linker):
    reading = linker.read(Subject(name="Institute Engineering Rahib", type=SubjectType.ORGANISATION))
    assert (reading.hits, [body.id for body in reading.bodies]) == ((), ["ror:000000112"])


def test_the_doubt_is_said_and_lowers_confidence(linker):
    (hit,) = linker.read(Subject(name="Rahab nEgineering Institute", country="IR")).hits
    (exact,) = linker.read(Subject(name="Rahab Engineering Institute", country="IR")).hits
    assert "the name is spelt differently" in [line.note for line in hit.evidence]
    assert hit.confidence < exact.confidence
    assert round(sum(line.points for line in hit.evidence) / 100, 6) == hit.confidence


def test_another_country_in_the_text_rules_a_misspelt_name_out_too(linker):
    reading = linker.read(Subject(affiliations=("Rahab nEgineering Institute, Brazil",)))
    assert reading.hits == ()
    assert any("the country is BR" in each.why for each in reading.alternatives)


def test_a_misspelt_institution_is_found_in_an_affiliation_beside_its_place(linker):
    text = "Dept. of Physics, Institute Engineering Rahab, Tehran, Iran"
    assert [hit.listing.id for hit in linker.read(Subject(affiliations=(text,))).hits] == ["l:rahab"]


def test_many_are_read_as_each_alone_and_the_index_is_asked_once(linker, monkeypatch):
    texts = (
        "Rahab nEgineering Institute",
        "Argon Laliance DMCC; University of Otago",
        "Bohai University",
        "",
    )
    subjects = [Subject(name=text, type=SubjectType.ORGANISATION) for text in texts]
    subjects += [Subject(affiliations=texts[:2]), subjects[0]]
    alone = [without_memory(linker).read(subject) for subject in subjects]
    index = linker.texts.misspelt.index.get()
    asked = []
    monkeypatch.setattr(
        type(index), "search", lambda *given, **more: asked.append(given[1]) or SEARCH(*given, **more)
    )
    monkeypatch.delattr(type(index), "search_one")
    together = without_memory(linker).link_all(subjects)
    assert [each.reading for each in together] == alone
    assert len(asked) == 1
    assert alone[0].hits


def test_a_name_that_lacks_one_word_is_a_low_question_where_the_country_agrees(linker):
    subject = Subject(name="Varnosk Optical Research Combine", country="RU", type=SubjectType.ORGANISATION)
    (hit,) = linker.read(subject).hits
    assert hit.listing.id == "l:optical"
    assert hit.confidence < 0.5
    assert any("“zorbex” is not in the text" in line.note for line in hit.evidence)


def test_a_text_with_one_word_more_is_a_low_question_where_the_country_agrees(linker):
    subject = Subject(
        name="Varnosk Zorbex Alikhan Optical Research Combine", country="RU", type=SubjectType.ORGANISATION
    )
    (hit,) = linker.read(subject).hits
    assert hit.listing.id == "l:optical"
    assert hit.confidence < 0.5
    assert any("“alikhan” is not in the listed name" in line.note for line in hit.evidence)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Varnosk Zorbex Alikhan Optical Research Combine", ""),
        ("Varnosk Zorbex Alikhan Belkhan Optical Research Combine", "RU"),  # two words
        ("Varnosk Zorbex Naval Optical Research Combine", "RU"),  # a subject makes it another body
    ],
)
def test_a_text_with_more_words_or_elsewhere_is_another(linker, text, country):
    assert found(linker, text, country=country) == []


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("Varnosk Optical Research Combine", ""),
        ("Varnosk Optical Research Combine", "KZ"),
        ("Zorbex Optical Combine", "RU"),  # two words
        ("Varnosk Zorbex Research Combine", "RU"),  # optical is a subject: another body's name
        ("Varnosk Zorbex Sarnetex Optical Research Combine", "RU"),  # a word of another name too many
    ],
)
def test_a_name_that_lacks_more_or_stands_elsewhere_is_another(linker, text, country):
    assert found(linker, text, country=country) == []


UNPLACED = "Varnosk Optical Research Combine"  # lacks a word, which only a country makes good


@pytest.mark.parametrize(
    "pair",
    [
        (UNPLACED, f"{UNPLACED}, Russia"),
        (f"{UNPLACED}, Russia", UNPLACED),
        (f"{UNPLACED}; {UNPLACED}, Russia",),  # both within one text
    ],
)
def test_what_a_text_is_read_as_hangs_on_no_text_beside_it(linker, pair):
    subjects = [Subject(affiliations=(text,)) for text in pair]
    alone = [without_memory(linker).read(subject) for subject in subjects]
    together = without_memory(linker)
    assert [each.reading for each in together.link_all(subjects)] == alone
    assert [together.read(subject) for subject in subjects] == alone  # as it is remembered
    assert [bool(each.hits) for each in alone] == ["Russia" in text for text in pair]


def test_a_shipped_name_of_a_company_is_read_the_same_beside_its_placed_twin(engine):
    text = "Chuangyi (Shenyang) Semiconductor Equipment Co., Ltd."
    subjects = [Subject(name=name, type=SubjectType.ORGANISATION) for name in (text, f"{text}, China")]
    alone = [exact(engine.linker).read(subject) for subject in subjects]
    together = exact(engine.linker).link_all(subjects)
    assert [each.reading for each in together] == alone
    assert [len(each.hits) for each in alone] == [0, 1]


@pytest.fixture(scope="module")
def universe():
    return SmallUniverse(
        entry("l:tarmun", "Tarmun Institute of Optical Engineering", "RU"),
        entry("l:vikron", "Hangzhou Vikronis Digital Technology Co., Ltd.", "CN"),
    )


@pytest.fixture(scope="module")
def misspelt(universe):
    near = nearby(universe.names, universe.bearers, universe.lexicon)
    return misspelt_names(universe.names, near, universe.speller)


NAME = "tarmun institute optic engineering".split()


@pytest.mark.parametrize(
    ("words", "difference"),
    [
        ("tarmun institute optic engineering", Difference(0, 0, False, 0)),
        ("tarmum institute optic engineering", Difference(1, 1, False, 0)),
        ("tar mun institute optic engineering", Difference(0, 1, False, 0)),  # other spaces
        ("institute tarmun optic engineering", Difference(0, 0, True, 0)),
        ("tarmun institute optic engineering limited", Difference(0, 0, False, 1)),
        ("tarmun institute thermal optic engineering", Difference(0, 0, False, 0, adds="thermal")),
        ("tarmun institute medical engineering", None),  # one word stands for another
        ("tarmum institute engineering", None),  # misspelt, and a word is missing
        ("quelmar institute optic engineering", None),
    ],
)
def test_words_differ_from_those_of_a_name_in_one_way_or_are_another_name(misspelt, words, difference):
    assert misspelt.difference(words.split(), NAME) == difference


def test_two_words_may_be_misspelt_and_three_are_another_name():
    universe = SmallUniverse(entry("l:long", "Tarmun Velgorin Quelmarin Institute of Shipbuilding", "RU"))
    near = nearby(universe.names, universe.bearers, universe.lexicon)
    misspelt = misspelt_names(universe.names, near, universe.speller)
    name = ["tarmun", "velgorin", "quelmarin", "institute", "shipbuilding"]
    assert misspelt.difference(["tarmum", "velgorim", *name[2:]], name) == Difference(2, 2, False, 0)
    assert misspelt.difference(["tarmum", "velgorim", "quelmarim", *name[3:]], name) is None


def test_the_nearest_difference_is_the_smallest_and_says_what_to_doubt():
    slip, turned, more = (
        Difference(1, 1, False, 0),
        Difference(0, 0, True, 0),
        Difference(0, 0, False, 0, adds="x"),
    )
    assert Difference(0, 0, False, 1).size < turned.size < slip.size < more.size
    assert [each.note for each in (slip, turned, more, Difference(0, 0, False, 0, lacks="y"))] == [
        "the name is spelt differently",
        "the same words in another order",
        "possible: “x” is not in the listed name",
        "possible, name incomplete: “y” is not in the text",
    ]


@pytest.mark.parametrize(
    ("text", "repaired"),
    [("Tarmum Institute of Optical Engineering", 1), ("Vikronnis Hangzhou Digital Technology", 1)],
)
def test_a_piece_that_nothing_else_claims_is_read_as_the_nearest_name(universe, misspelt, text, repaired):
    reader = universe.reader(text)
    misspelt.read(reader)
    assert [(made.how, made.repaired) for made in reader.claims] == [("alike", repaired)]


@pytest.mark.parametrize("text", ["Tarmun Institute of Medical Engineering", "Zembla Bakery", ""])
def test_another_name_is_read_as_nobody(universe, misspelt, text):
    reader = universe.reader(text)
    misspelt.read(reader)
    assert reader.claims == []


def test_what_is_proposed_for_many_texts_at_once_is_what_each_alone_would_find(universe, misspelt):
    texts = [
        "Tarmum Institute of Optical Engineering",
        "Zembla Bakery",
        "Vikronnis Digital Technology, Hangzhou",
    ]
    together = [universe.reader(text) for text in texts]
    ticks = []
    misspelt.propose(together, ticks.append)
    for reader, text in zip(together, texts, strict=True):
        misspelt.read(reader)
        alone = universe.reader(text)
        misspelt.read(alone)
        assert reader.claims == alone.claims
    assert sum(ticks) >= len(texts)
