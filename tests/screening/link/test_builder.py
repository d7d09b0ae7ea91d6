"""A linker is built over the lists and the register that are given, and over nothing else."""

from linkers import Known, Lists
from small_universe import body, listing

from screening.link.builder import build
from screening.model import Subject


def ids(linker, text):
    return [hit.listing.id for hit in linker.read(Subject(affiliations=(text,))).hits]


def test_a_linker_over_nothing_finds_nobody():
    assert ids(build(Lists(), Known()), "Zorbex Institute, Russia") == []


def test_what_the_lists_and_the_register_say_is_put_together():
    linker = build(
        Lists(listing("l:zorbex", "Zorbex Institute", "RU")),
        Known(body(1, "Zorbex Institute", "RU", "Quelmar Bureau of Shipping")),
    )
    assert ids(linker, "Quelmar Bureau of Shipping") == ["l:zorbex"]


def test_neither_the_order_of_listings_nor_that_of_bodies_changes_a_reading():
    listings = [listing("l:zorbex", "Zorbex Institute", "RU"), listing("l:velmor", "Velmor Institute", "RU")]
    bodies = [body(1, "Zorbex Institute of Art", "RU"), body(2, "Brelmar Museum", "RU")]
    one = build(Lists(*listings), Known(*bodies))
    other = build(Lists(*reversed(listings)), Known(*reversed(bodies)))
    for text in ("Zorbex Institute", "Zorbex Institute of Art", "Velmor Institute; Zorbex Institute"):
        assert ids(one, text) == ids(other, text)


def test_bodies_beside_the_register_are_recognised_and_never_hits():
    lists = Lists(listing("l:zorbex", "Zorbex Institute", "RU"))
    others = [body(3, "Brelmar University", "RU")]
    linker = build(lists, Known(), others=others)
    reading = linker.read(Subject(affiliations=("Brelmar University, Russia",)))
    assert [each.name for each in reading.recognised] == ["Brelmar University"]
    assert reading.hits == ()
    assert [
        each.name
        for each in build(lists, Known())
        .read(Subject(affiliations=("Brelmar University, Russia",)))
        .recognised
    ] == [""]
