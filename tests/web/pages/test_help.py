"""Every screen says what it is for, in words that the glossary explains."""

import re
from pathlib import Path

from web.pages.help import read_help
from web.pages.rail import DAILY, SETTINGS

HTTPS = {"base_url": "https://localhost"}
GLOSSARY = Path(__file__).parents[3] / "docs" / "glossary.md"


def test_every_screen_of_the_rail_has_its_help(client):
    for screen in (*DAILY, *SETTINGS):
        help_text = read_help().screens[screen.name].means
        page = client.get(f"/{'' if screen.name == 'check' else screen.name}", follow_redirects=True, **HTTPS)
        assert help_text in page.text, screen.name


def test_every_word_of_the_help_stands_in_the_glossary_and_every_word_of_the_glossary_in_the_document():
    said, document = read_help(), GLOSSARY.read_text(encoding="utf-8")
    used = {word for screen in said.screens.values() for word in screen.words}
    assert used == said.words.keys()
    assert all(key == entry.word for key, entry in said.words.items())
    assert said.words.keys() <= set(re.findall(r"^\| ([^|]+) \|", document, re.MULTILINE))


def test_the_glossary_page_explains_each_word_at_an_address_of_its_own(client):
    page = client.get("/glossary", **HTTPS).text
    for entry in read_help().words.values():
        assert f'<dt id="{entry.anchor}">{entry.word}</dt>' in page
