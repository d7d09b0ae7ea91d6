"""From links to a reading: hits with their evidence, best first; what was rejected; who else bears the name.

One hit a listing in force and mention; what has lapsed on the same list stands behind it, or alone where nothing of that
list is in force.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from screening.affiliations.contacts import postcode_in
from screening.affiliations.departments import department_of
from screening.affiliations.other_people import other_person_before
from screening.affiliations.roles import has_left, opens_a_former_name, standing_of
from screening.link.bearers import Bearer
from screening.link.calibration import calibrated
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.evidence import confidence, stage_lines, weigh
from screening.link.families import listed_parts
from screening.link.foreign_letters import with_highest_of_sound
from screening.link.lexicon import Lexicon
from screening.link.relations import Link
from screening.model import Alternative, Evidence, Hit, Mention, Relation, Role, TieKind
from screening.names.scripts import fold_han
from watchlists.countries import country_name
from watchlists.model import Listing, NameKind, Status

_A_HIT = 20  # units of work
CONFLICT_POINTS = -30
SUBJECT_NAME = "name"  # the source of a text that is the subject's own name


def hits_of(reader: ClaimReader, links: Iterable[Link], source: str, conflict: str = "") -> Iterator[Hit]:
    """The hits of one text. `conflict`: an identifier given beside it points elsewhere, in words."""
    order = _Order(reader)
    for link in links:
        reader.work.add(_A_HIT)
        claim = link.claim
        lines = _lines_of(link, reader.gazetteer.lexicon)
        if conflict:
            loss = max(CONFLICT_POINTS, 5 - sum(line.points for line in lines))
            lines = (
                *lines,
                Evidence("identifier", conflict, link.listed.name, loss, "points to another organisation"),
            )
        through = link.tie is not None
        mention = mention_of(reader, claim, source, order)
        parts = () if through else claim.parts
        named = tuple(part.name for part in listed_parts(claim)) if parts else ()
        above = link.relation is Relation.SAME  # a hospital of the body is none of these
        for listing, others, bearer in _of_family(link.listed, parts):
            read_as = claim.bearer if through or (bearer is not link.listed and above) else None
            yield Hit(
                listing=listing,
                mention=mention,
                relation=link.relation,
                confidence=confidence(lines),
                matched_text=claim.text,
                matched_name=claim.name.text,
                matched_kind=claim.name.kind,
                evidence=lines,
                body=read_as.name if read_as else "",
                body_id=read_as.id if read_as else "",
                unverified_source=link.tie.unverified_source if link.tie else "",
                other_listings=others,
                parts=named,
                bearer=bearer.name,
                bearer_id=bearer.id,
            )


def _lines_of(link: Link, lexicon: Lexicon) -> tuple[Evidence, ...]:
    """The lines of evidence of a link, which add up to its confidence in hundredths."""
    if link.claim.evidence:
        return with_highest_of_sound(link.claim, stage_lines(link.claim, link.relation, link.tie))
    lines = weigh(
        link.claim,
        link.relation,
        lexicon,
        link.tie,
        owner_is_named=link.owner_is_named,
        beside_a_company=link.beside_a_company,
    )
    return with_highest_of_sound(link.claim, calibrated(lines))


def person_of(reader: ClaimReader, claim: Claim) -> str:
    """Whose affiliation the text says that a claim is, where it is somebody else's: "referee: Prof. Chen"; or ""."""
    text = reader.tokens.text
    start = reader.tokens.starts[claim.first] if claim.first >= 0 else text.find(claim.text)
    return other_person_before(text, start) if start > 0 else ""


class _Order:
    """Where the claims of a text stand, by what is asked of them, so that each is not held against all others."""

    def __init__(self, reader: ClaimReader) -> None:
        self.firsts = sorted({claim.first for claim in reader.claims})
        self.last_of: dict[int, int] = {}  # where a bearer is claimed last
        self.last_tied: dict[int, int] = {}  # where somebody tied to a bearer is claimed last
        self.by_bearer: dict[int, list[Claim]] = {}
        for claim in reader.claims:
            number = claim.bearer.number
            self.last_of[number] = max(claim.first, self.last_of.get(number, -1))
            for tie in claim.bearer.ties:
                self.last_tied[tie.bearer] = max(claim.first, self.last_tied.get(tie.bearer, -1))
            if claim.first >= 0:
                self.by_bearer.setdefault(number, []).append(claim)


