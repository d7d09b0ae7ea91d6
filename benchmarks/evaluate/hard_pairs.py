"""Hard pairs: the listed candidate must surface on a match, and must not be presented as that body on a no_match.

A candidate is whatever listings and bodies its own text reads as. Pairs of persons are judged by the pair scorer, not
here. A no_match may surface as a relation other than `same`.
"""

from __future__ import annotations

from benchmarks.evaluate.world import labelled, linker, share
from screening.affiliations.tokens import HAN
from screening.link.ledger import key_of
from screening.model import Reading, Relation, Subject
from watchlists.model import NameKind

OTHERS = (NameKind.SUBORDINATE, NameKind.CONTESTED, NameKind.FRAGMENT)


def run() -> None:
    rows = [row for row in labelled("hard_pairs_dev.csv") if not row["kind"].startswith("person")]
    if not rows:
        return
    right = 0
    for row in rows:
        found = surfaces(row["query"], row["candidate"], strictly=row["label"] == "no_match")
        good = found is (row["label"] == "match")
        right += good
        if not good:
            print(f"  {row['label']} {row['kind']}: {row['query']} | {row['candidate']}")
    print(f"right: {share(right, len(rows))}")


def surfaces(query: str, candidate: str, *, strictly: bool) -> bool:
    """Say whether the query's reading presents the candidate; `strictly`: as the body itself."""
    reading = linker().read(Subject(name=query))
    wanted = candidate_ids(candidate)
    keys = {key_of(candidate), key_of(candidate.split("(")[0])}
    for hit in reading.hits:
        if strictly and hit.relation is not Relation.SAME:
            continue
        names = {key_of(name.text) for name in hit.listing.names if name.kind not in OTHERS}
        if hit.listing.id in wanted or keys & names:
            return True
    return not strictly and bool({body.id for body in reading.bodies} & wanted)


def candidate_ids(candidate: str) -> set[str]:
    texts = [candidate, candidate.split("(")[0].strip()]
    if HAN.search(candidate):
        texts.append("".join(HAN.findall(candidate)))
    return {found for text in texts for found in ids(linker().read(Subject(name=text)))}


def ids(reading: Reading) -> set[str]:
    """Listings the text reads as itself, and its bodies."""
    listings = {hit.listing.id for hit in reading.hits if hit.relation is Relation.SAME}
    others = {
        other.id for hit in reading.hits for other in hit.other_listings if hit.relation is Relation.SAME
    }
    return listings | others | {body.id for body in reading.bodies}
