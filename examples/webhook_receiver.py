"""A receiver of webhooks that needs Python and nothing else: WEBHOOK_SECRET=whsec_… python examples/webhook_receiver.py 8100.

It believes only calls that are signed with its secret, are of these five minutes, and were not told before; it answers
at once and prints the event. Whatever takes longer than a moment belongs behind a queue of your own.
"""

import base64
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

USAGE = "Usage: WEBHOOK_SECRET=whsec_… python examples/webhook_receiver.py PORT; `screening webhooks add` prints the secret."
WINDOW = 300  # seconds
MOST_BYTES = 65_536
seen: dict[
    str, float
] = {}  # ids of the last minutes; a receiver of several processes keeps them in its database


def key_of(secret: str) -> bytes:
    """The bytes that calls are signed with; b"" where the text is no secret."""
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        return b""


KEY = key_of(os.environ.get("WEBHOOK_SECRET", ""))


def is_genuine(event_id: str, stamp: str, signatures: str, body: bytes) -> bool:
    """Signed with our secret, and of these minutes."""
    if not stamp.isdecimal() or abs(time.time() - int(stamp)) > WINDOW:
        return False
    made = hmac.digest(KEY, f"{event_id}.{stamp}.".encode() + body, "sha256")
    right = f"v1,{base64.b64encode(made).decode()}".encode()
    return any(hmac.compare_digest(right, each.encode()) for each in signatures.split(" "))


class Receiver(BaseHTTPRequestHandler):
    """Answers 204 to what is genuine, told before or not, and 401 to everything else."""

    def do_POST(self) -> None:
        """Take one call."""
        length = min(int(self.headers.get("Content-Length", 0)), MOST_BYTES)
        body, event_id = self.rfile.read(length), self.headers.get("webhook-id", "")
        stamp, signatures = (self.headers.get(f"webhook-{name}", "") for name in ("timestamp", "signature"))
        genuine = is_genuine(event_id, stamp, signatures, body)
        self.send_response(204 if genuine else 401)
        self.end_headers()
        if genuine and event_id not in seen:
            print(json.dumps(json.loads(body)), flush=True)
            seen[event_id] = time.time()
        for old in [each for each, moment in seen.items() if time.time() - moment > 2 * WINDOW]:
            del seen[old]


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].isdecimal() or not KEY:
        sys.exit(USAGE)
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
