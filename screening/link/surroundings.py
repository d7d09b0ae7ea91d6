"""The words around a claim, which tell a hospital, a branch or a joint school from the body itself."""

from __future__ import annotations

from dataclasses import dataclass

from screening.affiliations.tokens import Tokens
from screening.link.claim import Claim

_SHORT_SEGMENT = 3  # words: "Tabriz Branch"
_JOINT = frozenset({"institute", "university", "college", "school", "venture"})


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
        group, segment = tokens.groups[claim.first], tokens.segments[claim.last]
        before = [tokens.words[i] for i in range(claim.first) if tokens.groups[i] == group]
        after = [tokens.words[i] for i in range(claim.last + 1, len(tokens)) if tokens.segments[i] == segment]
        segments = [s for s in tokens.segments[claim.last + 1 :] if s != segment]
        following = [
            word
            for word, s in zip(tokens.words, tokens.segments, strict=True)
            if segments and s == segments[0]
        ]
        same_group = segments and group == tokens.groups[tokens.segments.index(segments[0])]
        beside = following if same_group and len(following) <= _SHORT_SEGMENT else []
        own = [
            word
            for word, s in zip(tokens.words, tokens.segments, strict=True)
            if s == tokens.segments[claim.first]
        ]
        joint = any(own[i] == "joint" and own[i + 1] in _JOINT for i in range(len(own) - 1))
        closing = following[-1] if same_group and following else ""
        return cls(before, after, beside, closing, _bracketed_behind(tokens, claim), joint)


def _bracketed_behind(tokens: Tokens, claim: Claim) -> list[str]:
    """The words of the segment before, where the claim and nothing else stands in brackets behind it."""
    first, last = claim.first, claim.last
    if not first or not tokens.opens[first] or not tokens.closes[last]:
        return []
    gap = tokens.text[tokens.ends[first - 1] : tokens.starts[first]]
    if "(" not in gap or ")" not in tokens.text[tokens.ends[last] :][:2]:
        return []
    return [tokens.words[i] for i in range(first) if tokens.segments[i] == tokens.segments[first - 1]]
