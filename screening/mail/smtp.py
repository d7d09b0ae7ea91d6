"""One conversation with the mail server of the institution, which takes the mail or does not; and why.

- Name, password and text travel only once the connection is encrypted and the server's certificate was verified, or where
  the server is on this machine. A server that offers no STARTTLS gets nothing.
- Everything together ends at one deadline, however slowly the server speaks: a timer closes the connection then.
- What a server says is for the page, cut and printable; neither password nor text stands in what comes back.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Timer
from typing import Literal
from urllib.parse import urlsplit

from screening.private_addresses import bare
from screening.settings import Settings, mail_password_of

SECONDS = 60.0  # for a whole conversation; RFC 5321 allows minutes for each step, which would hold a worker
_GRACE = 5.0
_MOST_REPLY = 200  # characters of an answer that are shown
_UNPRINTED = re.compile(r"[^ -~]+")
_WORDS = {
    "not-found": "The mail server {host} cannot be found; check SCREENING_MAIL_HOST.",
    "not-reached": "The mail server {host} cannot be reached at port {port}.",
    "too-slow": "The mail server {host} did not answer in time.",
    "cut-off": "The mail server {host} ended the connection.",
    "no-smtp": "What answers as {host} at port {port} is no mail server.",
    "no-tls": "The mail server {host} does not answer with TLS at port {port}.",
    "not-trusted": "The certificate of the mail server {host} cannot be verified; nothing was sent.",
    "no-starttls": "The mail server {host} offers no STARTTLS, so nothing was sent.",
    "no-login": "The mail server {host} takes no user name and password; check SCREENING_MAIL_USER.",
    "wrong-login": "The mail server {host} does not accept the user name and password.",
    "sender-refused": "The mail server {host} does not accept mail from SCREENING_MAIL_FROM.",
    "recipient-refused": "The mail server {host} does not accept mail for this address.",
    "refused": "The mail server {host} did not accept the mail.",
    "failed-here": "Something went wrong on our side; the log says where.",
}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is given to, and how."""

    host: str
    port: int
    security: Literal["starttls", "tls", "none"]
    sender: str
    called: str  # how we say who we are
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class MailAnswer:
    """What came of one try: the status by which the server decided, 0 where it said none, and why it was not sent."""

    status: int = 0
    code: str = ""  # "" once the server has it
    sentence: str = ""

    @property
    def sent(self) -> bool:
        """Whether the server has the mail."""
        return not self.code

    @property
    def final(self) -> bool:
        """Whether another try would be refused again: the server says so (RFC 5321, 4.2.1)."""
        return 500 <= self.status < 600


def server_of(settings: Settings) -> MailServer:
    """The mail server that is configured.

    Raises:
        ConfigUnsafe: the file of the password cannot be read any more.
    """
    return MailServer(
        host=bare(settings.mail_host),
        port=settings.smtp_port,
        security=settings.mail_security,
        sender=settings.mail_from,
        called=_called(urlsplit(settings.public_address).hostname or "localhost"),
        user=settings.mail_user,
        password=mail_password_of(settings),
    )


