"""How gunicorn serves the pages; `screening serve` starts it with these settings.

Two processes of many threads, chosen by measuring (docs/decisions/0015): a client that sends half a request holds one
thread, and there are more of them than such clients; green threads let one process take most connections while the
other idles. The application is loaded once, before the processes part, and its lists are shared by them.
"""

from __future__ import annotations

import gc

from gunicorn.http import message

from screening.runs.parent_process import end_with_parent

end_with_parent()  # as early as this: loading the lists takes seconds

worker_class = "web.gunicorn_worker.ProblemWorker"  # of threads
# A process, made when they are needed: one process may get all of 600 clients that send half a request or do not read.
# More stuck clients than that are a matter for a proxy in front.
threads = 700
worker_connections = 1_000  # as many as a process's usual 1,024 open files allow
preload_app = True
timeout = 60  # seconds; a process that does not answer its own supervisor that long is replaced
graceful_timeout = 20  # of the 30 that a service manager gives
keepalive = 5
# OpenRefine and yente's clients ask by address too: one of up to 60,000 characters is answered, a longer one is 414
# (web/responses.py says so in words; beyond this, gunicorn does). gunicorn takes its own 8,190 for every larger limit, and
# without a limit a line would be read into memory however long it is.
limit_request_line = message.MAX_REQUEST_LINE = 66_000
limit_request_fields = 50
accesslog = None  # an address may hold what somebody asked about: GET /?name=
umask = 0o077  # its own is 0, and what the pages write would be open to everybody
control_socket_disable = True  # nothing but the pages listens


def pre_fork(_server: object, _worker: object) -> None:
    """Leave what is loaded out of garbage collection: looking through it would copy it into every process."""
    gc.freeze()


def post_fork(_server: object, _worker: object) -> None:
    """End with `screening serve` like the process that was forked; its thread that looks does not come along."""
    end_with_parent()
