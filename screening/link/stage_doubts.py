"""The doubts that words make about a candidate of the second stage and that no feature counts, each with its sentence.

A doubt does not take a candidate out: the scorecard asks for more points where there is one, or leaves it less sure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.affiliations.tokens import name_words
from screening.link.bearers import Bearer
from screening.link.claims import ClaimReader
from screening.link.foreign_branches import consumer_trades, trade_words
from screening.link.lexicon import Lexicon, WordClass
from screening.link.ordinary_names import (
    is_anybodys_word,
    is_nobodys_brand,
    is_ordinary,
    sciences,
)
from screening.link.scorecard import (
    COMMON_WORD,
    MORE_WORDS,
    NOBODYS_WORD,
    ORDINARY_NAME,
    OTHER_BUSINESS,
    OTHER_LETTERS,
    OTHER_SCHOOL,
    OTHER_SUBJECT,
    STRANGERS_WORD,
    USUAL,
    says_business,
)
from screening.link.stage_features import (
    AGREES,
    CONFLICTS,
    COUNTRIES,
    DIFFERENCES,
    OF_BODIES,
    ONE_MORE,
    NameComparison,
    lone_word_parts,
)
from screening.link.stage_sentences import BY_LETTERS
from screening.link.word_forms import DISTINCTIVE, LEGAL, SUBJECT
from screening.mapped_file import Rows
from screening.names.legal_forms import countries_of_forms
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words

if TYPE_CHECKING:
    from screening.link.stage_text import StageText

_MOST_LETTERS = 5  # of one
_NAMES_OF_A_TRADE = 3  # listed names that hold a word which says what listed bodies do
_FEW_LETTERS = 3  # of a word beside others that is anybody's: "Jim"
_OF_A_PLACE, _GENERAL_NAME = 2, 3  # sorts of names
_ROOFS = cue_words(Cue.UNIVERSITY) | cue_words(Cue.ACADEMY)


@dataclass(frozen=True, slots=True)
class StageDoubts:
    """Doubts about candidates of mentions.

    lexicon: what their words are.
    bearers: all of the universe, among them those that a candidate has ties to.
    """

    lexicon: Lexicon
    bearers: Rows[Bearer]

    def doubts(self, reader: ClaimReader, text: StageText, candidate: NameComparison) -> dict[str, str]:
        """The doubts that words make which no feature counts, each with its sentence."""
        found: dict[str, str] = {}
        kinds = {text.kinds[place] for place in candidate.places}
        sort = int(candidate.values["sort_and_country"]) // COUNTRIES
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
        if word := self._strangers_word(text, candidate):
            found[STRANGERS_WORD] = (
                f"“{word}” is in no name of the listed organisation and in next to no name of any other, "
                "and the names share only one word"
            )
        elif self._has_more_words(text, candidate):
            found[MORE_WORDS] = (
                "the text has words that the listed name does not have, and the words in both may be others' as well"
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
    def settled(candidate: NameComparison) -> tuple[str, ...]:
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
        another = (int(values[name]) % DIFFERENCES for name in ("sort_and_subject", "sort_and_type"))
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
        subject = int(candidate.values["sort_and_subject"]) % DIFFERENCES
        if sort != _OF_A_PLACE or subject != ONE_MORE or _ROOFS.isdisjoint(candidate.name.words):
            return ""
        first, last = candidate.found[0].place, candidate.found[-1].place
        inside = (place for place in range(first, last + 1) if place not in candidate.places)
        return next((text.raws[place] for place in inside if text.kinds[place] == SUBJECT), "")

    def _strangers_word(self, text: StageText, candidate: NameComparison) -> str:
        """A word beside the one that a name shares with the text, as no listed body is called: "Bakery", "Rugby".

        What listed bodies are and do stands in many of their names, in whatever language ("Elektronika"); a trade for
        everybody's daily needs is a stranger's, however many of them have it. Of texts in Cyrillic letters no word is known.
        """
        if not candidate.values["lone_word"] or text.is_in_cyrillic:
            return ""
        own = {
            word
            for listing in candidate.bearer.listings
            for name in listing.names
            for word in name_words(name.text)
        }
        home = {text.segments[place] for place in candidate.places}
        for place, word in enumerate(text.words):
            if text.segments[place] not in home or place in candidate.places or word in own:
                continue
            if not consumer_trades().isdisjoint((word, text.raws[place].lower())) or (
                text.kinds[place] == DISTINCTIVE
                and text.weights[place] > USUAL
                and len(word) > _FEW_LETTERS
                and text.listed[place] < _NAMES_OF_A_TRADE
                and trade_words().isdisjoint((word, text.raws[place].lower()))
                and word not in sciences()
            ):
                return text.raws[place]
        return ""

    @staticmethod
    def _has_more_words(text: StageText, candidate: NameComparison) -> bool:
        """Words that may say another company: beside one word, or within several where others are missing.

        The legal form of another country is one, too.
        """
        values = candidate.values
        if not values["lone_word"]:  # "Hundred Acre Talent" is no "Hundred Talents Program"
            return bool(values["telling_inserted"] and candidate.missing_weight)
        home = candidate.bearer.countries
        forms = countries_of_forms(
            [word for word, kind in zip(text.words, text.kinds, strict=True) if kind == LEGAL]
        )
        if forms and not forms & home:
            return True
        return lone_word_parts(int(values["lone_word"]))[2]

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
        return bool(candidate.values["lone_word"]) and OF_BODIES.isdisjoint(kinds)

    @staticmethod
    def few_letters(text: StageText, candidate: NameComparison) -> str:
        """A few capitals that a candidate is read from, beside other words that tell whose a mention is: "ETH Zürich, D-MAVT"."""
        if text.capitals or not candidate.values["lone_word"] or candidate.country == AGREES:
            return ""
        telling = [place for place, kind in enumerate(text.kinds) if kind == DISTINCTIVE]
        if candidate.places.issuperset(telling):
            return ""
        raws = (text.raws[place] for place in telling if place in candidate.places)
        return next((raw for raw in raws if raw.isupper() and len(raw) <= _MOST_LETTERS), "")

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
