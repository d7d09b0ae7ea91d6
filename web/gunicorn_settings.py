"""How gunicorn serves the pages; `screening serve` starts it with these settings.

Green threads, chosen by measuring: 300 clients that send half a request hold 300 small stacks and nobody waits,
where threads or plain processes stop answering after as many clients as there are of them. The application is
loaded once, before the processes part, and its lists are shared by them.
"""

from gevent import monkey

monkey.patch_all()  # before anything that opens a connection is imported

worker_class = "gevent"
worker_connections = 1_000
preload_app = True
timeout = 60  # seconds; a process that does not answer its own supervisor that long is replaced
graceful_timeout = 20  # of the 30 that a service manager gives
keepalive = 5
limit_request_line = 4_094
limit_request_fields = 50
accesslog = None  # an address may hold what somebody asked about: GET /?name=
control_socket_disable = True  # nothing but the pages listens
