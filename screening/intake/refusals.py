"""The refusals of intake and the reasons for leaving a row unscreened, as sentences in a reviewable file.

A refusal says what is wrong, where, and what to do; its code is stable. Codes and sentences stand in
`vocabulary/refusals.toml`; a code that is not there is an error of the program, not of the file.
"""

from __future__ import annotations

from screening.errors import UploadRefused
from screening.intake.vocabularies import toml_file


def refusal(code: str, **facts: object) -> UploadRefused:
    """Make the refusal with this code; `facts` fill its sentence and stay on it. Raises KeyError for an unknown code."""
    sentence = toml_file("refusals.toml")["refusals"][code].format(**facts)
    refused = UploadRefused(sentence, **facts)
    refused.code = code
    return refused


def question(code: str, **facts: object) -> str:
    """The sentence that asks how a file is to be read."""
    sentence: str = toml_file("refusals.toml")["questions"][code]
    return sentence.format(**facts)


def row_reason(code: str, **facts: object) -> str:
    """The sentence of a reason for which a row was left unscreened, or of a note beside its result."""
    sentence: str = toml_file("refusals.toml")["rows"][code]
    return sentence.format(**facts)


def notice(code: str, **facts: object) -> str:
    """The sentence of something that is said about the whole file."""
    sentence: str = toml_file("refusals.toml")["notices"][code]
    return sentence.format(**facts)


def placeholder_sentence(kind: str, text: str) -> str:
    """Why a text that stands in the place of a name could not be looked up."""
    sentence: str = toml_file("refusals.toml")["placeholders"][kind]
    return sentence.format(text=text)
