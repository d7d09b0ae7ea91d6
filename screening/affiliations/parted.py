"""Two institutions joined by "and", each with a place of its own, as two groups.

"Beihang University, Beijing, China and University of Otago, Dunedin, New Zealand" names two institutions in two countries:
read as one group, the last country would be everybody's, and would rule out whoever stands before the "and".
"""

from __future__ import annotations

from dataclasses import replace
from operator import ne

from screening.affiliations.places import Places, country_at_end, country_of_words
from screening.affiliations.tokens import Tokens
from screening.vocabulary import vocabulary
from watchlists.countries import country_table

_JOINS = frozenset({"and", "und", "et"})
_LONGEST_REST = 3  # words of a country after its first "and": "Bosnia and Herzegovina"
_LONGEST_CITY = 3


def parted(tokens: Tokens, places: Places) -> Tokens:
    """The tokens with a group more behind each "and" that stands between one institution's place and another institution."""
    joins = [i for i, plain in enumerate(tokens.plains) if plain in _JOINS and tokens.stops[i]]
    breaks = [i for i in joins if _parts(tokens, i, places)] if joins else []
    if not breaks:
        return tokens
    kept = [i for i in range(len(tokens)) if i not in breaks]
    beyond = [sum(at < i for at in breaks) for i in kept]
    segments = [tokens.segments[i] + more for i, more in zip(kept, beyond, strict=True)]
    groups = [tokens.groups[i] + more for i, more in zip(kept, beyond, strict=True)]
    opens = [True, *map(ne, segments, segments[1:])]
    return replace(
        tokens,
        words=[tokens.words[i] for i in kept],
        raws=[tokens.raws[i] for i in kept],
        plains=[tokens.plains[i] for i in kept],
        stops=[tokens.stops[i] for i in kept],
        segments=segments,
        groups=groups,
        starts=[tokens.starts[i] for i in kept],
        ends=[tokens.ends[i] for i in kept],
        opens=opens,
        closes=[*opens[1:], True],
    )


def _parts(tokens: Tokens, join: int, places: Places) -> bool:
    segment = tokens.segments[join]
    first = join
    while first and tokens.segments[first - 1] == segment:
        first -= 1
    end = join + 1
    while end < len(tokens) and tokens.segments[end] == segment:
        end += 1
    before, behind = list(range(first, join)), list(range(join + 1, end))
    if not before or not behind or not tokens.raws[behind[0]][:1].isupper():
        return False
    if any(country_of_words(tokens, [*before, join, *behind[:size]]) for size in range(1, _LONGEST_REST + 1)):
        return False
    code, rest = country_at_end(tokens, before)
    if code:
        institution = not vocabulary()["type"].isdisjoint(tokens.words[i] for i in rest)
        return (not rest or institution) and not country_of_words(tokens, behind)
    if not first or not _names_an_institution(tokens, behind):
        return False
    return _is_city(tokens, rest, places) or (
        len(rest) == 1 and tokens.raws[rest[0]] in country_table().by_code
    )


def _is_city(tokens: Tokens, bare: list[int], places: Places) -> bool:
    key = "".join(tokens.words[i] for i in bare)
    return 0 < len(bare) <= _LONGEST_CITY and key in places.countries_of


def _names_an_institution(tokens: Tokens, behind: list[int]) -> bool:
    words = vocabulary()
    return not (words["type"] | words["hospital"] | words["unit"]).isdisjoint(tokens.words[i] for i in behind)
