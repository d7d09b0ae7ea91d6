"""Organs of states: "Ministry of Public Security", "Main Intelligence Directorate". Other states have organs so called, too.

Such a name says what its bearer does and not whose it is. A country in the text, or beside it, decides: one that is not the
bearer's says that another state's organ is meant, known or not. With no country the name is a question that names all who
bear it. Which words such names are made of is data (vocabulary/cues.csv).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from screening.affiliations.places import country_of_words
from screening.affiliations.tokens import Tokens, tokenise
from screening.link.lexicon import Lexicon, WordClass
from screening.vocabulary import rows, vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

if TYPE_CHECKING:
    from screening.link.universe import Assembly

WITHOUT_STATE = "its name without the state"  # the note of such a name
MOST_ASKED = 6  # bearers; a name that more of them share says nothing inside a longer text
_FEWEST_WORDS = 2
_SAYS_NOTHING_OF_WHOSE = frozenset(
    {WordClass.TYPE, WordClass.FILLER, WordClass.SUBJECT, WordClass.DIRECTION, WordClass.LEGAL}
)
_LONGEST_ADJECTIVE = 2  # words: "North Korean"
_LONGEST_STATE = 7  # words: "the Democratic People's Republic of Korea"
_PRINTED = (NameKind.PRIMARY, NameKind.CORRECTION, NameKind.ALIAS)
_MINISTRIES, _HEADS = cue_words(Cue.MINISTRY), cue_words(Cue.HEAD_OF_AN_ORGAN)
_FUNCTIONS = cue_words(Cue.FUNCTION_OF_AN_ORGAN)
_ORGAN_WORDS = _MINISTRIES | _HEADS | _FUNCTIONS | cue_words(Cue.STATE_OF_AN_ORGAN)
_OF = cue_words(Cue.OF_IN_ENGLISH)


def is_organ(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Say whether canonical words are the name of a state's organ that does not say which state's.

    A ministry may be of any subject; a service, a bureau or a force is a state's by all its words.
    """
    if len(words) < _FEWEST_WORDS:
        return False
    if is_ministry(words):
        return all(word in _ORGAN_WORDS or lexicon.kind(word) in _SAYS_NOTHING_OF_WHOSE for word in words)
    # Its head may stand before what it belongs to: "United Front Work Department of the Central Committee of the … Party".
    return not _HEADS.isdisjoint(words) and _ORGAN_WORDS.issuperset(words)


def is_ministry(words: Sequence[str]) -> bool:
    """Say whether canonical words begin or end as the name of a ministry or the like."""
    return bool(words) and not _MINISTRIES.isdisjoint((words[0], words[-1]))


def begins_as_organ(words: Sequence[str]) -> bool:
    """Say whether canonical words begin as the name of a state's organ, whatever it is for: "State Authority for …"."""
    begins = tuple(takewhile(_ORGAN_WORDS.__contains__, words))
    return not (_MINISTRIES | _HEADS).isdisjoint(begins)


