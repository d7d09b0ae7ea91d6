"""The one JSON shape of a result, for `check --json`, the API, JSON and NDJSON reports.

Fields are added, never renamed or taken away. An unscreened row has the same shape with no subject read.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from screening.intake.model import Row
from screening.model import (
    Assessment,
    Hit,
    Mention,
    Outcome,
    PolicyOutcome,
    Recognised,
    Result,
    RunFacts,
    SelfDeclared,
    Subject,
    Tie,
)
from screening.policy.named import keys_of
from screening.report.lines import source_of
from watchlists.model import Listing, NamedIn, Snapshot, Watchlist

Json = dict[str, Any]


def result_json(result: Result, facts: RunFacts) -> Json:
    """Give a result in the public shape."""
    lists = {watchlist.id: watchlist for watchlist in facts.watchlists}
    snapshots = {snapshot.watchlist_id: snapshot for snapshot in facts.snapshots}
    return {
        "subject": subject_json(result.subject),
        "assessment": _assessment(result.assessment),
        "recognised": [_recognised(each) for each in result.reading.recognised],
        "hits": [_hit(hit, lists, snapshots) for hit in result.reading.hits],
        "self_declared": [_self_declared(each) for each in result.reading.self_declared],
        "alternatives": [{"name": a.name, "id": a.id, "why": a.why} for a in result.reading.alternatives],
        "ambiguous": result.reading.ambiguous,
        "notes": list(result.reading.notes),
        "provenance": provenance_json(facts),
    }


def row_json(row: Row, number: int = 1) -> Json:
    """Say where a subject stands: sheet, row, and which of the row's subjects it is where there are several."""
    place: Json = {"sheet": row.sheet, "number": row.number}
    return place if len(row.subjects) < 2 else {**place, "subject": number, "subjects": len(row.subjects)}


def unscreened_json(row: Row, facts: RunFacts, why: str) -> Json:
    """Give the shape for a row that could not be looked at."""
    return {
        "row": {"sheet": row.sheet, "number": row.number},
        "subject": subject_json(row.subjects[0]) if len(row.subjects) == 1 else None,
        "assessment": {
            "outcome": Outcome.UNSCREENED.value,
            "lists_current": facts.lists_current,
            "risk_score": 0,
            "risk_level": "none",
            "reasons": [],
            "policies": [],
            "why": why,
            "code": row.code or "no-result",
        },
        "recognised": [],
        "hits": [],
        "self_declared": [],
        "alternatives": [],
        "ambiguous": False,
        "notes": list(row.notes),
        "provenance": provenance_json(facts),
    }


@lru_cache(maxsize=8)
def provenance_json(facts: RunFacts) -> Json:
    """Say which engine, lists and policies a result rests on. Shared between results: do not change it."""
    return {
        "engine": facts.engine_version,
        "screened_at": facts.screened_at.isoformat(),
        "as_of": facts.as_of or None,
        "register_sha256": facts.register_sha256 or None,
        "snapshots": [
            {
                "watchlist": snapshot.watchlist_id,
                "edition": snapshot.edition,
                "edition_date": snapshot.edition_date.isoformat(),
                "age_days": snapshot.age_days(facts.day),
                "confirmed_on": snapshot.confirmed_on.isoformat() if snapshot.confirmed_on else None,
                "confirmed_by": snapshot.confirmed_by or None,
                **_snapshot(snapshot),
            }
            for snapshot in facts.snapshots
        ],
        "lists_current": facts.lists_current,
        "not_searched": [
            {"id": each.id, "title": each.title, "reason": each.reason} for each in facts.not_searched
        ],
        "policies": [{"id": id, "version": version, "title": title} for id, version, title in facts.policies],
    }


def subject_json(subject: Subject) -> Json:
    """Give a subject as it was given."""
    return {
        "name": subject.name,
        "type": subject.type.value,
        "affiliations": list(subject.affiliations),
        "country": subject.country,
        "institution_country": subject.institution_country,
        "city": subject.city,
        "identifiers": [{"scheme": scheme, "value": value} for scheme, value in subject.identifiers],
        "birth_year": subject.birth_year,
        "ties": [_tie(tie) for tie in subject.ties],
    }


def _tie(tie: Tie) -> Json:
    return {
        "text": tie.text,
        "kind": tie.kind.value,
        "starts": tie.starts,
        "ends": tie.ends,
        "role": tie.role,
        "country": tie.country,
    }


