"""A listed name that the text sets in a country which is not its bearer's: a branch, a move, a namesake, or another body.

The words decide, and not where the country stands: behind a comma, in brackets, elsewhere in the text. A name that tells
its bearer apart is a question wherever it is said to be:

- a word of it is next to nobody else's, neither a dictionary's nor a person's ("SenseTime", "Техномаш", 清华大学);
- or it holds a place of its bearer's own country ("Harbin Institute of Technology");
- or it has four general words and more ("National University of Defense Technology").

What bodies of many countries may be called is nobody's there: "Global Traders", three letters, a state's organ, an
institute or a centre for some subject, which any university may have. Nor is it asked about where an unlisted body of just
this name is known in that country.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from screening.affiliations.places import Setting
from screening.affiliations.tokens import HAN, name_words
from screening.link.bearers import Bearer, Name
from screening.link.lexicon import Lexicon, WordClass
from screening.link.ordinary_names import is_anybodys_word, is_ordinary
from screening.link.organs import is_organ
from screening.link.word_forms import names_holding
from screening.names.rarity import bearers as persons_called
from screening.names.scripts import Script, script_of
from screening.native_names.english import stem
from screening.native_names.glossary import common_stems, glossary, is_made_of_trade_words
from screening.native_names.native_words import glossary_key, spaced_words
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

if TYPE_CHECKING:
    from screening.link.claims import ClaimReader

# Names of organisations that hold a word which still tells whose it is; those of the bearer itself are among them.
_FEW = 50
_SHORTEST = 5  # letters of a name of one word
_SHORTEST_IN_HAN = 4
_GENERAL_WORDS = 4
_WORDS_BESIDE_A_PERSON = 3
_UNITS = cue_words(Cue.FIRST_WORD_OF_A_UNIT)
_SAYS_NOTHING = frozenset({WordClass.LEGAL, WordClass.SHORT})
_SPACED = frozenset({Script.CYRILLIC, Script.ARABIC})
# What the register calls a listed body first is as good as what a list prints.
_OWN = (NameKind.PRIMARY, NameKind.NATIVE)


def is_question_elsewhere(
    reader: ClaimReader, text: str, name: Name, bearer: Bearer, setting: Setting
) -> bool:
    """Say whether a listed name, said of another country than its bearer's, is a question all the same.

    Args:
        reader: the text.
        text: the name as the text has it, without the place.
        name: as the list or the register prints it.
        bearer: whose it is.
        setting: where the text sets it.
    """
    if not bearer.listings or name.doubtful or name.kind is NameKind.ACRONYM:
        return False
    if not (name.listed or name.kind in _OWN or _is_printed(text, bearer)):
        return False
    if not _is_told_apart(text, name, bearer, reader.gazetteer.lexicon):
        return False
    return not reader.unlisted(text, setting.countries or setting.implied)


def _is_printed(text: str, bearer: Bearer) -> bool:
    """Say whether a list prints a name that the register has, too."""
    words = name_words(text)
    return any(name_words(name.text) == words for listing in bearer.listings for name in listing.names)


def _is_told_apart(text: str, name: Name, bearer: Bearer, lexicon: Lexicon) -> bool:
    if HAN.search(text):
        return len(text) >= _SHORTEST_IN_HAN and not is_made_of_trade_words(text)
    words = name_words(text)
    said = [word for word in words if lexicon.kind(word) not in _SAYS_NOTHING]
    if not said or is_organ(words, lexicon) or is_ordinary(name, bearer, lexicon):
        return False
    if len(said) == 1 and len(said[0]) < _SHORTEST:
        return False
    if len(said) > 1 and _says_its_place(said, bearer, lexicon):
        return True
    if _is_named_as_unit(said):
        return False
    if len(said) >= _GENERAL_WORDS:
        return True
    may_be_a_person = len(said) >= _WORDS_BESIDE_A_PERSON
    return any(_is_rare(word, may_be_a_person=may_be_a_person) for word in _telling(text, said, lexicon))


def _says_its_place(words: Sequence[str], bearer: Bearer, lexicon: Lexicon) -> bool:
    places = lexicon.places
    return bool(bearer.countries) and any(places.lies_in(word, bearer.countries) for word in words)


def _is_named_as_unit(words: Sequence[str]) -> bool:
    """As institutes and centres anywhere are called: "Institute of …", "Research Center for …"."""
    fillers = vocabulary()["filler"]
    first = next((word for word in words if word not in fillers), "")
    return first in _UNITS


def _telling(text: str, words: Sequence[str], lexicon: Lexicon) -> Iterator[str]:
    """The distinctive words of a name that no glossary of its script translates."""
    script = script_of(text)
    if script not in _SPACED:
        yield from (word for word in words if lexicon.kind(word) is WordClass.DISTINCTIVE)
        return
    known = glossary(script)
    for written in spaced_words(text, script):
        if glossary_key(written, script) not in known:
            yield from (word for word in name_words(written) if lexicon.kind(word) is WordClass.DISTINCTIVE)


def _is_rare(word: str, *, may_be_a_person: bool) -> bool:
    """Say whether a word tells whose a name is; a person's does beside two others ("Khan Research Laboratories")."""
    if persons_called(word):
        return may_be_a_person
    return names_holding(word) <= _FEW and not is_anybodys_word(word) and stem(word) not in common_stems()
