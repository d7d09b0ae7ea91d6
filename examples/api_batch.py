"""Screen organisations in batches over HTTP: python examples/api_batch.py examples/organisations.csv.

SCREENING_SERVER is the address of the service, SCREENING_API_KEY the key to it; one without accounts
and keys takes the token that `screening serve` printed and keeps in the file `token` of the data folder.
"""

import csv
import os
import sys
from pathlib import Path

# where the client alone is installed (`make client`): from screening_client import Client
from screening.client import Client, ServiceError

USAGE = "Usage: python examples/api_batch.py LIST.csv, with the columns `organisation` and `country`; try examples/organisations.csv."


def main(path: Path) -> None:
    """Print outcome, level and name of every row of a CSV with the columns `organisation` and `country`."""
    client = Client(
        os.environ.get("SCREENING_SERVER", "http://127.0.0.1:8080"), os.environ.get("SCREENING_API_KEY", "")
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not {"organisation", "country"} <= {*(reader.fieldnames or ())}:
            sys.exit(USAGE)
        rows = list(reader)
    subjects = [
        {"reference": str(place), "name": row["organisation"], "country": row["country"]}
        for place, row in enumerate(rows, start=2)
    ]
    for result in client.screen(subjects):
        assessment = result["assessment"]
        print(
            f"{assessment['outcome']:10} {assessment['risk_level']:6} row {result['reference']}: {assessment['why']}"
        )


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        sys.exit(USAGE)
    try:
        main(Path(sys.argv[1]))
    except ServiceError as error:
        sys.exit(f"{error.sentence} [{error.code}]")
