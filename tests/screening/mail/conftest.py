"""Mail servers that really listen, and an installation that sends mail."""

import socket
import threading

import pytest
from clocks import Clock
from mail_server import HERE, MailServer, certificate

from screening.context import open_context
from screening.settings import Settings, check_settings


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def mail_server():
    """A server without TLS, as one may stand on this very machine."""
    opened = MailServer()
    yield opened
    opened.close()


@pytest.fixture
def tls_server(tmp_path, monkeypatch):
    """A server for localhost whose certificate is trusted; gives one as it is asked for."""
    opened = []
    made = certificate(tmp_path)

    def make(*, trusted=True, **more):
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
        opened.append(MailServer(made, **more))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def odd_server():
    """A server that says these pieces to whoever connects, then what `then` does with the connection; gives its port."""
    opened, threads = [], []

    def make(*pieces, then=lambda connection: None):
        listening = socket.create_server((HERE, 0))
        opened.append(listening)

        def serve():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                try:
                    for piece in pieces:
                        connection.sendall(piece)
                    then(connection)
                except OSError:
                    pass

        threads.append(threading.Thread(target=serve, daemon=True))
        threads[-1].start()
        return listening.getsockname()[1]

    yield make
    for each in opened:
        each.close()


def mail_settings(settings, port, **changes):
    """The settings with a mail server at a port of this machine."""
    given = {
        "mail_host": HERE,
        "mail_port": port,
        "mail_security": "none",
        "mail_from": "screening@office.example",
        "public_url": "https://screening.office.example",
    }
    made = Settings.model_validate(settings.model_dump() | given | changes)
    check_settings(made)
    return made


@pytest.fixture
def place(settle, clock, tmp_path, mail_server):
    """An installation that gives its mail to the server."""
    opened = open_context(mail_settings(Settings(data=settle(tmp_path / "data")), mail_server.port), clock)
    yield opened
    opened.close()


@pytest.fixture
def either_place(settings, clock, mail_server):
    """The same on each database."""
    opened = open_context(mail_settings(settings, mail_server.port), clock)
    yield opened
    opened.close()
