"""What the question about one listed party says of a result: its own level, score and confidence, as the queue has them.

Values alone: they are kept with the results of a run, for reports need no database and no lists.
"""

from __future__ import annotations

from dataclasses import dataclass

from screening.model import Level

# A question is a party and a text that was read as it; two people of one name are two questions.
QuestionKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PartyQuestion:
    """Whether a text means a party, asked of one subject."""

    party_id: str
    text_digest: str  # of the text that was read; of the whole subject where a listed person is meant
    level: Level
    score: int
    confidence: float  # 0 where no listing is behind it

    @property
    def key(self) -> QuestionKey:
        """What all subjects that are asked about in this question have in common."""
        return self.party_id, self.text_digest
