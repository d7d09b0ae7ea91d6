"""Shipped lists tested by themselves: printed names find themselves, a wrong country nothing, a wrong letter little less."""

import random
import re

import pytest

from screening.affiliations.tokens import name_words
from screening.link.printed import without_form
from screening.matcher_cache import cache_folder, compiled_linker
from screening.model import Relation, Subject, SubjectType
from screening.names.legal_forms import form_places
from watchlists.model import NameKind, PartyType
from watchlists.register import load_register

pytestmark = pytest.mark.slow
SAMPLE = 400


@pytest.fixture(scope="module")
def linker(shipped_library):
    return compiled_linker(shipped_library, load_register(), cache_folder())


def sampled(library, kinds):
    names = [
        (listing, name.text)
        for listing in library.listings
        if listing.type is PartyType.ORGANISATION
        for name in listing.names
        if name.kind in kinds
    ]
    return random.Random(2026).sample(names, SAMPLE)


def share_found(linker, asked):
    found = 0
    for listing, text in asked:
        hits = linker.read(Subject(name=text, country=listing.country.split(" ")[0])).hits
        found += any(listing in (hit.listing, *hit.other_listings) for hit in hits)
    return found / len(asked)


def test_lists_find_their_own_primary_names(linker, shipped_library):
    assert share_found(linker, sampled(shipped_library, (NameKind.PRIMARY,))) >= 0.985


def test_lists_find_their_own_aliases_and_native_names(linker, shipped_library):
    assert share_found(linker, sampled(shipped_library, (NameKind.ALIAS, NameKind.NATIVE))) >= 0.97


# What a form, a spreadsheet or a bill makes of a company's name.
SHORTENED = (
    ("Technologies", "Tech"),
    ("Technology", "Tech"),
    ("Corporation", "Corp"),
    ("International", "Intl"),
    ("Manufacturing", "Mfg"),
    ("Company", "Co"),
    ("Limited", "Ltd"),
)


def shortened(name):
    for word, short in SHORTENED:
        name = re.sub(rf"\b{word}\b", short, name, flags=re.IGNORECASE)
    return name


def test_a_listed_company_under_a_shortened_name_is_itself_and_no_subsidiary_of_itself(
    linker, shipped_library
):
    companies = [
        (listing, name)
        for listing, name in sampled(shipped_library, (NameKind.PRIMARY,))
        if form_places(name_words(name))
    ]
    asked = [(listing, shortened(name)) for listing, name in companies]
    asked += [(listing, f"{without_form(name)} Co") for listing, name in companies]
    own = [
        {hit.relation for hit in hits if listing in (hit.listing, *hit.other_listings)}
        for listing, text in asked
        if (hits := linker.read(Subject(name=text, type=SubjectType.ORGANISATION)).hits)
    ]
    assert len(own) > SAMPLE / 2
    assert own.count({Relation.SUBSIDIARY_OF}) / len(own) <= 0.01


def research_bodies(linker):
    bodies = [b for b in linker.universe.bearers if b.body and b.listings and "education" in b.types]
    return random.Random(2026).sample(bodies, 100)


def test_a_wrong_country_leaves_a_question_that_nobody_is_sure_of(linker):
    texts = [f"{bearer.name}, Brazil" for bearer in research_bodies(linker)]
    found = [linker.read(Subject(affiliations=(text,))).hits for text in texts]
    assert sum(map(bool, found)) >= 90
    assert all(hit.confidence < 0.5 for hits in found for hit in hits)


def test_a_doubled_letter_in_the_longest_word_is_still_found_for_review(linker):
    asked = found = 0
    for bearer in research_bodies(linker):
        word = max((w for w in bearer.name.split() if w.isalpha()), key=len, default="")
        if len(word) > 5 and bearer.name.isascii():
            wrong = bearer.name.replace(word, word[:3] + word[2] + word[3:], 1)
            asked += 1
            found += any(hit.listing in bearer.listings for hit in linker.read(Subject(name=wrong)).hits)
    assert asked > 50
    assert found / asked >= 0.85
