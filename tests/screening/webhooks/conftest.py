"""Receivers that really listen, and an installation that tells them."""

import importlib.util
import socket
import sys
import threading
from pathlib import Path

import pytest
from clocks import Clock
from receiver import HERE, Receiver

from screening.context import open_context
from screening.settings import Settings


@pytest.fixture
def receiver():
    opened = Receiver()
    yield opened
    opened.close()


@pytest.fixture
def odd_receiver():
    """Make a server that sends these pieces to whoever connects, `pause` apart, and give its address."""
    opened = []

    def make(*pieces, pause=None):
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
                        if pause is not None and pause.wait(0.02):
                            return
                    if pause is not None:
                        pause.wait(30)
                except OSError:
                    pass

        threading.Thread(target=serve, daemon=True).start()
        return f"http://{HERE}:{listening.getsockname()[1]}/"

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def clock():
    return Clock()


def _open(settings, clock):
    return open_context(settings.model_copy(update={"webhook_hosts": f"receiver.test, {HERE}"}), clock)


@pytest.fixture
def place(settle, clock, tmp_path):
    """An installation that may call this machine."""
    opened = _open(Settings(data=settle(tmp_path / "data")), clock)
    yield opened
    opened.close()


@pytest.fixture
def either_place(settings, clock):
    """The same on each database."""
    opened = _open(settings, clock)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def world():
    """The small world in which durable runs are tested."""
    path = Path(__file__).parents[1] / "runs" / "small_service.py"
    spec = importlib.util.spec_from_file_location("small_service_of_webhooks", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
