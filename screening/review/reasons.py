"""The codes of reasons.toml, which a research officer may review and an institution may add to."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from screening.review.rules import DecisionRefused, Verdict


class About(StrEnum):
    """Whom an answer binds."""

    TEXT = "text"  # every subject whose text says the same
    SUBJECT = "subject"  # the one subject it was made about


@dataclass(frozen=True, slots=True)
class ReviewReason:
    """One code: its sentence, under which verdicts it is offered, whom it binds, and whether it asks for a note."""

    code: str
    label: str
    verdicts: tuple[Verdict, ...]
    about: About
    note: bool = False
    retired: bool = False
    use: str = ""  # when to choose it, in a sentence; "" where the label says so


@cache
def reasons() -> dict[str, ReviewReason]:
    """Every code in the order of the file, retired ones too.

    Raises:
        KeyError, ValueError: the file is wrong; the installation is broken.
    """
    text = (files("screening.review") / "reasons.toml").read_text(encoding="utf-8")
    return {
        code: ReviewReason(
            code=code,
            label=said["label"],
            verdicts=tuple(Verdict(each) for each in said["for"]),
            about=About(said["about"]),
            note=said.get("note", False),
            retired=said.get("retired", False),
            use=said.get("use", ""),
        )
        for code, said in tomllib.loads(text)["reasons"].items()
    }


def words() -> list[str]:
    """Every reason that may be chosen now, under whichever verdict, as a drop-down offers it: "too little"."""
    return [word_of(each.code) for each in reasons().values() if not each.retired]


def word_of(code: str) -> str:
    """A code in words, as people read and choose it."""
    return code.replace("_", " ")


def reason_text(code: str) -> str:
    """What a code says, in words for readers, without the examples in brackets; an unknown code stays as it is."""
    reason = reasons().get(code)
    return reason.label.partition(" (")[0] if reason else word_of(code)


def code_of(text: str) -> str:
    """The code of a reason that somebody chose or wrote, in words or as a code; any other text as it is."""
    code = "_".join(text.casefold().replace("_", " ").split())
    return code if code in reasons() else text


def about_of(code: str) -> About:
    """Whom an answer with this code binds; with a code that is not known, its subject alone."""
    reason = reasons().get(code)
    return reason.about if reason else About.SUBJECT


def offered(verdict: Verdict) -> tuple[ReviewReason, ...]:
    """The codes that may be chosen for a verdict now."""
    return tuple(each for each in reasons().values() if verdict in each.verdicts and not each.retired)


def for_every_verdict() -> tuple[ReviewReason, ...]:
    """The codes that may be chosen now whatever the verdict is."""
    return tuple(
        each for each in reasons().values() if set(Verdict) <= set(each.verdicts) and not each.retired
    )


def for_one_verdict() -> dict[Verdict, tuple[ReviewReason, ...]]:
    """By verdict, the other codes that may be chosen for it now."""
    every = for_every_verdict()
    return {verdict: tuple(each for each in offered(verdict) if each not in every) for verdict in Verdict}


def check_reason(verdict: Verdict, code: str, note: str) -> None:
    """Let only a code go by that fits the verdict, with its note.

    Raises:
        DecisionRefused: naming what is missing.
    """
    words = verdict.value.replace("_", " ")
    reason = reasons().get(code)
    if reason is None or reason.retired or verdict not in reason.verdicts:
        codes = ", ".join(each.code for each in offered(verdict))
        raise DecisionRefused(f"Give a reason that fits “{words}”: one of {codes}.", what="reason")
    if reason.note and not note.strip():
        raise DecisionRefused(f"The reason “{reason.label}” needs a note; add a sentence.", what="note")
