"""The second stage: what the exact reading left without a hit in force is asked about once more.

Candidates come from the words that a mention shares with listed names, however they are written. What something *known*
explains goes out first, with its sentence: a registered organisation that is wholly there and says as much or more of the
text, another number, a place that contradicts, an organ of another state, a refusal of the exact reading that rests on what
is known. Each of the others has features, the scorecard adds up their points, and what has enough for its kind of input is
a question with a confidence: possible, not confirmed. A string pattern alone explains nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from screening.affiliations.places import STREETS, compatible, setting_without
from screening.affiliations.tokens import name_words
from screening.caches import MemoCache
from screening.link.acronyms import is_short_for, words_before
from screening.link.agreement import Agreement, placement
from screening.link.bearers import Bearer, Name, is_in_force
from screening.link.brands import COMPANY_WORDS
from screening.link.claim import Claim
from screening.link.claims import ClaimReader
from screening.link.foreign_branches import consumer_trades, is_company
from screening.link.lexicon import Lexicon, WordClass
from screening.link.ordinary_names import is_anybodys_word, is_nobodys_brand, is_ordinary, lists_of
from screening.link.organs import is_ministry, is_organ
from screening.link.pinyin_names import IN_PINYIN
from screening.link.printed import reason_for_silence, relation_by_name
from screening.link.reading import SUBJECT_NAME
from screening.link.relations import Link, Relations
from screening.link.scorecard import (
    COMMON_WORD,
    CONSUMER_TRADE,
    FEW_LETTERS,
    NOBODYS_WORD,
    ORDINARY_NAME,
    OTHER_BUSINESS,
    OTHER_LETTERS,
    OTHER_SCHOOL,
    OTHER_SUBJECT,
    Scorecard,
    hundredths,
    says_business,
    scorecard,
)
from screening.link.spelling import Speller
from screening.link.stage_features import (
    AFTER_STOP,
    AGREES,
    CATEGORIES,
    CONFLICTS,
    FEATURES,
    LEAST_SHARE,
    LEAST_WEIGHT,
    SHARE_OF_A_TELLING,
    TELLING_WEIGHT,
    NameComparison,
    compare,
    lone_word_parts,
)
from screening.link.stage_sentences import (
    BY_LETTERS,
    POSSIBLE,
    country_sentence,
    doubt_sentence,
    evidence_of,
    number_sentence,
)
from screening.link.wholeness import SCHOOLS
from screening.link.word_forms import DISTINCTIVE, FILLER, LEGAL, PLACE, SUBJECT, TYPE, WordForms
from screening.mapped_file import LazyValue, Rows
from screening.model import Relation
from screening.names.legal_forms import form_places
from screening.vocabulary import vocabulary
from watchlists.countries import country_name
from watchlists.model import NameKind

if TYPE_CHECKING:
    from screening.index.arrays import Ints
    from screening.link.stage_names import ListedNameTable, StageNames
    from screening.link.stage_rivals import Rival, Rivals
    from screening.link.stage_text import StageText

__all__ = ["CATEGORIES", "FEATURES", "SCORECARD", "Candidate", "SecondStage", "second_stage"]

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
# Weight by which another organisation must say more of the text where the whole listed name is there, and where it is not.
_LEADS, _EQUALS = 1.5, 0.0
_MOST_BEARERS = 3  # of the same points; more tell an officer nothing
_GENERAL = (PLACE, LEGAL, FILLER)
_MOST_REJECTED = 2  # readings that are shown with their reason
_TO_STREET = 2  # words
_MOST_LETTERS = 5  # of one
_FEWEST_LETTERS = 3  # of an acronym; two begin any two words
_FEW_LETTERS = 3  # of a word beside others that is anybody's: "Jim"
_COUNTRIES, _DIFFERENCES = 3, 4  # cells of a sort of name in two tables
_ONE_MORE = 2  # a subject that the name lacks, or another one
_OF_A_PLACE, _GENERAL_NAME, _LETTERS = 2, 3, 4  # sorts of names
# "N.D. Zelinsky", "ND. Zelinsky".
_BEHIND_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_a-z]{1,3}\. ?){1,3}([^\W\d_]{3,})")
_SHORTEST_FAMILY = 3  # letters; fewer are initials, which may also be read as a Roman number
_NAMED_AFTER = ("named", "after")  # as canonical words have it in every language
_OF_BODIES = frozenset({TYPE, LEGAL, SUBJECT})
_SCHOOLS = SCHOOLS | {"school", "college", "kindergarten"}
_ROOFS = SCHOOLS | {"academy"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listed name that a text may mean."""

    bearer: Bearer
    name: Name
    features: tuple[float, ...]  # in the order of FEATURES
    explained: str = ""  # what is known that explains the text without the bearer; "" where nothing is


