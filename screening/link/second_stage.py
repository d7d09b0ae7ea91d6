"""The second stage: what the exact reading left without a hit in force is asked about once more.

Candidates come from the words that a mention shares with listed names, however they are written. What something *known*
explains goes out first, with its sentence: a registered organisation that is wholly there and says as much or more of the
text, another number, a place that contradicts, an organ of another state, a refusal of the exact reading that rests on what
is known. Each of the others has features, the scorecard adds up their points, and what has enough for its kind of input is
a question with a confidence: possible, not confirmed. A string pattern alone explains nothing here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from screening.affiliations.places import setting_without
from screening.affiliations.tokens import name_words
from screening.caches import MemoCache
from screening.link.agreement import Agreement, Placement, placement
from screening.link.bearers import Bearer, Name, is_in_force
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.foreign_branches import is_company
from screening.link.lexicon import Lexicon
from screening.link.lookups import ComparedMention
from screening.link.ordinary_names import lists_of
from screening.link.printed import relation_by_name
from screening.link.reading import SUBJECT_NAME
from screening.link.relations import Link, Relations
from screening.link.scorecard import (
    FEW_LETTERS,
    Scorecard,
    hundredths,
    scorecard,
)
from screening.link.spelling import Speller
from screening.link.stage_doubts import StageDoubts
from screening.link.stage_explanations import StageExplanations
from screening.link.stage_features import (
    CATEGORIES,
    FEATURES,
    GENERAL,
    LEAST_SHARE,
    LEAST_WEIGHT,
    SHARE_OF_A_TELLING,
    TELLING_WEIGHT,
    NameComparison,
    compare,
    span_of,
)
from screening.link.stage_sentences import (
    POSSIBLE,
    doubt_sentence,
    evidence_of,
)
from screening.link.word_forms import PLACE, WordForms
from screening.mapped_file import LazyValue, Rows
from screening.model import Relation
from screening.names.legal_forms import form_places
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

if TYPE_CHECKING:
    from screening.index.arrays import Ints
    from screening.link.stage_names import ListedNameTable, StageNames
    from screening.link.stage_rivals import Rivals
    from screening.link.stage_text import StageText

__all__ = [
    "CATEGORIES",
    "FEATURES",
    "SCORECARD",
    "Candidate",
    "ScoredCandidate",
    "SecondStage",
    "second_stage",
]

_COMPANY_WORDS = cue_words(Cue.COMPANY_WORD)
SCORECARD = "scorecard"  # how a claim of this stage was read
UNRECOGNISED = "affiliation without a registered body"
RECOGNISED = "affiliation"

# Units of work, as long as each takes beside the reading of a word.
_A_TEXT, _A_NAME, _A_SEARCH_OF_RIVALS = 2, 2, 10
# Listed names that a mention is compared with where every candidate is asked for, as by the fit.
_MOST_COMPARED = 16
_MOST_SCORED = 5  # of them; another is seldom the one that is meant
# A word in one name of 400 or fewer, without which a mention is no listed name's.
_RARE = 6.0
# Else so many words at most, that weigh so much together: two words of one name in a thousand each.
_SHORT, _RARE_TOGETHER = 6, 14.0
# Beside a body that was recognised the words left over are mostly of its departments: one name of 1,100.
_RARE_BESIDE = 7.0
# The rarest words first, until so many names hold them; two words at least, for one may be misspelt.
_MOST_POSTINGS, _FEWEST_WORDS = 1_500, 2
_MOST_OF_AN_AFFILIATION = 3  # its many words are near to many names, and the exact reading knows most of them
_MOST_BEARERS = 3  # of the same points; more tell an officer nothing
_MOST_REJECTED = 2  # readings that are shown with their reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listed name that a text may mean."""

    bearer: Bearer
    name: Name
    features: tuple[float, ...]  # in the order of FEATURES
    explained: str = ""  # what is known that explains the text without the bearer; "" where nothing is


@dataclass(frozen=True, slots=True)
class ScoredCandidate:
    """A candidate of one mention with its points, in tenths of a log-odds."""

    comparison: NameComparison
    points: int
    explained: str  # what is known that explains the text without the bearer; "" where nothing is
    limit: int  # what is taken because of a doubt that leaves nobody sure
    doubt: str  # that the limit is for; "" where there is none

    @property
    def rank(self) -> tuple[float, float, float]:
        """Of those that a doubt makes equal, the body that lacks least: "Rosneft Deutschland" is of Rosneft, not of its marine."""
        return -(self.points + self.limit), self.comparison.missing_weight, -self.points


