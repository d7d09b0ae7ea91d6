"""The second stage: what the exact reading left without a hit in force is asked about once more.

Candidates come from the words that a text shares with listed names, however they are written. What something known
explains goes out first, with its sentence; each of the others gets features, and a scorecard adds up their points.
"""

from __future__ import annotations

from dataclasses import dataclass

from screening.link.bearers import Bearer, Name
from screening.link.claims import ClaimReader
from screening.link.relations import Link

# In the order of a candidate's features; what each means stands in `second_stage_features`.
FEATURES = (
    "coverage",
    "weight_found",
    "weight_of_name",
    "heaviest_missing",
    "words_of_name",
    "telling_word",
    "telling_word_alike",
    "place_word",
    "least_alike",
    "inversions",
    "weight_beside",
    "share_of_text",
    "other_number",
    "part_of_body",
    "doubtful_name",
    "cut_off",
    "words_of_text",
    "begins_alike",
    "other_direction",
    "acronym_expansion",
    "telling_inserted",
    "telling_beside",
    "subject_beside",
    "place_beside",
    "form_beside",
    "standing",
    "word_after",
    "word_before",
    "sort_and_country",
    "sort_and_fit",
    "rival_coverage",
    "rival_weight",
    "rival_lead",
    "bearers_of_words",
)
CATEGORIES = ("standing", "word_after", "word_before", "sort_and_country", "sort_and_fit")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A listed name that a text may mean."""

    bearer: Bearer
    name: Name
    features: tuple[float, ...]  # in the order of FEATURES
    explained: str = ""  # what is known that explains the text without the bearer, in a sentence; "" where nothing is


@dataclass(frozen=True, slots=True)
class SecondStage:
    """Candidates, features and points over one universe."""

    def candidates(self, reader: ClaimReader, hidden: frozenset[str] = frozenset()) -> list[Candidate]:
        """Every listed name that a text may mean, explained or not. `hidden`: register ids to read past."""
        return []

    def links(self, reader: ClaimReader, source: str) -> list[Link]:
        """A link to the listed bearer that each mention without a hit most likely means, where that is likely enough."""
        return []
