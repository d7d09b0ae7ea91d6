"""One mail as it goes over the line, made of what is kept of it and of nothing else: the same bytes at every try.

- The Message-ID is made of the key of the mail and the key of the installation, so a mail that is sent twice after a kill
  is one by its id, and nobody outside can tell what it was about.
- Plain text and HTML say the same. The HTML has no picture, no script and no address but the one link.
- Nothing that a person typed can end a header: control characters are refused in addresses and become spaces in subjects.
"""

from __future__ import annotations

import hashlib
import hmac
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

SENDER = "Research Screening"  # the name before the address
LONGEST_SUBJECT = 200  # characters; clients show fewer
# C0, DEL and C1, both separators of Unicode, and signs that turn the direction of a text.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# 7 bits: what a server on the way may do to others would change a signature of the institution's gateway.
_POLICY = policy.SMTP.clone(cte_type="7bit")
_STYLE = "font:16px/1.5 system-ui,sans-serif;max-width:38em;margin:0;padding:16px"
_BUTTON = "display:inline-block;padding:10px 16px;border-radius:4px;background:#1d4f91;color:#ffffff"
_FOOT = "font-size:14px;color:#5b6470"


@dataclass(frozen=True, slots=True)
class MailBody:
    """What a mail says, once for both of its forms."""

    paragraphs: Sequence[str]
    link: str = ""  # https://…, after the paragraphs
    label: str = ""  # of the link, as a button says it
    after: Sequence[str] = ()  # further paragraphs, smaller

    @property
    def text(self) -> str:
        """As plain text."""
        link = [f"{self.label}:\n{self.link}"] if self.link else []
        return "\n\n".join([*self.paragraphs, *link, *self.after]) + "\n"

    @property
    def html(self) -> str:
        """As an HTML document; everything that was given is escaped."""
        parts = [f"<p>{_escaped(each)}</p>" for each in self.paragraphs]
        if self.link:
            link, label = html.escape(self.link), html.escape(self.label)
            parts.append(f'<p><a href="{link}" style="{_BUTTON}">{label}</a></p>')
            parts.append(f'<p style="{_FOOT}">Or open this address:<br>{link}</p>')
        parts += [f'<p style="{_FOOT}">{_escaped(each)}</p>' for each in self.after]
        head = '<meta charset="utf-8"><meta name="color-scheme" content="light dark">'
        return (
            f'<!doctype html>\n<html lang="en"><head>{head}</head>\n<body style="{_STYLE}">\n'
            + "\n".join(parts)
            + "\n</body></html>\n"
        )


def subject_line(text: str) -> str:
    """A subject as it can stand in a header: one line, nothing invisible, no longer than clients show."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"


def message_id(secret: bytes, key: str, sender: str) -> str:
    """The Message-ID of the mail with this key, in brackets.

    Args:
        secret: the installation's key.
        key: of the mail.
        sender: the address that mail comes from; its domain stands in the id.
    """
    made = hmac.digest(secret, f"mail\n{key}".encode(), hashlib.sha256).hex()[:40]
    return f"<{made}@{sender.rpartition('@')[2].lower()}>"


def build_message(
    *, to: str, sender: str, subject: str, text: str, html: str, made_at: datetime, id_: str
) -> EmailMessage:
    """Build the mail.

    Args:
        to: the address, checked.
        sender: the address that it comes from, checked.
        subject: one line (`subject_line`).
        text: the plain form.
        html: the other; "" for a mail without one.
        made_at: when it was put into the table, which is its date however late it is sent.
        id_: its Message-ID.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = Address(SENDER, addr_spec=sender)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = subject
    message["Date"] = format_datetime(made_at)
    message["Message-ID"] = id_
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nothing that is away answers it
    message.set_content(text, cte="quoted-printable")
    if html:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        message.set_boundary(f"=_{id_[1:33]}")  # else a random one
    return message


def _escaped(paragraph: str) -> str:
    return html.escape(paragraph).replace("\n", "<br>\n")
