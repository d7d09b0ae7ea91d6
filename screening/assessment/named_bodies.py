"""Bodies that documents name, in a reading: what says nothing about a person becomes a note, the rest says its document.

One pure function that every way in passes before anything is assessed or counted (`Engine.read` and `Engine.screen`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from screening.assessment.sentences import document_of, noted
from screening.model import Alternative, Evidence, Hit, Reading, Recognised, Relation, Subject
from screening.policy.identity import is_person
from screening.policy.naming_rules import Follows, OfPerson, follows, keys_of
from watchlists.model import Listing

FEATURE = "named in"


def read_named(subject: Subject, reading: Reading, listing_of: Callable[[str], Listing | None]) -> Reading:
    """The reading in which a hit on a named body says its document, or is a note where it says nothing of a person.

    Args:
        subject: who was asked about.
        reading: what linking made of it.
        listing_of: gives the listing of an id; None for the id of anything else.
    """
    if not _holds_named(reading) and not (reading.bearers or reading.others):
        return reading
    reading = _without_parents(subject, reading)
    if not is_person(subject):
        return replace(reading, hits=_with_documents(reading.hits)) if _holds_named(reading) else reading
    notes = [hit for hit in reading.hits if follows(subject, hit) is Follows.NOTE]
    bearers = {
        each.id: listing
        for each in (*reading.bearers, *reading.others)
        if (listing := listing_of(each.id)) is not None and _is_noted(listing)
    }
    if not notes and not bearers:
        return replace(reading, hits=_with_documents(reading.hits)) if _holds_named(reading) else reading
    dropped = {id(hit) for hit in notes}
    kept = tuple(hit for hit in reading.hits if id(hit) not in dropped)
    still = {one for hit in kept for one in _ids(hit)}
    gone = {one: _noted_of(hit) for hit in notes for one in _ids(hit)}
    gone |= {
        one: noted(listing.named) for one, listing in bearers.items() if listing.named and one not in gone
    }
    gone = {one: said for one, said in gone.items() if one not in still}
    kept_texts = {hit.mention.text for hit in kept}
    alone = {hit.mention.text: _noted_of(hit) for hit in notes if hit.mention.text not in kept_texts}
    alternatives = _without(reading.alternatives, gone)
    return replace(
        reading,
        hits=_with_documents(kept),
        alternatives=alternatives,
        ambiguous=reading.ambiguous and any(each.bears for each in alternatives),
        recognised=tuple(_recognised(each, gone, alone) for each in reading.recognised),
        notes=(
            *reading.notes,
            *dict.fromkeys(
                (
                    *(_note(hit.listing, _noted_of(hit)) for hit in notes),
                    *(_note(each, gone[one]) for one, each in bearers.items() if one in gone),
                )
            ),
        ),
        others=_without(reading.others, gone),
    )


def _without_parents(subject: Subject, reading: Reading) -> Reading:
    """The reading in which what stands above a named body does not make it graver than its own two keys do.

    Only for what is held for context: of an organisation, a law on what it stands under stays a hit.
    """
    itself = {
        (hit.mention, hit.matched_text): (hit, said)
        for hit in reading.hits
        if hit.relation is Relation.SAME and (said := follows(subject, hit)) not in (None, Follows.FINDING)
    }
    if not itself:
        return reading
    person = is_person(subject)
    above: list[tuple[Hit, Hit]] = []
    for hit in reading.hits:
        own = itself.get((hit.mention, hit.matched_text))
        if own is None or hit.relation is Relation.SAME:
            continue
        graver = follows(subject, hit) in (None, Follows.FINDING)
        of_law = hit.listing.named is None or bool(hit.listing.named.law)
        if own[1] is Follows.NOTE or (graver and (person or not of_law)):
            above.append((hit, own[0]))
    dropped = {id(hit) for hit, _ in above}
    explained = {
        hit.listing.id: Alternative(
            hit.listing.name,
            hit.listing.id,
            f"the text names {body.listing.name}, which belongs to it and is listed only as context",
        )
        for hit, body in above
    }
    return replace(
        reading,
        hits=tuple(hit for hit in reading.hits if id(hit) not in dropped),
        alternatives=(*reading.alternatives, *explained.values()),
    )


def _holds_named(reading: Reading) -> bool:
    return any(hit.listing.named is not None for hit in reading.hits)


def _is_noted(listing: Listing) -> bool:
    """Say whether the body says nothing of a person whatever the text says."""
    return listing.named is not None and keys_of(listing.named).person is OfPerson.NOTE


def _ids(hit: Hit) -> tuple[str, ...]:
    """What a bearer may be called by that the hit is of; one on a part is of the part, and not of the body above."""
    body = "" if hit.relation is Relation.SAME else hit.body_id
    return tuple(filter(None, (hit.listing.id, body, *(each.id for each in hit.other_listings))))


def _without(given: tuple[Alternative, ...], gone: Mapping[str, str]) -> tuple[Alternative, ...]:
    """The alternatives without those that are notes, and without who shares a text with one and asks nothing alone.

    What the bearers of other texts ask stays as it was.
    """
    left = tuple(each for each in given if each.id not in gone)
    shared = {text for each in given if each.id in gone for text in each.texts}
    asking = {text for each in left if each.listed for text in each.texts}
    answered = shared - asking
    if not answered:
        return left
    cut = (replace(each, texts=tuple(t for t in each.texts if t not in answered)) for each in left)
    return tuple(each for each in cut if each.texts or not each.bears)


def _recognised(each: Recognised, gone: Mapping[str, str], alone: Mapping[str, str]) -> Recognised:
    """What a text was read as, with the document where the body is a note only.

    Args:
        each: a body of the register has an id that no hit on its listing bears.
        gone: what is noted of bodies that are notes only, by their ids.
        alone: the same by the text they were read in, where nothing else of that text is a hit.
    """
    said = gone.get(each.id) or (alone.get(each.text, "") if each.listed else "")
    return replace(each, noted=said) if said else each


def _noted_of(hit: Hit) -> str:
    return noted(hit.listing.named, hit.mention.tie) if hit.listing.named else ""


def _note(listing: Listing, said: str) -> str:
    return f"{listing.name}: {said}."


def _with_documents(hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """The hits, each on a named body with its document as a line of evidence."""
    return tuple(map(_with_document, hits))


def _with_document(hit: Hit) -> Hit:
    named = hit.listing.named
    if named is None or any(line.feature == FEATURE for line in hit.evidence):
        return hit
    document, says = document_of(named)
    return replace(hit, evidence=(*hit.evidence, Evidence(FEATURE, hit.matched_text, document, 0, says)))
