"""Who a text was read as: every organisation claimed in it, and the pieces that name an institution nobody knows.

Being recognised says nothing about being listed. A claim that the relations set aside (a bank's branch called after a
listed body, a general name under another school's roof) recognises nobody. A piece without any claim may still name a university that the
register leaves out (`screening.link.universities`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from screening.link.bearers import Bearer
from screening.link.claims import ClaimReader
from screening.link.relations import Link
from screening.link.universities import Universities, pieces_by_group
from screening.model import Recognised
from watchlists.model import Status

# Entries of one text: of two hundred bearers of a short name nobody reads more.
MOST = 12


def recognised_in(
    reader: ClaimReader,
    links: Sequence[Link],
    names_institution: Callable[[str], bool],
    universities: Universities,
) -> tuple[Recognised, ...]:
    """The organisations of one text in the order it names them, then what names an institution and was not read.

    Args:
        reader: the text with its claims.
        links: their relations to listed bearers.
        names_institution: whether a word is one for an institution.
        universities: those that the register leaves out.
    """
    itself = {id(link.claim) for link in links if link.listed.number == link.claim.bearer.number}
    pieces = _pieces(reader)
    found: dict[tuple[str, int], Recognised] = {}
    for claim in sorted(reader.claims, key=lambda each: each.first):
        if claim.bearer.listings and id(claim) not in itself:
            continue
        # Of a name in Han characters or a domain, the name alone.
        text = claim.text if claim.first < 0 else pieces[reader.tokens.groups[claim.first]]
        if (text, claim.bearer.number) not in found:
            found[text, claim.bearer.number] = recognise(text, claim.bearer)
    unread = _unread(reader, pieces)
    others = list(_universities(reader, unread, universities))
    if not found and not others:
        return (Recognised(reader.tokens.text),) if reader.tokens.text else ()
    # Of several bearers of one text the listed ones first; the texts stay in their order.
    places = {text: place for place, (text, _) in reversed(list(enumerate(found)))}
    entries = sorted(found.values(), key=lambda each: (places[each.text], not each.listed))
    if others:
        # Texts of claims without a piece, as in Han characters, stay first.
        order = {piece: group for group, piece in pieces.items()}
        entries = sorted((*entries, *others), key=lambda each: order.get(each.text, -1))
    named = {each.text for each in others}
    unknown = (piece for piece in _institutions(reader, unread, names_institution) if piece not in named)
    rest = islice(map(Recognised, unknown), MOST) if len(pieces) > 1 else ()
    return (*entries[:MOST], *rest)


def recognise(text: str, bearer: Bearer) -> Recognised:
    """A text that was read as a bearer."""
    return Recognised(
        text=text,
        name=bearer.name,
        id=bearer.id,
        country=bearer.body.country if bearer.body else " ".join(sorted(bearer.countries)),
        listed=any(listing.status is Status.IN_FORCE for listing in bearer.listings),
    )


def _pieces(reader: ClaimReader) -> dict[int, str]:
    """What stands between semicolons, by the number of its group."""
    tokens = reader.tokens
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for place, group in enumerate(tokens.groups):
        first.setdefault(group, place)
        last[group] = place
    return {group: tokens.piece(start, last[group]) for group, start in first.items()}


def _unread(reader: ClaimReader, pieces: Mapping[int, str]) -> dict[int, str]:
    """Pieces between semicolons that hold no claim, by the number of their group."""
    groups = reader.tokens.groups
    read = {groups[claim.first] for claim in reader.claims if claim.first >= 0}
    wordless = [claim.text for claim in reader.claims if claim.first < 0]  # in Han characters, a domain
    return {
        group: piece
        for group, piece in pieces.items()
        if group not in read and not any(text in piece for text in wordless)
    }


def _universities(
    reader: ClaimReader, unread: Mapping[int, str], universities: Universities
) -> Iterator[Recognised]:
    """The universities that pieces without a claim name, and one that a text without words does."""
    pieces = pieces_by_group(reader.tokens) if unread else {}
    for group, piece in unread.items():
        setting = reader.settings.get(group, reader.setting)
        for each in universities.named_in(pieces.get(group, ()), setting):
            yield Recognised(piece, each.name, each.id, each.country)
    if not reader.tokens.words and not reader.claims:
        text = reader.tokens.text
        for each in universities.of_han(text, reader.setting):
            yield Recognised(text, each.name, each.id, each.country)


def _institutions(
    reader: ClaimReader, unread: Mapping[int, str], names_institution: Callable[[str], bool]
) -> Iterator[str]:
    """Those pieces that hold a word for an institution."""
    tokens = reader.tokens
    named: dict[int, None] = {}
    for word, group, stop in zip(tokens.words, tokens.groups, tokens.stops, strict=True):
        if group in unread and group not in named and not stop and names_institution(word):
            named[group] = None
    return (unread[group] for group in named)
