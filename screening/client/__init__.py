"""The Python client of the HTTP API. It needs `requests` and nothing else of ours, and is also built as a wheel of its own.

In the wheel (client/pyproject.toml) the package is called `screening_client`; so its modules import each other relatively.
"""

from .http_client import Client, ServiceAway, ServiceError, ServiceRefused, batches

__all__ = ["Client", "ServiceAway", "ServiceError", "ServiceRefused", "batches"]
