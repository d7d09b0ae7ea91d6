"""Universities and their domains, from the list of universities, where ROR's extract has gaps.

A university is added under the very name of a listing, which then gains its domain, or else only if nothing suggests that it is a listed one under another spelling: a
second spelling would stand as an unlisted organisation and explain the listed one away. So any word shared
with a listing of its country, but for words that every university bears, keeps it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz, process

from watchlists.formats.support.keys import name_key, name_keys
from watchlists.formats.support.typing_tables import vocabulary
from watchlists.model import Body, Listing, RegisterName

SAME_WORD = 85  # rapidfuzz ratio; Mendeleev and Mendeleyev are one word, Tula and Tver are two
SHORTEST_WORD = 3  # letters; shorter ones are particles
EVERYWHERE = frozenset("china chinese taiwan russia russian iran islamic pakistan syria".split())
UniversityJson = Mapping[str, Any]


def with_university_domains(bodies: Iterable[Body], universities: Iterable[UniversityJson]) -> Iterator[Body]:
    """Add the domains of a university of exactly the same name and country to bodies that have none.

    `universities` are objects with name, alpha_two_code and domains, as the university domains list has them.
    """
    known: dict[tuple[str, str], set[str]] = {}
    for university in universities:
        key = (name_key(str(university["name"])), str(university["alpha_two_code"]))
        domains = university["domains"]
        if isinstance(domains, list):
            known.setdefault(key, set()).update(domain.casefold() for domain in domains)
    for body in bodies:
        found = [known[key, body.country] for key in name_keys(body) if (key, body.country) in known]
        if body.domains or not found:
            yield body
        else:
            yield replace(body, domains=tuple(sorted(set().union(*found))))


def missing_universities(
    universities: Iterable[UniversityJson], bodies: Sequence[Body], listings: Iterable[Listing]
) -> Iterator[Body]:
    """Universities that no body names and whose domain none has, in alphabetical order of domain."""
    keys = {key for body in bodies for key in name_keys(body)}
    domains = {domain for body in bodies for domain in body.domains}
    listings = list(listings)
    listed = _listed_words(listings)
    listed_keys = {(name_key(name.text), listing.country) for listing in listings for name in listing.names}
    found: dict[str, Body] = {}
    for university in universities:
        name, country = str(university["name"]).strip(), str(university["alpha_two_code"])
        own = sorted(str(domain).casefold() for domain in university["domains"])
        if not own or name_key(name) in keys or any(_overlaps(domain, domains) for domain in own):
            continue
        if (name_key(name), country) in listed_keys or not _may_be_listed(name, listed.get(country, ())):
            body_id = f"domain:{own[0]}"
            found[body_id] = Body(
                body_id, (RegisterName(name, "label"),), country, types=("education",), domains=tuple(own)
            )
    return (found[body_id] for body_id in sorted(found))


def _listed_words(listings: Iterable[Listing]) -> dict[str, list[str]]:
    words: dict[str, dict[str, None]] = {}
    for listing in listings:
        for country in listing.country.split():
            for name in listing.names:
                words.setdefault(country, {}).update(dict.fromkeys(_telling_words(name.text)))
    return {country: list(found) for country, found in words.items()}


def _may_be_listed(name: str, listed: Sequence[str]) -> bool:
    """Whether a word may be a listing's; a name of common words alone could be anybody's."""
    telling = list(_telling_words(name))
    return not telling or any(
        process.extractOne(word, listed, scorer=fuzz.ratio, score_cutoff=SAME_WORD) for word in telling
    )


def _telling_words(name: str) -> Iterator[str]:
    common = vocabulary("generic_words") | EVERYWHERE
    for word in re.findall(r"[^\W\d_]+", name.casefold()):
        if len(word) >= SHORTEST_WORD and word not in common:
            yield word


def _overlaps(domain: str, domains: set[str]) -> bool:
    """Whether the domain, or one it stands under, is a body's."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in domains for start in range(len(labels) - 1))
