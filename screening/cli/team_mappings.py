"""The confirmed mappings of a team on this machine, as `screen` reads with them and keeps them.

What opens a database is imported where there is one: it takes as long as all else that a list is screened with.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from screening.cli import options
from screening.errors import ScreeningError
from screening.intake.confirmed_mapping import Mapped, used_in
from screening.intake.model import ParsedList
from screening.intake.reading_choice import ReadingChoice

if TYPE_CHECKING:
    from screening.context import AppContext


class NothingInstalled(ScreeningError):
    """There is no place in which a mapping could be kept."""

    code, status = "nothing-installed", 409


def is_installed() -> bool:
    """Whether this machine has an installation."""
    named = bool(os.environ.get("SCREENING_DATABASE_URL"))
    return named or (options.data() / "screening.sqlite").exists()


@contextmanager
def installed() -> Iterator[AppContext]:
    """The installation of this machine, for as long as the context lasts."""
    from screening.cli.service import installation

    place = installation()
    try:
        yield place
    finally:
        place.close()


def confirmed_here(team: str) -> list[Mapped]:
    """The confirmed mappings of a team on this machine; where they cannot be read, that is said and there are none."""
    if not is_installed():
        return []
    from screening.confirmed_mappings import mappings
    from screening.storage import StorageFailed

    try:
        with installed() as context:
            return mappings(context, team)
    except StorageFailed as error:
        options.print_note(f"Confirmed mappings cannot be looked up: {error.sentence}")
        return []


def note_reading(
    intake: ParsedList, choice: ReadingChoice, known: list[Mapped], team: str, *, remember: bool
) -> None:
    """Note which mappings a list was read with, and with `remember` keep what was chosen for it.

    Raises:
        NothingInstalled: there is no place to keep it in.
        StorageFailed: nothing was kept.
    """
    used = used_in(intake, known)
    if not used and not remember:
        return
    if not is_installed():
        raise NothingInstalled("Nothing can be remembered here yet; run `screening init` first, once.")
    from screening.confirmed_mappings import confirm, note_use

    with installed() as context:
        if used:
            with context.database.write() as session:
                note_use(session, used, context.now().isoformat())
        if remember and not confirm(context, team, intake, choice, by=options.account()):
            options.print_note("Nothing was remembered: no table with headers was read as you chose.")
