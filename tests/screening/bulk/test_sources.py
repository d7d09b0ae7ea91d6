"""Sources of rows: which file is read."""

import duckdb
import pytest

from screening.bulk.limits import BULK
from screening.bulk.sources import open_source


@pytest.mark.parametrize("name", ["list[1].parquet", "list?.parquet", "list*.parquet"])
def test_a_file_whose_name_looks_like_a_pattern_is_read_and_no_other(tmp_path, name):
    for each in (name, "list1.parquet"):
        path = str(tmp_path / each).replace("'", "''")
        duckdb.sql(f"COPY (SELECT '{each}' AS Organisation) TO '{path}' (FORMAT parquet)")
    source = open_source(tmp_path / name, None, BULK)
    assert (source.keys, list(source.rows())) == (("Organisation",), [[name]])
