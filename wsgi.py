"""What gunicorn serves: `screening serve` starts it; `gunicorn wsgi:app` alone serves single checks and batches."""

import os
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from screening.context import open_context
from screening.engine import load_engine
from screening.settings import read_settings
from screening.storage.database import BUSY_SECONDS
from watchlists.editions.changes import generation
from watchlists.editions.data_folder import data_folder
from web.app import create_app
from web.config import Config
from web.reload import CurrentApp, today
from web.served_engine import warm

settings = read_settings()
made = (settings.data / "secret.key").exists() or bool(settings.secret_key.get_secret_value())
# While a worker finishes a run, whoever waits has a connection: all of them would be gone, also for those who only read.
place = open_context(settings, lock_seconds=BUSY_SECONDS) if made else None


# Counts of calls stand in one file for all processes and outlive a change of lists.
counts = settings.data if settings.data.is_dir() else Path(tempfile.mkdtemp(prefix="screening-"))
config = replace(
    Config.read(os.environ),
    rates=counts / "rates.sqlite3",
    call_seconds=settings.call_seconds,
    calls_at_once=settings.calls_at_once,
)


data = data_folder(os.environ)


def build() -> Flask:
    """An application over the lists in force now, with all that its first visitors would wait for."""
    engine = load_engine(config.policies, on=datetime.now(UTC).date(), data=data)
    warm(engine)
    made = create_app(config, engine, context=place)
    for name in made.jinja_env.list_templates(["html"]):
        made.jinja_env.get_template(name)
    return made


app = CurrentApp(build, lambda: f"{today()} {generation(data)}")
