"""Asks the Python that has nomenklatura: PyICU, which that needs, has no wheel, so that no extra of ours can bring it."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any


def ask(script: str, world: object) -> Any:  # noqa: ANN401 - what a script of the peer's side prints
    """What a script of this folder says of `world`, both as JSON; None, said in a sentence, where no Python is named.

    Raises:
        subprocess.CalledProcessError: the script failed; its own words went to the terminal.
    """
    python = os.environ.get("PEER_PYTHON", "")
    if not python:
        print("   PEER_PYTHON names no Python with nomenklatura; the peer is left out")
        return None
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "world.json"
        given.write_text(json.dumps(world), encoding="utf-8")
        command = [python, Path(__file__).parent / script, given]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, cwd=folder)
    return json.loads(done.stdout)