@dataclass(frozen=True, slots=True)
class SecondStage:
    """Candidates, features and points over one universe."""

    names: Rows[Name]
    bearers: Rows[Bearer]
    speller: Speller
    lexicon: Lexicon
    relations: Relations
    stored: LazyValue[StageNames]
    explanations: StageExplanations
    doubts: StageDoubts
    _forms: MemoCache[WordForms] = field(default_factory=MemoCache, compare=False, repr=False)
    _facts: MemoCache[tuple[bool, int]] = field(default_factory=MemoCache, compare=False, repr=False)

    def open(self) -> None:
        """Bring the names in now; else the first text without a hit waits for them."""
        self.word_forms()

    def candidates(self, reader: ClaimReader, hidden: frozenset[str] = frozenset()) -> list[Candidate]:
        """Every listed name that a text may mean, explained or not.

        Args:
            reader: the text with its claims.
            hidden: register ids to read past, beside the reader's.
        """
        from screening.link.stage_text import stage_texts

        found = []
        for text in stage_texts(reader, self.word_forms(), self.stored.get().listed):
            compared = self._compared(text, reader)
            rivals = self._rivals(reader, text, reader.hidden | hidden) if compared else None
            for each in compared:
                if rivals is not None:
                    why = self.explanations.explanation(reader, text, each, rivals)
                    found.append(Candidate(each.bearer, each.name, each.features(), why))
        return found

    def links(
        self, reader: ClaimReader, source: str, taken: Collection[int] = (), *, may_be_person: bool = False
    ) -> list[Link]:
        """A link to the listed bearer that each mention without a hit most likely means, where that is likely enough.

        Args:
            reader: the text with its claims.
            source: where the text stands.
            taken: the groups of the text that hold a hit already.
            may_be_person: nobody says whether the text names a person; then it must say that it is an organisation.
        """
        tokens = reader.tokens
        groups = [group for group in dict.fromkeys(tokens.groups) if group not in taken]
        if not groups:  # as where a name was read exactly: then nothing is brought in
            return []
        from screening.link.stage_text import stage_text, words_inside

        forms, card = self.word_forms(), scorecard()
        links: list[Link] = []
        for group in groups:
            inside = words_inside(reader, group)
            reader.work.add(_A_TEXT + len(inside))
            kind = self._kind(reader, group, source)
            if not self._may_be_listed(reader, inside, forms, kind) or (
                may_be_person and self._names_no_organisation(reader, inside)
            ):
                continue
            text = stage_text(reader, group, inside, forms, self.stored.get().listed)
            scored = list(self._scored(reader, text, card, kind))
            self._note(reader, text)
            links += self._best(reader, text, scored, card)
        return links

    def word_forms(self) -> WordForms:
        """What written words may stand for among the words of listed names."""
        return self._forms.get(
            0, lambda: WordForms(self.stored.get().listed.table, self.speller, self.lexicon)
        )

    @staticmethod
    def _may_be_listed(reader: ClaimReader, inside: Sequence[int], forms: WordForms, kind: str) -> bool:
        """A quick look that spares most texts the search: is a word that says something near one of listed names?

        Words that say where a mention is say nothing of whose it is; nor do those of a body that was recognised.
        """
        if not inside:
            return False
        words, least = reader.tokens.words, _RARE
        segments = reader.tokens.segments
        told = {
            place
            for mark in reader.setting.marks
            if mark.first >= 0 and (mark.is_country or segments[mark.first] > segments[inside[0]])
            for place in range(mark.first, mark.last + 1)
        }
        if kind == RECOGNISED:
            least = _RARE_BESIDE
            told.update(
                place
                for claim in reader.claims
                if claim.first >= 0 and not claim.bearer.listings
                for place in range(claim.first, claim.last + 1)
            )
        most: dict[int, list[float]] = {}
        for place in inside:
            if place not in told:
                most.setdefault(segments[place], []).append(forms.most_of(words[place]))
        # "People's Public Security University": usual words are a name together.
        return any(
            max(each) >= least or (len(each) <= _SHORT and sum(each) >= _RARE_TOGETHER)
            for each in most.values()
        )

    @staticmethod
    def _names_no_organisation(reader: ClaimReader, inside: Sequence[int]) -> bool:
        """Say whether no word of a name is one that organisations are named with."""
        return vocabulary().known.isdisjoint(reader.tokens.words[place] for place in inside)

    @staticmethod
    def _kind(reader: ClaimReader, group: int, source: str) -> str:
        """The kind of input, by which the scorecard asks for more points or fewer."""
        if source == SUBJECT_NAME:
            return SUBJECT_NAME
        recognised = any(
            claim.first >= 0 and reader.tokens.groups[claim.first] == group for claim in reader.claims
        )
        return RECOGNISED if recognised else UNRECOGNISED

    def _scored(
        self, reader: ClaimReader, text: StageText, card: Scorecard, kind: str
    ) -> Iterator[ScoredCandidate]:
        """The candidates of a mention with points enough; what others explain is looked for only where it matters."""
        rivals: Rivals | None = None
        least, offset = card.least[kind], card.offsets.get(kind, 0)
        most_compared = _MOST_SCORED if kind == SUBJECT_NAME else _MOST_OF_AN_AFFILIATION
        for each in self._compared(text, reader, most_compared):
            without = card.points_without_rivals(each.values) + offset
            if without + card.most_of_rivals < min(least, card.least_of_all):
                continue
            if rivals is None:
                rivals = self._rivals(reader, text, reader.hidden)
            why = self.explanations.explanation(reader, text, each, rivals)
            points = without + card.points_of_rivals(each.values)
            doubts = self.doubts.doubts(reader, text, each)
            if kind != SUBJECT_NAME and (letters := self.doubts.few_letters(text, each)):
                doubts[FEW_LETTERS] = (
                    f"the letters “{letters}” may also stand for a department or another body"
                )
            limit = card.limit_of(each.values, doubts, self.doubts.settled(each))
            least_here = limit.least if limit.doubt else least
            if points < min(least, least_here):
                continue
            if points < least_here:
                why = why or doubts.get(limit.doubt) or doubt_sentence(text, each, limit.doubt)
            yield ScoredCandidate(each, points, why, min(0, limit.most - points), limit.doubt)

    def _compared(
        self, text: StageText, reader: ClaimReader, most: int = _MOST_COMPARED
    ) -> list[NameComparison]:
        """The listed names that share most with a mention, each held against it, the likeliest first."""
        listed = self.stored.get().listed
        found = []
        # Schools and institutes in Cyrillic letters are left to the register: their words are in no table here. One
        # word that was weighed with all around it and refused is not asked about by its spelling.
        companies_only = text.is_in_cyrillic
        for row in dict.fromkeys((*text.begun, *self._nearest(text, listed, most))):
            reader.work.add(_A_NAME)
            name = self.names[listed.numbers[row]]
            bearer = self.bearers[name.bearer]
            company, lists = self._facts_of(bearer)
            if companies_only and not company:
                continue
            given = text.setting.given
            compared = compare(listed, text, row, name, bearer, company=company, lists=lists, given=given)
            if compared is None:
                continue
            if companies_only and compared.values["lone_word"] and reader.has_rejected(bearer):
                continue
            found.append(compared)
        return found

    def _facts_of(self, bearer: Bearer) -> tuple[bool, int]:
        """Whether a bearer is a company, and how many lists hold it."""
        return self._facts.get(bearer.number, lambda: (_is_company(bearer), len(lists_of(bearer))))

    @staticmethod
    def _nearest(text: StageText, listed: ListedNameTable, most: int) -> list[int]:
        """The rows of the listed names that share most weight with a mention, by its rarer words."""
        import numpy as np  # a tenth of a second, which a text that is read exactly never needs

        postings, weights = listed.postings, listed.table.weights
        starts = postings.starts
        held = sorted(
            (
                int(starts[word + 1] - starts[word]),
                word,
                places[0][1] if len(places) == 1 else max(places, key=_alike)[1],
            )
            for word, places in text.by_word.items()
        )
        rows: list[Ints] = []
        values: list[float] = []
        sizes: list[int] = []
        general: list[bool] = []
        for size, word, alike in held[: words_to_search([size for size, _, _ in held])]:
            rows.append(postings.of(word))
            values.append(alike * weights[word])
            sizes.append(size)
            general.append(all(text.kinds[place] in GENERAL for place, _ in text.by_word[word]))
        if not rows:
            return []
        held_by = np.concatenate(rows)
        shared = np.bincount(held_by, np.repeat(values, sizes), minlength=len(listed.weights))
        who = np.flatnonzero(shared >= LEAST_WEIGHT)
        some = shared[who]
        total = listed.weights[who] / 1000
        score = some / (total + 2.5) + 0.02 * np.minimum(some, 20)
        likely = (some >= LEAST_SHARE * total) | (
            (some >= TELLING_WEIGHT) & (some >= SHARE_OF_A_TELLING * total)
        )
        who, score = who[likely], score[likely]
        # Of many those with more than a place and a legal form: "Allchips Limited Hong Kong"
        if len(who) > most:
            values = [0.0 if dull else value for value, dull in zip(values, general, strict=True)]
            telling = np.bincount(held_by, np.repeat(values, sizes), minlength=len(listed.weights))
            score = score + 0.03 * telling[who]
        order = np.lexsort((who, -score))[:most]
        return [int(row) for row in who[order]]

    def _note(self, reader: ClaimReader, text: StageText, *, rivals: bool = False) -> None:
        """Keep what a mention was compared by, for a later run that asks whether it would be again."""
        words = self.stored.get().listed.table.words
        listed = " ".join(words[number] for number in text.by_word)
        reader.work.lookups.compared[ComparedMention(" ".join(text.words), listed, rivals)] = None

    def _rivals(self, reader: ClaimReader, text: StageText, hidden: frozenset[str]) -> Rivals:
        from screening.link.stage_rivals import rivals_of_text

        self._note(reader, text, rivals=True)
        reader.work.add(_A_SEARCH_OF_RIVALS)
        return rivals_of_text(reader, text, self.stored.get().others, self.names, self.bearers, hidden)

    def _best(
        self, reader: ClaimReader, text: StageText, scored: Sequence[ScoredCandidate], card: Scorecard
    ) -> Iterator[Link]:
        """Links to the candidate with most points, and to those of other bearers with as many; the explained are rejected."""
        ranked = sorted(scored, key=lambda each: (*each.rank, each.comparison.row))
        for each in [each for each in ranked if each.explained][:_MOST_REJECTED]:
            if not reader.has_rejected(each.comparison.bearer):
                first, _ = span_of(text, each.comparison)
                reader.reject(each.comparison.bearer, each.explained, where=reader.mention_around(first))
        left = [each for each in ranked if not each.explained]
        bearers: set[int] = set()
        for each in left:
            if each.rank > left[0].rank or len(bearers) == _MOST_BEARERS:
                return
            if each.comparison.bearer.number not in bearers:
                bearers.add(each.comparison.bearer.number)
                yield from self._links_of(reader, text, each, card)

    def _links_of(
        self, reader: ClaimReader, text: StageText, scored: ScoredCandidate, card: Scorecard
    ) -> Iterator[Link]:
        from screening.link.stage_names import ties_of

        each = scored.comparison
        first, last = span_of(text, each)
        tokens = reader.tokens
        read = tokens.piece(first, last)
        setting = setting_without(text.setting, first, last, self.lexicon.places)
        placed = placement(setting, each.bearer)
        claim = Claim(
            first,
            last,
            each.bearer,
            each.name,
            SCORECARD,
            placed,
            text=read,
            segment=tokens.segments[first],
            note=POSSIBLE,
        )
        points, share = card.each_of(each.values), hundredths(scored.points + scored.limit)
        why = doubt_sentence(text, each, scored.doubt) if scored.limit else ""
        evidence = evidence_of(text, each, read, points, why, share)
        claim = replace(claim, evidence=evidence)
        if why := self.relations.refusal(reader, claim):
            reader.reject(each.bearer, why, where=reader.mention_around(first))
        elif not is_in_force(each.bearer):
            for tie, target in ties_of(each.bearer, self.bearers):
                yield Link(claim, target, tie.relation, tie)
        elif each.branch and _is_elsewhere(text, each, placed):
            yield Link(claim, each.bearer, Relation.SUBSIDIARY_OF)
        elif each.name.kind is NameKind.SUBORDINATE:
            yield Link(claim, each.bearer, relation_by_name(each.name))
        else:
            yield Link(claim, each.bearer, self.relations.relation(reader, claim))


