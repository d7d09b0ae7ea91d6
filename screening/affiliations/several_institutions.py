"""Several institutions in one line, each with a place of its own, as a group each.

"Beihang University, Beijing, China and University of Otago, Dunedin, New Zealand" names two institutions in two countries:
read as one group, the last country would be everybody's, and would rule out whoever stands before it. The same with a full
stop, a footnote's mark or a comma between them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from operator import ne

from screening.affiliations.places import Places, country_at_end, country_of_words
from screening.affiliations.tokens import Tokens
from screening.vocabulary import vocabulary
from screening.vocabulary.cues import Cue, cue_words
from watchlists.countries import country_table

_JOINS = cue_words(Cue.AND) | cue_words(Cue.AND_BETWEEN_INSTITUTIONS)
_MARKS = frozenset("abcdefgh")
_SIGNS = re.compile(r"[.+](?=\s)|[*\u2020\u2021\xa7\u2016]")
_ALSO_COUNTRIES = cue_words(Cue.FORMER_OR_INFORMAL_COUNTRY)
_LONGEST_REST = 3  # words of a country after its first "and": "Bosnia and Herzegovina"
_LONGEST_CITY = 3
_FEWEST_SEGMENTS = 4  # two institutions, each with its place
_LONGEST_LOOK = 30  # words of a segment that are looked at, to either side
_ACRONYM = (3, 7)  # letters
_SHORTEST_SPELT = 3  # letters: behind "U.K." and a full stop goes on whose ministry it is


def split_institutions(tokens: Tokens, places: Places) -> Tokens:
    """The tokens with a group more behind each "and" or sign that stands between one institution's place and the next one."""
    joins = [i for i, plain in enumerate(tokens.plains) if plain in _JOINS or _is_mark(tokens.raws[i])]
    left_out = {i for i in joins if _parts(tokens, i, i + 1, places)}
    breaks = left_out | {i for i in _after_signs(tokens) if _parts(tokens, i, i, places)}
    breaks |= set(_after_commas(tokens, places))
    acronyms = _own_acronyms(tokens)
    if not breaks and not acronyms:
        return tokens
    kept = [i for i in range(len(tokens)) if i not in left_out]
    groups = list(accumulate(i in breaks for i in range(len(tokens))))
    beyond = list(accumulate((i in breaks) + (i in acronyms) for i in range(len(tokens))))
    segments = [tokens.segments[i] + beyond[i] for i in kept]
    opens = [True, *map(ne, segments, segments[1:])]
    return replace(
        tokens,
        words=[tokens.words[i] for i in kept],
        raws=[tokens.raws[i] for i in kept],
        plains=[tokens.plains[i] for i in kept],
        stops=[tokens.stops[i] for i in kept],
        segments=segments,
        groups=[tokens.groups[i] + groups[i] for i in kept],
        starts=[tokens.starts[i] for i in kept],
        ends=[tokens.ends[i] for i in kept],
        opens=opens,
        closes=[*opens[1:], True],
    )


def _is_mark(raw: str) -> bool:
    """A footnote's number or letter: "…, Iran 2 Fudan University"."""
    return raw in _MARKS or (raw.isdigit() and len(raw) < 3)


def _after_commas(tokens: Tokens, places: Places) -> Iterator[int]:
    """Where the next institution begins behind a segment that is a country: "X, Oslo, Norway, Y, Beijing, China".

    An institution must stand before the country and another place behind the next one, for some write the place first.
    """
    firsts = [i for i, opens in enumerate(tokens.opens) if opens]
    if len(firsts) < _FEWEST_SEGMENTS:
        return
    ends = [*firsts[1:], len(tokens)]
    parts = [
        (first, end)
        for first, end in zip(firsts, ends, strict=True)
        if not (end - first == 1 and _is_mark(tokens.raws[first]))
    ]
    groups = [tokens.groups[first] for first, _ in parts]
    countries = [
        at
        for at in range(1, len(parts) - 1)
        if groups[at + 1] == groups[at] and _is_country(tokens, list(range(*parts[at])))
    ]
    if not countries:
        return
    named = [_names_an_institution(tokens, list(range(*part))) for part in parts]
    named_first: dict[int, int] = {}  # where a group names its first institution
    place_last: dict[int, int] = {}  # where it names its last place
    for at, group in enumerate(groups):
        if named[at]:
            named_first.setdefault(group, at)
    for at in range(len(parts) - 1, 0, -1):
        if groups[at] not in place_last and _is_place(tokens, list(range(*parts[at])), places):
            place_last[groups[at]] = at
    for at in countries:
        group = groups[at]
        if named_first.get(group, at) < at and named[at + 1] and place_last.get(group, 0) > at + 1:
            yield parts[at + 1][0]


