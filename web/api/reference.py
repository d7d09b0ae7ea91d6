"""What the service looks in: lists, policies and known organisations. Reading these screens nobody."""

from __future__ import annotations

import json
import os
from typing import Any

from flask import Blueprint, Response, jsonify

from screening.errors import ScreeningError
from screening.policy import Policy
from screening.report import provenance_json
from screening.report.shape import named_json
from watchlists.catalogue import read_catalogue
from watchlists.keeping.editions import Compared, between
from watchlists.keeping.folder import data_folder
from watchlists.keeping.shelf import Shelf
from watchlists.keeping.telling import in_lines, in_values
from watchlists.library import LoadedList, stale
from watchlists.model import ListedName, Listing, NameKind, Watchlist
from web.answering import kept
from web.api.described import described
from web.api.reference_answers import (
    DifferencesAnswer,
    DifferencesAsked,
    ListAnswer,
    ListsAnswer,
    OrganisationAnswer,
    OrganisationsAnswer,
    OrganisationsAsked,
    PoliciesAnswer,
)
from web.api.validation import query_of
from web.parties import Parties, Party
from web.served import Served


class NotKnown(ScreeningError):
    """There is nothing of that id."""

    code, status = "not-known", 404


def add_to(api: Blueprint, served: Served, known: Parties) -> None:
    """Answer the questions about what the service looks in."""

    @api.get("/lists")
    @described("The lists that are looked in, and those that are known and not loaded", answer=ListsAnswer)
    def lists() -> Response:
        engine = served.today()
        return _answer(
            served,
            lists=[_list(served, loaded) for loaded in engine.library.lists.values()],
            not_loaded=[_watchlist(each) for each in engine.library.catalogue_only.values()],
        )

    @api.get("/lists/<list_id>")
    @described("One list: what being on it means, and its edition", answer=ListAnswer, refusals=(404,))
    def one_list(list_id: str) -> Response:
        return _answer(served, list=_list(served, served.today().library[list_id]))

    @api.get("/lists/<list_id>/diff")
    @described(
        "What changed on a list from one edition to another, in words and listing by listing",
        query=DifferencesAsked,
        answer=DifferencesAnswer,
        refusals=(404, 422),
    )
    def list_differences(list_id: str) -> Response:
        asked = query_of(DifferencesAsked)
        shelf = Shelf.open(data_folder(os.environ))
        return kept(
            jsonify(
                _differences(
                    between(shelf, read_catalogue().get(list_id), list_id, asked.before, asked.after), list_id
                )
            )
        )

    @api.get("/policies")
    @described("Every policy that may be asked for", answer=PoliciesAnswer)
    def policies() -> Response:
        usual = {policy.id for policy in served.engine.policies}
        return _answer(
            served, policies=[_policy(each, each.id in usual) for each in served.policies.values()]
        )

    @api.get("/organisations")
    @described(
        "Listed and registered parties whose names hold every word asked for",
        query=OrganisationsAsked,
        answer=OrganisationsAnswer,
        refusals=(422,),
    )
    def organisations() -> Response:
        asked = query_of(OrganisationsAsked)
        country = asked.country.upper()
        found = known.find(asked.q, lambda party: not country or country in party.country.split())
        shown = found[asked.offset : asked.offset + asked.limit]
        return _answer(served, total=len(found), organisations=[party_json(known, each) for each in shown])

    @api.get("/organisations/<path:party_id>")
    @described("One listed or registered party", answer=OrganisationAnswer, refusals=(404,))
    def organisation(party_id: str) -> Response:
        party = known.by_id.get(party_id)
        if party is None:
            raise NotKnown("There is no listing and no registered organisation of that id.")
        return _answer(served, organisation=party_json(known, party))