def words_to_search(sizes: Sequence[int]) -> int:
    """How many of a mention's words lead to names that are looked at.

    Args:
        sizes: how many listed names hold each word, rising.
    """
    used = 0
    for count, size in enumerate(sizes):
        if used + size > _MOST_POSTINGS and count >= _FEWEST_WORDS:
            return count
        used += size
    return len(sizes)


def _is_elsewhere(text: StageText, comparison: NameComparison, placed: Placement) -> bool:
    """Say whether what stands beside a name gives a place; one within it ("Nile Delta …") is no branch's."""
    beside = (kind == PLACE for place, kind in enumerate(text.kinds) if place not in comparison.places)
    return placed.agreement is Agreement.CONFLICT or any(beside)


def _alike(form: tuple[int, float]) -> float:
    return form[1]


def _is_company(bearer: Bearer) -> bool:
    """A company; an institute is one where its name says a legal form, or the register does."""
    if not is_company(bearer):
        return False
    words, known = name_words(bearer.name), vocabulary()
    formed = "company" in bearer.types or bool(form_places(words))
    # "Hesai Group" is a company, though groups of universities are called so, too.
    units = (known["unit_head"] | known["teaching"]) - _COMPANY_WORDS
    return formed or units.isdisjoint(words)


def second_stage(
    names: Rows[Name], bearers: Rows[Bearer], speller: Speller, lexicon: Lexicon, relations: Relations
) -> SecondStage:
    """The stage over these names, which are indexed when they are first asked for or stored."""

    def stored() -> StageNames:
        from screening.link.stage_names import stage_names

        return stage_names(names, bearers, lexicon)

    return SecondStage(
        names,
        bearers,
        speller,
        lexicon,
        relations,
        LazyValue(stored),
        StageExplanations(lexicon),
        StageDoubts(lexicon, bearers),
    )
