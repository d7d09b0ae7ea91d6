"""What stands beside a row of the list: one row of values, the same in every format.

Every row that holds a subject gets one. A row without a result is "unscreened", whatever the reason: it never
looks like one without a match. Skipped rows get none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from screening.assessment.gravest import Gravity, gravest, gravity
from screening.assessment.sentences import recognised
from screening.intake.model import Row, RowState
from screening.labels import relation_text, wording
from screening.model import (
    CountedAs,
    Hit,
    Level,
    Outcome,
    PolicyOutcome,
    Result,
    Subject,
    called,
    counted_as,
)
from screening.policy.self_declared import asking
from screening.policy.wording import IF_CONFIRMED
from screening.review.fingerprints import SELF_DECLARED
from screening.review.rules import Verdict
from watchlists.model import PartyType, Watchlist

_OUR_LINKS = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{3,1900}")  # Excel drops links over 2,079 characters
_LONGEST_SHOWN = 44  # characters; a longer address would spill over the reviewer's columns
_SENTENCE = re.compile(r"(?<=[a-z0-9)\]”\"]\.)\s+(?=[A-Z])")  # not after "U.S." or another initial


@dataclass(frozen=True, slots=True)
class ReportRow:
    """The values of a row's result columns; `score` and `confidence` are None where there is none."""

    outcome: Outcome
    level: Level | None = None  # None for an unscreened row: "none" would read as harmless
    score: int | None = None
    best_hit: str = ""
    relation: str = ""
    confidence: float | None = None
    lists: str = ""
    recognised: str = ""
    organisation_not_known: bool = False
    named: bool = False
    why: str = ""
    follows: str = ""
    source: str = ""

    @property
    def counted_as(self) -> CountedAs:
        """Under which outcome the row is counted."""
        return counted_as(self.outcome, named=self.named, organisation_not_known=self.organisation_not_known)


def combine_report_rows(row: Row, shown: Sequence[ReportRow]) -> ReportRow | None:
    """The values beside a row of the list, or None for a skipped one; `shown` are those of its subjects."""
    if row.state is RowState.SKIPPED:
        return None
    notes = " ".join(row.notes)
    if row.state is RowState.UNSCREENED:
        return ReportRow(Outcome.UNSCREENED, why=_join(row.reason, notes))
    if not shown:
        return ReportRow(Outcome.UNSCREENED, why=_join(wording().sentences["no_result"], notes))
    one = shown[0] if len(shown) == 1 else _gravest_row(row, shown)
    return replace(one, why=_join(one.why, notes)) if notes.strip() else one


def gravity_of_report_row(row: ReportRow) -> Gravity:
    """What report rows are ordered by."""
    return gravity(row.counted_as, row.level, row.score, row.confidence)


def gravest_place(shown: Sequence[ReportRow]) -> int:
    """Which of the values of a row's subjects the row shows: the place of the gravest."""
    return gravest(range(len(shown)), lambda place: gravity_of_report_row(shown[place]))


def _gravest_row(row: Row, shown: Sequence[ReportRow]) -> ReportRow:
    """The gravest of the values of several subjects, which says whose it is and who else is to be looked at."""
    first = gravest_place(shown)
    one, names = shown[first], [called(subject) for subject in row.subjects]
    also = [
        name
        for place, name in enumerate(names)
        if place != first and shown[place].outcome is not Outcome.NO_MATCH
    ]
    whose = subject_of_row(names[first], first + 1, len(shown))
    return replace(one, why=_join(whose, one.why, others_of_row(also)))


def subject_text(subject: Subject) -> str:
    """What was screened, as given."""
    return subject.name or "; ".join(subject.organisations)


def subject_of_row(name: str, number: int, of: int) -> str:
    """Say whose values a row of several subjects shows."""
    return wording().sentences["of_row"].format(name=name, number=number, of=of)


def others_of_row(names: Sequence[str]) -> str:
    """Say which further subjects of a row are to be looked at; "" where none is."""
    return wording().sentences["also_of_row"].format(names=", ".join(names)) if names else ""


