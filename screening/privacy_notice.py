"""How the people on a list learn that they are screened, or which exception is relied on where they do not.

Screening collects facts about people from others than themselves. New Zealand's information privacy principle 3A and
Article 14 of the GDPR then ask for a notice, unless an exception applies; which one is relied on is recorded with
every run, in the log and in its receipt.
"""

from __future__ import annotations

from enum import StrEnum


class PrivacyNotice(StrEnum):
    """What was said of it when the list was accepted."""

    UNSAID = ""
    GIVEN = "given"
    TOLD_BEFORE = "told-before"
    PUBLIC = "public"
    SECURITY = "security"
    NO_PEOPLE = "no-people"

    @property
    def sentence(self) -> str:
        """The same in words."""
        return _SENTENCES[self]


_SENTENCES = {
    PrivacyNotice.UNSAID: "Nobody stated how the people on the list are informed.",
    PrivacyNotice.GIVEN: "We have informed the people on the list, or do so with this screening.",
    PrivacyNotice.TOLD_BEFORE: "Exception: they were informed when their data was collected.",
    PrivacyNotice.PUBLIC: "Exception: the facts about them are public.",
    PrivacyNotice.SECURITY: "Exception: informing them would put security, defence or an inquiry at risk.",
    PrivacyNotice.NO_PEOPLE: "The list names organisations only.",
}
