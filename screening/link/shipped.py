"""The linker over everything that is shipped: the one place of linking that reads files."""

from __future__ import annotations

from screening.affiliations.tokens import name_words
from screening.link.knowledge import load_knowledge
from screening.link.linker import Linker, build
from watchlists.library import Library, load_library
from watchlists.register import Register, load_register
from watchlists.universities import read_universities


def shipped_linker(library: Library | None = None, register: Register | None = None) -> Linker:
    """Build a linker over the shipped lists, register, universities and knowledge, or over those given instead.

    Raises:
        CatalogueInvalid, MalformedListing, MalformedBody, KnowledgeInvalid: a shipped file is broken.
    """
    library = library or load_library()
    linker = build(
        library, register or load_register(), load_knowledge(), library.by_hand, read_universities()
    )
    name_words.cache_clear()  # what it remembers are the lists' names; texts ask about others
    return linker
