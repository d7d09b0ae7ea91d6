"""A client of the HTTP API: batches of any size, runs, and what the service looks in.

A call that can safely be made again is made again: when the service asks to wait, is not there, or loses the
connection. Accepting a run is made safe by an Idempotency-Key of its own. A refusal is raised with its code.
"""

from __future__ import annotations

import gzip
import itertools
import json
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import requests

from .call_limits import CHARACTERS, SUBJECTS, TEXTS

JsonObject = dict[str, Any]
_AGAIN = (429, 502, 503, 504)
_LONGEST_WAIT = 60.0  # seconds; a service that asks for more is asked by whoever called us
_OPEN = ("queued", "running")


class ServiceError(Exception):
    """The service gave no answer that can be used; `sentence` says why, and `code` stays the same in every version."""

    def __init__(
        self,
        sentence: str,
        code: str,
        status: int,
        question: Mapping[str, Any] | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """Keep what the service said.

        Args:
            sentence: for a person.
            code: for programs.
            status: the HTTP status.
            question: how a list may be read, where the service asks it (docs/api.md).
            errors: every fault of the body or query, with its place and sentence, where there are any.
        """
        super().__init__(sentence)
        self.sentence, self.code, self.status, self.question = sentence, code, status, question
        self.errors = [dict(each) for each in errors]


class ServiceRefused(ServiceError):
    """The service refused; `code` and `status` are its own."""


class ServiceAway(ServiceError):
    """The service did not answer, however often it was asked."""


class Client:
    """One service, and the key to it."""

    def __init__(
        self,
        server: str,
        key: str = "",
        *,
        tries: int = 5,
        timeout: float = 60.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Talk to `server` ("https://screening.example.org"); nothing is sent yet.

        Args:
            server: the address without path.
            key: an API key; of a service on this machine that has none, the token that `screening serve` printed.
            tries: how often a call is made at most.
            timeout: seconds without an answer after which a call counts as lost.
            sleep: what waiting does.

        Raises:
            ServiceAway: `server` does not begin with http:// or https://.
        """
        if not server.startswith(("http://", "https://")):
            raise ServiceAway(
                "The address of the service begins with http:// or https://, as in https://screening.example.org;"
                f" {server[:80]!r} does not.",
                "service-away",
                503,
            )
        self._root = f"{server.rstrip('/')}/api/v1"
        self._session = requests.Session()
        if key:
            self._session.headers["Authorization"] = f"Bearer {key}"
        self._tries, self._timeout, self._sleep = tries, timeout, sleep

    def screen(
        self,
        subjects: Iterable[Mapping[str, Any]],
        *,
        policies: Sequence[str] = (),
        project: Mapping[str, str] | None = None,
    ) -> Iterator[JsonObject]:
        """Give the result of every subject in order; as many are asked about at a time as one call takes.

        Raises:
            ServiceRefused, ServiceAway: for the batch that is being asked about.
            TypeError: `subjects` is no list of objects.
        """
        asked = {"policies": list(policies), "project": dict(project or {})}
        return self._screened(_as_objects(subjects), asked)

    def _screened(self, subjects: Iterable[JsonObject], asked: JsonObject) -> Iterator[JsonObject]:
        for batch in batches(subjects):
            yield from self._call("POST", "/screen", json={"subjects": batch, **asked}).json()["results"]

    def lists(self) -> list[JsonObject]:
        """The lists that are looked in."""
        return list(self._entries("/lists", "lists"))

    def policies(self) -> list[JsonObject]:
        """All policies."""
        return list(self._entries("/policies", "policies"))

    def _entries(self, path: str, field: str) -> Iterator[JsonObject]:
        """The entries of a collection; pages are fetched on the way."""
        cursor: str | None = ""
        while cursor is not None:
            page = self._call(
                "GET", path, params={"limit": 500, **({"cursor": cursor} if cursor else {})}
            ).json()
            yield from page[field]
            cursor = page.get("next")

    def organisations(self, text: str, limit: int = 20) -> list[JsonObject]:
        """Listed and registered parties whose names hold every word of `text`."""
        answer = self._call("GET", "/organisations", params={"q": text, "limit": limit})
        return list(answer.json()["organisations"])

    def start_run(
        self, file: Path, *, idempotency_key: str = "", **choices: str | Sequence[str]
    ) -> JsonObject:
        """Have a list screened by the service; choices are the parameters of POST /runs (docs/api.md).

        With an `idempotency_key` of yours, calling twice makes one run even after your own restart.
        """
        with file.open("rb") as content:
            return self._start(content, idempotency_key, {"file_name": file.name, **choices})

    def start_run_of(
        self,
        subjects: Iterable[Mapping[str, Any]],
        *,
        idempotency_key: str = "",
        **choices: str | Sequence[str],
    ) -> JsonObject:
        """Have subjects screened as a run, up to 100,000; they are as for `screen`, and choices as for `start_run`.

        They are written to a file as they come, and packed on the way; so they may come from anywhere.

        Raises:
            ServiceRefused, ServiceAway: as for `screen`.
            TypeError: `subjects` is no list of objects.
        """
        with tempfile.TemporaryFile() as content:
            with gzip.open(content, "wb", compresslevel=1) as packed:
                for subject in _as_objects(subjects):
                    packed.write(json.dumps(subject, ensure_ascii=False).encode() + b"\n")
            headers = {"Content-Type": "application/x-ndjson", "Content-Encoding": "gzip"}
            return self._start(content, idempotency_key, {"file_name": "subjects.ndjson", **choices}, headers)

    def run(self, run_id: str) -> JsonObject:
        """The state of a run."""
        return dict(self._call("GET", f"/runs/{run_id}").json())

    def wait(self, run_id: str, seen: Callable[[JsonObject], None] = lambda run: None) -> JsonObject:
        """Wait until a run has ended; `seen` is called with every state on the way."""
        pause = 0.5
        while True:
            now = self.run(run_id)
            seen(now)
            if now["state"] not in _OPEN:
                return now
            self._sleep(pause)
            pause = min(5.0, pause * 1.5)

    def answer_question(self, run_id: str, **choice: str | bool | Sequence[str]) -> JsonObject:
        """Say how the list of a run that needs a mapping is to be read: the `choice` of one of its readings."""
        return dict(self._call("POST", f"/runs/{run_id}/mapping", json=choice).json())

    def results(self, run_id: str, *, new_against: str = "") -> Iterator[JsonObject]:
        """Give the results of a finished run row by row, in the order of its list; pages are fetched on the way.

        Args:
            run_id: the run.
            new_against: an earlier run of the list; only rows that are new since then, or whose result has changed.
        """
        params = {"new_against": new_against} if new_against else {}
        path = f"/runs/{run_id}/results"
        while path:
            answer = self._call("GET", path, params=params)
            yield from map(json.loads, answer.iter_lines())
            path, params = answer.links.get("next", {}).get("url", "").removeprefix("/api/v1"), {}

    def report(self, run_id: str) -> Iterator[bytes]:
        """Give the report of a finished run, piece by piece."""
        yield from self._call("GET", f"/runs/{run_id}/report", stream=True).iter_content(2**20)

    def fetch_report(self, run_id: str, out: Path) -> None:
        """Write the report of a finished run to `out`, whole or not at all."""
        handle, name = tempfile.mkstemp(prefix=".report-", suffix=".part", dir=out.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(self.report(run_id))
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)

    def _start(
        self,
        content: IO[bytes],
        idempotency_key: str,
        choices: Mapping[str, str | Sequence[str]],
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> JsonObject:
        sent = {"Idempotency-Key": idempotency_key or uuid.uuid4().hex, **headers}
        return dict(self._call("POST", "/runs", params=choices, headers=sent, data=content).json())

    def _call(self, method: str, path: str, **more: Any) -> requests.Response:  # noqa: ANN401 - requests' own
        why = ""
        for tried in range(self._tries):
            wait = min(8.0, 0.5 * 2**tried)
            if (content := more.get("data")) is not None:
                content.seek(0)  # an earlier try may have read it
            try:
                answer = self._session.request(method, self._root + path, timeout=self._timeout, **more)
            except (requests.ConnectionError, requests.Timeout) as error:
                why = type(error).__name__
            else:
                if answer.ok:
                    return answer
                if answer.status_code not in _AGAIN or tried + 1 == self._tries:
                    raise _refusal(answer)
                asked = answer.headers.get("Retry-After", "")
                wait = float(asked) if asked.isdecimal() else wait
                if wait > _LONGEST_WAIT:
                    raise _refusal(answer)
            if tried + 1 < self._tries:
                self._sleep(wait)
        raise ServiceAway(
            f"The service does not answer ({why}, {self._tries} tries); is its address right?",
            "service-away",
            503,
        )


def _refusal(answer: requests.Response) -> ServiceRefused:
    try:
        said = answer.json()
        return ServiceRefused(
            str(said["detail"]),
            str(said["code"]),
            answer.status_code,
            said.get("question"),
            said.get("errors") or (),
        )
    except (ValueError, KeyError, TypeError):
        return ServiceRefused(
            f"The service answered {answer.status_code} {answer.reason}.",
            "service-refused",
            answer.status_code,
        )


_OBJECTS = 'subjects is a list of objects, as in [{"name": "KU Leuven"}]'


def _as_objects(subjects: Iterable[Mapping[str, Any]]) -> Iterator[JsonObject]:
    """The subjects as objects, one by one.

    Raises:
        TypeError: at once where it is one object or a text; on the way, for the first of them that is no object.
    """
    if isinstance(subjects, Mapping | str | bytes) or not isinstance(subjects, Iterable):
        raise TypeError(f"{_OBJECTS}; it is {_called(subjects)}.")
    return map(_as_object, subjects, itertools.count())


def _as_object(subject: object, number: int) -> JsonObject:
    if not isinstance(subject, Mapping):
        raise TypeError(f"{_OBJECTS}; number {number} of it is {_called(subject)}.")
    return dict(subject)


def _called(value: object) -> str:
    return "one object" if isinstance(value, Mapping) else f"a {type(value).__name__}"


def batches(subjects: Iterable[JsonObject]) -> Iterator[list[JsonObject]]:
    """Subjects in order, as many at a time as one call takes; one that is longer by itself is sent by itself."""
    batch: list[JsonObject] = []
    texts = characters = 0
    for subject in subjects:
        lengths = [*map(len, _texts(subject))]
        if batch and (
            len(batch) == SUBJECTS or texts + len(lengths) > TEXTS or characters + sum(lengths) > CHARACTERS
        ):
            yield batch
            batch, texts, characters = [], 0, 0
        batch.append(subject)
        texts, characters = texts + len(lengths), characters + sum(lengths)
    if batch:
        yield batch


def _texts(subject: JsonObject) -> list[str]:
    """The texts of a subject that the service reads; what is no text is refused there."""
    ties = [each for each in subject.get("ties") or () if isinstance(each, dict)]
    identifiers = [each for each in subject.get("identifiers") or () if isinstance(each, dict)]
    found = [
        subject.get("name"),
        *(subject.get("affiliations") or ()),
        *(f"{tie.get('text')}{tie.get('role', '')}" for tie in ties),
        *(each.get("value") for each in identifiers),
    ]
    return [text for text in found if isinstance(text, str)]
