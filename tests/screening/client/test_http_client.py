"""The client by itself: its wheel needs requests and nothing of the engine, and is made of the one copy of its code."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BUILD = "import sys, setuptools.build_meta as backend; backend.build_wheel(sys.argv[1])"
# What requests itself needs is allowed, and what Python brings.
ALONE = """
import sys
sys.path.insert(0, sys.argv[1])
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"screening", "watchlists", "web", "pydantic", "flask", "numpy", "sqlmodel"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
from screening_client import Client, ServiceAway
try:
    Client("http://127.0.0.1:9", tries=1).lists()
except ServiceAway as error:
    print(error.code, error.status)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built in a copy of the tree so that nothing is left in this one."""
    tree = tmp_path_factory.mktemp("tree")
    for folder in ("client", "screening/client"):
        shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("build", "*.egg-info"))
    out = tree / "out"
    subprocess.run([sys.executable, "-c", BUILD, out], cwd=tree / "client", check=True, capture_output=True)
    (made,) = out.glob("*.whl")
    return made


def test_the_wheel_holds_the_client_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as packed:
        code = {name for name in packed.namelist() if ".dist-info/" not in name}
        (about,) = (name for name in packed.namelist() if name.endswith("/METADATA"))
        needed = [
            line for line in packed.read(about).decode().splitlines() if line.startswith("Requires-Dist")
        ]
        assert code == {f"screening_client/{path.name}" for path in (ROOT / "screening/client").glob("*.py")}
        for name in code:
            assert packed.read(name) == (ROOT / "screening/client" / Path(name).name).read_bytes()
    assert needed == ["Requires-Dist: requests>=2.32"]


def test_the_wheel_works_where_nothing_of_the_engine_is_installed(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path)
    command = [sys.executable, "-I", "-c", ALONE, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["service-away", "503"]


def test_inside_the_service_the_client_brings_no_engine_either():
    code = "import sys, screening.client; print([n for n in sys.modules if n in ('pydantic', 'screening.engine')])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
