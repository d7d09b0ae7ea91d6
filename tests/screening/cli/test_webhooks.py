"""`screening webhooks`, as a person types it, with the receiver that stands among the examples."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from receiver import HERE, free_port, wait_for

from screening.cli import main
from screening.context import install, open_context
from screening.settings import read_settings
from screening.webhooks.delivery import carry

ROOT = Path(__file__).parents[3]


@pytest.fixture
def call(monkeypatch):
    monkeypatch.setenv("SCREENING_WEBHOOK_HOSTS", HERE)
    install(read_settings())

    def called(*arguments):
        return CliRunner().invoke(main, ["webhooks", *arguments])

    return called


@pytest.fixture
def receive():
    """Start the receiver of the examples; what it has printed is read when it ends."""
    started = []

    def start(secret, port):
        environment = {**os.environ, "WEBHOOK_SECRET": secret}
        command = [sys.executable, "examples/webhook_receiver.py", str(port)]
        started.append(
            subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        )
        wait_for(port)
        return started[-1]

    yield start
    for each in started:
        each.kill()
        each.wait()


def test_a_webhook_is_made_told_looked_at_told_again_and_taken_away(call, receive):
    port = free_port()
    made = call("add", f"http://{HERE}:{port}/", "--event", "run.finished")
    assert made.exit_code == 0, made.output
    secret = made.stdout.strip()
    webhook = call("list").stdout.split()[0]
    assert secret not in call("list").output
    receiver = receive(secret, port)
    delivery = call("ping", webhook).stdout.strip()
    place = open_context(read_settings())
    carry(place, delivery, 1, 0)
    assert "delivered (1 tries, last 204)" in call("deliveries", webhook).stdout
    assert call("redeliver", webhook, delivery).exit_code == 0
    carry(place, delivery, 2, 0)
    renewed = call("secret", webhook).stdout.strip()
    assert renewed not in ("", secret)
    carry(place, call("ping", webhook).stdout.strip(), 1, 0)
    place.close()
    assert "last 401 refused, next " in call("deliveries", webhook).stdout
    assert call("remove", webhook).exit_code == 0
    assert "No webhooks yet" in call("list").output
    receiver.kill()
    (event,) = receiver.communicate()[0].splitlines()  # told twice, taken once; not what had another secret
    assert json.loads(event)["type"] == "ping"


def test_an_address_inside_is_refused_in_one_sentence(call):
    refused = call("add", "https://10.0.0.1/")
    assert refused.exit_code == 2
    assert "SCREENING_WEBHOOK_HOSTS" in refused.output
    assert refused.output.endswith("[address-refused]\n")
    assert call("deliveries", "none").output.endswith("[webhook-unknown]\n")
