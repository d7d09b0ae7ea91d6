"""Clients written by others read our answers: nomenklatura's YenteEnricher, reconciler, and models that are generated.

They need older releases than ours of packages that we use too, so they live in an environment of their own, which
`make test-clients` makes. Integrators generate their clients from our document; that such a client survives a field which
comes later is our promise (docs/api.md, "Versions and deprecation"), so it is tested with a generator that many use.
"""

import json
import subprocess
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from accounts import new_key
from local_token import TOKEN
from werkzeug.serving import make_server

from screening.accounts import AccessRole
from screening.runs.engines import Engines
from screening.runs.execute import StepRunner

ROOT = Path(__file__).parents[4]
PYTHON = ROOT / ".venv-clients" / "bin" / "python"

pytestmark = pytest.mark.skipif(not PYTHON.exists(), reason="make test-clients installs the foreign clients")


@contextmanager
def served(app):
    """Serve the application on a port of this machine; gives its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def run_client(name, folder, *given):
    """What a script of theirs prints."""
    command = [PYTHON, Path(__file__).with_name(name), *given]
    return json.loads(
        subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout
    )


def test_clients_written_by_others_work_against_the_service(make_app, tmp_path):
    with served(make_app()) as address:
        said = run_client("foreign_clients.py", tmp_path, address, TOKEN)
    # One body on two lists is one match, under the entry that decides.
    assert [match[0] for match in said["matches"]] == ["jp-end-users:1"]
    assert {"jp-end-users:1", "jp-end-users:1#listing"} <= set(said["expanded"])
    assert said["settled"] == [["Beihang University", True], ["Zabir Logistics Company", True]]


def test_generated_models_read_answers_to_which_fields_were_added(place, make_app, small_engine, tmp_path):
    app = make_app(context=place)
    key = new_key(place, "system", team="office", roles=list(AccessRole))
    caller = app.test_client()
    caller.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    lines = b"Name,Institution,Country\nWei Zhang,Beihang University,CN\nAda,Zabir Logistics Company,SY\n"
    accepted = caller.post("/api/v1/runs?reference=a&metadata=b%3Dc", data=lines, content_type="text/csv")
    run = accepted.json["id"]
    steps = StepRunner(place, Engines(lambda day: small_engine), "worker")
    for step in ("plan", "chunk", "report"):
        steps.do(step, run, 1, 0)
    case = caller.get("/api/v1/cases").json["cases"][0]["id"]
    asked = {"url": "https://93.184.216.34/in", "events": ["run.finished"]}
    person = {"name": "Wei Zhang", "affiliations": ["Beihang University"], "metadata": {"a": "b"}}
    here = "/api/v1"
    calls = [
        ("POST", "/screen", "/screen", {"subjects": [person, {"name": 7}]}),
        ("POST", "/screen", "/screen", {"subjects": "none"}),
        ("GET", "/runs/{run_id}", f"/runs/{run}", None),
        ("GET", "/cases/{case_id}", f"/cases/{case}", None),
        ("GET", "/cases/{case_id}/members", f"/cases/{case}/members", None),
        ("POST", "/cases/{case_id}/comments", f"/cases/{case}/comments", {"text": "Asked the dean."}),
        ("GET", "/runs/{run_id}", "/runs/unknown", None),
        ("POST", "/webhooks", "/webhooks", asked),
        ("GET", "/lists/{list_id}", "/lists/us-entity-list", None),
        *(
            ("GET", path, path, None)
            for path in (
                "/runs /cases /dispositions /errors /keys /lists /policies /policies/questions /reasons /reviewers "
                "/teams /webhooks"
            ).split()
        ),
    ]
    with served(app) as address:
        sent = json.dumps(
            [[method, here + template, here + path, body] for method, template, path, body in calls]
        )
        said = run_client("generated_client.py", tmp_path, address, key, sent)
    assert [status for _, status, _, _ in said["answers"]] == [
        200,
        422,
        *[200] * 3,
        201,
        404,
        201,
        *[200] * 13,
    ]
    assert [call for call, _, alike, _ in said["answers"] if not alike] == []
    assert [call for call, _, _, added in said["answers"] if not added] == []
    # In the answer about a subject there are objects within objects.
    assert said["answers"][0][3] > 20
    assert said["closed"] == ["ScreenRequest", "DueRequest"]
