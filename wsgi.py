"""What gunicorn serves: `gunicorn wsgi:app`."""

import os

from web.app import create_app
from web.config import Config

app = create_app(Config.read(os.environ))
