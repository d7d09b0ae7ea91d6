"""The provider of tests/oidc, running on loopback for a test; skips with a sentence where there is none."""

import os
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDER = Path(__file__).with_name("oidc")
SECRET = "a secret of the test only"
START = "/sign-in/provider/"


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def provider(theirs, ours):
    """Run the provider on port `theirs`, for our service on port `ours`; gives its address."""
    if shutil.which("node") is None or not (FOLDER / "node_modules").exists():
        sentence = "There is no OpenID provider here; node, and `npm ci` in tests/oidc, bring one."
        pytest.fail(sentence) if os.environ.get("SCREENING_TEST_OIDC_NEEDED") else pytest.skip(sentence)
    command = ["node", str(FOLDER / "provider.mjs"), str(theirs), f"http://127.0.0.1:{ours}{START}back"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout.readline().strip() == "ready"
    try:
        yield f"http://127.0.0.1:{theirs}"
    finally:
        process.terminate()
        process.wait()