def mention_of(reader: ClaimReader, claim: Claim, source: str, order: _Order) -> Mention:
    """The piece of the text that a claim reads, with its role, period and place, and whose it is."""
    mention = _mention_of(reader, claim, source, order)
    if source != SUBJECT_NAME and (person := person_of(reader, claim)):
        return replace(mention, tie=TieKind.OTHER_PERSON, stated=person)
    return mention


def _mention_of(reader: ClaimReader, claim: Claim, source: str, order: _Order) -> Mention:
    tokens, setting = reader.tokens, reader.setting_at(claim.first)
    country = " ".join(sorted(setting.countries))
    place = " ".join(sorted(setting.cities & claim.bearer.cities))
    if claim.first < 0:
        text, start = tokens.text, tokens.text.find(claim.text)
        if start < 0:  # the same in Simplified characters, one for one
            text = fold_han(tokens.text)
            start = text.find(fold_han(claim.text)) if len(text) == len(tokens.text) else -1
        if start < 0:
            return Mention(claim.text, source, country=country, place=place)
        standing = standing_of(text, start, start + len(claim.text), len(text))
        if standing.role is Role.CURRENT and has_left(text, start + len(claim.text), claim.text):
            standing = replace(standing, role=Role.FORMER)
        return Mention(tokens.text, source, standing.role, standing.period, country, place)
    members = tokens.in_group(tokens.groups[claim.first])
    following = bisect_right(order.firsts, claim.last)
    stop = tokens.starts[order.firsts[following]] if following < len(order.firsts) else len(tokens.text)
    called = _called_before(reader, claim, order)
    if called is not None:
        claim, stop = called, tokens.starts[claim.first]
    standing = standing_of(tokens.text, tokens.starts[claim.first], tokens.ends[claim.last], stop)
    if standing.role is Role.CURRENT and called is None and _is_gone(reader, claim, order):
        standing = replace(standing, role=Role.FORMER)
    piece = tokens.piece(members[0], members[-1])
    return Mention(
        piece,
        source,
        standing.role,
        standing.period,
        country,
        place,
        department=department_of(tokens, claim.first),
        postcode=postcode_in(piece),
    )


def _is_gone(reader: ClaimReader, claim: Claim, order: _Order) -> bool:
    """Somebody has left it for another body: "X, now MIT"; not where that one is X renamed, by its names or by what is known."""
    if claim.name.kind is NameKind.FORMER or not has_left(
        reader.tokens.text, reader.tokens.ends[claim.last], claim.text
    ):
        return False
    kin = {claim.bearer.number, *(tie.bearer for tie in claim.bearer.ties)}
    behind = max(order.last_of.get(number, -1) for number in kin)
    return max(behind, order.last_tied.get(claim.bearer.number, -1)) <= claim.last


def _called_before(reader: ClaimReader, claim: Claim, order: _Order) -> Claim | None:
    """The claim whose former name this one is, in brackets behind it: "X (formerly Y)" is X still."""
    tokens = reader.tokens
    opening = opens_a_former_name(tokens.text[: tokens.starts[claim.first]])
    if opening < 0:
        return None
    before = (other for other in order.by_bearer.get(claim.bearer.number, ()) if other.last < claim.first)
    return next(
        (other for other in before if not tokens.text[tokens.ends[other.last] : opening].strip()), None
    )


def by_list(bearer: Bearer) -> Iterator[tuple[Listing, tuple[Listing, ...]]]:
    """Each listing in force with the lapsed ones of its list; the latest lapsed one where none is in force."""
    lists: dict[str, list[Listing]] = {}
    for listing in bearer.listings:
        lists.setdefault(listing.watchlist_id, []).append(listing)
    for entries in lists.values():
        lapsed = sorted(
            (entry for entry in entries if entry.status is not Status.IN_FORCE), key=_edition, reverse=True
        )
        current = [entry for entry in entries if entry.status is Status.IN_FORCE] or lapsed[:1]
        rest = tuple(entry for entry in lapsed if entry not in current)
        for place, entry in enumerate(current):
            yield entry, rest if place == 0 else ()


