"""Who a text was read as: every organisation claimed in it, and the pieces that name an institution nobody knows.

Being recognised says nothing about being listed. A claim that the relations set aside (a bank's branch called after a
listed body, a general name under another school's roof) recognises nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from screening.link.bearers import Bearer
from screening.link.claim import Claim
from screening.link.claims import Reader
from screening.link.relations import Link
from screening.model import Recognised
from watchlists.model import Status

# Entries of one text: of two hundred bearers of a short name nobody reads more.
MOST = 12


def recognised_in(
    reader: Reader, links: Sequence[Link], names_institution: Callable[[str], bool]
) -> tuple[Recognised, ...]:
    """The organisations of one text in the order it names them, then what names an institution and was not read.

    Args:
        reader: the text with its claims.
        links: their relations to listed bearers.
        names_institution: whether a word is one for an institution.
    """
    itself = {id(link.claim) for link in links if link.listed.number == link.claim.bearer.number}
    found: dict[tuple[str, int], Recognised] = {}
    for claim in sorted(reader.claims, key=lambda each: each.first):
        if claim.bearer.listings and id(claim) not in itself:
            continue
        text = _piece(reader, claim)
        found.setdefault((text, claim.bearer.number), recognise(text, claim.bearer))
    if not found:
        return (Recognised(reader.tokens.text),) if reader.tokens.text else ()
    return (*list(found.values())[:MOST], *_unread(reader, names_institution))


def recognise(text: str, bearer: Bearer) -> Recognised:
    """A text that was read as a bearer."""
    return Recognised(
        text=text,
        name=bearer.name,
        id=bearer.id,
        country=bearer.body.country if bearer.body else " ".join(sorted(bearer.countries)),
        listed=any(listing.status is Status.IN_FORCE for listing in bearer.listings),
    )


def _piece(reader: Reader, claim: Claim) -> str:
    """What stands between semicolons around a claim; of a name in Han characters or a domain, the name alone."""
    if claim.first < 0:
        return claim.text
    return _group(reader, reader.tokens.groups[claim.first])


def _group(reader: Reader, group: int) -> str:
    members = [place for place, each in enumerate(reader.tokens.groups) if each == group]
    return reader.tokens.piece(members[0], members[-1])


def _unread(reader: Reader, names_institution: Callable[[str], bool]) -> Iterator[Recognised]:
    """Pieces between semicolons that hold a word for an institution and no claim."""
    tokens = reader.tokens
    read = {tokens.groups[claim.first] for claim in reader.claims if claim.first >= 0}
    read |= {group for group in set(tokens.groups) if _holds_claim(reader, group)}
    named = [
        group
        for word, group, stop in zip(tokens.words, tokens.groups, tokens.stops, strict=True)
        if group not in read and not stop and names_institution(word)
    ]
    for group in list(dict.fromkeys(named))[:MOST]:
        yield Recognised(_group(reader, group))


def _holds_claim(reader: Reader, group: int) -> bool:
    """Whether a claim without words of its own (Han characters, a domain) stands in the piece."""
    piece = _group(reader, group)
    return any(claim.first < 0 and claim.text in piece for claim in reader.claims)
