"""A company's branch or subsidiary in another country: its name, the country or continent, then at most a legal form.

"Hikvision New Zealand Ltd" is no other company than the listed one because it is elsewhere: companies name what they own
abroad so. It is a question with the relation subsidiary, unless the register knows a body of just this name. A name of one
word must be a brand, or that of a company on several lists: one word may be anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from screening.affiliations.tokens import name_words
from screening.link.agreement import Agreement, Placement
from screening.link.bearers import Bearer, Name, Strength
from screening.link.brands import COMPANY_WORDS, Brands
from screening.link.claim import Claim
from screening.link.claims import Reader
from screening.link.printed import PrintedNames, plain_words
from screening.link.relations import CONTINENTS, Link
from screening.model import Relation
from screening.names.legal_forms import strip_forms
from screening.vocabulary import vocabulary
from watchlists.countries import country_code
from watchlists.model import Status

_LONGEST_COUNTRY = 4  # words
_SHORTEST_COUNTRY = 4  # letters; shorter ones are codes, and may be anything
_CODES = frozenset({"uk", "usa", "uae"})
_LISTS_OF_A_GROUP = 2
_DIVIDERS = frozenset(",;|\n，；、")
_LONGEST_TEXT = 12  # words


@dataclass(frozen=True, slots=True)
class BranchesAbroad:
    """Finds listed companies whose name stands before another country."""

    printed: PrintedNames
    brands: Brands

    def links(self, reader: Reader, text: str) -> list[Link]:
        """A link to each listed company that the text names a branch or subsidiary of."""
        words = plain_words(text)
        if not 1 < len(words) <= _LONGEST_TEXT:
            return []
        kept = strip_forms(words)[0]
        while len(kept) > 1 and kept[-1] in COMPANY_WORDS:
            kept.pop()
        country, size = _country_at_end(kept)
        head = kept[:-size] if size else []
        if not head or _is_address(text, kept[-size]) or _is_known(reader):
            return []
        found: dict[int, Link] = {}
        for name in self._named(head, reader):
            bearer = reader.bearers[name.bearer]
            if country in bearer.countries or not _is_company(bearer) or bearer.number in found:
                continue
            placed = Placement(Agreement.CONFLICT, country, " ".join(sorted(bearer.countries)))
            claim = Claim(-1, -1, bearer, name, "abroad", placed, text=reader.tokens.text)
            found[bearer.number] = Link(claim, bearer, Relation.SUBSIDIARY_OF)
        return list(found.values())

    def _named(self, head: list[str], reader: Reader) -> Iterator[Name]:
        """The names of listed companies that these words are."""
        if len(head) == 1:
            yield from self.brands.companies.get(head[0], ())
        for name in self.printed.names_of("".join(head)):
            if name.doubtful or name.strength is not Strength.STRONG:
                continue
            if len(head) > 1 or len(_lists(reader.bearers[name.bearer])) >= _LISTS_OF_A_GROUP:
                yield name


def _country_at_end(words: list[str]) -> tuple[str, int]:
    """The country or continent that a text ends with, and of how many words it is; ("", 0) where it ends with none."""
    for size in range(min(_LONGEST_COUNTRY, len(words) - 1), 0, -1):
        tail = " ".join(words[-size:])
        if size == 1 and len(tail) < _SHORTEST_COUNTRY and tail not in _CODES:
            continue
        if code := country_code(tail):
            return code, size
    if words and words[-1] in CONTINENTS:
        return words[-1].capitalize(), 1
    return "", 0


def _is_address(text: str, country: str) -> bool:
    """A country behind a comma says where the company is, and is no part of its name."""
    before = text[: text.lower().rfind(country)]
    return not _DIVIDERS.isdisjoint(before)


def _is_known(reader: Reader) -> bool:
    """Say whether the text as a whole is the name of a body that somebody knows and nobody lists."""
    tokens = reader.tokens
    return any(
        not claim.bearer.listings and claim.first == 0 and tokens.closes[claim.last]
        for claim in reader.claims
    )


def _is_company(bearer: Bearer) -> bool:
    """A company, by its type in the register or by the legal form or company word in a name that its list prints."""
    if "education" in bearer.types:
        return False
    if "company" in bearer.types:
        return True
    words = vocabulary()["legal"] | COMPANY_WORDS
    return any(not words.isdisjoint(name_words(listing.name)) for listing in bearer.listings)


def _lists(bearer: Bearer) -> set[str]:
    return {each.watchlist_id for each in bearer.listings if each.status is Status.IN_FORCE}
