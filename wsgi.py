"""What gunicorn serves: `screening serve` starts it; `gunicorn wsgi:app` alone serves single checks and batches."""

import os

from screening.jobs import open_installation
from screening.settings import read_settings
from web.app import create_app
from web.config import Config

settings = read_settings()
made = (settings.data / "secret.key").exists() or bool(settings.secret_key.get_secret_value())
app = create_app(Config.read(os.environ), place=open_installation(settings) if made else None)
