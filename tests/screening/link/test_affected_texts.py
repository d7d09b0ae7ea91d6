"""Every subject that a change of the lists moves is among those that may differ, and most of the others are not."""

from types import SimpleNamespace

import pytest
from small_universe import body, listing

from screening.link import build
from screening.link.affected_texts import affected_texts
from screening.link.linker import LinkResult
from screening.link.lookups import ANYTHING
from screening.model import Reading, Subject, SubjectType
from watchlists.model import ListedName, Listing, NameKind, PartyType, Status

BODIES = (
    body(101, "Harvard University", "US", acronym="HU", types=("education",), cities=("Cambridge",)),
    body(102, "University of Vienna", "AT", types=("education",), cities=("Vienna",)),
    body(103, "Vienna Institute of Optics", "AT", types=("facility",), cities=("Vienna",)),
    body(104, "Lindqvist Hospital of Zorbex University", "SE", types=("healthcare",), cities=("Lund",)),
    body(105, "Marienfeld College", "DE", acronym="MFC", types=("education",), cities=("Berlin",)),
)
ALWAYS = (
    listing("l:zorbex", "Zorbex University", "SE"),
    listing("l:kvant", "Kvantmash Electronics Co., Ltd.", "RU", "Kvant Mashinery"),
    listing("l:tianji", "Tianji Laser Technology Co., Ltd.", "CN"),
    listing("l:acme", "Brunhild Marine Research Centre", "NO"),
)
NEW = listing("l:new", "Ostrava Rocket Propulsion Institute", "CZ", "Ostrocket Works")
TEXTS = (
    "Ostrava Rocket Propulsion Institute",
    "Institute of Rocket Propulsion, Ostrava, Czech Republic",
    "Ostrava Rockt Propulsion Institute",
    "OstravaRocket Propulsion Institute",
    "Ostrava Rocket Propulsion Inst.",
    "Dept. of Physics, Ostrava Rocket Propulsion",
    "Ostrocket Works s.r.o., Prague",
    "Ostrocket Germany GmbH",
    "Ostrava Medical University",
    "Harvard University",
    "University of Vienna, Department of Physics",
    "Vienna Institute of Optics",
    "Zorbex University, Lund, Sweden",
    "Lindqvist Hospital, Lund",
    "Kvantmash Electronics",
    "Kvantmsh Elektronics Co Ltd",
    "Tianji Laser Technology (Shenzhen)",
    "Marienfeld College",
    "MFC, Berlin",
    "Brunhild Marine Research Centre",
    "Brunhild Fishery Office",
    "北京大学",
    "Some Company",
)
FAR = (
    "Harvard University",
    "University of Vienna, Department of Physics",
    "Marienfeld College",
    "Kvantmash Electronics",
)


def linker(*listings):
    return build(SimpleNamespace(listings=listings), SimpleNamespace(in_order=BODIES))


def otherwise(one, **facts):
    names = facts.pop("names", one.names)
    said = {name: facts.get(name, getattr(one, name)) for name in Listing.__slots__ if name != "names"}
    return Listing(names=names, **said)


def replaced(number, **facts):
    return (*ALWAYS[:number], otherwise(ALWAYS[number], **facts), *ALWAYS[number + 1 :])


CHANGES = {
    "a new body": (*ALWAYS, NEW),
    "a body that is gone": ALWAYS[1:],
    "a registered body that is listed now": (*ALWAYS, listing("l:college", "Marienfeld College", "DE")),
    "an alias": replaced(3, names=(*ALWAYS[3].names, ListedName("Marine Brunhild", NameKind.ALIAS))),
    "an acronym": replaced(
        3, names=(ListedName("Brunhild Marine Research Centre (BMRC)", NameKind.PRIMARY),)
    ),
    "a name in Han characters": replaced(
        2, names=(*ALWAYS[2].names, ListedName("天极激光", NameKind.NATIVE))
    ),
    "another country": replaced(0, country="FI"),
    "a listing that lapsed": replaced(1, status=Status.LIFTED),
    "the edition alone": tuple(otherwise(one, edition="2") for one in ALWAYS),
    "a list that stands in another order": ALWAYS[::-1],
}


def subjects():
    return [
        subject
        for text in TEXTS
        for subject in (
            Subject(text, SubjectType.ORGANISATION),
            Subject("Ana Sol", SubjectType.PERSON, affiliations=(text,), country="CZ"),
        )
    ]


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_read_otherwise_may_differ(change, backwards):
    old, new = linker(*ALWAYS), linker(*CHANGES[change])
    if backwards:
        old, new = new, old
    affected = affected_texts(old, new)
    moved = 0
    for subject in subjects():
        was, now = old.link(subject), new.link(subject)
        if (was.reading, was.too_long) != (now.reading, now.too_long):
            moved += 1
            assert affected is None or affected.may_differ(subject, was), subject
    assert moved or change == "a list that stands in another order"


