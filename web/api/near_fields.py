"""Which field of a subject was probably meant by a name that there is none of.

Asked are the fields themselves, the schemes of identifiers, and the headers that intake knows of lists; a slip of the
pen counts as the word. What no word is near to has no meaning here, and the caller is told just that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

from rapidfuzz.distance import OSA

from screening.intake.headers import (
    SENSITIVE,
    STATED,
    UNUSED,
    fold,
    meaning_of_phrase,
    recognise,
    reference_rank,
)
from web.api.models import Identifier, SubjectRequest

# What comes back as it was sent, and is never searched for.
NOT_SEARCHED = frozenset({"reference", "metadata"})
_LONGEST = 60  # characters of a name that is looked at; the longest field has 19
_SHORT = 5  # letters: in a longer word two slips still leave the word
_LONG_PHRASE = 7  # letters: shorter headers of some language are a slip away from anything
# By the meaning of a column: the field that takes it, and how it is written there.
_OF_COLUMNS = {
    **dict.fromkeys(
        ("name", "person_name", "family_name", "given_name", "middle_name", "native_name"), "name"
    ),
    **dict.fromkeys(("organisation", "affiliation", "department"), "affiliations"),
    **dict.fromkeys(
        (
            "previous_employer", "education", "funder", "owner", "other_person", "other_person_affiliation",
            "host_name",
        ),
        "ties",
    ),
    # They say something of an organisation beside them, and name none: nobody is missed without them.
    **dict.fromkeys(STATED, ""),
    **dict.fromkeys(
        ("email", "orcid", "ror", "lei", "uscc", "inn", "ogrn", "company", "domain"), "identifiers"
    ),
    "birth": "birth_date",
    "country": "country",
    "institution_country": "institution_country",
    "city": "city",
}  # fmt: skip
WRITTEN = {
    "name": "name, a text",
    "affiliations": "affiliations, a list of texts",
    "ties": "ties, a list of objects with text and kind",
    "identifiers": "identifiers, a list of objects with scheme and value",
    "birth_date": "birth_date, as in 1965-03-07, or a month or year of it",
    "type": "type: organisation, person or unknown",
    "reference": "reference: your own key of the subject",
    "metadata": "metadata, an object of texts",
}


@dataclass(frozen=True, slots=True)
class FieldGuess:
    """What a name that is no field may mean."""

    # The field that was probably meant; "" where none is near.
    field: str = ""
    # A kind of column that is left aside in lists, too, such as a gender or an amount.
    set_aside: bool = False
    sensitive: bool = False

    @property
    def advice(self) -> str:
        """What to send instead, in words; "" where no field is near."""
        return f"send {WRITTEN.get(self.field, self.field)}" if self.field else ""


@lru_cache(maxsize=2_000)
def guess_field(name: str) -> FieldGuess:
    """Guess which field of a subject a caller's name means, from the name alone."""
    words = fold(name[:_LONGEST])
    joined = words.replace(" ", "")
    if not joined:
        return FieldGuess()
    if field := next((each for each in SubjectRequest.model_fields if joined in _forms(each)), ""):
        return FieldGuess(field)
    if any(_joined(each) == joined for each in get_args(Identifier.model_fields["scheme"].annotation)):
        return FieldGuess("identifiers")
    if reference_rank(name) is not None or reference_rank(words) is not None:
        return FieldGuess("reference")
    header = recognise(name[:_LONGEST])
    if header is not None and not header.loose:
        return _of_column(header.meaning)
    if field := _nearest_field(joined):
        return FieldGuess(field)
    return _of_column(_nearest_meaning(words))


def _of_column(meaning: str) -> FieldGuess:
    if meaning in (SENSITIVE, UNUSED):
        return FieldGuess(set_aside=True, sensitive=meaning == SENSITIVE)
    return FieldGuess(_OF_COLUMNS.get(meaning, ""))


def _nearest_field(joined: str) -> str:
    """The field that differs by a slip or two of the pen; "" where none does."""
    most = 1 if len(joined) <= _SHORT else 2
    distance, field = min(
        (OSA.distance(joined, each), field) for field in SubjectRequest.model_fields for each in _forms(field)
    )
    return field if distance <= most else ""


def _nearest_meaning(words: str) -> str:
    """The meaning of a long header that differs by one slip of the pen; "" where none does."""
    if len(words) < _LONG_PHRASE:
        return ""
    near = (phrase for phrase in meaning_of_phrase() if OSA.distance(words, phrase, score_cutoff=1) <= 1)
    return meaning_of_phrase().get(min(near, default=""), "")


def _forms(field: str) -> tuple[str, str]:
    """A field as it is written and as it is called of one."""
    joined = _joined(field)
    return joined, f"{joined[:-3]}y" if joined.endswith("ies") else joined.removesuffix("s")


def _joined(field: str) -> str:
    return fold(field).replace(" ", "")