def party_json(known: Parties, party: Party) -> dict[str, Any]:
    """A party with its names and the listings that it bears or is."""
    listings = (party.listing,) if party.listing else known.listings_of.get(party.id, ())
    names = (
        [_name(name) for name in party.listing.names]
        if party.listing
        else [{"text": name.text, "kind": name.kind} for name in (party.body.names if party.body else ())]
    )
    return {
        "id": party.id,
        "name": party.name,
        "country": party.country,
        "type": party.type.value,
        "names": names,
        "domains": list(party.body.domains) if party.body else [],
        "listings": [_listing(each) for each in listings],
    }


def _name(name: ListedName) -> dict[str, str]:
    source = name.note if name.kind is NameKind.NATIVE_ELSEWHERE else ""
    return {"text": name.text, "kind": name.kind.value, "source": source}


def _answer(served: Served, **said: object) -> Response:
    engine = served.today()
    provenance = {
        key: value for key, value in provenance_json(served.facts(engine)).items() if key != "screened_at"
    }
    body = json.dumps({**said, "provenance": provenance}, ensure_ascii=False)
    return kept(Response(body, mimetype="application/json"))


def _list(served: Served, loaded: LoadedList) -> dict[str, Any]:
    snapshot, day = loaded.snapshot, served.today().on
    return {
        **_watchlist(loaded.watchlist),
        "edition": snapshot.edition,
        "edition_date": snapshot.edition_date.isoformat(),
        "age_days": snapshot.age_days(day),
        "confirmed_on": snapshot.confirmed_on.isoformat() if snapshot.confirmed_on else None,
        "confirmed_by": snapshot.confirmed_by or None,
        "stale": stale(snapshot, loaded.watchlist, day),
        "count": snapshot.count,
        "count_all": snapshot.count_all,
        "sha256": snapshot.file_sha256,
        "publisher_sha256": snapshot.publisher_sha256,
        "retrieved_at": snapshot.retrieved_at,
        "transcribed_from": snapshot.transcribed_from or None,
        "transcribed_on": snapshot.transcribed_on.isoformat() if snapshot.transcribed_on else None,
    }


def _differences(compared: Compared, list_id: str) -> dict[str, Any]:
    found = compared.differences
    return {
        "list_id": list_id,
        "before": compared.before,
        "after": compared.after,
        "sentence": f"{found.sentence}.",
        "lines": list(in_lines(found, "they stand in this answer")),
        **in_values(found),
    }


def _watchlist(watchlist: Watchlist) -> dict[str, Any]:
    return {
        "id": watchlist.id,
        "title": watchlist.title,
        "publisher": watchlist.publisher,
        "jurisdiction": watchlist.jurisdiction,
        "legal_basis": watchlist.legal_basis,
        "licence": watchlist.licence,
        "official_url": watchlist.official_url,
        "cadence": watchlist.cadence,
        "standing": watchlist.standing,
        "means": watchlist.means,
        "does_not_mean": watchlist.does_not_mean,
        "oldest_age_days": watchlist.oldest_age_days,
    }


def _policy(policy: Policy, is_usual: bool) -> dict[str, Any]:
    return {
        "id": policy.id,
        "version": policy.version,
        "title": policy.title,
        "jurisdiction": policy.jurisdiction,
        "authority": policy.authority,
        "source_url": policy.source_url,
        "verified": policy.verified.value,
        "summary": policy.summary,
        "requires": list(policy.requires),
        "lists": list(policy.lists),
        "facts": list(policy.facts),
        "effective_from": policy.effective_from.isoformat() if policy.effective_from else None,
        "effective_to": policy.effective_to.isoformat() if policy.effective_to else None,
        "usual": is_usual,
    }


def _listing(listing: Listing) -> dict[str, Any]:
    return {
        "id": listing.id,
        "watchlist": listing.watchlist_id,
        "name": listing.name,
        "edition": listing.edition,
        "status": listing.status.value,
        "listed_from": listing.listed_from.isoformat() if listing.listed_from else None,
        "listed_to": listing.listed_to.isoformat() if listing.listed_to else None,
        "legal_basis": listing.citation,
        "source_url": listing.source_url,
        "named": named_json(listing.named) if listing.named else None,
    }
