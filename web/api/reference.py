"""What the service looks in: lists, policies and known organisations. Reading these screens nobody."""

from __future__ import annotations

import json
import os

from flask import Blueprint, Response, request

from screening.errors import ScreeningError
from screening.json_model import JsonModel
from screening.policy.interview import advise, read_interview
from screening.policy.interview_json import InterviewQuestionJson, PolicyAdviceJson
from watchlists.catalogue import read_catalogue
from watchlists.editions.data_folder import data_folder
from watchlists.editions.stored_editions import StoredEditions
from watchlists.updates.edition_lookup import between
from web.api.described import described
from web.api.paging import PageRequest, page_in_memory, with_link
from web.api.reference_answers import (
    AdviceRequest,
    DifferencesAnswer,
    DifferencesRequest,
    InterviewJson,
    ListAnswer,
    ListJson,
    ListsAnswer,
    OrganisationAnswer,
    OrganisationJson,
    OrganisationsAnswer,
    OrganisationsRequest,
    PoliciesAnswer,
    PolicyJson,
    Sources,
    WatchlistJson,
)
from web.api.validation import query_of, validate
from web.directory import PartyDirectory
from web.responses import as_json, with_etag
from web.served_engine import Served
from web.strict_json import body_json

_ANSWER_BYTES = 64 * 1024  # every answer of the interview is a tenth of it


class NotKnown(ScreeningError):
    """There is nothing of that id."""

    code, status = "not-known", 404


def add_to(api: Blueprint, served: Served, known: PartyDirectory) -> None:
    """Answer the questions about what the service looks in."""

    @api.get("/lists")
    @described(
        "The lists that we search, and available lists that are not loaded, in pages",
        query=PageRequest,
        answer=ListsAnswer,
        refusals=(422,),
    )
    def lists() -> Response:
        asked, engine = query_of(PageRequest), served.today()
        library = engine.library
        ids, following = page_in_memory([*library.lists, *library.catalogue_only], asked, str)
        answer = ListsAnswer(
            lists=[
                ListJson.of_loaded(library.lists[each], engine.on) for each in ids if each in library.lists
            ],
            not_loaded=[
                WatchlistJson.model_validate(library.catalogue_only[each])
                for each in ids
                if each not in library.lists
            ],
            next=following,
            provenance=_sources(served),
        )
        return with_link(_answer(answer), following)

    @api.get("/lists/<list_id>")
    @described("One list: what being on it means, and its edition", answer=ListAnswer, refusals=(404,))
    def one_list(list_id: str) -> Response:
        engine = served.today()
        shown = ListJson.of_loaded(engine.library[list_id], engine.on)
        return _answer(ListAnswer(list=shown, provenance=_sources(served)))

    @api.get("/lists/<list_id>/diff")
    @described(
        "What changed on a list from one edition to another, in words and listing by listing",
        query=DifferencesRequest,
        answer=DifferencesAnswer,
        refusals=(404, 422),
    )
    def list_differences(list_id: str) -> Response:
        asked = query_of(DifferencesRequest)
        stored_editions = StoredEditions.open(data_folder(os.environ))
        compared = between(stored_editions, read_catalogue().get(list_id), list_id, asked.before, asked.after)
        return with_etag(as_json(DifferencesAnswer.of_list(compared, list_id)))

    @api.get("/policies")
    @described("The policies, in pages", query=PageRequest, answer=PoliciesAnswer, refusals=(422,))
    def policies() -> Response:
        asked, usual = query_of(PageRequest), {policy.id for policy in served.engine.policies}
        found, following = page_in_memory([*served.policies.values()], asked, lambda each: each.id)
        shown = [PolicyJson.of(each, each.id in usual) for each in found]
        answer = PoliciesAnswer(policies=shown, next=following, provenance=_sources(served))
        return with_link(_answer(answer), following)

    @api.get("/policies/questions")
    @described("The interview that suggests policies: its questions and answers", answer=InterviewJson)
    def policy_questions() -> Response:
        return _answer(InterviewJson(questions=list(map(InterviewQuestionJson.of, read_interview()))))

    @api.post("/policies/advice")
    @described(
        "The policies and facts of the project that answers of the interview lead to, each policy with the reasons",
        body=AdviceRequest,
        answer=PolicyAdviceJson,
        refusals=(400, 413, 422),
    )
    def policy_advice() -> Response:
        request.max_content_length = _ANSWER_BYTES
        asked = validate(AdviceRequest, body_json(request))
        return _answer(PolicyAdviceJson.of(advise(asked.answers), served.policies))

    @api.get("/organisations")
    @described(
        "Listed and registered parties whose names hold every word asked for",
        query=OrganisationsRequest,
        answer=OrganisationsAnswer,
        refusals=(422,),
    )
    def organisations() -> Response:
        asked = query_of(OrganisationsRequest)
        country = asked.country.upper()
        found = known.find_bodies(asked.q, lambda party: not country or country in party.country.split())
        shown, following = page_in_memory(found, asked, lambda each: each.id)
        answer = OrganisationsAnswer(
            total=len(found),
            organisations=[OrganisationJson.of(known, each) for each in shown],
            next=following,
            provenance=_sources(served),
        )
        return with_link(_answer(answer), following)

    @api.get("/organisations/<path:party_id>")
    @described("One listed or registered party", answer=OrganisationAnswer, refusals=(404,))
    def organisation(party_id: str) -> Response:
        party = known.by_id.get(party_id)
        if party is None:
            raise NotKnown("There is no listing and no registered organisation of that id.")
        shown = OrganisationJson.of(known, party)
        return _answer(OrganisationAnswer(organisation=shown, provenance=_sources(served)))


def _sources(served: Served) -> Sources:
    return Sources.of(served.facts(served.today()))


def _answer(answer: JsonModel) -> Response:
    """An answer with its fields in the order of its type; `web.responses.as_json` sorts them."""
    body = json.dumps(answer.model_dump(mode="json"), ensure_ascii=False)
    return with_etag(Response(body, mimetype="application/json"))
