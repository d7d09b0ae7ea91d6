"""A receiver of webhooks that really listens."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HERE = "127.0.0.1"


class Receiver:
    """A server on this machine that keeps what it is sent and answers as it is told."""

    def __init__(self, context=None):
        self.got, self.status, self.headers = [], 200, {}
        ours = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ours.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(ours.status)
                for name, value in ours.headers.items():
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *_said):
                pass

        self.server = ThreadingHTTPServer((HERE, 0), Handler)
        if context is not None:
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_port
        self.url = f"http://{HERE}:{self.port}/hook?of=ours"
        self._thread = threading.Thread(target=self.server.serve_forever)
        self._thread.start()

    @property
    def bodies(self):
        return [json.loads(body) for _, body in self.got]

    def close(self):
        self.server.shutdown()
        self._thread.join()
        self.server.server_close()


def free_port():
    """A port that nobody listens at."""
    with socket.create_server((HERE, 0)) as taken:
        return taken.getsockname()[1]


def wait_for(port, seconds=30):
    """Wait until somebody listens at a port."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((HERE, port), 1).close()
        except OSError:
            assert time.monotonic() < end, "nobody came"
            time.sleep(0.05)
        else:
            return
