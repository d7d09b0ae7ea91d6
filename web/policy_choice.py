"""Which policies apply, and what is known of the project: as a form or an address states it, or as a browser remembers it.

What a browser remembers only fills in forms: policies, and of the facts those about the institution. An answer about one
project or one party is none about the next. Every check and every list states its policies itself, so an address says the same
to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Request, Response
from werkzeug.datastructures import MultiDict

from screening.engine import Engine
from screening.policy.errors import FactInvalid
from screening.policy.facts import INSTITUTION, fact_of, parse_pairs, read_questions
from web.served_engine import Served

COOKIE = "screening-policies"
POLICY = "policy"
FACT = "fact-"  # before the name of a project fact
_KEPT_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class PolicyChoice:
    """Ids of policies, none for the usual ones, and facts of the project as "fact=value"."""

    policies: tuple[str, ...] = ()
    project: tuple[str, ...] = ()

    @staticmethod
    def of(form: MultiDict[str, str]) -> PolicyChoice:
        """What a form or an address states; what was left empty is not known."""
        policies = dict.fromkeys(each for each in form.getlist(POLICY) if each)
        return PolicyChoice(tuple(policies), tuple(_facts(form)))

    @staticmethod
    def remembered(request: Request, served: Served) -> PolicyChoice:
        """What the browser remembers, without policies and facts that there no longer are."""
        cookie = PolicyChoice.of(MultiDict(parse_qsl(request.cookies.get(COOKIE, ""))))
        policies = tuple(each for each in cookie.policies if each in served.policies)
        return PolicyChoice(policies, tuple(filter(_is_fact, cookie.project))).of_institution()

    def of_institution(self) -> PolicyChoice:
        """The policies, and those of the facts that are the same for all that the institution does."""
        questions = read_questions()
        asked = ((each, questions.get(fact_of(each))) for each in self.project)
        return PolicyChoice(
            self.policies,
            tuple(each for each, question in asked if question and question.about == INSTITUTION),
        )

    @property
    def facts(self) -> dict[str, str]:
        """The facts, by name."""
        return {name: value for name, _, value in (each.partition("=") for each in self.project)}

    def fields(self) -> list[tuple[str, str]]:
        """Name and value of each field of a form that states the same."""
        policies = [(POLICY, each) for each in self.policies]
        return policies + [(f"{FACT}{name}", value) for name, value in self.facts.items()]

    def in_address(self) -> dict[str, Any]:
        """The same for `url_for`, which takes a list for each name; no name is one that `url_for` itself has."""
        return dict(MultiDict(self.fields()).lists())

    def engine(self, served: Served) -> Engine:
        """The engine of today under this choice.

        Raises:
            UnknownPolicy, FactInvalid: there is no such policy, or a fact cannot be understood.
        """
        return served.under(self.policies, self.facts)

    def keep(self, response: Response, *, secure: bool) -> Response:
        """Let the browser remember for a year what of the choice is about the institution; without any, it forgets."""
        lasting = self.of_institution()
        if lasting == PolicyChoice():
            response.delete_cookie(COOKIE, secure=secure, samesite="Lax", httponly=True)
        else:
            response.set_cookie(
                COOKIE,
                urlencode(lasting.fields()),
                max_age=_KEPT_SECONDS,
                secure=secure,
                samesite="Lax",
                httponly=True,
            )
        return response


def _facts(form: MultiDict[str, str]) -> Iterator[str]:
    for field, value in form.items():
        if field.startswith(FACT) and value.strip():
            yield f"{field.removeprefix(FACT)}={value.strip()}"


def _is_fact(pair: str) -> bool:
    try:
        parse_pairs([pair])
    except FactInvalid:
        return False
    return True
