"""A language in which every text of the pages stands in brackets."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import web

CATALOGUE = Path(web.__file__).parent / "translations" / "messages.pot"


def german(folder):
    """A catalogue of a language in which every text stands in brackets."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="de")
    for message in catalogue:
        if message.id:
            plural = isinstance(message.id, tuple)
            message.string = tuple(f"⟦{each}⟧" for each in message.id) if plural else f"⟦{message.id}⟧"
    target = folder / "de" / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, catalogue)
    return folder
