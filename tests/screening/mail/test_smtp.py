"""One conversation, with servers that behave and with such as do not."""

import socket
import threading

import pytest
from mail_server import HERE, PASSWORD, USER, certificate

from screening.mail.smtp import MailServer, send, server_of
from screening.settings import Settings

CONTENT = b"Subject: Hello\r\n\r\nA line.\r\n.\r\nA line after a point.\r\n"
TO = "ana@office.example"


def server(port, security="none", host=HERE, **more):
    return MailServer(host, port, security, "screening@office.example", "screening.office.example", **more)


def test_a_server_gets_the_mail_as_it_is_and_one_recipient(mail_server):
    answer = send(server(mail_server.port), TO, CONTENT)
    assert (answer.sent, answer.status, answer.sentence) == (True, 250, "")
    assert mail_server.got == [([TO], CONTENT)]


@pytest.mark.parametrize(("security", "starttls"), [("starttls", True), ("tls", False)])
def test_over_tls_the_certificate_is_verified_before_anything_is_said(
    tls_server, monkeypatch, security, starttls
):
    opened = tls_server(starttls=starttls)
    at = server(opened.port, security, host="localhost")
    assert send(at, TO, CONTENT).sent
    of_another_name = send(server(opened.port, security), TO, CONTENT)
    monkeypatch.delenv("SSL_CERT_FILE")
    of_nobody = send(at, TO, CONTENT)
    for answer in (of_another_name, of_nobody):
        assert (answer.sent, answer.code, answer.final) == (False, "not-trusted", False)
        assert "cannot be verified; nothing was sent" in answer.sentence
    assert len(opened.got) == 1


def test_where_no_starttls_is_offered_nothing_travels_in_the_clear(mail_server, odd_server):
    assert send(server(mail_server.port, "starttls", host="localhost"), TO, CONTENT).code == "no-starttls"
    heard = []

    def listen(connection):
        with connection.makefile("rb") as lines:
            for line in lines:
                heard.append(line)
                connection.sendall(b"250-mail.test\r\n250 AUTH PLAIN\r\n")

    port = odd_server(b"220 mail.test\r\n", then=listen)
    login = {"user": USER, "password": PASSWORD}
    assert send(server(port, "starttls", **login), TO, CONTENT).code == "no-starttls"
    assert mail_server.got == []
    assert heard == [b"ehlo screening.office.example\r\n"]


def test_starttls_that_is_offered_and_then_refused_sends_nothing(odd_server):
    def refuse(connection):
        with connection.makefile("rb") as lines:
            for line in lines:
                said = (
                    b"454 not now"
                    if line.lower().startswith(b"starttls")
                    else b"250-mail.test\r\n250 STARTTLS"
                )
                connection.sendall(said + b"\r\n")

    answer = send(server(odd_server(b"220 mail.test\r\n", then=refuse), "starttls"), TO, CONTENT)
    assert (answer.code, answer.status, answer.final) == ("no-starttls", 454, False)


def test_what_was_said_before_starttls_counts_for_nothing_after_it(odd_server, tmp_path, monkeypatch):
    file, context = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    heard = []

    def smuggle(connection):
        # Somebody on the way puts answers behind that to STARTTLS; the server itself takes nothing.
        with connection.makefile("rb", buffering=0) as lines:
            next(lines)
            connection.sendall(b"250-mail.test\r\n250 STARTTLS\r\n")
            next(lines)
        connection.sendall(b"220 go on\r\n250 mail.test\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 kept\r\n")
        with context.wrap_socket(connection, server_side=True) as encrypted:
            while said := encrypted.recv(1_000):
                heard.append(said)
                encrypted.sendall(b"550 no\r\n")

    port = odd_server(b"220 mail.test\r\n", then=smuggle)
    answer = send(server(port, "starttls", host="localhost"), TO, CONTENT)
    assert (answer.sent, answer.status) == (False, 550)
    assert heard == [b"ehlo screening.office.example\r\n", b"helo screening.office.example\r\n"]


def test_name_and_password_are_given_once_the_connection_is_encrypted(tls_server):
    opened = tls_server(login=True)
    at = server(opened.port, "starttls", host="localhost", user=USER, password=PASSWORD)
    assert send(at, TO, CONTENT).sent
    assert opened.logins == [(USER, PASSWORD)]


def test_a_wrong_password_is_said_and_stands_nowhere(tls_server):
    opened = tls_server(login=True)
    at = server(opened.port, "starttls", host="localhost", user=USER, password="not the word")
    answer = send(at, TO, CONTENT)
    assert (answer.code, answer.status, answer.final) == ("wrong-login", 535, True)
    assert "does not accept the user name and password" in answer.sentence
    assert "not the word" not in f"{answer} {at}"
    assert opened.got == []


