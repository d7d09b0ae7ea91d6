"""A publisher on loopback that serves one list, healthy or with a fault, and counts what it is asked."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from xml.sax.saxutils import escape

from watchlists.catalogue import CATALOGUE, CatalogueEntry, read_entry
from watchlists.model import Guards, Source
from watchlists.updates.fetch import FetchRules

LIST = "un-sc-consolidated"
RULES = FetchRules(silent_seconds=5, total_seconds=5, attempts=2, loopback=True)


@dataclass(frozen=True)
class Answer:
    """What the publisher answers at one path."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    sent: int | None = None  # bytes of the body that are sent before the connection is closed
    announced: int | None = None  # Content-Length; None for the true one, -1 for none
    byte_seconds: float = 0  # pause after every byte


class Publisher:
    """Serves `answers` by path; what it has no answer for is 404."""

    def __init__(self):
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.gone = Event()
        publisher = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                publisher.asked.append((self.path, dict(self.headers)))
                queue = publisher.answers.get(self.path) or [Answer(status=404)]
                answer = queue.pop(0) if len(queue) > 1 else queue[0]
                with suppress(ConnectionError):
                    publisher.send(self, answer)

            def log_message(self, *arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def serve(self, path, *answers):
        self.answers[path] = list(answers)

    def close(self):
        self.gone.set()
        self.server.shutdown()
        self.server.server_close()

    def send(self, handler, answer):
        etag = answer.headers.get("ETag")
        if etag and handler.headers.get("If-None-Match") == etag:
            answer = Answer(status=304, announced=-1)
        handler.send_response(answer.status)
        for name, value in ({"Content-Type": "text/xml"} | answer.headers).items():
            handler.send_header(name, value)
        if answer.announced != -1:
            length = len(answer.body) if answer.announced is None else answer.announced
            handler.send_header("Content-Length", str(length))
        handler.end_headers()
        body = answer.body if answer.sent is None else answer.body[: answer.sent]
        if not answer.byte_seconds:
            handler.wfile.write(body)
            return
        for byte in body:
            if self.gone.is_set():
                return
            handler.wfile.write(bytes([byte]))
            time.sleep(answer.byte_seconds)


def un_xml(names, edition="2026-11-20", regime="Iran", extra=""):
    """The list of these names in the publisher's own format."""
    entries = "".join(
        f"<ENTITY><DATAID>{number}</DATAID><FIRST_NAME>{escape(name)}</FIRST_NAME>"
        f"<UN_LIST_TYPE>{regime}</UN_LIST_TYPE><REFERENCE_NUMBER>IRe.{number:03}</REFERENCE_NUMBER>"
        f"<LISTED_ON>2010-06-09</LISTED_ON>{extra}</ENTITY>"
        for number, name in enumerate(names, start=1)
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><CONSOLIDATED_LIST dateGenerated="{edition}T00:00:00Z">'
        f"<INDIVIDUALS></INDIVIDUALS><ENTITIES>{entries}</ENTITIES></CONSOLIDATED_LIST>"
    ).encode()


NAMES = tuple(
    f"{first} {second} WORKS"
    for first in ("ALDER", "BIRCH", "CEDAR", "DOGWOOD", "ELM", "FIR", "GINKGO", "HAZEL", "IVY", "JUNIPER")
    for second in ("TURBINE", "GYROSCOPE", "CENTRIFUGE", "PROPELLANT")
)


def entry_at(url, path="/list.xml", *, checksum="", guards=None, **facts) -> CatalogueEntry:
    """The catalogue's entry of the list with its source on loopback; nothing of it is shipped."""
    shipped = read_entry(CATALOGUE / f"{LIST}.toml")
    source = Source(
        url=url + path,
        hosts=("127.0.0.1",),
        reader="un-xml",
        content_types=("text/xml",),
        checksum_url=checksum and url + checksum,
        **facts,
    )
    guards = guards or Guards(fewest=30, canaries=(NAMES[0],))
    return CatalogueEntry(replace(shipped.watchlist, guards=guards, shipped=False), None, source)
