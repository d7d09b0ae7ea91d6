"""What an identifier that agrees, or contradicts, says of a hit, for organisations and persons alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from screening.model import Evidence, Hit, Relation, Role, Subject
from watchlists.identifier_schemes import comparable, identifier_schemes
from watchlists.model import PartyType

_POINTS_BY_BEARERS = {"one": 97, "register": 80, "shared": 75}
# A number by itself does not say of which register it is.
IDENTIFIER_POINTS: Final = {
    **{scheme: _POINTS_BY_BEARERS[each.bearers] for scheme, each in identifier_schemes().items()},
    "ror": 97,
    "domain": 80,
    "email": 80,
}
_WITH_OWN_WORDS = ("ror", "lei", "uscc", "inn", "ogrn", "company", "domain", "email")
_NO_IDENTIFIER = ("country", "city", "calibration", "limit")  # tell nobody apart from others of a place
_DOMAINS = ("domain", "email")
AGREES, DIFFERS = "identifier of a party", "identifier differs"  # features of evidence


def agreeing(scheme: str, value: str, listed: str) -> Evidence:
    """The line of evidence of an identifier that names a listed party; `listed`: what to show of the party."""
    if scheme in _WITH_OWN_WORDS:
        return Evidence(scheme, value, listed, IDENTIFIER_POINTS[scheme], "identifier")
    text = f"{identifier_schemes()[scheme].title}: {value}"
    return Evidence(AGREES, text, listed, IDENTIFIER_POINTS[scheme], "identifier")


def with_differing(subject: Subject, hit: Hit) -> Hit:
    """The hit with a line for each identifier of the subject that its listing has otherwise; they take no points."""
    lines = tuple(_differing(subject, hit))
    return replace(hit, evidence=(*hit.evidence, *lines)) if lines else hit


def _differing(subject: Subject, hit: Hit) -> Iterator[Evidence]:
    """A line for each scheme of which the subject and an entity of an imported dataset have different values."""
    listing = hit.listing
    if not any(scheme == "ftm" for scheme, _ in listing.identifiers):
        return
    for scheme in dict.fromkeys(scheme for scheme, _ in subject.identifiers):
        if scheme not in identifier_schemes():
            continue
        given, printed = _values(subject.identifiers, scheme), _values(listing.identifiers, scheme)
        if given and printed and not given.keys() & printed.keys():
            title = identifier_schemes()[scheme].title
            theirs = next(iter(printed.values()))
            yield Evidence(DIFFERS, f"{title}: {next(iter(given.values()))}", theirs, 0, "they differ")


def supported_by_domains(hits: Sequence[Hit]) -> list[Hit]:
    """The hits of a subject, where a domain or an e-mail address supports what is printed, and never replaces it.

    A domain names a whole body. Where a text names it, or something of it, the text says more closely what is meant:
    the domain is a line of the surest such hit, and makes it as sure as the domain alone would, less what its relation
    takes. A domain of which no text speaks is a hit of its own, and so is one beside an affiliation that has ended.
    """
    printed: dict[str, Hit] = {}
    for hit in hits:
        is_current = hit.mention.role is Role.CURRENT
        if is_current and not _is_of_domain(hit) and hit.listing.type is not PartyType.PERSON:
            known = printed.get(hit.listing.id)
            if known is None or hit.confidence > known.confidence:
                printed[hit.listing.id] = hit
    supported: dict[int, Hit] = {}
    kept: list[Hit] = []
    for hit in hits:
        own = printed.get(hit.listing.id)
        if own is None or not _is_of_domain(hit) or hit.relation is not Relation.SAME:
            kept.append(hit)
            continue
        supported.setdefault(id(own), _with_domain(own, hit))
    return [supported.get(id(hit), hit) for hit in kept]


def _is_of_domain(hit: Hit) -> bool:
    return any(line.feature in _DOMAINS for line in hit.evidence[:1])


def _with_domain(own: Hit, domain: Hit) -> Hit:
    lost = sum(line.points for line in own.evidence if line.feature == "relation")
    line = domain.evidence[0]
    gain = max(0, round(100 * (domain.confidence - own.confidence)) + lost)
    lines = (*own.evidence, replace(line, points=gain))
    return replace(own, evidence=lines, confidence=sum(each.points for each in lines) / 100)


def needs_second_identifier(hit: Hit) -> bool:
    """Whether a hit rests on an identifier alone of which it is not known that one party bears it.

    A bank code or the code of a tax office has many bearers; of a person, a number of one of many registers is not
    enough without a name that agrees.
    """
    positive = [line for line in hit.evidence if line.points > 0 and line.feature not in _NO_IDENTIFIER]
    points = [line.points for line in positive if line.feature == AGREES or line.feature in _WITH_OWN_WORDS]
    if not points or len(points) < len(positive):
        return False
    of_one = max(points) >= _POINTS_BY_BEARERS["one"]
    if hit.listing.type is PartyType.PERSON:
        return not of_one
    return max(points) <= _POINTS_BY_BEARERS["shared"]


def _values(identifiers: Iterable[tuple[str, str]], scheme: str) -> dict[str, str]:
    """The values of a scheme as written, by the form in which they are compared."""
    found = {comparable(kind, value): value for kind, value in identifiers if kind == scheme}
    return {bare: value for bare, value in found.items() if bare}