def test_a_server_that_takes_no_password_gets_no_mail_where_one_is_configured(odd_server):
    heard = []

    def listen(connection):
        with connection.makefile("rb") as lines:
            for line in lines:
                heard.append(line)
                connection.sendall(b"250 mail.test\r\n")

    port = odd_server(b"220 mail.test\r\n", then=listen)
    answer = send(server(port, user=USER, password=PASSWORD), TO, CONTENT)
    assert (answer.code, answer.sent) == ("no-login", False)
    assert heard == [b"ehlo screening.office.example\r\n"]


@pytest.mark.parametrize(
    ("said", "status", "final"),
    [
        ("550 5.1.1 nobody of this name", 550, True),
        ("451 4.7.1 come again", 451, False),
        ("421 closing", 421, False),
    ],
)
def test_a_refused_recipient_is_final_or_not_as_the_server_says(mail_server, said, status, final):
    mail_server.refusals = [said]
    answer = send(server(mail_server.port), TO, CONTENT)
    assert (answer.code, answer.status, answer.final) == ("recipient-refused", status, final)
    assert answer.sentence.endswith(f"It answered {said}")
    assert mail_server.got == []


def test_an_answer_is_shown_cut_and_without_what_is_not_printed(odd_server):
    port = odd_server(b"554 go \x1b[31maway\xff " + b"x" * 900 + b"\r\n")
    answer = send(server(port), TO, CONTENT)
    assert (answer.code, answer.status) == ("refused", 554)
    assert "It answered 554 go [31maway xxx" in answer.sentence
    assert len(answer.sentence) < 300


@pytest.mark.parametrize(
    ("pieces", "code"),
    [
        ((), "cut-off"),
        ((b"",), "cut-off"),
        ((b"SSH-2.0-OpenSSH\r\n",), "no-smtp"),
        ((b"220 " + b"x" * 100_000,), "no-smtp"),
        ((b"220 mail.test\r\n",), "cut-off"),
        ((b"421 busy\r\n",), "refused"),
    ],
)
def test_what_speaks_no_smtp_has_no_mail(odd_server, pieces, code):
    answer = send(server(odd_server(*pieces)), TO, CONTENT)
    assert (answer.sent, answer.code) == (False, code)


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_a_server_that_never_answers_holds_nobody_longer_than_the_deadline(odd_server, security):
    done = threading.Event()
    try:
        port = odd_server(then=lambda _connection: done.wait(60))
        answer = send(server(port, security), TO, CONTENT, seconds=0.2)
    finally:
        done.set()
    assert (answer.sent, answer.code, answer.final) == (False, "too-slow", False)


def test_a_server_that_says_a_byte_now_and_then_is_cut_off_at_the_deadline(odd_server):
    done = threading.Event()

    def drip(connection):
        while not done.wait(0.02):
            connection.sendall(b"2")

    try:
        answer = send(server(odd_server(then=drip)), TO, CONTENT, seconds=0.3)
    finally:
        done.set()
    assert answer.code == "too-slow"


def test_a_server_that_takes_the_mail_and_says_no_farewell_has_it(odd_server):
    def take(connection):
        with connection.makefile("rb") as lines:
            for answer in (b"250 mail.test", b"250 ok", b"250 ok", b"354 go on"):
                next(lines)
                connection.sendall(answer + b"\r\n")
            while next(lines) != b".\r\n":
                pass
            connection.sendall(b"250 kept\r\n")

    assert send(server(odd_server(b"220 mail.test\r\n", then=take)), TO, CONTENT).sent


def test_a_server_that_is_not_there_is_said(odd_server):
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]
    assert send(server(port), TO, CONTENT).code == "not-reached"
    assert send(server(25, host="mail.invalid"), TO, CONTENT).code == "not-found"
    assert send(server(odd_server(b"220 mail.test\r\n"), "tls"), TO, CONTENT).code == "no-tls"


@pytest.mark.parametrize(
    ("public_url", "called"),
    [
        ("https://screening.example.org:8443/", "screening.example.org"),
        ("https://192.0.2.7", "[192.0.2.7]"),
        ("https://[2001:db8::7]", "[IPv6:2001:db8::7]"),
    ],
)
def test_we_say_who_we_are_by_the_address_of_the_pages(public_url, called):
    settings = Settings(
        mail_host="[::1]", mail_security="none", mail_from="a@b.example", public_url=public_url
    )
    made = server_of(settings)
    assert (made.called, made.host, made.port) == (called, "::1", 25)
