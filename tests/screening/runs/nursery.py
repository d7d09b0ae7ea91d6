"""Processes of the small service, forked from one in which everything is imported: a start takes no seconds.

Each is a process of its own, with its own signals, end and connections; nothing is opened before the fork. What a
process takes from its interpreter's start (hash seed, zone, language) is tried in programs that are started anew.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from multiprocessing import forkserver
from pathlib import Path

SERVICE = Path(__file__).with_name("small_service.py")


def nursery():
    """A process to fork others from: it has imported the service, and has its small world at hand."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(SERVICE.parent)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["small_service_at_hand"])
    try:
        forkserver.ensure_running()
    finally:
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before
    return context


class Forked:
    """One process, spoken to as to a `subprocess.Popen`."""

    def __init__(self, context, words, environment):
        said, to_say = context.Pipe(duplex=False)
        faults, to_complain = context.Pipe(duplex=False)
        given = (list(words), environment, to_say, to_complain)
        self._process = context.Process(target=sys.modules["small_service"].forked, args=given)
        self._process.start()
        to_say.close()
        to_complain.close()
        self.stdout, self.stderr = (os.fdopen(os.dup(each.fileno())) for each in (said, faults))
        said.close()
        faults.close()

    def poll(self):
        return self._process.exitcode

    def wait(self, timeout=None):
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("small_service", timeout)
        return self._process.exitcode

    def communicate(self, timeout=None):
        self.wait(timeout)
        with self.stdout, self.stderr:
            return self.stdout.read(), self.stderr.read()

    def send_signal(self, number):
        if self.poll() is None:
            os.kill(self._process.pid, number)

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)
