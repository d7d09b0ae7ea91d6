"""What a result says once somebody has decided about its match: no "possible" and no "if" beside a decision in effect."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from screening.report.rows import follows_after_decision
from screening.review.rules import CaseState, Verdict
from screening.storage.review_tables import Case
from web.i18n import _

_FOR_REVIEW = re.compile(r"^For review: |, for review: | \(needs review\): ")
_SAYS_SOMETHING = (Verdict.TRUE_MATCH, Verdict.FALSE_POSITIVE)


def after_lead(why: str) -> str:
    """What a sentence of an assessment gives as its reason, behind the words that something is for review."""
    rest = _FOR_REVIEW.split(why, maxsplit=1)[-1]
    return rest[:1].upper() + rest[1:]


def decided_case(cases: Sequence[Case], listing_id: str) -> Case | None:
    """The case about the match that a result speaks of, where it was decided to be true or false.

    Args:
        cases: of the subject.
        listing_id: of the match; "" where the text itself says something, which is then the only case.
    """
    found = next((case for case in cases if listing_id and listing_id in json.loads(case.seen)), None)
    if found is None and not listing_id and len(cases) == 1:
        found = cases[0]
    if found is None or found.state != CaseState.DECIDED or found.verdict not in _SAYS_SOMETHING:
        return None
    return found


def decided_headline(case: Case | None, otherwise: str) -> str:
    """What was decided, as the headline of a result; `otherwise` where nothing was."""
    if case is None:
        return otherwise
    if case.verdict == Verdict.TRUE_MATCH:
        return _("True match: %(party)s", party=case.party_name)
    return _("Decided: not %(party)s", party=case.party_name)


def why_after_decision(why: str, case: Case | None) -> str:
    """The sentence of a row, without the words that call a decided match possible."""
    return why if case is None else after_lead(why)


def text_after_decision(text: str, case: Case | None) -> str:
    """What follows under a policy, as reports say it after a decision."""
    return text if case is None else follows_after_decision(text, case.verdict, case.party_name)
