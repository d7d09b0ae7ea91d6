"""Policies: what each asks, what it leads to, and which words of the law each rule quotes."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from screening.policy.explain import ADVICE, KNOWN, conditions
from screening.policy.facts import read_questions
from screening.policy.model import Policy
from web.pages.page_context import PageContext

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
            on=shown.served.today().on,
        )

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
        "faults": {list_id: engine.lists.fault(list_id, engine.on) for list_id in policy.requires},
        "loaded": engine.library.lists,
        "titles": shown.titles | {each.id: each.title for each in policy.external},
        "known": KNOWN,
        "advice": ADVICE,
        "on": engine.on,
    }
