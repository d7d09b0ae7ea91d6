"""Clients written by others read our answers: nomenklatura's YenteEnricher and reconciler.

They need older releases than ours of packages that we use too, so they live in an environment of their own, which
`make test-clients` makes.
"""

import json
import subprocess
import threading
from pathlib import Path

import pytest
from local_token import TOKEN
from werkzeug.serving import make_server

ROOT = Path(__file__).parents[4]
PYTHON = ROOT / ".venv-clients" / "bin" / "python"


@pytest.mark.skipif(not PYTHON.exists(), reason="make test-clients installs the foreign clients")
def test_clients_written_by_others_work_against_the_service(make_app, tmp_path):
    server = make_server("127.0.0.1", 0, make_app(), threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        command = [
            PYTHON,
            Path(__file__).with_name("foreign_clients.py"),
            f"http://127.0.0.1:{server.server_port}",
            TOKEN,
        ]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
    said = json.loads(done.stdout)
    # One body on two lists is one match, under the entry that decides.
    assert [match[0] for match in said["matches"]] == ["jp-end-users:1"]
    assert {"jp-end-users:1", "jp-end-users:1#listing"} <= set(said["expanded"])
    assert said["settled"] == [["Beihang University", True], ["Zabir Logistics Company", True]]
