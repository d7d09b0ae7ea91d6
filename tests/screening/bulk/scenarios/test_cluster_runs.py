"""A bulk run on a Dask cluster: a real scheduler and real workers on this machine, some of which are killed."""

import csv
import os
import platform
import shutil
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from screening.bulk import BulkJob, DaskCluster, dask_executor, dask_tasks, screen_bulk
from screening.bulk.executor import ListsMoved
from screening.bulk.limits import BULK
from screening.bulk.work_folder import folder_for
from screening.cli import main
from screening.errors import UploadRefused
from screening.pipeline import ScreeningRequest
from screening.policy.read import OWN, SHIPPED

# An extra that the package itself does without.
distributed = pytest.importorskip("distributed")

ROOT = Path(__file__).parents[4]
MOMENT = datetime(2026, 11, 25, 9, tzinfo=UTC)
ORDER = BulkJob("csv", screened_at=MOMENT, reference="name", limits=replace(BULK, chunk=5, block=20))
NAMES = ("Wang Wei", "Anna Berg", "=HYPERLINK(1)", "Ann Lind; Bo Berg", "x" * 400, "", "陈 伟")
BODIES = (
    "Beihang University",
    "Lund University",
    "Dept of Physics, NPU, Xi'an 710072",
    "МГТУ им. Баумана",
    "北京航空航天大学",
)
ROWS = [(f"{NAMES[n % 7]} {n % 40}".strip(), BODIES[n % 5], ("CN", "SE", "")[n % 3]) for n in range(160)]


class Stages:
    """Remembers how far it was said to be, and does something when the first chunk was screened."""

    def __init__(self, then=lambda: None):
        self.stages = []
        self._then = then

    def begin(self, what, rows, done=0):
        self.stages.append([what, rows, done])

    def advance(self, rows):
        if self.stages[-1][0] == "Screening":
            self._then()
            self._then = lambda: None
        self.stages[-1][2] += rows


class Nodes:
    """A scheduler, and workers of one process each, which end with the test."""

    def __init__(self, stack, folder):
        self._stack = stack
        self._folder = folder
        self.scheduler, said = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"
        )
        line = next(line for line in said if "Scheduler at:" in line)
        self.cluster = DaskCluster(line.split()[-1], wait=60)
        stack.callback(said.close)

    def add_worker(self, **environment):
        """Start a worker, and wait until it is known to the scheduler."""
        process, said = self._start(
            "worker", self.cluster.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", **environment
        )
        next(line for line in said if "Registered to:" in line)
        # What it says later must not fill the pipe.
        self._stack.callback(said.close)
        return process

    def _start(self, kind, *arguments, **environment):
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
        path = os.pathsep.join([environment.pop("first", ""), str(ROOT), *filter(None, sys.path)]).strip(":")
        process = subprocess.Popen(
            command,
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": path, **environment},
            stderr=subprocess.PIPE,
            text=True,
        )
        self._stack.callback(process.wait, 20)
        self._stack.callback(process.kill)
        return process, process.stderr


@contextmanager
def started(folder):
    with ExitStack() as stack:
        yield Nodes(stack, folder)


@pytest.fixture
def nodes(tmp_path):
    with started(tmp_path) as nodes:
        yield nodes


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory):
    with started(tmp_path_factory.mktemp("nodes")) as nodes:
        nodes.add_worker()
        nodes.add_worker()
        yield nodes.cluster


@pytest.fixture(scope="module")
def listed(tmp_path_factory):
    path = tmp_path_factory.mktemp("list") / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("Name", "Affiliation", "Country"), *ROWS])
    return path


@pytest.fixture(scope="module")
def expected(listed):
    """The files of a bulk run by processes of this machine."""

    def screened(form):
        out = listed.with_name(f"processes.{form}")
        if not out.exists():
            screen_bulk(listed, out, replace(ORDER, form=form), 1, Stages())
        return contents(out)

    return screened


def contents(out):
    return out.read_bytes(), out.with_name(f"{out.name}.about.json").read_bytes()


@pytest.mark.parametrize("form", ["csv", "parquet", "ndjson"])
def test_a_cluster_gives_the_bytes_of_a_run_by_processes(two_workers, listed, expected, tmp_path, form):
    stages = Stages()
    done = screen_bulk(listed, tmp_path / f"out.{form}", replace(ORDER, form=form), two_workers, stages)
    assert contents(done.out) == expected(form)
    assert [stage[0] for stage in stages.stages] == ["Reading", "Screening"]
    assert all(stage[1] == stage[2] for stage in stages.stages)
    assert not folder_for(done.out).exists()