@dataclass(frozen=True, slots=True)
class _Scored:
    """A candidate of one mention with its points."""

    comparison: NameComparison
    points: int
    explained: str
    limit: int  # what is taken because of a doubt that leaves nobody sure
    doubt: str

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
    _forms: MemoCache[WordForms] = field(default_factory=MemoCache, compare=False, repr=False)
    _facts: MemoCache[tuple[bool, int]] = field(default_factory=MemoCache, compare=False, repr=False)

    def open(self) -> None:
        """Bring the names in now; else the first text without a hit waits for them."""
        self._word_forms()

    def candidates(self, reader: ClaimReader, hidden: frozenset[str] = frozenset()) -> list[Candidate]:
        """Every listed name that a text may mean, explained or not.

        Args:
            reader: the text with its claims.
            hidden: register ids to read past, beside the reader's.
        """
        from screening.link.stage_text import stage_texts

        found = []
        for text in stage_texts(reader, self._word_forms(), self.stored.get().listed):
            compared = self._compared(text, reader)
            rivals = self._rivals(reader, text, reader.hidden | hidden) if compared else None
            for each in compared:
                if rivals is not None:
                    why = self._explanation(reader, text, each, rivals)
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

        forms, card = self._word_forms(), scorecard()
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
            links += self._best(reader, text, scored, card)
        return links

    def _word_forms(self) -> WordForms:
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

    def _scored(self, reader: ClaimReader, text: StageText, card: Scorecard, kind: str) -> Iterator[_Scored]:
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
            why = self._explanation(reader, text, each, rivals)
            points = without + card.points_of_rivals(each.values)
            doubts = self._doubts(reader, text, each)
            if kind != SUBJECT_NAME and (letters := self._letters_beside_words(text, each)):
                doubts[FEW_LETTERS] = (
                    f"the letters “{letters}” may also stand for a department or another body"
                )
            limit = card.limit_of(each.values, doubts, self._settled(each))
            least_here = limit.least if limit.doubt else least
            if points < min(least, least_here):
                continue
            if points < least_here:
                why = why or doubts.get(limit.doubt) or doubt_sentence(text, each, limit.doubt)
            yield _Scored(each, points, why, min(0, limit.most - points), limit.doubt)

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
        used = 0
        for size, word, alike in held:
            if used + size > _MOST_POSTINGS and len(rows) >= _FEWEST_WORDS:
                break
            rows.append(postings.of(word))
            values.append(alike * weights[word])
            sizes.append(size)
            general.append(all(text.kinds[place] in _GENERAL for place, _ in text.by_word[word]))
            used += size
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

    def _rivals(self, reader: ClaimReader, text: StageText, hidden: frozenset[str]) -> Rivals:
        from screening.link.stage_rivals import rivals_of_text

        reader.work.add(_A_SEARCH_OF_RIVALS)
        return rivals_of_text(reader, text, self.stored.get().others, self.names, self.bearers, hidden)

    def _explanation(
        self, reader: ClaimReader, text: StageText, candidate: NameComparison, rivals: Rivals
    ) -> str:
        """What is known that explains a mention without the listed body, in a sentence; fills in what rivals say of it."""
        rival = self._weigh_rivals(text, candidate, rivals)
        if why := reader.known_refusal(candidate.bearer, self._span(text, candidate)[0]):
            return why
        if why := reason_for_silence(reader.tokens.text, candidate.bearer):
            return why
        spelt_alike = all(each.alike == 1 for each in candidate.found)
        if self._is_misspelt_abroad(text, candidate):
            return "the only word in both is spelt differently, and the countries differ"
        if candidate.name.note == IN_PINYIN and (candidate.missing_weight or not spelt_alike):
            return (
                "the same syllables can be written with many characters, and the listed name is not complete"
            )
        if candidate.other_number:
            return number_sentence(text, candidate)
        if why := self._other_words(reader, text, candidate):
            return why
        if why := self._other_state(text, candidate):
            return why
        if why := self._other_thing(reader, text, candidate):
            return why
        # A company may be anywhere, and what stands beside its name says how likely it is; a school or an organ is at home.
        if not candidate.company and (
            why := self._other_country(text, candidate) or self._place_before(text, candidate)
        ):
            return why
        if rival is not None:
            known = f" ({rival.bearer.id})" if rival.bearer.id else ""
            return f"the text names {rival.bearer.name}, a registered organisation of its own{known}"
        return ""

    @staticmethod
    def _weigh_rivals(text: StageText, candidate: NameComparison, rivals: Rivals) -> Rival | None:
        """Fill in the features of rivals; the one that explains the mention, or None."""
        values, places = candidate.values, candidate.places
        most, best = -9.0, None
        first = True
        for rival in rivals.ranked:
            if places.isdisjoint(rival.places) or rival.words == candidate.name.words:
                continue
            if first:
                first = False
                candidate.nearest = rival.bearer.name
                values["rival_coverage"] = rival.weight / rival.total
                values["rival_lead"] = max(-9.0, min(9.0, rival.weight - candidate.weight))
            if not rival.is_whole:
                continue
            home = {text.segments[place] for place in rival.places}
            aside = [place for place in places - rival.places if text.kinds[place] not in (PLACE, LEGAL)]
            if any(text.segments[place] in home or text.kinds[place] == DISTINCTIVE for place in aside):
                continue
            more = sum(text.weights[place] for place in rival.places - places)
            if candidate.is_there:
                more -= sum(text.weights[place] for place in aside)
            if more > most:
                most, best = more, rival
        values["bearers_of_words"] = rivals.bearers_of(candidate.weight)
        return best if most >= (_LEADS if candidate.is_there else _EQUALS) else None

    def _other_state(self, text: StageText, candidate: NameComparison) -> str:
        """An organ is some state's: another state in the mention, or an "of" that leads to none of its own, says whose."""
        words = [word for word in candidate.name.words if self.lexicon.kind(word) is not WordClass.PLACE]
        if candidate.country == AGREES:
            return self._other_ministry(text, candidate)
        if not is_organ(words, self.lexicon):
            subject = int(candidate.values["sort_and_subject"]) % _DIFFERENCES
            forces = not vocabulary()["military"].isdisjoint(words) and subject >= _ONE_MORE
            return "a military body with another task; other countries have such bodies too" if forces else ""
        if candidate.bearer.countries and text.countries:
            return f"an authority of another country: {country_sentence(text, candidate)}"
        if int(candidate.values["word_after"]) % (AFTER_STOP + 1) != AFTER_STOP:
            return ""
        last = candidate.found[-1].place
        owner = [
            raw
            for place, raw in enumerate(text.raws)
            if place > last and text.segments[place] == text.segments[last]
        ]
        return f"“{' '.join(owner)}” shows whose authority it is; {country_sentence(text, candidate)}"

    def _other_ministry(self, text: StageText, candidate: NameComparison) -> str:
        """What the name of a ministry says beside its country, where the text leaves it out: whose it is, or what for."""
        words = candidate.name.words
        if not is_ministry(words):
            return ""
        found = {each.word for each in candidate.found}
        own = [
            word
            for at, word in enumerate(words)
            if at not in found
            and self.lexicon.kind(word) in (WordClass.DISTINCTIVE, WordClass.PLACE)
            and not text.is_nation(word)
        ]
        said = "” and “".join(word.capitalize() for word in own)
        return f"the text does not have “{said}”, which the name of this authority has" if own else ""

    def _other_thing(self, reader: ClaimReader, text: StageText, candidate: NameComparison) -> str:
        """A street that is called so, letters that others bear, a part of a body whose like another school has."""
        kinds = {text.kinds[place] for place in candidate.places}
        usual = kinds.isdisjoint((DISTINCTIVE, PLACE))
        if usual and not candidate.is_there and candidate.country != AGREES:
            words = "” and “".join(text.raws[each.place] for each in candidate.found[:3])
            return f"many names have “{words}”, and the distinctive words of the listed name are missing"
        last = candidate.found[-1].place
        behind = [
            text.words[place]
            for place in range(last + 1, min(last + 1 + _TO_STREET, len(text.words)))
            if text.segments[place] == text.segments[last]
        ]
        if not STREETS.isdisjoint(behind) and _OF_BODIES.isdisjoint(kinds):
            streets = [*(text.raws[each.place] for each in candidate.found), *STREETS.intersection(behind)]
            return f"a street of this name: “{' '.join(streets)}”"
        works = candidate.company or self._is_of_works(candidate)
        if works and (word := self._word_for_a_school(text, candidate)):
            return f"the text says “{word}”, and the listed organisation is a company"
        if why := self._other_honour(reader, text, candidate):
            return why
        sort = int(candidate.values["sort_and_country"]) // _COUNTRIES
        few = sort == _LETTERS and not candidate.company
        if candidate.country == CONFLICTS and (few or self._has_few_letters(text, candidate)):
            letters = text.raws[candidate.found[0].place]
            return f"the letters “{letters}” also stand for others; {country_sentence(text, candidate)}"
        is_part = bool(candidate.values["part_of_body"])
        if is_part and candidate.bearer.cities and (towns := self._towns(text, candidate)):
            return f"another organisation of this name, in {towns}"
        return ""

    @staticmethod
    def _is_misspelt_abroad(text: StageText, candidate: NameComparison) -> bool:
        """Say whether one word is all of the evidence, is another word to the letter, and stands in another country."""
        said, own = text.countries, candidate.bearer.countries
        if not candidate.branch or not said or not own or said & own or len(candidate.telling) != 1:
            return False
        shared = [each for each in candidate.found if text.kinds[each.place] not in _GENERAL]
        return len(shared) == 1 and shared[0].alike < 1

    @staticmethod
    def _is_of_works(candidate: NameComparison) -> bool:
        """Say whether a name says of its body what it is, and that it is nothing like a school: a plant, a bank."""
        known, words = vocabulary(), candidate.name.words
        schools = known["unit_head"] | known["teaching"] | known["military"] | known["hospital"]
        return not known["type"].isdisjoint(words) and schools.isdisjoint(words)

    @staticmethod
    def _has_few_letters(text: StageText, candidate: NameComparison) -> bool:
        """Say whether a few letters are all that is shared with a longer name: "GfK" of "GFK Logistics"."""
        if not candidate.values["lone_word"] or candidate.branch or not candidate.missing_weight:
            return False
        return all(len(text.raws[place]) <= _FEWEST_LETTERS for place in candidate.places)

    def _other_honour(self, reader: ClaimReader, text: StageText, candidate: NameComparison) -> str:
        """Bodies named after another person, or of another sort after the same one."""
        ours, theirs = _honoured(text.words), _honoured(candidate.name.words)
        found = {each.word for each in candidate.found}
        if ours and theirs and found.isdisjoint(theirs):
            person = " ".join(candidate.name.words[at] for at in theirs).title()
            return f"it is named after another person than the listed organisation, which is named after {person}"
        families = {each.lower() for each in _BEHIND_INITIALS.findall(reader.tokens.text)}
        places = {*ours, *(place for place, raw in enumerate(text.raws) if raw.lower() in families)}
        if not places or not candidate.telling or not places.issuperset(candidate.telling):
            return ""
        of_another_sort = int(candidate.values["sort_and_type"]) % _DIFFERENCES >= _ONE_MORE
        if not of_another_sort or not candidate.missing_weight:
            return ""
        person = " ".join(text.raws[place] for place in candidate.telling)
        return f"an organisation of another sort that is named after the same person, “{person}”"

    def _doubts(self, reader: ClaimReader, text: StageText, candidate: NameComparison) -> dict[str, str]:
        """The doubts that words make which no feature counts, each with its sentence."""
        found: dict[str, str] = {}
        kinds = {text.kinds[place] for place in candidate.places}
        sort = int(candidate.values["sort_and_country"]) // _COUNTRIES
        elsewhere = candidate.country != AGREES
        is_unit = candidate.values["part_of_body"] or (
            elsewhere
            and (sort == _GENERAL_NAME or self._is_of_a_unit(candidate) or self._is_lone(candidate, kinds))
        )
        if is_unit and (school := self._other_school(reader, text, candidate)):
            found[OTHER_SCHOOL] = f"the text places it under another school, “{school}”"
        if text.is_in_cyrillic:
            found[OTHER_LETTERS] = BY_LETTERS
        if word := self._other_subject(text, candidate, sort):
            found[OTHER_SUBJECT] = f"with “{word}” it is the name of another school"
        if not elsewhere:
            return found
        if word := self._consumer_trade(text, candidate):
            found[CONSUMER_TRADE] = (
                f"“{word}” is a trade that is in no name of the listed organisation, and the names share only one word"
            )
        if word := self._common_word(text, candidate):
            doubt = COMMON_WORD if self._is_brand(candidate, word) else NOBODYS_WORD
            found[doubt] = f"people or companies in many countries are called “{word}”"
        if self._is_ordinary_beside_more(candidate):
            found[ORDINARY_NAME] = (
                "companies in many countries have this name, and the text has more words next to it"
            )
        return found

    @staticmethod
    def _settled(candidate: NameComparison) -> tuple[str, ...]:
        """In a company's own country a word that hardly anybody else bears is its own, whatever business stands beside it."""
        cell = int(candidate.values["lone_word"])
        if not (cell and candidate.company):
            return ()
        at_home, ordinary, _, _ = lone_word_parts(cell)
        return (OTHER_BUSINESS,) if at_home and not ordinary else ()

    @staticmethod
    def _is_brand(candidate: NameComparison, word: str) -> bool:
        """The whole name with nothing but what any company says of itself, and nothing contradicts: "Almaz Trading Ltd"."""
        values = candidate.values
        another = (int(values[name]) % _DIFFERENCES for name in ("sort_and_subject", "sort_and_type"))
        return (
            candidate.country != CONFLICTS
            and not candidate.branch
            and not candidate.missing_weight
            and not values["place_beside"]
            and not any(another)
            and not is_nobodys_brand(word)
            and not says_business(values)
        )

    def _is_ordinary_beside_more(self, candidate: NameComparison) -> bool:
        """Two ordinary words with a business or another word beside them: "Creative Dynamics Studio"."""
        values = candidate.values
        more = max(values["telling_inserted"], values["telling_beside"], values["subject_beside"])
        return (
            not values["lone_word"]
            and bool(more)
            and is_ordinary(candidate.name, candidate.bearer, self.lexicon)
        )

    def _other_subject(self, text: StageText, candidate: NameComparison, sort: int) -> str:
        """The subject that stands in a school's name and that the listed one lacks: "Astrakhan State Medical University"."""
        subject = int(candidate.values["sort_and_subject"]) % _DIFFERENCES
        if sort != _OF_A_PLACE or subject != _ONE_MORE or _ROOFS.isdisjoint(candidate.name.words):
            return ""
        first, last = candidate.found[0].place, candidate.found[-1].place
        inside = (place for place in range(first, last + 1) if place not in candidate.places)
        return next((text.raws[place] for place in inside if text.kinds[place] == SUBJECT), "")

    def _other_words(self, reader: ClaimReader, text: StageText, candidate: NameComparison) -> str:
        """Letters right behind the words that they stand for, none of which is the body's: "National Symphony Orchestra (NSO)"."""
        if not candidate.values["lone_word"] or len(candidate.telling) != 1:
            return ""
        (place,) = candidate.telling
        raw, before = text.raws[place], words_before(reader.tokens, text.places[place])
        if len(raw) < _FEWEST_LETTERS or not before or not is_short_for(raw.lower(), before):
            return ""
        own = {
            word
            for listing in candidate.bearer.listings
            for name in listing.names
            for word in name_words(name.text)
        }
        said = (word for word in text.words[:place] if self.lexicon.kind(word) is WordClass.DISTINCTIVE)
        if not own.isdisjoint(said):
            return ""
        return f"the letters “{raw}” stand for the words before them"

    @staticmethod
    def _word_for_a_school(text: StageText, candidate: NameComparison) -> str:
        """The word for a school or a hospital that stands beside a company's name, and not in it."""
        if not {"education", "healthcare"}.isdisjoint(candidate.bearer.types):
            return ""
        words = vocabulary()
        schools = (_SCHOOLS | words["hospital"]).difference(candidate.name.words)
        home = {text.segments[place] for place in candidate.places}
        return next(
            (
                word
                for place, word in enumerate(text.words)
                if word in schools and text.segments[place] in home and place not in candidate.places
            ),
            "",
        )

    @staticmethod
    def _consumer_trade(text: StageText, candidate: NameComparison) -> str:
        """A trade for everybody's daily needs beside the one word that a company's name shares with the text: "restaurant"."""
        if not (candidate.company and candidate.values["lone_word"]):
            return ""
        own = {
            word
            for listing in candidate.bearer.listings
            for name in listing.names
            for word in name_words(name.text)
        }
        home = {text.segments[place] for place in candidate.places}
        beside = (
            word
            for place, word in enumerate(text.words)
            if text.segments[place] in home and place not in candidate.places
        )
        return next((word for word in beside if word in consumer_trades() and word not in own), "")

    def _common_word(self, text: StageText, candidate: NameComparison) -> str:
        """The one word that a candidate is read from, where it is known to be anybody's."""
        if not candidate.values["lone_word"]:
            return ""
        _, ordinary, more, _ = lone_word_parts(int(candidate.values["lone_word"]))
        for place in sorted(candidate.places):
            word = text.words[place]
            few = len(word) <= _FEW_LETTERS and not text.raws[place].isupper()
            if text.kinds[place] == DISTINCTIVE and (is_anybodys_word(word) or (more and (ordinary or few))):
                return word
        return ""

    def _is_of_a_unit(self, candidate: NameComparison) -> bool:
        """As units of universities are called, with no place that says whose: "Institute of Solid State Physics"."""
        words = candidate.name.words
        kinds = {self.lexicon.kind(word) for word in words}
        return words[0] in vocabulary()["unit_head"] and WordClass.PLACE not in kinds

    @staticmethod
    def _is_lone(candidate: NameComparison, kinds: Collection[int]) -> bool:
        """One word and nothing that says what its bearer is: "Tupolev A., Kaunas University of Technology" is a person."""
        return bool(candidate.values["lone_word"]) and _OF_BODIES.isdisjoint(kinds)

    @staticmethod
    def _letters_beside_words(text: StageText, candidate: NameComparison) -> str:
        """A few capitals that a candidate is read from, beside other words that tell whose a mention is: "ETH Zürich, D-MAVT"."""
        if text.capitals or not candidate.values["lone_word"] or candidate.country == AGREES:
            return ""
        telling = [place for place, kind in enumerate(text.kinds) if kind == DISTINCTIVE]
        if candidate.places.issuperset(telling):
            return ""
        raws = (text.raws[place] for place in telling if place in candidate.places)
        return next((raw for raw in raws if raw.isupper() and len(raw) <= _MOST_LETTERS), "")

    @staticmethod
    def _towns(text: StageText, candidate: NameComparison) -> str:
        """The towns of a mention, where none is the body's."""
        said, own = text.setting.cities, candidate.bearer.cities
        return "" if said & own else " ".join(sorted(said))

    def _other_school(self, reader: ClaimReader, text: StageText, candidate: NameComparison) -> str:
        """A school or an academy in another segment of the mention, known or not, which may have such a part, too."""
        from screening.link.stage_names import ties_of

        own = {text.segments[place] for place in candidate.places}
        bodies = (candidate.bearer, *(target for _, target in ties_of(candidate.bearer, self.bearers)))
        telling = {
            word
            for body in bodies
            for word in name_words(body.name)
            if self.lexicon.kind(word) in (WordClass.DISTINCTIVE, WordClass.PLACE)
        }
        for segment in dict.fromkeys(text.segments):
            inside = [place for place, each in enumerate(text.segments) if each == segment]
            if not telling.isdisjoint(text.words[place] for place in inside):
                continue
            if segment not in own and not _ROOFS.isdisjoint(text.words[place] for place in inside):
                return reader.tokens.piece(text.places[inside[0]], text.places[inside[-1]])
        return ""

    def _other_country(self, text: StageText, candidate: NameComparison) -> str:
        first, last = self._span(text, candidate)
        setting = setting_without(text.setting, first, last, self.lexicon.places)
        placed = placement(setting, candidate.bearer)
        if placed.agreement is not Agreement.CONFLICT:
            return ""
        return f"the country is {placed.text}, not {placed.bearer}"

    def _place_before(self, text: StageText, candidate: NameComparison) -> str:
        """A place of another country right before a school's or an institute's name, which then is longer: "Moscow State …"."""
        first = candidate.found[0].place
        before = first - 1
        while before >= 0 and text.kinds[before] == FILLER:
            before -= 1
        if before < 0 or text.segments[before] != text.segments[first] or text.kinds[before] != PLACE:
            return ""
        places, countries = self.lexicon.places, candidate.bearer.countries
        country = places.country_of(text.words[before])
        if not country or not countries or compatible((country,), countries):
            return ""
        return f"“{text.raws[before]}” before it is in {country_name(country)}"

    @staticmethod
    def _span(text: StageText, candidate: NameComparison) -> tuple[int, int]:
        """The first and last word of a text that a candidate is read from."""
        return text.places[candidate.found[0].place], text.places[candidate.found[-1].place]

    def _best(
        self, reader: ClaimReader, text: StageText, scored: Sequence[_Scored], card: Scorecard
    ) -> Iterator[Link]:
        """Links to the candidate with most points, and to those of other bearers with as many; the explained are rejected."""
        ranked = sorted(scored, key=lambda each: (*each.rank, each.comparison.row))
        for each in [each for each in ranked if each.explained][:_MOST_REJECTED]:
            if not reader.has_rejected(each.comparison.bearer):
                first, _ = self._span(text, each.comparison)
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
        self, reader: ClaimReader, text: StageText, scored: _Scored, card: Scorecard
    ) -> Iterator[Link]:
        from screening.link.stage_names import ties_of

        each = scored.comparison
        first, last = self._span(text, each)
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
        elif each.branch:
            yield Link(claim, each.bearer, Relation.SUBSIDIARY_OF)
        elif each.name.kind is NameKind.SUBORDINATE:
            yield Link(claim, each.bearer, relation_by_name(each.name))
        else:
            yield Link(claim, each.bearer, self.relations.relation(reader, claim))


