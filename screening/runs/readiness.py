"""When a service that was started can be used: its port is open and its engine answers `/readyz`.

Reading the lists takes seconds, and minutes where they were never compiled on this machine. Whoever is told the address
before that finds nobody there.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable
from threading import Event, Thread

from screening.private_addresses import bare
from screening.settings import Settings

# Where a service is reached that listens at every address of the machine.
_REACHED_AT = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing is bound here
_LOOK_SECONDS = 0.5
_ANSWER_SECONDS = 10
# A worker reports some seconds after it started, so a fault counts once it has lasted.
_LASTING_LOOKS = 40


def ask_ready(settings: Settings) -> list[str] | None:
    """What keeps the service from being ready, each in words; empty where nothing does, None while nobody answers."""
    host = bare(settings.host)
    connection = http.client.HTTPConnection(
        _REACHED_AT.get(host, host), settings.port, timeout=_ANSWER_SECONDS
    )
    try:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        body = json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    if not isinstance(body, dict) or answer.status not in (200, 503):
        return None
    return [str(each) for each in body.get("faults", [])]


def watch_until_ready(
    settings: Settings,
    stopping: Event,
    on_answer: Callable[[list[str]], None],
    *,
    pause: float = _LOOK_SECONDS,
) -> Thread:
    """Call `on_answer` once, from a thread of its own, as soon as the service is ready.

    Where it answers 40 times and is never ready, `on_answer` is called with the faults. Nothing is called once
    `stopping` is set. `pause`: seconds between two looks.
    """

    def watch() -> None:
        looks = 0
        while not stopping.is_set():
            faults = ask_ready(settings)
            looks = 0 if faults is None else looks + 1
            if faults is not None and (not faults or looks >= _LASTING_LOOKS):
                on_answer(faults)
                return
            stopping.wait(pause)

    thread = Thread(target=watch, daemon=True, name="readiness")
    thread.start()
    return thread