def _is_country(tokens: Tokens, segment: list[int]) -> bool:
    code, rest = country_at_end(tokens, segment)
    return (bool(code) and not rest) or (len(segment) == 1 and tokens.plains[segment[0]] in _ALSO_COUNTRIES)


def _is_place(tokens: Tokens, segment: list[int], places: Places) -> bool:
    code, rest = country_at_end(tokens, segment)
    return bool(code) or _is_town(tokens, rest, places, joined=False)


def _own_acronyms(tokens: Tokens) -> set[int]:
    """The acronyms behind the words they stand for, which are written without brackets: "Shahid Hemmat Industrial Group SHIG"."""
    found = set()
    for i, raw in enumerate(tokens.raws):
        if tokens.opens[i] or not raw.isupper() or not _ACRONYM[0] <= len(raw) <= _ACRONYM[1]:
            continue
        before = [tokens.plains[at][:1] for at in _segment_back(tokens, i) if not tokens.stops[at]]
        if "".join(before[-len(raw) :]) == tokens.plains[i]:
            found.add(i)
    return found


def _after_signs(tokens: Tokens) -> list[int]:
    """The words that stand behind a full stop or a sign that may end an address."""
    behind = {bisect_right(tokens.starts, found.start()) for found in _SIGNS.finditer(tokens.text)}
    return [
        i
        for i in sorted(behind)
        if 0 < i < len(tokens)
        and tokens.groups[i] == tokens.groups[i - 1]
        and len(tokens.raws[i - 1]) >= _SHORTEST_SPELT
    ]


def _parts(tokens: Tokens, end: int, start: int, places: Places) -> bool:
    """Say whether an address ends before word `end`, and another institution begins with word `start`."""
    capital = start + (start < len(tokens) and tokens.plains[start] == "the")
    if not end or capital >= len(tokens) or not tokens.raws[capital][:1].isupper():
        return False
    before = _segment_back(tokens, end)
    code, rest = country_at_end(tokens, before)
    town = not code and before[0] > 0 and _is_town(tokens, rest, places, joined=start > end)
    if not code and not town:
        return False
    behind = _segment_on(tokens, start)
    if (
        start > end
        and any(  # "Bosnia and Herzegovina"
            country_of_words(tokens, [*before, end, *behind[:size]]) for size in range(1, _LONGEST_REST + 1)
        )
    ):
        return False
    if town:
        return tokens.plains[rest[0]] in _ALSO_COUNTRIES or _names_an_institution(tokens, behind)
    institution = not rest or not vocabulary()["type"].isdisjoint(tokens.words[i] for i in rest)
    return institution and not country_of_words(tokens, behind)


def _segment_back(tokens: Tokens, end: int) -> list[int]:
    first, least = end - 1, max(0, end - _LONGEST_LOOK)
    while first > least and tokens.segments[first - 1] == tokens.segments[end - 1]:
        first -= 1
    return list(range(first, end))


def _segment_on(tokens: Tokens, start: int) -> list[int]:
    end, most = start + 1, min(len(tokens), start + _LONGEST_LOOK)
    while end < most and tokens.segments[end] == tokens.segments[start]:
        end += 1
    return list(range(start, end))


def _is_town(tokens: Tokens, bare: list[int], places: Places, *, joined: bool) -> bool:
    """Say whether a segment is a town's name; before a joining word, "Korea" and letters ("NZ") count, too."""
    if not 0 < len(bare) <= _LONGEST_CITY:
        return False
    if "".join(tokens.words[i] for i in bare) in places.countries_of:
        return True
    alone = len(bare) == 1
    return alone and (
        tokens.plains[bare[0]] in _ALSO_COUNTRIES
        or (joined and tokens.raws[bare[0]] in country_table().by_code)
    )


def _names_an_institution(tokens: Tokens, behind: list[int]) -> bool:
    words = vocabulary()
    return not (words["type"] | words["hospital"] | words["unit"]).isdisjoint(tokens.words[i] for i in behind)
