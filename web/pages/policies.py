"""Policies: what each asks, what it leads to, which words of the law each rule quotes, and which of them to choose.

What somebody chose is remembered by their browser, as the form of dates is, and fills in the forms of checks and lists.
"""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from screening.policy.explain import ADVICE, KNOWN, conditions, figure_text
from screening.policy.facts import read_questions
from screening.policy.interview import advise, read_interview
from screening.policy.model import Policy
from web.pages.page_context import PageContext
from web.pages.run_options import questions_of
from web.policy_choice import PolicyChoice

NAME = "policies"


def make_blueprint(shown: PageContext) -> Blueprint:
    """The blueprint of the policy pages."""
    page = Blueprint(NAME, __name__, url_prefix="/policies")

    @page.get("/")
    def every() -> str:
        usual = {policy.id for policy in shown.served.engine.policies}
        return render_template(
            "policies.html",
            policies=sorted(
                shown.served.policies.values(), key=lambda each: (each.id not in usual, each.title)
            ),
            usual=usual,
            by_id=shown.served.policies,
            remembered=PolicyChoice.remembered(request, shown.served),
            on=shown.served.today().on,
        )

    @page.get("/choose")
    def choose() -> str:
        answers = {each.id: request.args.getlist(each.id) for each in read_interview()}
        advice = advise({key: ids for key, ids in answers.items() if ids})
        return render_template(
            "choose.html",
            interview=read_interview(),
            answers=answers,
            answered=any(answers.values()),
            advice=advice,
            policies=shown.served.policies,
            facts=questions_of(tuple(advice.project)),
            remembered=PolicyChoice.remembered(request, shown.served),
        )

    @page.post("/choose")
    def remember() -> ResponseReturnValue:
        chosen = PolicyChoice.of(request.form)
        chosen.engine(shown.served)  # refuses what is not there
        ends = "upload.ask" if request.form.get("then") == "list" else "check.show"
        if chosen == PolicyChoice():
            ends = "policies.every"
        # The answers that the browser does not remember go into the form that comes next.
        answer = make_response(redirect(url_for(ends, **chosen.in_address()), code=303))
        return chosen.keep(answer, secure=request.is_secure)

    @page.get("/<policy_id>")
    def one(policy_id: str) -> str:
        policy = shown.served.policies.get(policy_id)
        if policy is None:
            abort(404)
        return render_template("policy.html", **_answer(shown, policy))

    return page


def _answer(shown: PageContext, policy: Policy) -> dict[str, object]:
    engine, questions = shown.served.today(), read_questions()
    return {
        "policy": policy,
        "rules": [(rule, tuple(conditions(policy, rule.when, shown.titles))) for rule in policy.rules],
        "questions": [questions[name] for name in policy.facts],
        "weights": [(weight, figure_text(weight, policy, shown.titles)) for weight in policy.weights],
        "faults": {list_id: engine.lists.fault(list_id, engine.on) for list_id in policy.requires},
        "loaded": engine.library.lists,
        "titles": shown.titles | {each.id: each.title for each in policy.external},
        "known": KNOWN,
        "advice": ADVICE,
        "on": engine.on,
    }
