"""Texts for people, in the language of whoever looks; `make texts` gathers every text that stands in these calls."""

from __future__ import annotations

from web.locales import speech


class TranslatedText(str):
    """A text in the language of the page, so that one which is English for everybody can be told from it."""

    __slots__ = ()


def _(text: str, **values: object) -> str:
    """The text in the language of the page, in English where no page is made; `%(name)s` stands for a value."""
    said = speech().texts.gettext(text)
    return TranslatedText(said % values if values else said)


def N_(text: str) -> str:  # noqa: N802 - the name by which catalogues are filled
    """Mark a text for the catalogue where it is written; it is translated where it is shown."""
    return text
