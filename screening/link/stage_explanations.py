"""What is known that explains a mention without the listed body that it looks like: such a candidate goes out, with a sentence.

A registered organisation that is wholly there, another number, a place that contradicts, an organ of another state, a body
named after somebody else, a refusal of the exact reading that rests on what is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.affiliations.places import compatible, setting_without
from screening.affiliations.tokens import name_words
from screening.link.acronyms import is_short_for, words_before
from screening.link.agreement import Agreement, placement
from screening.link.claims import ClaimReader
from screening.link.lexicon import Lexicon, WordClass
from screening.link.organs import is_ministry, is_organ
from screening.link.pinyin_names import IN_PINYIN
from screening.link.stage_features import (
    AFTER_STOP,
    AGREES,
    CONFLICTS,
    COUNTRIES,
    DIFFERENCES,
    GENERAL,
    OF_BODIES,
    ONE_MORE,
    NameComparison,
    span_of,
)
from screening.link.stage_sentences import country_sentence, number_sentence
from screening.link.word_forms import DISTINCTIVE, FILLER, LEGAL, PLACE
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.countries import country_name

if TYPE_CHECKING:
    from screening.link.stage_rivals import Rival, Rivals
    from screening.link.stage_text import StageText

# Weight by which another organisation must say more of the text where the whole listed name is there, and where it is not.
_LEADS, _EQUALS = 1.5, 0.0
_STREETS = cue_words(Cue.STREET)
_TO_STREET = 2  # words
_FEWEST_LETTERS = 3  # of an acronym; two begin any two words
_LETTERS = 4  # the sort of a name that is letters
# "N.D. Zelinsky", "ND. Zelinsky".
_BEHIND_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_a-z]{1,3}\. ?){1,3}([^\W\d_]{3,})")
_SHORTEST_FAMILY = 3  # letters; fewer are initials, which may also be read as a Roman number
_NAMED_AFTER = ("named", "after")  # as canonical words have it in every language
_SCHOOLS = cue_words(Cue.UNIVERSITY) | cue_words(Cue.LOWER_SCHOOL)


@dataclass(frozen=True, slots=True)
class StageExplanations:
    """Explains candidates of mentions; `lexicon` says what their words are."""

    lexicon: Lexicon

    def explanation(
        self, reader: ClaimReader, text: StageText, candidate: NameComparison, rivals: Rivals
    ) -> str:
        """What is known that explains a mention without the listed body, in a sentence; fills in what rivals say of it."""
        rival = self._weigh_rivals(text, candidate, rivals)
        if why := reader.known_refusal(candidate.bearer, span_of(text, candidate)[0]):
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
            # A parent's name with more behind it is a firm of its own where a list has all of that: "Rosatom Overseas".
            is_own = candidate.company and not candidate.missing_weight
            aside = [
                place
                for place in places - rival.places
                if text.kinds[place] not in (PLACE, LEGAL)
                or (is_own and text.kinds[place] == PLACE and text.segments[place] in home)
            ]
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
            subject = int(candidate.values["sort_and_subject"]) % DIFFERENCES
            forces = not vocabulary()["military"].isdisjoint(words) and subject >= ONE_MORE
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
        if not _STREETS.isdisjoint(behind) and OF_BODIES.isdisjoint(kinds):
            streets = [*(text.raws[each.place] for each in candidate.found), *_STREETS.intersection(behind)]
            return f"a street of this name: “{' '.join(streets)}”"
        works = candidate.company or self._is_of_works(candidate)
        if works and (word := self._word_for_a_school(text, candidate)):
            return f"the text says “{word}”, and the listed organisation is a company"
        if why := self._other_honour(reader, text, candidate):
            return why
        sort = int(candidate.values["sort_and_country"]) // COUNTRIES
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
        shared = [each for each in candidate.found if text.kinds[each.place] not in GENERAL]
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
        if not candidate.values["lone_word"] or not candidate.missing_weight:
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
        of_another_sort = int(candidate.values["sort_and_type"]) % DIFFERENCES >= ONE_MORE
        if not of_another_sort or not candidate.missing_weight:
            return ""
        person = " ".join(text.raws[place] for place in candidate.telling)
        return f"an organisation of another sort that is named after the same person, “{person}”"

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
                if word in schools and text.segments[place] in home
            ),
            "",
        )

    @staticmethod
    def _towns(text: StageText, candidate: NameComparison) -> str:
        """The towns of a mention, where none is the body's."""
        said, own = text.setting.cities, candidate.bearer.cities
        return "" if said & own else " ".join(sorted(said))

    def _other_country(self, text: StageText, candidate: NameComparison) -> str:
        first, last = span_of(text, candidate)
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
