"""`screening serve` as a process of its own, and a person and a program who use it over HTTP."""

import html
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import local_token
import requests
from receiver import HERE, free_port

TOKEN = local_token.TOKEN
_PATIENCE = 300  # seconds; a loaded machine compiles the lists first
_FIELD = re.compile(r'name="(proof|draft)" value="([^"]*)"')
_CODE = re.compile(r"Code ([a-z0-9-]+)\.|data-code=\"([a-z0-9-]+)\"")


def _parent(path):
    try:
        return int(path.joinpath("stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):  # it has ended
        return 0


def _memory(path):
    try:
        return int(path.joinpath("statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


@contextmanager
def program(command, **popen):
    """A process that ends with the block, whatever becomes of it: a test that failed would wait for it for ever."""
    process = subprocess.Popen(command, **popen)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Service:
    """The service over one data folder; started anew as often as is wanted."""

    def __init__(self, data, **environment):
        self.data, self.port, self.process = data, free_port(), None
        self.environment = {
            **os.environ,
            "SCREENING_DATA": str(data),
            "SCREENING_PORT": str(self.port),
            "SCREENING_AUTO_UPDATE_LISTS": "false",
            "SCREENING_TOKEN": TOKEN,
            **environment,
        }
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {TOKEN}"

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *_):
        self.stop()
        self.session.close()

    @property
    def address(self):
        return f"http://{HERE}:{self.port}"

    def start(self, answers=True, program=(), **popen):
        """Start it; wait until it answers, unless it is not expected to."""
        command = [*program, sys.executable, "-m", "screening", "serve"]
        self.process = subprocess.Popen(command, env=self.environment, **popen)
        if answers:
            self.wait_until_answered()
            self.session.get(f"{self.address}/?token={TOKEN}", timeout=60)

    def wait_until_answered(self, seconds=_PATIENCE):
        end = time.monotonic() + seconds
        while True:
            try:
                if requests.get(f"{self.address}/healthz", timeout=10).ok:
                    return
            except requests.RequestException:
                pass
            assert self.process.poll() is None, "the service ended before it answered"
            assert time.monotonic() < end, "the service did not answer in time"
            time.sleep(0.1)

    def stop(self):
        """Tell it to stop and wait for its end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise

    def kill(self):
        """Kill the parent, as the system does that runs out of memory; its children end by themselves."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def processes(self):
        """Every process below the parent, with the bytes of memory that each holds."""
        found, parents = {}, {self.process.pid}
        known = {int(path.name): path for path in Path("/proc").glob("[0-9]*")}
        while parents:
            below = {pid for pid, path in known.items() if pid not in found and _parent(path) in parents}
            found |= {pid: _memory(known[pid]) for pid in below}
            parents = below
        return found

    def command(self, *words, **more):
        """Run a command of the shell over the same data folder."""
        return subprocess.run(
            [sys.executable, "-m", "screening", *map(str, words)],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            **more,
        )

    def call(self, method, path, **more):
        """One call of the API."""
        return self.session.request(method, f"{self.address}{path}", timeout=more.pop("timeout", 120), **more)

    def give_list(self, name, content, **parameters):
        """Send a list to the API; its answer."""
        return self.call(
            "POST", "/api/v1/runs", params={"format": "csv", **parameters}, files={"file": (name, content)}
        )

    def run(self, run_id):
        """How a run stands, as the API says it."""
        return self.call("GET", f"/api/v1/runs/{run_id}").json()

    def ended(self, run_id, seconds=_PATIENCE):
        """Wait until a run has ended or asks; how it stands then."""
        end = time.monotonic() + seconds
        while (said := self.run(run_id)).get("state") in ("queued", "running"):
            assert time.monotonic() < end, f"run {run_id} is still {said['state']}"
            time.sleep(0.2)
        return said

    def upload(self, name, content):
        """Give a list on the page, as a person does; the page that follows, with its fields."""
        fields = self.fields(self.session.get(f"{self.address}/upload", timeout=60).text)
        answer = self.session.post(
            f"{self.address}/upload",
            data={"proof": fields["proof"]},
            files={"list": (name, content)},
            timeout=300,
        )
        return answer, self.fields(answer.text)

    @staticmethod
    def fields(page):
        """The hidden fields of a page's forms."""
        return {name: html.unescape(value) for name, value in _FIELD.findall(page)}

    @staticmethod
    def code(page):
        """The code that a page says of a refusal; "" where it says none."""
        found = _CODE.search(page)
        return next(filter(None, found.groups()), "") if found else ""
