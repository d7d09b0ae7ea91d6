"""Building a linker: over lists and a register that are given, or over everything that is shipped.

`shipped_linker` is the one place of linking that reads files.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from screening.affiliations.tokens import name_words
from screening.link.academies import add_without_academy
from screening.link.brands import brands
from screening.link.contained_names import NamesInside
from screening.link.foreign_branches import branches_abroad
from screening.link.gazetteer import gazetteer
from screening.link.group_brands import group_brands
from screening.link.identifiers import identifiers
from screening.link.knowledge import Knowledge, add_knowledge, load_knowledge
from screening.link.known_bodies import known_bodies
from screening.link.linker import Linker
from screening.link.misspelt_names import misspelt_names
from screening.link.namesakes import add_namesakes
from screening.link.native_stage import native_stage
from screening.link.nearby import nearby
from screening.link.numbered import add_numbered
from screening.link.organs import add_organs
from screening.link.parents import add_listed_parents
from screening.link.persons import persons
from screening.link.pinyin_names import add_pinyin_names
from screening.link.printed import printed_names
from screening.link.relations import Relations
from screening.link.second_stage import second_stage
from screening.link.spelling import speller
from screening.link.text_linker import TextLinker
from screening.link.universe import Assembly, Universe
from watchlists.beyond_seed import read_beyond_seed
from watchlists.editions.merges import ByHand
from watchlists.library import Library, load_library
from watchlists.model import Body, Listing
from watchlists.register import Register, load_register
from watchlists.register_additions import UNLISTED_FILE, read_register_additions


class Listings(Protocol):
    """What a library gives: every listing, with history."""

    @property
    def listings(self) -> tuple[Listing, ...]:
        """Every listing of every list."""


class Bodies(Protocol):
    """What a register gives: known organisations in their order."""

    @property
    def in_order(self) -> tuple[Body, ...]:
        """Every body."""


def build(
    library: Listings,
    register: Bodies,
    knowledge: Knowledge | None = None,
    by_hand: Iterable[ByHand] = (),
    others: Iterable[Body] = (),
) -> Linker:
    """Build a linker in memory: about five seconds for the shipped lists and register.

    `others`: bodies that are known beside the register's, and are read as nothing else.
    """
    universe = _universe(library, register, knowledge, by_hand)
    table = gazetteer(universe.names, universe.bearers, universe.lexicon)
    words = speller(universe.names)
    named = brands(universe.names, universe.bearers, universe.lexicon)
    printed = printed_names(universe.names, universe.bearers, universe.lexicon)
    near = nearby(universe.names, universe.bearers, universe.lexicon)
    relations = Relations(universe.bearers, table, NamesInside(universe.bearers, table))
    text_linker = TextLinker(
        universe,
        table,
        relations,
        words,
        identifiers(universe.bearers),
        named,
        near,
        misspelt_names(universe.names, near, words),
        printed,
        branches_abroad(printed, named, universe.bearers, universe.lexicon),
        group_brands(
            knowledge.group_brands if knowledge else (), universe.names, universe.bearers, universe.lexicon
        ),
        known_bodies((*register.in_order, *others), universe.names, universe.bearers, universe.lexicon),
        second_stage(universe.names, universe.bearers, words, universe.lexicon, relations),
        native_stage(universe.names, universe.bearers),
    )
    return Linker(text_linker, persons(library.listings))


def _universe(
    library: Listings, register: Bodies, knowledge: Knowledge | None, by_hand: Iterable[ByHand]
) -> Universe:
    """Everybody who may be meant. What they were assembled with takes more room than they, and goes with this call."""
    assembly = Assembly(register.in_order, library.listings, by_hand)
    assembly.assemble()
    if knowledge is not None:
        add_knowledge(assembly, knowledge)
    add_numbered(assembly)
    add_without_academy(assembly)
    add_listed_parents(assembly)
    add_namesakes(assembly)
    add_organs(assembly)
    add_pinyin_names(assembly)
    return assembly.universe()


def shipped_linker(library: Library | None = None, register: Register | None = None) -> Linker:
    """Build a linker over the shipped lists, register, known bodies and knowledge, or over those given instead.

    Raises:
        CatalogueInvalid, MalformedListing, MalformedBody, KnowledgeInvalid: a shipped file is broken.
    """
    library = library or load_library()
    beyond = (*read_beyond_seed(), *read_register_additions(UNLISTED_FILE))
    linker = build(library, register or load_register(), load_knowledge(), library.by_hand, beyond)
    name_words.cache_clear()  # what it remembers are the lists' names; texts ask about others
    return linker