def _of_family(head: Bearer, parts: Sequence[Claim]) -> Iterator[tuple[Listing, tuple[Listing, ...], Bearer]]:
    """Each listing to be hit of a body and its parts, those that stand behind it, and who of them bears it.

    A part's listing in force that says no more to a policy than one of the body's stands behind it; any other is hit itself.
    """
    of_parts: dict[tuple[object, ...], list[Listing]] = {}
    bearers: dict[str, Bearer] = {}
    lapsed: list[tuple[Listing, tuple[Listing, ...], Bearer]] = []
    for part in parts:
        for listing, others in by_list(part.bearer):
            bearers[listing.id] = part.bearer
            if listing.status is Status.IN_FORCE:
                of_parts.setdefault(_seen_by_policies(listing), []).extend((listing, *others))
            else:
                lapsed.append((listing, others, part.bearer))
    for listing, others in by_list(head):
        alike = of_parts.pop(_seen_by_policies(listing), []) if listing.status is Status.IN_FORCE else []
        yield listing, (*others, *alike), head
    for first, *rest in of_parts.values():
        yield first, tuple(rest), bearers[first.id]
    yield from lapsed


def _seen_by_policies(listing: Listing) -> tuple[object, ...]:
    """What of a listing a policy looks at: its list, its sort of party, how a document names it, its dates, pauses and measures."""
    named = listing.named
    naming = (named.naming, named.kind, named.law) if named else ()
    dates = (listing.listed_from, listing.listed_to)
    return listing.watchlist_id, listing.type, naming, dates, listing.pauses, listing.measures


def best_first(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """One hit a listing and mention, the surest; in force before lapsed, surest first."""
    kept: dict[tuple[str, str, str], Hit] = {}
    for hit in hits:
        key = (hit.listing.id, hit.mention.source, hit.mention.text)
        if key not in kept or hit.confidence > kept[key].confidence:
            kept[key] = hit
    order = sorted(
        kept.values(), key=lambda hit: (-hit.confidence, hit.listing.id, hit.mention.source, hit.mention.text)
    )
    return tuple(sorted(order, key=lambda hit: hit.listing.status is not Status.IN_FORCE))


def rivals_of(
    claims: Iterable[Claim], tied: frozenset[str] = frozenset(), country: str = ""
) -> tuple[Alternative, ...]:
    """The other bearers of names that several bear, where a listed one is among them, or one tied to a listed one.

    Args:
        claims: of all texts of a subject.
        tied: the register ids of bodies that were hit for what they belong to.
        country: ISO alpha-2; the bearers there stand first.
    """
    found: dict[str, Alternative] = {}
    told: set[tuple[str, frozenset[int]]] = (
        set()
    )  # each of two hundred claims to one name has all the others as rivals
    for claim in claims:
        if not claim.rivals:
            continue
        everyone = (claim.bearer, *claim.rivals)
        key = (claim.text, frozenset([bearer.number for bearer in everyone]))
        if key in told:
            continue
        told.add(key)
        if not any(bearer.listings or bearer.id in tied for bearer in everyone):
            continue
        for bearer in sorted(everyone, key=lambda bearer: country not in bearer.countries):
            listed = "listed" if bearer.listings else "not listed"
            where = ", ".join(country_name(code) for code in sorted(bearer.countries))
            why = f"has the same name ({where or 'country unknown'}; {listed})"
            towns = bearer.body.cities if bearer.body is not None else ()
            place = ", ".join(filter(None, (*towns[:1], where)))
            made = Alternative(
                bearer.name,
                bearer.id,
                why,
                bears=True,
                place=place,
                listed=bool(bearer.listings) or bearer.id in tied,
            )
            known = found.setdefault(bearer.id, made)
            if claim.text not in known.texts:
                found[bearer.id] = replace(known, texts=(*known.texts, claim.text))
    return tuple(found.values())


def identified(claims: Sequence[Claim], numbers: frozenset[int]) -> list[Claim]:
    """Of bearers of one name, those an identifier names; an identifier tells bearers apart."""
    made = []
    for claim in claims:
        parts = tuple(part for part in claim.parts if part.bearer.number in numbers)
        everyone = {claim.bearer.number, *(rival.number for rival in claim.rivals)}
        if not everyone & numbers and not parts:
            made.append(claim)
        elif claim.bearer.number in numbers:
            rivals = tuple(rival for rival in claim.rivals if rival.number in numbers)
            made.append(replace(claim, rivals=rivals, parts=parts))
        else:
            made += parts
    return made


def _edition(listing: Listing) -> tuple[str, str]:
    return (listing.listed_from.isoformat() if listing.listed_from else "", listing.edition)