def test_a_file_that_is_refused_while_it_is_read_is_refused_in_the_same_sentence(two_workers, tmp_path):
    path = tmp_path / "list.csv"
    second = [
        [],
        ["Organisation", "Address", "City", "Country"],
        ["Beihang University", "x", "Beijing", "CN"],
    ]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [["Name", "Affiliation"], *[["Anna Berg", "Lund University"]] * 2_500, *second]
        )
    sentences = []
    for workers in (1, two_workers):
        with pytest.raises(UploadRefused) as refused:
            screen_bulk(path, tmp_path / "out.csv", BulkJob("csv", screened_at=MOMENT), workers, Stages())
        sentences.append((refused.value.code, refused.value.sentence))
    assert sentences[0] == sentences[1]
    assert not folder_for(tmp_path / "out.csv").exists()


def test_the_work_of_a_killed_worker_is_done_by_the_other(nodes, listed, expected, tmp_path):
    killed, left = nodes.add_worker(), nodes.add_worker()
    done = screen_bulk(listed, tmp_path / "out.csv", ORDER, nodes.cluster, Stages(killed.kill))
    assert contents(done.out) == expected("csv")
    assert killed.wait(20) == -signal.SIGKILL
    assert left.poll() is None


def test_a_worker_that_comes_when_all_were_killed_does_the_rest(nodes, listed, expected, tmp_path):
    first = nodes.add_worker()

    def exchange():
        first.kill()
        first.wait()
        nodes.add_worker()

    done = screen_bulk(listed, tmp_path / "out.csv", ORDER, nodes.cluster, Stages(exchange))
    assert contents(done.out) == expected("csv")


