"""The exit codes of the command line: all of them, in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import IntEnum

from screening.errors import ScreeningError, is_question
from screening.model import Level, Outcome
from watchlists.errors import WatchlistError


class ExitCode(IntEnum):
    """What a command says to the program that started it."""

    DONE = 0
    FOUND = 1
    REFUSED = 2
    UNPROVEN = 3
    ASKED = 4


MEANINGS = {
    ExitCode.DONE: "done",
    ExitCode.FOUND: "done, and there is something to look at: a subject at or above --fail-on, a checked name that could "
    "not be screened, a list that was not updated, a report or log that does not agree",
    ExitCode.REFUSED: "refused or failed; the message says why and what to do, and no file is half written",
    ExitCode.UNPROVEN: "the log agrees with itself, but nothing outside it could show that it is complete; or it "
    "names a report whose list is too long for the report to be made again",
    ExitCode.ASKED: "the file can be read in more than one way; nothing was screened, choose one of the readings shown",
}
# Of several files the gravest code stands for all: what was not screened outweighs what was found.
_GRAVITY = (ExitCode.DONE, ExitCode.UNPROVEN, ExitCode.FOUND, ExitCode.ASKED, ExitCode.REFUSED)


def exit_code_of(error: ScreeningError | WatchlistError) -> ExitCode:
    """The exit code of a refusal."""
    return ExitCode.ASKED if is_question(error) else ExitCode.REFUSED


def gravest(codes: Iterable[ExitCode]) -> ExitCode:
    """The code that stands for several."""
    return max(codes, key=_GRAVITY.index, default=ExitCode.DONE)


def reaches(subject_levels: Mapping[str, int], level: Level) -> bool:
    """Whether a subject has `level` or a higher one, or could not be looked at: nobody can say its level.

    Args:
        subject_levels: how many subjects have which level, and how many are "unscreened".
        level: of `--fail-on`.
    """
    levels = list(Level)
    high = {each.value for each in levels[levels.index(level) :]}
    return any(subject_levels.get(end) for end in (*high, Outcome.UNSCREENED.value))


def table() -> str:
    """All of them for a person, one a line."""
    return "\n".join(f"  {code.value}  {meaning}" for code, meaning in MEANINGS.items())
