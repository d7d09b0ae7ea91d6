"""Lists of millions of rows: CSV, NDJSON or Parquet in, one line a row out, in bounded memory.

The caps of an upload are for the page; these files have caps of their own (`limits`). A file is read as a stream,
its distinct subjects are screened once each by several processes, and the result takes its name only when it is
whole. Whatever is killed on the way, the same command goes on where it stopped. The answers are those of the
ordinary way: the same readers of rows, the same engine, the same line. `screen_batches` gives the same line for rows
that an engine such as Spark distributes over many machines.
"""

from screening.bulk.arrow import prepare_batches, result_schema, screen_batches
from screening.bulk.batches import BatchJob
from screening.bulk.dask_executor import DaskCluster
from screening.bulk.job import BulkForm, BulkJob
from screening.bulk.run import BulkResult, screen_bulk
from screening.bulk.sources import reads

__all__ = [
    "BatchJob",
    "BulkForm",
    "BulkJob",
    "BulkResult",
    "DaskCluster",
    "prepare_batches",
    "reads",
    "result_schema",
    "screen_batches",
    "screen_bulk",
]
