"""A way to PostgreSQL that can be shut: what is connected through it is cut, and nobody gets through."""

import socket
import threading
from contextlib import suppress
from urllib.parse import urlsplit

HERE = "127.0.0.1"


class GateToPostgres:
    """A port that leads to the server of an address while the gate is open."""

    def __init__(self, address):
        said = urlsplit(address)
        self._server = (said.hostname, said.port or 5432)
        self._listening = socket.create_server((HERE, 0))
        self.port = self._listening.getsockname()[1]
        self.address = said._replace(netloc=f"{said.username}@{HERE}:{self.port}").geturl()
        self._open, self._pairs, self._lock = True, set(), threading.Lock()
        threading.Thread(target=self._take, daemon=True).start()

    def shut(self):
        with self._lock:
            self._open = False
            for pair in self._pairs:
                for end in pair:
                    with suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)
            self._pairs.clear()

    def open(self):
        with self._lock:
            self._open = True

    def close(self):
        self.shut()
        self._listening.close()

    def _take(self):
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            with self._lock:
                if not self._open:
                    caller.close()
                    continue
                server = socket.create_connection(self._server)
                self._pairs.add((caller, server))
            for source, target in ((caller, server), (server, caller)):
                threading.Thread(target=_carry, args=(source, target), daemon=True).start()


def _carry(source, target):
    with suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
