"""A browser's own name in words: "Firefox on Windows". What is not known is shown as it names itself, cut."""

from __future__ import annotations

from web.i18n import _

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_LONGEST = 60  # characters


def describe_user_agent(agent: str) -> str:
    """What a User-Agent header says, for a person who wants to know his own browsers again."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return (
        _("%(browser)s on %(system)s", browser=browser, system=system)
        if browser and system
        else browser or system or agent[:_LONGEST] or _("not named")
    )
