"""Texts as PostgreSQL can hold them: the character NUL, which its texts cannot, is kept as its picture (␀).

A cell of a workbook may hold one (`_x0000_`), and so may a text sent to the API. Whatever refused it would refuse it
again however often a step is done. What is sealed or counted on by its hash never holds one: JSON writes it otherwise.
"""

from __future__ import annotations

from psycopg import Connection
from psycopg.adapt import Dumper

PICTURE = "␀"


def without_nul(text: str) -> str:
    """The text with every NUL as its picture."""
    return text.replace("\0", PICTURE) if "\0" in text else text


class _WithoutNul(Dumper):
    """Hands a text over; its type is left to PostgreSQL, as the driver's own does."""

    def dump(self, obj: str) -> bytes:
        return without_nul(obj).encode()


def keep_nul_as_its_picture(connection: Connection, _record: object = None) -> None:
    """Have every text that goes through a connection arrive without NUL; an event for new connections."""
    connection.adapters.register_dumper(str, _WithoutNul)
