"""Whether there is anything in a subject that can be looked up. "Could not look" is never "no match"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from screening.intake.affiliation_cell import affiliations_in
from screening.intake.identifiers import find_identifier
from screening.intake.limits import LIMITS
from screening.intake.placeholders import (
    PLACEHOLDER,
    is_framed,
    is_reference,
    is_word_for_none,
    placeholder_kind,
    placeholder_reason,
)
from screening.model import Reading, Subject, SubjectType

_ADDRESSES = ("email", "domain")
_MOST_SOURCES = 5  # that a sentence names
FEWEST_LETTERS = 2  # one letter, or one character of Han, names nobody


def fault(subject: Subject, is_printed: Callable[[str], bool] = lambda _: False) -> tuple[str, str] | None:
    """The code and sentence of why a subject cannot be screened, or None where it can.

    A text over its cap is not cut: what stands behind the cut might be the listed name. `is_printed` says whether a
    list prints a text as a name: "M23" has one letter and is one.
    """
    for text, limit in _texts(subject):
        if len(text) > limit:
            return (
                "name-too-long",
                f"The text has {len(text):,} characters and the limit is {limit:,}; give each name by itself.",
            )
    if subject.identifiers or any(_says_something(text) or is_printed(text) for text, _ in _texts(subject)):
        return None
    for text, _ in _texts(subject):
        if placeholder_kind(text) is not None:
            return PLACEHOLDER, placeholder_reason(text)
    return "not-a-name", "Enter at least two letters; there is nothing here to search for."


def without_references(
    subject: Subject, is_printed: Callable[[str], bool] = lambda _: False
) -> tuple[Subject, tuple[str, str] | None]:
    """A subject without the texts that stand for names given elsewhere, with the code and sentence of the first.

    Of a subject that is nothing else nothing is taken away: `fault` says so. A text framed as a line between rows is looked up
    and has the sentence. What a list prints as a name is one.
    """
    texts = [text for text, _ in _texts(subject)]
    unread = [text for text in texts if is_reference(text) and not is_printed(text)]
    framed = [text for text in texts if is_framed(text) and text not in unread]
    if not unread and not framed:
        return subject, None
    flagged = PLACEHOLDER, placeholder_reason((*unread, *framed)[0])
    rest = replace(
        subject,
        name="" if subject.name in unread else subject.name,
        affiliations=tuple(text for text in subject.affiliations if text not in unread),
        ties=tuple(tie for tie in subject.ties if tie.text not in unread),
    )
    return (rest if any(text for text, _ in _texts(rest)) or rest.identifiers else subject), flagged


def notes_of_none(subject: Subject) -> tuple[str, ...]:
    """That a text of a subject gives no name, where another one was looked up: "n/a" beside a person."""
    texts = dict.fromkeys(text for text, _ in _texts(subject) if is_word_for_none(text))
    return tuple(placeholder_reason(text) for text in texts)


def split_organisations(subject: Subject, is_printed: Callable[[str], bool] = lambda _: False) -> Subject:
    """A subject whose one text names several organisations, with each of them as an affiliation.

    A text that a list prints as one name stays one.
    """
    if subject.affiliations or subject.ties or subject.type is SubjectType.PERSON:
        return subject
    parts = affiliations_in(subject.name)
    if len(parts) < 2 or is_printed(subject.name):
        return subject
    return replace(subject, name="", affiliations=parts)


def with_identifiers(subject: Subject, is_printed: Callable[[str], bool] = lambda _: False) -> Subject:
    """A subject whose texts that are identifiers and nothing else stand among its identifiers.

    A mail or web address stays a text: the linker reads addresses in texts, and some bodies are called so. So does what
    a list prints as a name.
    """
    found = {
        text: known
        for text in _texts_of_organisations(subject)
        if (known := find_identifier(text)) and known[0] not in _ADDRESSES and not is_printed(text)
    }
    if not found:
        return subject
    return replace(
        subject,
        name="" if subject.name in found else subject.name,
        affiliations=tuple(text for text in subject.affiliations if text not in found),
        identifiers=tuple(dict.fromkeys((*subject.identifiers, *found.values()))),
    )


def too_long(sources: Sequence[str]) -> tuple[str, str]:
    """The code and sentence of a subject of which some texts are more than can be read at once.

    Args:
        sources: where these texts stand: "name", "affiliation 3", "tie 1".
    """
    named = [f"the {source}" if source == "name" else source for source in sources[:_MOST_SOURCES]]
    if rest := len(sources) - len(named):
        named.append(f"{rest:,} more")
    where = " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))
    return (
        "too-long-to-read",
        f"There is more in {where} than can be read at once, so nothing there was looked up; split the text and put"
        " each organisation in its own cell.",
    )


def unknown_identifier(subject: Subject, reading: Reading) -> tuple[str, str] | None:
    """The code and sentence of a subject that is nothing but identifiers of which nothing is known; else None."""
    if reading.hits or reading.bodies or reading.ambiguous:
        return None
    found = list(subject.identifiers)
    for text, _ in _texts(subject):
        known = find_identifier(text) if text in _texts_of_organisations(subject) else None
        if known is not None:
            found.append(known)
        elif _says_something(text):
            return None
    if not found:
        return None
    shown = ", ".join(dict.fromkeys(f"{scheme} {value}" for scheme, value in found))
    those = "this identifier" if len(dict.fromkeys(found)) == 1 else "these identifiers"
    return "identifier-unknown", f"we do not know {those} ({shown}); enter a name as well"


def _texts_of_organisations(subject: Subject) -> tuple[str, ...]:
    name = () if subject.type is SubjectType.PERSON or not subject.name else (subject.name,)
    return (*name, *subject.affiliations)


def _texts(subject: Subject) -> list[tuple[str, int]]:
    cap = LIMITS.name_chars if subject.type is SubjectType.PERSON else LIMITS.cell_chars
    texts = (*subject.affiliations, *(tie.text for tie in subject.ties))
    return [(subject.name, cap), *((text, LIMITS.cell_chars) for text in texts)]


def _says_something(text: str) -> bool:
    return sum(char.isalpha() for char in text) >= FEWEST_LETTERS and placeholder_kind(text) is None