def source_of(hit: Hit, lists: Mapping[str, Watchlist]) -> str:
    """Give the address of the listing at its publisher, or of the list, or ""."""
    watchlist = lists.get(hit.listing.watchlist_id)
    return hit.listing.source_url or (watchlist.official_url if watchlist else "")


def best_hit(result: Result) -> Hit | None:
    """Give the hit to show for a row: the one its score and sentence speak of, or else the first."""
    return result.assessment.lead or next(iter(result.reading.hits), None)


def follows_text(policy: PolicyOutcome) -> str:
    """Say what follows under a policy, with its clause; "" where nothing does. What is missing stands in its text."""
    if policy.outcome == "none" and not policy.missing:
        return ""
    text, title = policy.text or policy.outcome, policy.title or policy.id
    lead = "" if title in text else f"{title}: "
    clause = f" [{policy.clause}]" if policy.clause and policy.clause not in text else ""
    return f"{lead}{text}{clause}"


def follows_after_decision(follows: str, verdict: str, party: str) -> str:
    """What follows, once somebody has decided about the match that it speaks of.

    A true match leaves no "if"; a false positive takes what follows away from this match, and says so.

    Args:
        follows: as `follows_text` gives it.
        verdict: of a decision in effect; "" where there is none.
        party: the name of the listed party of the match.
    """
    if not follows:
        return ""
    if verdict == Verdict.TRUE_MATCH:
        return follows.replace(f"{IF_CONFIRMED}, u", "U").replace(f"{IF_CONFIRMED}, ", "")
    if verdict == Verdict.FALSE_POSITIVE:
        return wording().sentences["follows_false_positive"].format(party=party) + " " + follows
    return follows


def is_link(address: str) -> bool:
    """Say whether an address may become a link: plain http or https and nothing else."""
    return _OUR_LINKS.fullmatch(address) is not None


def link_text(address: str) -> str:
    """Give what a narrow column shows of a long address: whose it is; the link itself stays whole."""
    host = address.split("/")[2] if is_link(address) else ""
    return f"{host}/…" if host and len(address) > _LONGEST_SHOWN else address


def build_report_row(result: Result, lists: Mapping[str, Watchlist]) -> ReportRow:
    """The values of a result; `lists` by id."""
    assessment = result.assessment
    follows = " ".join(filter(None, (_first(follows_text(policy)) for policy in assessment.policies)))
    looked = assessment.outcome is not Outcome.UNSCREENED
    hits = result.reading.hits
    best, asked = best_hit(result), asking(result.subject, result.reading.self_declared)
    return ReportRow(
        outcome=assessment.outcome,
        level=assessment.risk_level if looked else None,
        score=assessment.risk_score if looked else None,
        best_hit=best.listing.name if best else _bearers(result),
        relation=_relation(best) if best or asked else "",
        confidence=round(best.confidence, 2) if best else None,
        lists="; ".join(_once(_list_of(hit, lists) for hit in hits)),
        recognised="\n".join(recognised(result.reading)),
        organisation_not_known=assessment.organisation_not_known,
        named=assessment.named,
        why=_join(assessment.why),
        follows=follows,
        source=source_of(best, lists) if best else "",
    )


def _relation(best: Hit | None) -> str:
    if best is None:
        return wording().relations[SELF_DECLARED]
    return relation_text(
        best.relation.value,
        is_person=best.listing.type is PartyType.PERSON,
        is_verified=not best.unverified_source,
    )


def _bearers(result: Result) -> str:
    if not result.reading.ambiguous:
        return ""
    return "Ambiguous: " + " / ".join(_once(bearer.name for bearer in result.reading.bearers))


def _list_of(hit: Hit, lists: Mapping[str, Watchlist]) -> str:
    watchlist = lists.get(hit.listing.watchlist_id)
    title = watchlist.title if watchlist else hit.listing.watchlist_id
    edition = hit.listing.edition
    return f"{title} ({edition})" if edition and edition not in title else title


def _first(text: str) -> str:
    """Give the first sentence, so that a row stays a row; the evidence sheet has the whole."""
    return _SENTENCE.split(text, maxsplit=1)[0]


def _join(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
