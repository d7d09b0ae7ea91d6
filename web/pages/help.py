"""Help: what each screen is for, with the words that stand on it, and the glossary of all of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated

from flask import Blueprint, Flask, render_template
from pydantic import BaseModel, ConfigDict, Field

from web.pages.page_context import PageContext

NAME = "glossary"
# A screen that belongs to another one has its help.
_BELONGS_TO: Mapping[str, str] = {"list_asking": "lists", "list_by_hand": "lists"}

_Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ScreenHelp(_Strict):
    """What one screen is for, and the words that stand on it."""

    means: _Text
    words: tuple[str, ...]


class Word(_Strict):
    """One word of the glossary."""

    word: _Text
    means: _Text

    @property
    def anchor(self) -> str:
        """Where it stands on the page."""
        return self.word.lower().replace(" ", "-")


class Help(_Strict):
    """The help of all screens."""

    screens: dict[str, ScreenHelp]
    words: dict[str, Word]


@cache
def read_help() -> Help:
    """Read help.toml."""
    return Help.model_validate(tomllib.loads(Path(__file__).with_name("help.toml").read_text("utf-8")))


def help_of(screen: str) -> ScreenHelp | None:
    """The help of a screen, by its blueprint; None where there is none."""
    return read_help().screens.get(_BELONGS_TO.get(screen, screen))


def register(app: Flask) -> None:
    """Let templates of `app` show the help of their screen."""
    app.jinja_env.globals.update(
        help_of=help_of,
        glossary=lambda: read_help().words,
    )


def make_blueprint(_shown: PageContext) -> Blueprint:
    """The blueprint of the glossary."""
    page = Blueprint(NAME, __name__)

    @page.get("/glossary")
    def show() -> str:
        return render_template("glossary.html")

    return page
