"""A mail over the line: both forms say the same, nothing ends a header, and the same mail is the same bytes."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from screening.mail.message import LONGEST_SUBJECT, MailBody, build_message, message_id, subject_line

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
BODY = MailBody(
    ["Hello <b>Zoë</b> & 李明,\nyou are invited."],
    link="https://screening.example.org/welcome/a?b=1&c=<2>",
    label='Set "your" password',
    after=["It works once."],
)


def parsed(**changes):
    given = {
        "to": "ana@office.example",
        "sender": "screening@office.example",
        "subject": "Ihre Einladung: 邀请 für Zoë",
        "text": BODY.text,
        "html": BODY.html,
        "made_at": AT,
        "id_": "<abc@office.example>",
    }
    content = build_message(**given | changes).as_bytes()
    return content, message_from_bytes(content, policy=policy.default)


def test_headers_say_who_when_and_that_no_person_wrote_it():
    content, mail = parsed()
    assert content.isascii()
    assert mail["Subject"] == "Ihre Einladung: 邀请 für Zoë"
    assert mail["From"] == "Research Screening <screening@office.example>"
    assert mail["To"] == "ana@office.example"
    assert mail["Date"].datetime == AT
    assert (mail["Message-ID"], mail["Auto-Submitted"]) == ("<abc@office.example>", "auto-generated")
    assert max(map(len, content.split(b"\r\n"))) <= 78


def test_text_and_html_say_the_same_and_html_is_escaped():
    _, mail = parsed()
    assert mail.get_content_type() == "multipart/alternative"
    plain, marked_up = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "Hello <b>Zoë</b> & 李明,\nyou are invited." in plain
    assert 'Set "your" password:\nhttps://screening.example.org/welcome/a?b=1&c=<2>' in plain
    assert "Hello &lt;b&gt;Zoë&lt;/b&gt; &amp; 李明,<br>\nyou are invited." in marked_up
    assert 'href="https://screening.example.org/welcome/a?b=1&amp;c=&lt;2&gt;"' in marked_up
    assert "Set &quot;your&quot; password</a>" in marked_up
    assert plain.rstrip().endswith("It works once.")
    assert "It works once.</p>" in marked_up
    assert "<b>" not in marked_up
    assert "src=" not in marked_up


def test_a_mail_may_be_text_alone():
    _, mail = parsed(html="")
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().split("\r\n") == BODY.text.split("\n")


def test_the_same_mail_is_the_same_bytes():
    assert parsed()[0] == parsed()[0]


@pytest.mark.parametrize(
    "subject",
    [
        "Hello\r\nBcc: eve@evil.example",
        "Hello\nBcc: eve@evil.example",
        "Hello\rBcc: eve@evil.example",
        "Hello\x0b\x0cBcc: eve@evil.example",
        "Hello\x85\u2028Bcc: eve@evil.example",
        "Hello\x00\r\n\r\nBcc: eve@evil.example",
    ],
)
def test_no_subject_ends_its_header(subject):
    content, mail = parsed(subject=subject_line(subject))
    assert mail["Subject"] == "Hello Bcc: eve@evil.example"
    assert mail["Bcc"] is None
    assert b"\nBcc" not in content


@pytest.mark.parametrize("place", ["to", "sender", "subject"])
def test_what_would_end_a_header_is_refused_where_it_was_not_checked_before(place):
    with pytest.raises(ValueError, match=r"linefeed|newline|CR or LF|addr_spec|non-ASCII"):
        parsed(**{place: "ana@office.example\r\nBcc: eve@evil.example"})


def test_a_subject_is_one_line_that_is_shown_whole_and_turns_no_text_around():
    assert subject_line("  A\u202eb  c ") == "A b c"
    long = subject_line("x" * 900)
    assert (len(long), long[-1]) == (LONGEST_SUBJECT, "…")
    _, mail = parsed(subject=long)
    assert mail["Subject"] == long


def test_a_message_id_is_of_one_key_one_installation_and_one_domain():
    made = message_id(b"secret", "run 1", "screening@Office.Example")
    assert made == message_id(b"secret", "run 1", "other@office.example")
    assert made.endswith("@office.example>")
    assert (
        len(
            {
                made,
                message_id(b"secret", "run 2", "a@b.example"),
                message_id(b"other", "run 1", "a@b.example"),
            }
        )
        == 3
    )
    assert "run 1" not in made
