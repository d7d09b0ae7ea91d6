"""What a memo on a run prints: the gravest first, what was decided in sums that add up, and whom of the list it is about.

Questions, their levels and their sums are those of the queue; rows are those of the file, each counted once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from screening.intake.model import Row
from screening.json_model import JsonObject
from screening.model import NO_MATCH, CountedAs, Level, called
from screening.review.collaboration_in_effect import CollaborationInEffect
from screening.review.fingerprints import subject_digest
from screening.review.reasons import reason_text, reasons
from screening.review.rules import LEVELS
from screening.review.run_questions import RunQuestion, count_questions
from screening.review.subject_decisions import DecisionsInEffect, QuestionOutcome
from watchlists.library import Library
from watchlists.model import PartyType
from web.pages.organisations import Organisations

Places = list[tuple[str, int]]  # sheet and row number
# How a memo goes through the questions: what is confirmed, then what still needs somebody, then the rest.
SECTIONS: Mapping[str, tuple[QuestionOutcome, ...]] = {
    "confirmed": (QuestionOutcome.TRUE_MATCH,),
    "open": (QuestionOutcome.OPEN, QuestionOutcome.SECOND, QuestionOutcome.ESCALATED),
    "inconclusive": (QuestionOutcome.INCONCLUSIVE,),
    "false_positives": (QuestionOutcome.FALSE_POSITIVE,),
}
_MOST_AGAINST = 2  # lines of evidence; the page of a question has all


@dataclass(frozen=True, slots=True)
class ListNote:
    """A list, or the source of a policy, that a memo names by its number."""

    title: str
    publisher: str = ""
    edition: str = ""
    url: str = ""


class ListNotes:
    """The lists of a run, and the sources of its policies, in the order in which a memo first names them, numbered from 1."""

    def __init__(self, library: Library, titles: Mapping[str, str]) -> None:
        self._library, self._titles = library, titles
        self.notes: dict[str, ListNote] = {}

    def __contains__(self, list_id: str) -> bool:
        """Whether there is such a list."""
        return list_id in self._titles or list_id in self._library.lists

    def title(self, list_id: str) -> str:
        """The title of a list."""
        self.number(list_id)
        return self.notes[list_id].title

    def number(self, list_id: str) -> int:
        """The number of a list."""
        if list_id not in self.notes:
            self.notes[list_id] = self._note(list_id)
        return list(self.notes).index(list_id) + 1

    def number_of_policy(self, title: str, url: str) -> int:
        """The number of the source of a policy; 0 where none is known."""
        if not url:
            return 0
        self.notes.setdefault(url, ListNote(title, url=url))
        return list(self.notes).index(url) + 1

    def _note(self, list_id: str) -> ListNote:
        loaded = self._library.lists.get(list_id)
        if loaded is None:
            return ListNote(self._titles.get(list_id, list_id))
        watchlist = loaded.watchlist
        return ListNote(watchlist.title, watchlist.publisher, loaded.snapshot.edition, watchlist.official_url)


def run_collaborations(
    rows: Iterable[Row], decisions: DecisionsInEffect
) -> list[tuple[str, CollaborationInEffect, Places]]:
    """The collaboration decisions about the subjects of a run, each with the name and the rows of its subject."""
    found: dict[str, tuple[str, CollaborationInEffect, Places]] = {}
    for row in rows if decisions.collaborations else ():
        for subject in row.subjects:
            if (made := decisions.collaboration_of(subject)) is not None:
                found.setdefault(made.id, (called(subject), made, []))[2].append(row.place)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class MemoDecision:
    """What was decided, why, by whom and when; the same for all whom it is about."""

    outcome: QuestionOutcome
    verdict: str = ""  # what was decided, or is proposed to a second reviewer
    reason: str = ""  # in words
    note: str = ""  # where the reason asks for one
    by: str = ""
    second: str = ""
    day: str = ""  # ISO 8601
    lapsed: str = ""  # why an earlier one does not hold any more


@dataclass
class MemoParty:
    """A listed party, and those of the list about whom the same was decided, with the figures of their questions."""

    id: str
    name: str
    native: tuple[str, ...]
    country: str
    is_person: bool
    level: Level
    scores: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # pieces of the list that were read as the party
    lists: dict[str, int] = field(default_factory=dict)  # title and number of each list
    list_ids: set[str] = field(default_factory=set)
    # By what they are to the party, then as the list calls them: two people of one question may differ in that.
    people: dict[str, dict[str, Places]] = field(default_factory=dict)
    against: list[JsonObject] = field(default_factory=list)  # evidence

    @property
    def figures(self) -> tuple[str, int, int]:
        """Its level, and its lowest and highest score."""
        return self.level.value, min(self.scores), max(self.scores)

    @property
    def rows(self) -> set[tuple[str, int]]:
        """The rows of all its people."""
        return {place for named in self.people.values() for places in named.values() for place in places}


@dataclass
class MemoSection:
    """Parties by what was decided about them, and how many questions and rows they are."""

    groups: dict[MemoDecision, list[MemoParty]]
    questions: int
    rows: int

    @property
    def parties(self) -> list[MemoParty]:
        """All of them, in the order of the page."""
        return [party for found in self.groups.values() for party in found]


@dataclass(frozen=True, slots=True)
class GravestParty:
    """A party that a memo names in its first sentences: what it is called, its rows, and the lists that make it grave."""

    name: str
    rows: int
    lists: tuple[str, ...]
    decided: bool  # as a true match


@dataclass
class MemoFollows:
    """What policies say of those who were not cleared, and what texts say of themselves."""

    # Rows by policy, and by whether the gravest match of the row was decided to be a true one.
    follows: dict[tuple[str, ...], dict[bool, set[tuple[str, int]]]] = field(default_factory=dict)
    self_declared: dict[tuple[str, str], Places] = field(default_factory=dict)
    against: dict[tuple[str, str], list[JsonObject]] = field(default_factory=dict)  # by digest and listing

    def add(self, said: JsonObject, digest: str, outcome: QuestionOutcome | None) -> None:
        """Take in the result of a subject, and what was decided about the gravest of its matches."""
        place = said["row"]["sheet"], said["row"]["number"]
        for each in said["self_declared"]:
            self.self_declared.setdefault((each["text"], each["meaning"]), []).append(place)
        for hit in said["hits"]:
            against = [each for each in hit["evidence"] if each["points"] < 0]
            self.against.setdefault((digest, hit["listing"]["id"]), []).extend(against)
        policies = said["assessment"]["policies"] if outcome is not QuestionOutcome.FALSE_POSITIVE else ()
        for each in policies:
            if each["outcome"] != "none":
                key = tuple(
                    each.get(name, "")
                    for name in ("title", "version", "outcome", "clause", "source_url", "look_at")
                )
                rows = self.follows.setdefault(key, {True: set(), False: set()})
                rows[outcome is QuestionOutcome.TRUE_MATCH].add(place)


@dataclass(frozen=True, slots=True)
class RunSums:
    """Questions and rows by what has become of them; together all questions and all rows of the file."""

    questions: Mapping[QuestionOutcome, int]
    rows: Mapping[QuestionOutcome, int]  # each once: of several outcomes the first
    unasked: tuple[tuple[str, int], ...]  # rows for review about which the queue asks nothing
    no_match_ends: Mapping[CountedAs, int]  # rows without a match by what they are counted under
    unscreened: int
    skipped: int
    exceptions: int = 0  # questions that were taken out of one for several people

    @property
    def all_questions(self) -> int:
        """How many questions there are."""
        return sum(self.questions.values())

    @property
    def for_review(self) -> int:
        """How many rows there is something to review in."""
        return sum(self.rows.values()) + len(self.unasked)

    @property
    def no_match(self) -> int:
        """How many rows have no match."""
        return sum(self.no_match_ends.values())

    @property
    def subjects(self) -> int:
        """How many rows name somebody."""
        return self.for_review + self.no_match + self.unscreened


@dataclass(frozen=True)
class MemberRows:
    """Which rows each subject of the questions stands in, and what was asked about each row."""

    places: Mapping[str, Places]  # by digest
    outcomes: Mapping[tuple[str, int], frozenset[QuestionOutcome]]  # by row; of rows with a question alone

    @staticmethod
    def of(questions: Sequence[RunQuestion], rows: Iterable[Row]) -> MemberRows:
        """Look the rows of the questions up."""
        asked: dict[str, set[QuestionOutcome]] = {}
        for question in questions:
            for member in question.members:
                asked.setdefault(member.digest, set()).add(question.outcome)
        places: dict[str, Places] = {}
        outcomes: dict[tuple[str, int], frozenset[QuestionOutcome]] = {}
        for row in rows if asked else ():
            for digest in dict.fromkeys(map(subject_digest, row.subjects)):
                if digest in asked:
                    places.setdefault(digest, []).append(row.place)
                    outcomes[row.place] = outcomes.get(row.place, frozenset()) | asked[digest]
        return MemberRows(places, outcomes)


def run_sums(
    questions: Sequence[RunQuestion],
    rows: Sequence[Row],
    ends: Mapping[tuple[str, int], CountedAs],
    asked: MemberRows,
    skipped: int,
) -> RunSums:
    """Count questions and rows.

    Args:
        questions: of the run.
        rows: of its list that hold a subject.
        ends: the outcome of each of them.
        asked: which rows the questions are about.
        skipped: rows that hold none.
    """
    first = Counter(
        next(each for each in QuestionOutcome if each in outcomes) for outcomes in asked.outcomes.values()
    )
    rest = [row.place for row in rows if row.place not in asked.outcomes]
    left = Counter(ends[place] for place in rest)
    return RunSums(
        count_questions(questions),
        {outcome: first[outcome] for outcome in QuestionOutcome},
        tuple(place for place in rest if ends[place] is CountedAs.REVIEW),
        {each: left[each] for each in NO_MATCH},
        left[CountedAs.UNSCREENED],
        skipped,
        sum(bool(question.case.apart) for question in questions),
    )


def gravest_outcomes(questions: Sequence[RunQuestion]) -> dict[str, QuestionOutcome]:
    """What was decided about each subject, by digest: of the gravest of its matches that is no false positive."""
    found: dict[str, tuple[bool, int, int, QuestionOutcome]] = {}
    for question in questions:
        counts = question.outcome is not QuestionOutcome.FALSE_POSITIVE
        for member in question.members:
            place = counts, LEVELS.index(member.level), member.score, question.outcome
            before = found.get(member.digest)
            if before is None or place[:3] > before[:3]:
                found[member.digest] = place
    return {digest: outcome for digest, (*_, outcome) in found.items()}


def gravest_parties(
    sections: Mapping[str, MemoSection], freezing: Collection[str], titles: Mapping[str, str]
) -> list[GravestParty]:
    """The parties on lists for asset freezes, decided ones first; without any, those of the highest level.

    Args:
        sections: of the memo; false positives and what stays inconclusive are not named.
        freezing: ids of lists for asset freezes, the gravest first.
        titles: of lists.
    """
    found: dict[str, tuple[MemoParty, bool, set[tuple[str, int]]]] = {}
    for section in ("confirmed", "open"):
        for party in sections[section].parties:
            found.setdefault(party.id, (party, section == "confirmed", set()))[2].update(party.rows)
    order = {list_id: place for place, list_id in enumerate(freezing)}
    frozen = {
        id_: sorted((each for each in party.list_ids if each in order), key=order.__getitem__)
        for id_, (party, *_) in found.items()
    }
    chosen = sorted(
        (id_ for id_ in found if frozen[id_]), key=lambda id_: (not found[id_][1], order[frozen[id_][0]])
    )
    if not chosen:
        highest = max((LEVELS.index(party.level) for party, *_ in found.values()), default=0)
        chosen = [id_ for id_, (party, *_) in found.items() if LEVELS.index(party.level) == highest > 0]
    return [
        GravestParty(party.name, len(rows), tuple(titles.get(each, each) for each in frozen[id_]), decided)
        for id_ in chosen
        for party, decided, rows in (found[id_],)
    ]


def alike(parties: Iterable[MemoParty]) -> list[list[MemoParty]]:
    """Parties that follow each other with the same figures, together."""
    return [list(found) for _, found in groupby(parties, key=lambda party: party.figures)]


def memo_sections(
    questions: Sequence[RunQuestion],
    asked: MemberRows,
    said: MemoFollows,
    known: Organisations,
    notes: ListNotes,
) -> dict[str, MemoSection]:
    """The parties of each section by what was decided, the gravest first.

    A party stands once for each decision and level that people of the list have about it.

    Args:
        questions: of the run, the gravest first.
        asked: which rows they are about.
        said: what speaks against their readings.
        known: who is who by now.
        notes: gathers the lists.
    """
    sections: dict[str, MemoSection] = {}
    for section, outcomes in SECTIONS.items():
        groups: dict[MemoDecision, dict[object, MemoParty]] = {}
        # Lists are numbered as they are met, so this goes in the order of the page.
        wanted = [(_decision(each), each) for each in questions if each.outcome in outcomes]
        for decision in dict.fromkeys(decision for decision, _ in wanted):
            found = groups.setdefault(decision, {})
            for question in (question for made, question in wanted if made == decision):
                key = question.case.party_id, question.first.level
                if key not in found:
                    found[key] = _party(question, known)
                add_question(found[key], question, asked, said, notes)
        parties = {decision: list(found.values()) for decision, found in groups.items()}
        rows = {place for found in parties.values() for party in found for place in party.rows}
        sections[section] = MemoSection(parties, len(wanted), len(rows))
    return sections


def _party(question: RunQuestion, known: Organisations) -> MemoParty:
    case = question.case
    page = known.by_id.get(case.party_id)
    return MemoParty(
        id=case.party_id,
        name=case.party_name,
        native=page.native if page else (),
        country=" ".join(page.countries) if page else "",
        is_person=case.is_person or (page is not None and page.type is PartyType.PERSON),
        level=question.first.level,
    )


def add_question(
    party: MemoParty, question: RunQuestion, asked: MemberRows, said: MemoFollows, notes: ListNotes
) -> None:
    """Take in a question about a party: whom it asks about, as what, in which rows, and what speaks against it."""
    party.scores.append(question.first.score)
    for member in question.members:
        name = called(member.subject)
        places = party.people.setdefault(member.relation, {}).setdefault(name, [])
        places += [each for each in asked.places.get(member.digest, ()) if each not in places]
        if _plain(member.matched) not in map(_plain, (name, party.name, *party.native, *party.texts)):
            party.texts.append(member.matched)
        for listing_id in member.listings:
            list_id = listing_id.partition(":")[0]
            if list_id in notes:  # what the text itself names is on no list
                party.lists[notes.title(list_id)] = notes.number(list_id)
                party.list_ids.add(list_id)
            for each in (
                said.against.get((member.digest, listing_id), ()) if question.decision is None else ()
            ):
                if each not in party.against and len(party.against) < _MOST_AGAINST:
                    party.against.append(each)


def _plain(text: str) -> str:
    return text.casefold().strip(" .,;")


def _decision(question: RunQuestion) -> MemoDecision:
    made = question.decision
    if made is None:
        return MemoDecision(question.outcome, lapsed=question.case.lapsed)
    reason = reasons().get(made.reason)
    return MemoDecision(
        question.outcome,
        made.verdict,
        reason_text(made.reason),
        made.note if reason is None or reason.note else "",
        made.by_name,
        made.second_name,
        (made.second_at or made.at)[:10],
    )
