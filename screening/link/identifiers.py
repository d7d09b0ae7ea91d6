"""Identifiers: ROR, LEI, Chinese company numbers and domains, given beside a name or standing in a text.

They decide where they agree with what the text says; a conflict is said and left to a person. A domain is not proof: the
register has some on the wrong body, so its country must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from screening.affiliations.contacts import domain_country, plain_domain, widening
from screening.affiliations.tokens import name_words
from screening.link.agreement import Agreement, Placement
from screening.link.bearers import Bearer, Name, Strength
from screening.link.claim import Claim
from screening.link.identifier_evidence import IDENTIFIER_POINTS
from screening.mapped_file import MappedTable, Pairs, Rows
from watchlists.identifier_schemes import REGISTER_NUMBERS, comparable
from watchlists.model import NameKind

_ROR = re.compile(r"0[a-z0-9]{6}\d{2}")
_TOO_WIDE = 3  # a domain that more bodies share names none of them
_SCHEMES = frozenset(IDENTIFIER_POINTS)


@dataclass(frozen=True, slots=True)
class Identifiers:
    """Bearers by scheme and value."""

    table: MappedTable
    bearers: Rows[Bearer]

    def claims(self, scheme: str, value: str) -> list[Claim]:
        """The claims an identifier makes; none where it is unknown or of another kind (an ORCID)."""
        kind = scheme.strip().lower()
        if kind not in _SCHEMES:
            return []
        if kind in ("domain", "email"):
            return self._by_domain(kind, plain_domain(value))
        found = self._found(kind, normal(kind, value))
        if not found and kind in REGISTER_NUMBERS:  # a list may print it without saying whose number it is
            found = self._found("company", normal("company", value))
        return [_claim(bearer, kind, value, bearer.countries) for bearer in found]

    def _found(self, kind: str, value: str) -> tuple[Bearer, ...]:
        numbers = self.table.get(f"{kind} {value}") if value else ()
        return tuple(self.bearers[number] for number in numbers)

    def _by_domain(self, kind: str, domain: str) -> list[Claim]:
        for wider in widening(domain):
            found = self._found("domain", wider)
            if not found:
                continue
            country = domain_country(wider)
            fitting = [
                bearer
                for bearer in found
                if not country
                or not bearer.countries
                or country in bearer.countries
                or _names_its_bearer(wider, bearer)
            ]
            if 0 < len(fitting) < _TOO_WIDE:
                return [
                    _claim(bearer, kind, domain, frozenset({country} if country else ()))
                    for bearer in fitting
                ]
            return []
        return []


def _names_its_bearer(domain: str, bearer: Bearer) -> bool:
    """A school abroad with an old ".edu" address of its own name: sharif.edu. It says no more than that."""
    label, _, ending = domain.rpartition(".")
    return ending == "edu" and label in name_words(bearer.name)


def identifiers(bearers: Rows[Bearer]) -> Identifiers:
    """Index the identifiers of all bearers."""
    table = Pairs()
    for bearer in bearers:
        for kind, value in set(keys_of(bearer)):
            if value:
                table.add(f"{kind} {value}", bearer.number)
    return Identifiers(table.table(), bearers)


def normal(scheme: str, value: str) -> str:
    """An identifier in the form it is compared in."""
    bare = value.strip()
    if scheme == "ror":
        found = _ROR.search(bare.lower())
        return found.group() if found else bare.lower()
    return comparable(scheme, bare)


def keys_of(bearer: Bearer) -> Iterator[tuple[str, str]]:
    """The identifiers that a bearer is found by, each with its scheme, in the form they are compared in."""
    if bearer.body is not None:
        if bearer.body.id.startswith("ror:"):
            yield "ror", normal("ror", bearer.body.id)
        for domain in bearer.body.domains:
            yield "domain", plain_domain(domain)
    for domain in bearer.domains:
        yield "domain", plain_domain(domain)
    for listing in bearer.listings:
        for scheme, value in listing.identifiers:
            kind = scheme.lower()
            if kind == "domain":
                yield "domain", plain_domain(value)
            elif kind in _SCHEMES:
                yield kind, normal(kind, value)
                if kind in REGISTER_NUMBERS:
                    yield "company", normal("company", value)


def _claim(bearer: Bearer, kind: str, value: str, countries: frozenset[str]) -> Claim:
    name = Name(bearer.name, NameKind.PRIMARY, (value,), bearer.number, Strength.STRONG, listed=False)
    agreed = Agreement.COUNTRY if countries & bearer.countries else Agreement.UNKNOWN
    placed = Placement(agreed, " ".join(sorted(countries)), " ".join(sorted(bearer.countries)))
    return Claim(-1, -1, bearer, name, kind, placed, text=value)
