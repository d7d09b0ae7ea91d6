"""Claims: which bearers a text names, by exact lookup, each with what speaks for it.

The longest whole name wins and hides the shorter ones inside it. Of the bearers of one name, those whose place agrees
best stay; where several stay, the claim says so. What is rejected is kept with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from screening.affiliations.places import Setting
from screening.affiliations.tokens import Tokens
from screening.link.agreement import Agreement
from screening.link.bearer_candidates import Options
from screening.link.bearers import Bearer, Strength, is_in_force
from screening.link.claim import Claim
from screening.link.families import gather_families
from screening.link.foreign_letters import is_hint_of_nobody, why_nobody
from screening.link.gazetteer import Gazetteer, Span
from screening.link.known_bodies import KnownBodies, KnownBody
from screening.link.lexicon import names_of_many_hospitals
from screening.link.organs import is_organ
from screening.link.reading_effort import Work
from screening.link.spelling import Repair
from screening.mapped_file import Rows
from screening.model import Alternative
from screening.vocabulary.cues import Cue, cue_words
from watchlists.model import NameKind

if TYPE_CHECKING:
    from screening.link.relations import ClaimsOfText

_SCHOOLS = cue_words(Cue.UNIVERSITY)
_IN_BRACKETS = re.compile(r"[(\uff08]([^()\uff08\uff09]+)[)\uff09]")
_RANK = {
    NameKind.PRIMARY: 3.0,
    NameKind.CORRECTION: 3.0,
    NameKind.NATIVE: 3.0,
    NameKind.NATIVE_ELSEWHERE: 3.0,
    NameKind.ALIAS: 2.0,
    NameKind.FORMER: 2.0,
    NameKind.SUBORDINATE: 2.0,
    NameKind.WEAK_ALIAS: 1.0,
    NameKind.ACRONYM: 1.0,
}


@dataclass(slots=True)
class ClaimReader:
    """The state of reading one text: what has been claimed and what was rejected."""

    tokens: Tokens
    setting: Setting
    settings: dict[int, Setting]  # by group
    gazetteer: Gazetteer
    bearers: Rows[Bearer]
    known: KnownBodies
    hidden: frozenset[str] = frozenset()  # register ids that must not be read (used in tests of the register)
    claims: list[Claim] = field(default_factory=list)
    rejected: list[Alternative] = field(default_factory=list)
    work: Work = field(default_factory=Work)
    _claimed: dict[int, list[tuple[int, int]]] = field(
        default_factory=dict
    )  # spans taken, by each of their words
    _ends: set[int] = field(default_factory=set)  # the last words of spans taken
    _schools: dict[int, dict[int, tuple[str, ...]]] = field(default_factory=dict)  # by group and segment
    ruled_out: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # by bearer, for its country
    # Why listed bearers are not meant, by number, where something known says so and not the words beside a name alone; and
    # from which character to which, None for the whole text.
    _known_refusals: dict[int, list[tuple[tuple[int, int] | None, str]]] = field(default_factory=dict)
    # Where readings of listed bearers were rejected, by number: from which character to which; None for anywhere.
    refused_at: dict[int, list[tuple[int, int] | None]] = field(default_factory=dict)
    ordered: ClaimsOfText | None = None  # the claims by what relations ask of them
    # Names alike, by words and whether those say where they are.
    proposed: dict[tuple[str, bool], list[int]] = field(default_factory=dict)

    def read_spans(self, words: list[str], repairs: Mapping[int, Repair] | None = None) -> None:
        """Claim the longest whole names. With repaired words, only spans that hold one of them."""
        changed = [place for place in sorted(repairs or ()) if words[place] != self.tokens.words[place]]
        if repairs and not changed:
            return
        spans = [*self.gazetteer.spans(self.tokens, words), *self.gazetteer.turned(self.tokens, words)]
        spans.sort(
            key=lambda span: (-self.tokens.size(span.first, span.last), span.how != "whole", span.first)
        )
        self.work.add(len(spans))
        for span in spans:
            count = sum(span.first <= place <= span.last for place in changed) if changed else 0
            if (changed and not count) or self._is_taken(span.first, span.last):
                continue
            found = self._claims_of(span, count)
            if repairs and any(
                repairs[place].doubtful for place in changed if span.first <= place <= span.last
            ):
                found = [replace(claim, note="the word as given may be another name") for claim in found]
            if found:
                self.take(span.first, span.last)
                self.claims.extend(found)

    def unlisted(self, text: str, countries: frozenset[str]) -> tuple[KnownBody, ...]:
        """The known bodies that a whole text is a name of, where none is on a list (`KnownBodies.unlisted`); kept as asked.

        The lists decide which of them are, so a later run asks again.
        """
        self.work.lookups.known.update(dict.fromkeys(body.id for body in self.known.named(text, countries)))
        return self.known.unlisted(text, countries)

    def characters_of(self, claim: Claim) -> tuple[int, int] | None:
        """From which character to which the words of a claim stand; None where it is read from no words."""
        if claim.first < 0:
            return None
        return self.tokens.starts[claim.first], self.tokens.ends[claim.last]

    def setting_at(self, place: int) -> Setting:
        """The setting of the group a word stands in."""
        if place < 0:
            return self.setting
        return self.settings.get(self.tokens.groups[place], self.setting)

    def is_claimed(self, place: int) -> bool:
        """Say whether a word is part of a claim."""
        return place in self._claimed

    def take(self, first: int, last: int) -> None:
        """Note that words are part of a claim."""
        self._ends.add(last)
        for place in range(first, last + 1):
            self._claimed.setdefault(place, []).append((first, last))

    def is_end_claimed(self, place: int) -> bool:
        """Say whether a word is the last one of what was claimed."""
        return place in self._ends

    def schools_of_segments(self, group: int) -> dict[int, tuple[str, ...]]:
        """The segments of a group that hold a word for a university, with the countries that their towns speak for."""
        found = self._schools.get(group)
        if found is None:
            words: dict[int, list[str]] = {}
            for place in self.tokens.in_group(group):
                words.setdefault(self.tokens.segments[place], []).append(self.tokens.words[place])
            country_of = self.gazetteer.lexicon.places.country_of
            found = self._schools[group] = {
                segment: tuple(filter(None, map(country_of, own)))
                for segment, own in words.items()
                if not _SCHOOLS.isdisjoint(own)
            }
        return found

    def reject(
        self, bearer: Bearer, why: str, *, known: bool = True, where: tuple[int, int] | None = None
    ) -> None:
        """Keep a listed reading that was rejected.

        Args:
            bearer: who is not meant.
            why: in words.
            known: whether something that is known says so; else the second stage asks once more.
            where: from which character of the text to which; None where it is said of the whole text.
        """
        if bearer.listings:
            self.rejected.append(Alternative(bearer.name, bearer.id, why))
            self.refused_at.setdefault(bearer.number, []).append(where)
            if known:
                self._known_refusals.setdefault(bearer.number, []).append((where, why))

    def mention_around(self, place: int) -> tuple[int, int]:
        """From which character to which the mention goes that a word stands in."""
        members = self.tokens.in_group(self.tokens.groups[place])
        return self.tokens.starts[members[0]], self.tokens.ends[members[-1]]

    def known_refusal(self, bearer: Bearer, place: int) -> str:
        """Why a listed bearer is known not to be meant by the mention that a word stands in, or by the whole text; or ""."""
        refusals = self._known_refusals.get(bearer.number, ())
        if not refusals:
            return ""
        start, end = self.mention_around(place)
        return next((why for at, why in refusals if at is None or (at[0] < end and start < at[1])), "")

    def has_rejected(self, bearer: Bearer) -> bool:
        """Say whether a listed reading of this bearer was rejected."""
        return any(each.id == bearer.id for each in self.rejected)

    def has_rejected_in(self, bearer: Bearer, first: int, last: int) -> bool:
        """Say whether a listed reading of this bearer was rejected between two characters, or of the whole text."""
        spans = self.refused_at.get(bearer.number, ())
        return any(span is None or (span[0] < last and first < span[1]) for span in spans)

    def rule_out(self, bearer: Bearer, first: int, last: int) -> None:
        """Note that a span does not mean a bearer, which is in another country."""
        self.ruled_out.setdefault(bearer.number, []).append((first, last))

    def is_ruled_out(self, bearer: Bearer, first: int, last: int) -> bool:
        """Say whether a span lies in one that does not mean the bearer."""
        spans = self.ruled_out.get(bearer.number, ())
        return any(start <= first and last <= end for start, end in spans)

    def _is_taken(self, first: int, last: int) -> bool:
        """Say whether words are part of what was claimed; a longer name may stand around it."""
        return bool(self._claimed) and any(
            not (first <= start and end <= last and (first, last) != (start, end))
            for place in range(first, last + 1)
            for start, end in self._claimed.get(place, ())
        )

    def _claims_of(self, span: Span, repaired: int) -> list[Claim]:
        return self.settle(Options(self, span, repaired).claims())

    def settle(self, options: list[Claim], where: tuple[int, int] | None = None) -> list[Claim]:
        """Of claims to one text, keep the bearers that fit best; the others of them are named as rivals.

        `where`: from which character to which they stand, where their words do not say it.

        A listed body and its parts fit as one (`screening.link.families`): none of them is a rival of another.
        """
        self.work.add(len(options))
        options = [claim for claim in options if not self.is_hint(claim)]
        if len(options) < 2:
            return options
        best: dict[int, Claim] = {}
        in_town = any(claim.placement.agreement is Agreement.CITY for claim in options)

        def merit(claim: Claim) -> tuple[float, float]:
            place, kind = self._merit(claim)
            # A list that gives no town says nothing against the one in the text.
            lacks_town = in_town and claim.how == "acronym" and _is_of_no_town(claim)
            return (float(Agreement.CITY) if lacks_town else place, kind)

        for claim in sorted(options, key=merit, reverse=True):
            best.setdefault(claim.bearer.number, claim)
        fitting = gather_families(
            [*best.values()], self.bearers, self.gazetteer.lexicon, lambda claim: merit(claim)[1]
        )
        top = max(map(merit, fitting))
        kept = self._without_namesakes([claim for claim in fitting if merit(claim) >= top])
        lesser = [claim for claim in fitting if merit(claim) < top]
        second = [claim for claim in lesser if self._is_second(claim, kept)]
        for claim in lesser:
            if claim not in second:
                better = f"“{claim.text}” fits {kept[0].bearer.name} better"
                self.reject(claim.bearer, better, where=where or self.characters_of(claim))
        doubted = [replace(claim, note=f"it is the own name of {kept[0].bearer.name}") for claim in second]
        if len(kept) == 1:
            return doubted + kept
        bearers = tuple(claim.bearer for claim in kept)
        return doubted + [
            replace(claim, rivals=bearers[:at] + bearers[at + 1 :]) for at, claim in enumerate(kept)
        ]

    def is_hint(self, claim: Claim) -> bool:
        """Say whether a claim only sounds like a listed name and nothing shows its country; then the reason is kept.

        It refuses nothing: a reviewed row may know the brand in these letters.
        """
        if not is_hint_of_nobody(claim):
            return False
        bearer = claim.bearer
        self.rejected.append(Alternative(bearer.name, bearer.id, why_nobody(claim.text, bearer)))
        return True

    def _without_namesakes(self, kept: list[Claim]) -> list[Claim]:
        """Where the text names no country, a subsidiary abroad of the same name is no rival of its group."""
        kept = self._without_places_elsewhere(kept)
        numbers = {claim.bearer.number: claim.bearer for claim in kept}
        remaining = []
        for claim in kept:
            group = next((numbers[tie.bearer] for tie in claim.bearer.ties if tie.bearer in numbers), None)
            unplaced = claim.placement.agreement is Agreement.UNKNOWN and not claim.placement.text
            if group is None or not unplaced or claim.bearer.countries & group.countries:
                remaining.append(claim)
            else:
                self.reject(
                    claim.bearer,
                    f"of the same name elsewhere; where no country is said of it, {group.name} is meant",
                    where=self.characters_of(claim),
                )
        return remaining or kept

    def _without_places_elsewhere(self, kept: list[Claim]) -> list[Claim]:
        """Beside a listed bearer of just this name, none whose name adds a place in brackets that the text lacks.

        "Huawei Technologies Co., Ltd." is no doubt about "Huawei Technologies (UK) Co., Ltd.", nor is it in Germany, where
        neither of the two is.
        """
        elsewhere = all(claim.placement.agreement is Agreement.CONFLICT for claim in kept)
        places = [self._place_in_brackets(claim, said_elsewhere=elsewhere) for claim in kept]
        exact = [claim for claim, place in zip(kept, places, strict=True) if not place]
        if len(exact) == len(kept) or not any(claim.bearer.listings for claim in exact):
            return kept
        for claim, place in zip(kept, places, strict=True):
            if place:
                why = f"its name adds “{place}”, which the text does not say"
                self.reject(claim.bearer, why, where=self.characters_of(claim))
        return exact

    def _place_in_brackets(self, claim: Claim, *, said_elsewhere: bool) -> str:
        """The place that a list puts in brackets into the name, or ""; a register that does so tells bodies of one name apart.

        `said_elsewhere`: the text's country is that of none of them, so it speaks for none of the places.
        """
        unplaced = claim.placement.agreement is Agreement.UNKNOWN and not claim.placement.text
        if (
            not claim.name.listed
            or not (unplaced or said_elsewhere)
            or is_organ(
                claim.name.words, self.gazetteer.lexicon
            )  # "Ministry of Defence (Syria)": one of many
        ):
            return ""
        is_place, said = self.gazetteer.lexicon.places.is_place, self.tokens.text.lower()
        found = (place for place in _IN_BRACKETS.findall(claim.name.text) if place.lower() not in said)
        return next(filter(is_place, found), "")

    def _merit(self, claim: Claim) -> tuple[float, float]:
        """How well a claim fits; that a list prints an organ's name first or last makes it no more that state's."""
        place, kind = _merit(claim)
        if claim.placement.agreement is Agreement.UNKNOWN and is_organ(
            claim.name.words, self.gazetteer.lexicon
        ):
            kind = _RANK[NameKind.ALIAS]
        return (place, kind)

    def _is_second(self, claim: Claim, kept: list[Claim]) -> bool:
        """A listed alias that is another listed body's own name: one publisher may mean the other's body."""
        alike = (
            claim.placement.agreement >= kept[0].placement.agreement
            and claim.name.kind is not NameKind.ACRONYM
        )
        listed = claim.bearer.listings and all(other.bearer.listings for other in kept)
        return bool(listed) and alike and not claim.name.doubtful and claim.name.strength is Strength.STRONG


def _is_of_no_town(claim: Claim) -> bool:
    """Say whether a claim is to a listed bearer in the text's country of which no town is known."""
    bearer = claim.bearer
    return is_in_force(bearer) and not bearer.cities and claim.placement.agreement is Agreement.COUNTRY


def _merit(claim: Claim) -> tuple[float, float]:
    """How well a claim fits: place first, then the kind of name.

    Letters alone are one kind: that a list doubts an acronym, or a register calls it an alias, makes nobody else its bearer.
    So is a name that hospitals of several towns bear, whichever of them the register calls by it alone.
    """
    place = float(min(claim.placement.agreement, Agreement.CITY))
    if claim.how == "acronym" and claim.name.kind is not NameKind.PRIMARY:
        return (place, _RANK[NameKind.ACRONYM])
    if "healthcare" in claim.bearer.types and not names_of_many_hospitals().isdisjoint(claim.name.words):
        return (place, _RANK[NameKind.ALIAS])
    return (place, _RANK.get(claim.name.kind, 1.0) - (0.5 if claim.name.doubtful else 0.0))
