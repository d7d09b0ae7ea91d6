"""Which texts are e-mail addresses that mail is sent to or from: one address, of ASCII, as a browser's form takes it."""

from __future__ import annotations

import re

# RFC 5321, 4.5.3.1: 64 octets before the sign, 254 in all since the path has two brackets.
_LONGEST = 254
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# The form of HTML's e-mail field. Quoted local parts are valid and nobody's; without them no character that ends a
# header or an address can stand in one.
_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})*")


def is_mail_address(text: str) -> bool:
    """Whether a text is one e-mail address, with nothing around it.

    An address whose domain has other letters is written with its ASCII form (xn--…); one whose first part has some is not
    taken, since not every server on the way would.
    """
    return len(text) <= _LONGEST and _ADDRESS.fullmatch(text) is not None and not _has_empty_part(text)


def _has_empty_part(text: str) -> bool:
    local = text.rpartition("@")[0]
    return local.startswith(".") or local.endswith(".") or ".." in local
