"""The self-check asks for the very listing that prints a name, and says where it is missing."""

from dataclasses import dataclass
from datetime import date

import pytest
from small_universe import listing

from benchmarks.self_check import KnownReasons, PrintedName, missing_names, printed_names
from screening.engine import load_engine
from screening.link import build
from screening.model import Assessment, Outcome, Result
from watchlists.model import ListedName, Listing, NameKind, PartyType, Status

ON = date(2026, 11, 25)
EVERY = 10


class Bodies:
    in_order = ()


@dataclass(frozen=True)
class SmallEngine:
    """Answers with what a linker reads in a name, and assesses nothing."""

    linker: object

    def screen_all(self, inquiries):
        for each in inquiries:
            reading = self.linker.read(each.subject)
            yield Result(each.subject, reading, Assessment(Outcome.REVIEW, 0, "low", ()))


@pytest.fixture(scope="module")
def lists():
    class Two:
        listings = (
            listing("l:zorbex", "Zorbex Optics Institute", "CN", "Zorbex Plant"),
            listing("l:past", "Quillor Works", "CN", status=Status.EXPIRED),
            listing("m:place", "Tarmun Works", "RU"),
            Listing(
                "l:velmor",
                "l",
                (ListedName("Ivor Velmorov", NameKind.PRIMARY), ListedName("Martin", NameKind.WEAK_ALIAS)),
                PartyType.PERSON,
                "RU",
            ),
        )

    return Two()


def test_every_name_in_force_of_each_listing_is_asked_for(lists):
    names = printed_names(lists.listings, ON, (PartyType.ORGANISATION,))
    assert [name.text for name in names] == ["Zorbex Optics Institute", "Zorbex Plant", "Tarmun Works"]


def test_a_name_is_missing_where_the_answer_has_another_listing_or_none(lists):
    class WithoutPlace:
        listings = lists.listings[:2]

    engine = SmallEngine(build(WithoutPlace(), Bodies()))
    names = printed_names(lists.listings, ON, (PartyType.ORGANISATION,))
    stranger = PrintedName(listing("n:zorbex", "Zorbex Optics Institute", "RU"), "Zorbex Optics Institute")
    missing = list(missing_names(engine, [*names, stranger]))
    assert [name.listing.id for name in missing] == ["n:zorbex", "m:place"]


def test_one_word_of_a_persons_name_asks_nobody_for_a_known_reason(lists):
    reasons = KnownReasons(SmallEngine(build(lists, Bodies())))
    whole, word = printed_names(lists.listings, ON, (PartyType.PERSON,))
    assert reasons.knows(word)
    assert not reasons.knows(whole)


@pytest.mark.slow
def test_the_lists_in_force_answer_their_own_names_with_the_very_listing():
    engine = load_engine(on=ON)
    names = printed_names(engine.library.listings, ON, (PartyType.PERSON, PartyType.ORGANISATION))
    assert len(names) > 30_000
    reasons = KnownReasons(engine)
    assert [each for each in missing_names(engine, names[::EVERY]) if not reasons.knows(each)] == []
