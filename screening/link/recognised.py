"""Who a text was read as: every organisation claimed in it, and the pieces that name an institution nobody knows.

Being recognised says nothing about being listed. A claim that the relations set aside (a bank's branch called after a
listed body, a general name under another school's roof) recognises nobody. A piece without any claim may still name a
body that is known and in no universe (`screening.link.known_bodies`): as a whole piece of the text between commas, or
several such pieces in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from screening.affiliations.places import Setting
from screening.affiliations.roles import may_begin_role, says_role
from screening.affiliations.tokens import Tokens
from screening.link.bearers import Bearer, is_in_force
from screening.link.claims import ClaimReader
from screening.link.known_bodies import KnownBody
from screening.link.relations import Link
from screening.model import Recognised

# Entries of one text: of two hundred bearers of a short name nobody reads more.
MOST = 12
_LONGEST_RUN = 4  # pieces of one name: "University of California, Davis"


def recognised_in(
    reader: ClaimReader,
    links: Sequence[Link],
    names_institution: Callable[[str], bool],
) -> tuple[Recognised, ...]:
    """The organisations of one text in the order it names them, then what names an institution and was not read.

    Args:
        reader: the text with its claims.
        links: their relations to listed bearers.
        names_institution: whether a word is one for an institution.
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
    others = list(_known(reader, unread))
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
        listed=is_in_force(bearer),
        listed_members=bearer.listed_members,
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


def _known(reader: ClaimReader, unread: Mapping[int, str]) -> Iterator[Recognised]:
    """The bodies of no universe that pieces without a claim name, and one that a text without words does."""
    pieces = _pieces_by_group(reader.tokens) if unread else {}
    for group, piece in unread.items():
        setting = reader.settings.get(group, reader.setting)
        for each in _named_in(reader, pieces.get(group, ()), setting):
            yield _of_known(piece, each)
    if not reader.tokens.words and not reader.claims:
        text = reader.tokens.text
        for each in reader.known.named(text, _countries(reader.setting)):
            yield _of_known(text, each)


def _of_known(text: str, body: KnownBody) -> Recognised:
    return Recognised(text, body.name, body.id, body.country, listed_members=body.listed_members)


def _named_in(
    reader: ClaimReader, pieces: Sequence[tuple[int, int]], setting: Setting
) -> tuple[KnownBody, ...]:
    """The bearers of the first, longest name among the pieces of a group, in the countries it is set in."""
    known, text = reader.known, reader.tokens.piece
    # "University of York, Toronto" is another one than York's: a place that contradicts names nobody.
    countries = _countries(setting)
    for start in range(len(pieces)):
        for end in range(min(len(pieces), start + _LONGEST_RUN), start, -1):
            name = text(pieces[start][0], pieces[end - 1][1])
            if found := known.named(name, countries):
                return found
            if end == start + 1 and (found := known.with_letters(name, countries, setting.cities)):
                return found
    return ()


def _countries(setting: Setting) -> frozenset[str]:
    return setting.countries or setting.implied


def _pieces_by_group(tokens: Tokens) -> dict[int, list[tuple[int, int]]]:
    """The first and last word of each piece between commas, by what semicolons separate.

    A role before the first of them is left out: "now at University of Otago".
    """
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for place, (stop, segment, group) in enumerate(
        zip(tokens.stops, tokens.segments, tokens.groups, strict=True)
    ):
        if group not in found and not stop and may_begin_role(tokens.plains[place]):
            following = place + 1
            while following < len(tokens) and tokens.stops[following]:
                following += 1
            if following < len(tokens) and says_role(
                tokens.text[tokens.starts[place] : tokens.starts[following]]
            ):
                continue
        if not stop:
            pieces = found.setdefault(group, {})
            first, _ = pieces.get(segment, (place, place))
            pieces[segment] = (first, place)
    return {group: list(pieces.values()) for group, pieces in found.items()}


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