def _called(host: str) -> str:
    """A host as the greeting of SMTP has it (RFC 5321, 4.1.3)."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


def answer_of(server: MailServer, code: str, status: int = 0, said: bytes | str = b"") -> MailAnswer:
    """An answer with its sentence, and with what the server said of it."""
    sentence = _WORDS[code].format(host=server.host, port=server.port)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    printed = " ".join(_UNPRINTED.sub(" ", text).split())[:_MOST_REPLY]
    if status:
        sentence += f" It answered {' '.join(filter(None, (str(status), printed)))}"
    return MailAnswer(status, code, sentence)


def send(server: MailServer, recipient: str, content: bytes, *, seconds: float = SECONDS) -> MailAnswer:
    """Give one mail to the server; whatever it does, an answer comes back within about `seconds`.

    The time in which the machine looks up the server's name is the resolver's own and is not counted.
    """
    deadline = _Deadline(time.monotonic() + seconds)
    try:
        return _converse(server, recipient, content, deadline)
    except _NotSent as error:
        answer = error.answer
    except smtplib.SMTPRecipientsRefused as error:
        answer = answer_of(server, "recipient-refused", *error.recipients[recipient])
    except smtplib.SMTPSenderRefused as error:
        answer = answer_of(server, "sender-refused", error.smtp_code, error.smtp_error)
    except smtplib.SMTPAuthenticationError as error:
        answer = answer_of(server, "wrong-login", error.smtp_code, error.smtp_error)
    except smtplib.SMTPResponseException as error:
        known = 400 <= error.smtp_code < 600
        answer = answer_of(
            server, "refused" if known else "no-smtp", max(0, error.smtp_code), error.smtp_error
        )
    except TimeoutError:
        answer = answer_of(server, "too-slow")
    except (
        OSError,
        ValueError,
    ):  # of the library and of sockets; ValueError where its socket was closed under it
        answer = answer_of(server, "cut-off")
    # Once we cut the connection, what the library then says of it is not the reason.
    return answer_of(server, "too-slow") if deadline.passed and not answer.status else answer


def _converse(server: MailServer, recipient: str, content: bytes, deadline: _Deadline) -> MailAnswer:
    client = _Client(server, deadline)
    with deadline.ends(client):
        try:
            client.start()
            client.sendmail(server.sender, [recipient], content)
        except BaseException:
            client.close()
            raise
        # From here on the server has it; what becomes of the farewell changes nothing.
        with suppress(OSError, ValueError):
            client.quit()
        client.close()
    return MailAnswer(250)


class _NotSent(Exception):
    """The conversation ended before the mail was offered."""

    def __init__(self, answer: MailAnswer) -> None:
        super().__init__(answer.code)
        self.answer = answer


@dataclass
class _Deadline:
    """The moment at which a conversation is over."""

    at: float  # by the monotonic clock
    passed: bool = False

    @property
    def left(self) -> float:
        """Seconds that are left.

        Raises:
            TimeoutError: none are.
        """
        left = self.at - time.monotonic()
        if left <= 0:
            self.passed = True
            raise TimeoutError
        return left

    @contextmanager
    def ends(self, client: _Client) -> Iterator[None]:
        """Cut the connection at the deadline: a server that sends a byte now and then passes every timeout of a socket."""

        def cut() -> None:
            self.passed = True
            if client.sock is not None:
                with suppress(
                    OSError
                ):  # that of the socket below TLS, which says no farewell and waits for none
                    socket.socket.shutdown(client.sock, socket.SHUT_RDWR)

        timer = Timer(self.left, cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


class _Client(smtplib.SMTP):
    """Python's client, connected and encrypted by us, so that every step has its deadline and is verified."""

    sock: socket.socket | None

    def __init__(self, server: MailServer, deadline: _Deadline) -> None:
        # With a name of our own: the library would ask the resolver for one, without end.
        super().__init__(local_hostname=server.called)
        self.sock = None
        self._server, self._deadline = server, deadline

    def start(self) -> None:
        """Connect, encrypt, and sign in where that is configured.

        Raises:
            _NotSent, OSError: the server cannot be given any mail.
        """
        server = self._server
        status, said = self.connect(server.host, server.port)
        if status != 220:
            raise smtplib.SMTPConnectError(status, said)
        self.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            self._start_tls()
        if not server.user:
            return
        try:
            self.login(server.user, server.password)
        except (smtplib.SMTPResponseException, smtplib.SMTPServerDisconnected):
            raise
        except smtplib.SMTPException as error:  # it offers no way to sign in, or none that we know
            raise _NotSent(answer_of(server, "no-login")) from error

    def _start_tls(self) -> None:
        if not self.has_extn("starttls"):
            raise _NotSent(answer_of(self._server, "no-starttls"))
        status, said = self.docmd("STARTTLS")
        if status != 220:
            raise _NotSent(answer_of(self._server, "no-starttls", status, said))
        assert self.sock is not None
        self._encrypt(self.sock)
        # RFC 3207, 4.2: what was said before is forgotten, also what came with the answer in the clear.
        self.file, self.helo_resp, self.ehlo_resp = None, None, None
        self.esmtp_features, self.does_esmtp = {}, False
        self.ehlo_or_helo_if_needed()

    def _encrypt(self, connection: socket.socket) -> None:
        """Encrypt a connection and verify who is at its other end."""
        server, context = self._server, ssl.create_default_context()
        # Shaken hands with after it stands where the deadline finds it.
        encrypted = context.wrap_socket(
            connection, server_hostname=server.host, do_handshake_on_connect=False
        )
        self.sock = encrypted
        _ = self._deadline.left
        try:
            encrypted.do_handshake()
        except ssl.SSLCertVerificationError as error:
            raise _NotSent(answer_of(server, "not-trusted")) from error
        except ssl.SSLError as error:
            raise _NotSent(answer_of(server, "no-tls")) from error

    def _get_socket(self, host: str, port: int, _timeout: object) -> socket.socket:
        """A connection to the first address that takes one, encrypted from the first byte where that is asked for."""
        try:
            connection = self._connected(host, port)
        except TimeoutError:
            self._deadline.passed = True
            raise
        except (socket.gaierror, UnicodeError) as error:
            raise _NotSent(answer_of(self._server, "not-found")) from error
        except OSError as error:
            raise _NotSent(answer_of(self._server, "not-reached")) from error
        self.sock = connection
        # The deadline comes first; this is for a connection that it could not cut.
        connection.settimeout(self._deadline.left + _GRACE)
        if self._server.security == "tls":
            self._encrypt(connection)
        return self.sock

    def _connected(self, host: str, port: int) -> socket.socket:
        fault: OSError = ConnectionRefusedError()
        for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(self._deadline.left)
                connection.connect(address)
            except OSError as error:
                connection.close()
                fault = error
            else:
                return connection
        raise fault