def tells_apart(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether two names of ministries or the like differ in what they do: State Security is not Public Security.

    Elsewhere in names such words are fillers, and are left out in comparison.
    """
    if (_MINISTRIES | _HEADS).isdisjoint(other):
        return False
    return _functions(one) != _functions(other)


def add_organs(assembly: Assembly) -> None:
    """Name listed organs without the state that their printed name says, so that a place beside the name can say it.

    "Ministry of Defence of the Russian Federation" is the "Ministry of Defence, Moscow". Alone that name says nothing.
    """
    for draft in tuple(assembly.drafts):
        for listing in draft.listings:
            for name in listing.names:
                if name.kind in _PRINTED and name.text.isascii() and draft.countries:
                    for stem in _without_state(name.text, draft.countries, assembly.lexicon):
                        assembly.name(
                            draft, stem, NameKind.ALIAS, listed=True, needs_place=True, note=WITHOUT_STATE
                        )


def _without_state(text: str, countries: frozenset[str], lexicon: Lexicon) -> Iterator[str]:
    """The names of an organ that stand before "of" and its state, or behind the state's adjective."""
    tokens = tokenise(text)
    for last in range(1, len(tokens) - 1):
        words = [tokens.words[place] for place in range(last + 1) if not tokens.stops[place]]
        if tokens.stops[last] or not is_organ(words, lexicon):
            continue
        if state_of_organ(tokens, last, lexicon) in countries:
            yield tokens.piece(0, last)
    if len(tokens) > _FEWEST_WORDS and state_before(tokens, 1, lexicon) in countries:
        words = [word for word, stop in zip(tokens.words[1:], tokens.stops[1:], strict=True) if not stop]
        if tokens.closes[-1] and is_organ(words, lexicon):
            yield tokens.piece(1, len(tokens) - 1)


def _functions(words: Sequence[str]) -> set[str]:
    of_a_republic = {"people"} if "republic" in words else set()
    return {word for word in words if word in _FUNCTIONS} - of_a_republic


def are_organs_apart(one: Iterable[str], other: Iterable[str]) -> bool:
    """Say whether organs of these countries are of different states; unknown ones are of no other state.

    Hong Kong's bureau may be printed under China; Crimea's institutes are under two states, the organs of both are not.
    """
    left, right = set(one), set(other)
    if not left or not right or left & right:
        return False
    return not any((a, b) in _shared() for a in left for b in right)


def state_of_organ(tokens: Tokens, last: int, lexicon: Lexicon) -> str:
    """The state that an "of" behind a name leads to, at the end of its segment: "… of the Ministry of Defence of Ukraine".

    Between them stand at most words that organs are named with. "" where there is none, or other words stand there.
    """
    if tokens.closes[last]:
        return ""
    if tokens.raws[last + 1].isascii() and tokens.words[last + 1] not in _OF:
        return ""  # Slavic languages put no word between: "КДБ Рэспублікі Беларусь"
    end = last + 1
    while not tokens.closes[end]:
        end += 1
    begins = last + 2 if tokens.words[last + 1] in _OF else last + 1
    rest = list(range(begins, end + 1))
    for size in range(min(_LONGEST_STATE, len(rest)), 0, -1):
        if state := country_of_words(tokens, rest[-size:]):
            between = rest[:-size]
            break
    else:
        said = {place: state for place in rest if (state := state_at(tokens, place, lexicon))}
        if len(set(said.values())) != 1:
            return ""
        state = next(iter(said.values()))
        between = [place for place in rest if place not in said]
    others = (tokens.words[place] for place in between if not tokens.stops[place])
    return state if all(map(_may_stand_between, others)) else ""


def state_before(tokens: Tokens, first: int, lexicon: Lexicon) -> str:
    """The state that the words before a name in its segment say: "Belarusian KGB", "North Korean Ministry of …"; or ""."""
    at = first
    while not tokens.opens[at] and first - at < _LONGEST_ADJECTIVE:
        at -= 1
    if at == first or not tokens.opens[at] or any(tokens.stops[at:first]):
        return ""
    said = " ".join(tokens.plains[at:first])
    return _states_of_words().get(said, "") or (state_at(tokens, at, lexicon) if first - at == 1 else "")


def state_at(tokens: Tokens, place: int, lexicon: Lexicon) -> str:
    """The state that one word says, by a country's name, its letters, or those of its ruling party; or ""."""
    return _states_of_words().get(tokens.plains[place], "") or lexicon.places.nation_at(tokens, place)


def says_state(words: Sequence[str]) -> bool:
    """Say whether letters that mean one state's party or army are among the words: "Chinese PLA"."""
    return any(word in _states_of_words() for word in words)


def _may_stand_between(word: str) -> bool:
    return word in _ORGAN_WORDS or word in vocabulary()["filler"]


@cache
def _states_of_words() -> dict[str, str]:
    return {row["word"]: row["country"] for row in rows("words_of_states")}


@cache
def _shared() -> frozenset[tuple[str, str]]:
    pairs = [(row["country"], row["other"]) for row in rows("overlapping_countries") if row["organs"]]
    return frozenset(pairs + [(b, a) for a, b in pairs])
