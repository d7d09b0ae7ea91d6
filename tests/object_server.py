"""A real object store for tests: OpenStack Swift with its S3 interface, all of it in one process on loopback.

It checks signatures, writes to the disk and forces it there, and finds everything again after it was killed. Run as a
program (object_server.py FOLDER PORT) it is that process.
"""

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

HERE = "127.0.0.1"
KEY_ID, SECRET = "screening:worker", "known-to-these-tests-alone"
PAGE = 7  # names that it lists at once; other stores take 1,000
_PATIENCE = 120  # seconds; a loaded machine imports it slowly
_RINGS = ("account", "container", "object")
_SWIFT = """[swift-hash]
swift_hash_path_prefix = tests
swift_hash_path_suffix = tests
"""
_STORAGE = """[DEFAULT]
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
disable_fallocate = true
[pipeline:main]
pipeline = {name}-server
[app:{name}-server]
use = egg:swift#{name}
"""
_PROXY = f"""[DEFAULT]
swift_dir = {{folder}}
[pipeline:main]
pipeline = catch_errors cache s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = {HERE}:1
[filter:s3api]
use = egg:swift#s3api
max_bucket_listing = {PAGE}
[filter:tempauth]
use = egg:swift#tempauth
user_screening_worker = {SECRET} .admin
[filter:slo]
use = egg:swift#slo
"""


def serve(folder: Path, port: int) -> None:
    """Serve what is in the folder, until killed."""
    import eventlet
    import eventlet.wsgi

    eventlet.monkey_patch()
    from swift.common import utils
    from swift.common.ring import RingBuilder
    from swift.common.storage_policy import reload_storage_policies
    from swift.common.wsgi import loadapp

    (folder / "devices" / "disk").mkdir(parents=True, exist_ok=True)
    (folder / "swift.conf").write_text(_SWIFT)
    utils.set_swift_dir(str(folder))
    reload_storage_policies()
    sockets = {name: eventlet.listen((HERE, 0)) for name in _RINGS}
    for name, listening in sockets.items():
        own = {"ip": HERE, "port": listening.getsockname()[1]}
        builder = RingBuilder(part_power=2, replicas=1, min_part_hours=0)
        builder.add_dev({**own, "id": 0, "region": 1, "zone": 1, "device": "disk", "weight": 1.0})
        builder.rebalance(seed=1)
        builder.get_ring().save(str(folder / f"{name}.ring.gz"))
        (folder / f"{name}.conf").write_text(_STORAGE.format(folder=folder, name=name))
        app = loadapp(str(folder / f"{name}.conf"), global_conf={"log_level": "ERROR"})
        eventlet.spawn(eventlet.wsgi.server, listening, app, log_output=False)
    (folder / "proxy.conf").write_text(_PROXY.format(folder=folder))
    proxy = loadapp(str(folder / "proxy.conf"), global_conf={"log_level": "ERROR"})
    eventlet.wsgi.server(eventlet.listen((HERE, port)), proxy, log_output=False)


class ObjectServer:
    """The server as a process of its own, with a port and a folder that stay when it is started anew."""

    def __init__(self, folder):
        if importlib.util.find_spec("swift") is None or importlib.util.find_spec("obstore") is None:
            pytest.skip("No S3 server to test on; install swift and obstore, as requirements/dev.txt says.")
        self.folder, self.process, self.buckets = folder, None, 0
        with socket.socket() as free:
            free.bind((HERE, 0))
            self.port = free.getsockname()[1]

    @property
    def environment(self):
        """What the library reads."""
        return {
            "AWS_ENDPOINT_URL": f"http://{HERE}:{self.port}",
            "AWS_ACCESS_KEY_ID": KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": "us-east-1",
        }

    def start(self):
        """Start it and wait until it answers."""
        command = [sys.executable, __file__, str(self.folder), str(self.port)]
        self.process = subprocess.Popen(command, env={**os.environ, "PYTHONWARNINGS": "ignore"})
        end = time.monotonic() + _PATIENCE
        while True:
            with suppress(OSError), socket.create_connection((HERE, self.port), 1):
                return
            assert self.process.poll() is None, "the object store ended before it answered"
            assert time.monotonic() < end, "the object store did not answer in time"
            time.sleep(0.05)

    def kill(self):
        """Kill it, whatever it does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def need(self):
        """Start it where an earlier test killed it."""
        if self.process is None:
            self.start()

    def freeze(self):
        """Let it accept connections and say nothing."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def client(self, bucket, **more):
        """The library itself, to do what the service does not."""
        from obstore.store import S3Store

        given = {"client_options": {"allow_http": True}, "retry_config": {"max_retries": 0}, **more}
        names = {name.lower(): value for name, value in self.environment.items()}
        return S3Store(bucket, config=names, **given)

    def new_bucket(self):
        """Make a bucket; give its name."""
        from obstore.exceptions import GenericError

        self.buckets += 1
        name = f"bucket-{self.buckets}"
        # An object by its address, without a bucket before it, is a bucket; that it has no ETag is said as an error.
        with suppress(GenericError):
            self.client("none", virtual_hosted_style_request=True).put(name, b"")
        assert list(self.client(name).list()) == []
        return name


if __name__ == "__main__":
    serve(Path(sys.argv[1]), int(sys.argv[2]))
