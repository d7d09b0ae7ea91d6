"""Who may bear a name: registered bodies and listed parties, joined where they are one, and the names they bear.

A bearer is not a claim. It says that somebody of this name is known, where, under whom, and on which lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from screening.model import Relation
from watchlists.model import Body, Listing, NameKind, Status

_BY_TYPE = {
    "healthcare": Relation.HOSPITAL_OF,
    "facility": Relation.LABORATORY_OF,
    "company": Relation.SUBSIDIARY_OF,
}

# Why a tie stands that the register says.
REGISTER = "register"
SHARED = "register: one of several owners"
OWNER_ABROAD = "register: its owner is in another country"


def relation_by_type(types: frozenset[str]) -> Relation:
    """The relation a body of these types has to the one above it."""
    return next((_BY_TYPE[kind] for kind in _BY_TYPE if kind in types), Relation.MEMBER_OF)


class Strength(StrEnum):
    """How much a name says by itself, judged from its words when it is taken up."""

    STRONG = "strong"  # holds a distinctive word or a place
    MILITARY = "military"  # generic, yet three words or more with a military one
    GENERIC = "generic"  # "Institute of Physics": needs its country and stands alone in its segment
    PLACE = "place"  # a place and nothing else: never a name
    LEGAL = "legal"  # a legal form and nothing else: never a name


@dataclass(frozen=True, slots=True)
class BearerTie:
    """What ties a bearer to another: a hospital to its university, a branch to the whole."""

    relation: Relation
    bearer: int
    why: str  # one of the register's, "knowledge: hospitals", "listing name", ...
    note: str = ""
    unverified_source: str = ""  # of our tables, where nobody has verified what it says


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody who bears names. Numbers are places in the universe's tuple."""

    number: int
    name: str
    countries: frozenset[str]
    cities: frozenset[str]  # keys of cities
    types: frozenset[str]
    body: Body | None
    listings: tuple[Listing, ...]  # in force first
    ties: tuple[BearerTie, ...] = ()
    programme: bool = False
    domains: tuple[str, ...] = ()  # of its web and mail, beside those of its body
    register_number: str = ""  # that names it: printed by its lists, and for nobody else
    # Where nobody says its country: those that the acts are about under which it is listed. They speak against none.
    derived_countries: frozenset[str] = frozenset()
    # Of one that is on no list in force: the names of the listed bodies that belong to it.
    listed_members: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the body: of the register, else a number that lists print for it alone, else its first listing's; or ""."""
        if self.body is not None:
            return self.body.id
        return self.register_number or (self.listings[0].id if self.listings else "")


def is_in_force(bearer: Bearer) -> bool:
    """Whether a listing of the bearer is in force."""
    return any(listing.status is Status.IN_FORCE for listing in bearer.listings)


def is_derived(bearer: Bearer) -> bool:
    """Whether all that is known of a bearer's country is which one the acts are about under which it is listed."""
    return not bearer.countries and bool(bearer.derived_countries)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one bearer, ready for lookup."""

    text: str
    kind: NameKind
    words: tuple[str, ...]
    bearer: int
    strength: Strength
    listed: bool  # a list prints it, or our knowledge vouches for it; otherwise the register has it
    doubtful: bool = False  # weak alias, or a listed alias that is another body's name elsewhere
    note: str = ""
    unverified: bool = False  # from our tables, by a source that nobody has verified

    @property
    def key(self) -> str:
        """What the name is looked up by: its words without spaces, so that split and joined words agree."""
        return "".join(self.words)
