"""The shipped service as a process, on each database."""

import pytest
from databases import KINDS, new_postgres
from served import Service


@pytest.fixture(params=KINDS)
def database_url(request):
    """The address of an empty database; "" for SQLite in the data folder."""
    if request.param == "sqlite":
        yield ""
        return
    with new_postgres() as address:
        yield address


@pytest.fixture
def service(tmp_path, database_url):
    """`screening serve` with a worker, answering."""
    with Service(tmp_path / "data", SCREENING_DATABASE_URL=database_url) as started:
        yield started


@pytest.fixture
def tell(request):
    """Write a line that stands in the output of the tests: a figure of docs/threats.md."""
    return request.config.pluginmanager.get_plugin("terminalreporter").write_line
