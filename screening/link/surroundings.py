"""The words around a claim, which tell a hospital, a branch or a joint school from the body itself."""

from __future__ import annotations

from dataclasses import dataclass

from screening.affiliations.tokens import Tokens
from screening.link.claim import Claim
from screening.vocabulary.cues import Cue, cue_words

_SHORT_SEGMENT = 3  # words: "Tabriz Branch"
_JOINT = cue_words(Cue.JOINT_BODY)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Words before the claim in its group, after it in its segment, and in the short segment that follows."""

    before: list[str]
    after: list[str]
    next: list[str]
    closing: str  # the last word of the segment that follows, however long
    host_of: list[str]  # the segment that the claim stands behind in brackets: "Laboratory of X (the claim)"
    joint: bool  # "joint institute of X and Y"

    @classmethod
    def of(cls, tokens: Tokens, claim: Claim) -> Surroundings:
        """What stands around a claim's words."""
        group, words = tokens.groups[claim.first], tokens.words
        before = words[tokens.in_group(group).start : claim.first]
        end = tokens.in_segment(tokens.segments[claim.last]).stop
        after = words[claim.last + 1 : end]
        same_group = end < len(tokens) and group == tokens.groups[end]
        following = _words_of(tokens, tokens.segments[end]) if same_group else []
        beside = following if len(following) <= _SHORT_SEGMENT else []
        own = tokens.in_segment(tokens.segments[claim.first])
        # What is called a joint venture by its list is itself, and nobody's joint venture.
        joint = any(
            words[i] == "joint" and words[i + 1] in _JOINT and not claim.first <= i < claim.last
            for i in range(own.start, own.stop - 1)
        )
        closing = following[-1] if following else ""
        return cls(before, after, beside, closing, _bracketed_behind(tokens, claim), joint)


def _words_of(tokens: Tokens, segment: int) -> list[str]:
    places = tokens.in_segment(segment)
    return tokens.words[places.start : places.stop]


def _bracketed_behind(tokens: Tokens, claim: Claim) -> list[str]:
    """The words of the segment before, where the claim and nothing else stands in brackets behind it."""
    first, last = claim.first, claim.last
    if not first or not tokens.opens[first] or not tokens.closes[last]:
        return []
    gap = tokens.text[tokens.ends[first - 1] : tokens.starts[first]]
    if "(" not in gap or ")" not in tokens.text[tokens.ends[last] : tokens.ends[last] + 2]:
        return []
    return _words_of(tokens, tokens.segments[first - 1])