def _honoured(words: Sequence[str]) -> list[int]:
    """The places of the words behind "named after" that are no initials."""
    for at in range(1, len(words)):
        if (words[at - 1], words[at]) == _NAMED_AFTER:
            return [
                place
                for place in range(at + 1, len(words))
                if len(words[place]) >= _SHORTEST_FAMILY and words[place].isalpha()
            ]
    return []


def _alike(form: tuple[int, float]) -> float:
    return form[1]


def _is_company(bearer: Bearer) -> bool:
    """A company; an institute is one where its name says a legal form, or the register does."""
    if not is_company(bearer):
        return False
    words, known = name_words(bearer.name), vocabulary()
    formed = "company" in bearer.types or bool(form_places(words))
    # "Hesai Group" is a company, though groups of universities are called so, too.
    units = (known["unit_head"] | known["teaching"]) - COMPANY_WORDS
    return formed or units.isdisjoint(words)


def second_stage(
    names: Rows[Name], bearers: Rows[Bearer], speller: Speller, lexicon: Lexicon, relations: Relations
) -> SecondStage:
    """The stage over these names, which are indexed when they are first asked for or stored."""

    def stored() -> StageNames:
        from screening.link.stage_names import stage_names

        return stage_names(names, bearers, lexicon)

    return SecondStage(names, bearers, speller, lexicon, relations, LazyValue(stored))