def test_a_run_whose_scheduler_was_killed_goes_on_from_what_was_done(nodes, listed, expected, tmp_path):
    nodes.add_worker()
    out = tmp_path / "out.csv"
    with pytest.raises(dask_executor.ClusterLost) as lost:
        screen_bulk(listed, out, ORDER, nodes.cluster, Stages(nodes.scheduler.kill))
    assert lost.value.code == "cluster-lost"
    assert "run the same command again" in lost.value.sentence
    stages = Stages()
    with started(tmp_path) as others:
        others.add_worker()
        screen_bulk(listed, out, ORDER, others.cluster, stages)
    (screening,) = stages.stages
    assert screening[0] == "Screening"
    assert contents(out) == expected("csv")


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.screening.bulk.scenarios.test_cluster_runs import ORDER, Stages
from screening.bulk import DaskCluster, screen_bulk
end = lambda: os.kill(os.getpid(), signal.SIGKILL)
screen_bulk(Path(sys.argv[1]), Path(sys.argv[2]), ORDER, DaskCluster(sys.argv[3]), Stages(end))
"""


def test_a_run_whose_client_was_killed_goes_on_from_what_was_done(two_workers, listed, expected, tmp_path):
    out = tmp_path / "out.csv"
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(listed), str(out), two_workers.address],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "tests"), *filter(None, sys.path)])},
        check=False,
    )
    assert ran.returncode == -signal.SIGKILL
    assert not out.exists()
    done_before = len(list((folder_for(out) / "results").glob("*.ndjson")))
    stages = Stages()
    screen_bulk(listed, out, ORDER, two_workers, stages)
    assert done_before >= 1
    assert [stage[0] for stage in stages.stages] == ["Screening"]
    assert contents(out) == expected("csv")


def test_what_processes_began_a_cluster_ends(two_workers, listed, expected, tmp_path):
    out = tmp_path / "out.csv"

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        screen_bulk(listed, out, ORDER, 1, Stages(stop))
    stages = Stages()
    screen_bulk(listed, out, ORDER, two_workers, stages)
    assert [stage[0] for stage in stages.stages] == ["Screening"]
    assert contents(out) == expected("csv")


def test_a_worker_with_another_version_of_the_program_is_refused(nodes, listed, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(ROOT / "screening", other / "screening", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "screening" / "labels.toml").open("a", encoding="utf-8") as file:
        file.write("# another edition\n")
    nodes.add_worker(first=str(other))
    with pytest.raises(dask_executor.ClusterVersionDiffers) as refused:
        screen_bulk(listed, tmp_path / "out.csv", ORDER, nodes.cluster, Stages())
    assert refused.value.code == "cluster-version"
    assert platform.node() in refused.value.sentence


def test_a_worker_without_the_program_gives_the_name_of_its_node():
    cloudpickle = pytest.importorskip("cloudpickle")
    sent = cloudpickle.dumps(dask_executor._same_version("a" * 64, "read_block"))
    folder = str(Path(cloudpickle.__file__).parents[1])
    # -S: what is installed in a way that needs a .pth file is not there.
    script = f"import sys, pickle; sys.path.append({folder!r}); sys.modules['screening'] = None; print(pickle.loads({sent!r})())"
    ran = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == platform.node()


def test_a_worker_with_another_edition_of_a_policy_is_refused(nodes, listed, tmp_path, monkeypatch):
    for folder, version in (("here", "2026.1"), ("there", "2026.2")):
        (tmp_path / folder).mkdir()
        own = (SHIPPED / "uk-export-control.toml").read_text("utf-8")
        own = own.replace('id = "uk-export-control"', 'id = "own"').replace('"2026.12"', f'"{version}"')
        (tmp_path / folder / "own.toml").write_text(own, "utf-8")
    monkeypatch.setenv(OWN, str(tmp_path / "here"))
    nodes.add_worker(**{OWN: str(tmp_path / "there")})
    order = replace(ORDER, request=ScreeningRequest(policies=("own",)))
    with pytest.raises(ListsMoved) as refused:
        screen_bulk(listed, tmp_path / "out.csv", order, nodes.cluster, Stages())
    assert (
        f"The worker on {platform.node()} has other lists, policies or merged listings"
        in refused.value.sentence
    )


def test_a_node_that_cannot_read_its_lists_is_named_with_the_reason_and_not_this_machine(
    nodes, listed, tmp_path
):
    path = str(tmp_path / ("secret" * 100))
    nodes.add_worker(SCREENING_DATA=path)
    order = replace(ORDER, data=tmp_path / "none")
    with pytest.raises(dask_tasks.NodeFailed) as refused:
        screen_bulk(listed, tmp_path / "out.csv", order, nodes.cluster, Stages())
    assert refused.value.code == "cluster-node-failed"
    assert f"The worker on {platform.node()} cannot read or write its files (file name too long)" in str(
        refused.value
    )
    assert "secret" not in "".join([refused.value.sentence, *refused.value.__notes__])
    assert dask_tasks.unpack(dask_tasks.pack(refused.value)).code == "cluster-node-failed"


def test_the_error_of_a_task_is_given_and_not_raised_for_dask_would_log_its_arguments():
    error = dask_tasks.unpack(dask_tasks.pack(dask_tasks.run_task("read_block", b"", b"")))
    assert isinstance(error, Exception)
    assert "read_block" in error.__notes__[0]


def test_what_stands_in_the_way_is_said_in_a_sentence(nodes, listed):
    worker = nodes.add_worker()
    nowhere = "tcp://127.0.0.1:1"
    for address, code in ((nowhere, "cluster-unreachable"), ("foo://x:1", "cluster-unreachable")):
        ran = CliRunner().invoke(main, ["screen", str(listed), "--cluster", address])
        assert ran.exit_code == 2
        assert f"[{code}]" in ran.output
        assert f"at {address};" in ran.output
    worker.terminate()
    worker.wait(20)
    wait = ["--cluster", nodes.cluster.address, "--cluster-wait", "1"]
    ran = CliRunner().invoke(main, ["screen", str(listed), *wait])
    assert ran.exit_code == 2
    assert "[cluster-no-worker]" in ran.output
    assert f"`dask worker {nodes.cluster.address} --nthreads 1`" in ran.output


def test_a_machine_without_dask_is_told_what_to_install(listed, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = CliRunner().invoke(main, ["screen", str(listed), "--cluster", "tcp://127.0.0.1:1"])
    assert ran.exit_code == 2
    assert "install the extra `cluster`" in ran.output
    assert "[cluster-not-installed]" in ran.output


def test_processes_and_a_cluster_do_not_go_together(listed):
    ran = CliRunner().invoke(main, ["screen", str(listed), "--cluster", "tcp://x:1", "--workers", "2"])
    assert ran.exit_code == 2
    assert "--workers and --cluster do not go together" in ran.output