def _assessment(assessment: Assessment) -> Json:
    return {
        "outcome": assessment.outcome.value,
        "lists_current": assessment.lists_current,
        "risk_score": assessment.risk_score,
        "risk_level": assessment.risk_level.value,
        "reasons": [{"points": reason.points, "text": reason.text} for reason in assessment.reasons],
        "policies": [_policy(policy) for policy in assessment.policies],
        "why": assessment.why,
    }


def _recognised(each: Recognised) -> Json:
    return {
        "text": each.text,
        "name": each.name or None,
        "id": each.id or None,
        "country": each.country or None,
        "listed": each.listed,
        "noted": each.noted or None,
    }


def _policy(policy: PolicyOutcome) -> Json:
    return {
        "id": policy.id,
        "version": policy.version,
        "title": policy.title,
        "outcome": policy.outcome,
        "clause": policy.clause,
        "source_url": policy.source_url,
        "text": policy.text,
        "missing": list(policy.missing),
    }


def _hit(hit: Hit, lists: dict[str, Watchlist], snapshots: dict[str, Snapshot]) -> Json:
    snapshot = snapshots.get(hit.listing.watchlist_id)
    return {
        "listing": _listing(hit, lists.get(hit.listing.watchlist_id), source_of(hit, lists)),
        "relation": hit.relation.value,
        "confidence": round(hit.confidence, 4),
        "body": {"name": hit.body, "id": hit.body_id} if hit.body or hit.body_id else None,
        "mention": _mention(hit.mention),
        "matched": {"text": hit.matched_text, "name": hit.matched_name, "name_kind": hit.matched_kind.value},
        "evidence": [
            {
                "feature": evidence.feature,
                "subject": evidence.subject,
                "listing": evidence.listing,
                "points": evidence.points,
                "note": evidence.note,
            }
            for evidence in hit.evidence
        ],
        "other_listings": [_other(listing) for listing in hit.other_listings],
        "snapshot": _snapshot(snapshot) if snapshot else None,
    }


def _listing(hit: Hit, watchlist: Watchlist | None, source: str) -> Json:
    listing = hit.listing
    return {
        **_other(listing),
        "type": listing.type.value,
        "country": listing.country,
        "watchlist": {
            "id": listing.watchlist_id,
            "title": watchlist.title if watchlist else listing.watchlist_id,
            "publisher": watchlist.publisher if watchlist else "",
        },
        "legal_basis": listing.citation or (watchlist.legal_basis if watchlist else ""),
        "source_url": source,
        "named": named_json(listing.named) if listing.named else None,
    }


def named_json(named: NamedIn) -> Json:
    """Give the document that names a body, and what its naming and its kind lead to."""
    keys = keys_of(named)
    return {
        "naming": named.naming.value,
        "kind": named.kind.value,
        "document": named.document,
        "publisher": named.publisher,
        "day": named.day or None,
        "locator": named.locator or None,
        "read_in": named.read_in.value,
        "says": named.says,
        "does_not_mean": named.does_not_mean,
        "law": named.law or None,
        "for_organisation": keys.organisation.value,
        "for_person": keys.person.value,
        "why": keys.why,
    }


def _other(listing: Listing) -> Json:
    return {
        "id": listing.id,
        "name": listing.name,
        "edition": listing.edition,
        "status": listing.status.value,
        "listed_from": listing.listed_from.isoformat() if listing.listed_from else None,
        "listed_to": listing.listed_to.isoformat() if listing.listed_to else None,
    }


def _self_declared(said: SelfDeclared) -> Json:
    return {
        "text": said.text,
        "pattern": said.pattern,
        "kind": said.kind.value,
        "meaning": said.meaning,
        "mention": _mention(said.mention),
    }


def _mention(mention: Mention) -> Json:
    return {
        "text": mention.text,
        "source": mention.source,
        "role": mention.role.value,
        "period": mention.period,
        "country": mention.country,
        "place": mention.place,
        "department": mention.department,
        "postcode": mention.postcode,
        "tie": mention.tie.value,
        "stated": mention.stated,
    }


def _snapshot(snapshot: Snapshot) -> Json:
    return {
        "sha256": snapshot.file_sha256,
        "publisher_sha256": snapshot.publisher_sha256,
        "retrieved_at": snapshot.retrieved_at,
        "transcribed_from": snapshot.transcribed_from or None,
        "transcribed_on": snapshot.transcribed_on.isoformat() if snapshot.transcribed_on else None,
    }