@pytest.mark.parametrize("text", FAR)
def test_what_has_nothing_to_do_with_a_change_keeps_its_reading(text):
    old, new = linker(*ALWAYS), linker(*ALWAYS, NEW)
    subject = Subject(text, SubjectType.ORGANISATION)
    assert not affected_texts(old, new).may_differ(subject, old.link(subject))


def test_a_hit_is_read_again_with_another_edition_of_its_list_and_nothing_else_is():
    old, new = linker(*ALWAYS), linker(*CHANGES["the edition alone"])
    affected = affected_texts(old, new)
    again = {text for text in TEXTS if affected.may_differ(subject := Subject(text), old.link(subject))}
    assert {"Zorbex University, Lund, Sweden", "Kvantmash Electronics"} <= again
    assert again.isdisjoint(
        {"Harvard University", "University of Vienna, Department of Physics", "Marienfeld College"}
    )


def person(key, name, **facts):
    return Listing(key, "l", (ListedName(name, NameKind.PRIMARY),), PartyType.PERSON, **facts)


def test_a_person_is_read_again_where_a_listed_person_who_changed_is_called_alike():
    old = linker(*ALWAYS, person("l:p1", "Jaroslav Hrabal", birth_date="1961"))
    new = linker(*ALWAYS, person("l:p1", "Jaroslav Hrabal", birth_date="1962"))
    affected = affected_texts(old, new)
    alike = Subject("Hrabal Jaroslaw", SubjectType.PERSON)
    assert affected.may_differ(alike, old.link(alike))
    other = Subject("Maria Lindgren", SubjectType.PERSON)
    assert not affected.may_differ(other, old.link(other))


def test_an_identifier_of_a_body_that_changed_is_looked_up_again():
    numbered = otherwise(ALWAYS[1], identifiers=(("inn", "7707083893"),))
    old, new = linker(*ALWAYS), linker(ALWAYS[0], numbered, *ALWAYS[2:])
    affected = affected_texts(old, new)
    subject = Subject("Some Company", SubjectType.ORGANISATION, identifiers=(("inn", "7707083893"),))
    assert affected.may_differ(subject, old.link(subject))
    without = Subject("Some Company", SubjectType.ORGANISATION, identifiers=(("inn", "7728168971"),))
    assert not affected.may_differ(without, old.link(without))


def test_a_reading_of_which_it_is_not_known_what_it_asked_is_made_again():
    old, new = linker(*ALWAYS), linker(*ALWAYS, NEW)
    affected = affected_texts(old, new)
    subject = Subject("Marienfeld College", SubjectType.ORGANISATION)
    assert affected.may_differ(subject, LinkResult(Reading(), lookups=ANYTHING))
    assert affected.may_differ(subject, LinkResult(Reading(), too_long=("name",)))


def test_a_known_body_is_read_again_where_what_it_belongs_to_is_listed_now_and_no_name_of_its_own_changed():
    group = body(201, "Vostrikov Holding", "CZ", relations=(("parent", "ror:000000202", ""),))
    owner = body(202, "Kvelmar Group", "CZ")
    laboratory = body(203, "Ostrava Propulsion Bureau", "CZ", relations=(("parent", "ror:000000201", ""),))
    close = listing("l:close", "Ostrava Propulsion Works", "CZ")

    def made(*listings):
        others = (group, owner, laboratory)
        return build(SimpleNamespace(listings=listings), SimpleNamespace(in_order=BODIES), others=others)

    old, new = made(*ALWAYS, close), made(*ALWAYS, close, listing("l:group", "Kvelmar Group", "CZ"))
    affected = affected_texts(old, new)
    subject = Subject("Ostrava Propulsion Bureau", SubjectType.ORGANISATION)
    assert not old.texts.known.named(subject.name)[0].listed
    assert new.texts.known.named(subject.name)[0].listed
    assert affected.may_differ(subject, old.link(subject))
    other = Subject("Harvard University", SubjectType.ORGANISATION)
    assert not affected.may_differ(other, old.link(other))


def test_a_mention_held_to_be_a_known_bodys_own_name_keeps_that_it_was_asked():
    works = body(203, "Brunhild Marine Research Laboratory", "SE")
    made = build(SimpleNamespace(listings=ALWAYS), SimpleNamespace(in_order=BODIES), others=(works,))
    linked = made.link(Subject("Brunhild Marine Research Laboratory", SubjectType.ORGANISATION))
    assert linked.reading.hits == ()
    assert linked.lookups.known == (works.id,)
