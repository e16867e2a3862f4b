"""Write every transaction to a file, page after page, and send the file to another API.

    PYTHONPATH=generated/bank-links/client:generated/kitchen-sink/client \
        python examples/export.py FILE

SECRET_ID and SECRET_PASSWORD are the credentials; BASE_URL is another server than the APIs' own.
"""

from __future__ import annotations

import csv
import os
import sys
from pathlib import Path

import bank_links
import kitchen_sink


def main(path: Path) -> None:
    """Write ``path`` while the pages come, then send it as a part of a form."""
    base_url = os.environ.get("BASE_URL")
    count = 0
    with bank_links.Client(base_url=base_url) as bank, path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "date", "amount", "description"])
        for one in bank.transactions.iterate(page_size=100):
            rows.writerow([one.id, one.value_date, one.amount, one.description])
            count += 1
    with kitchen_sink.Client(base_url=base_url) as archive:
        try:
            archive.bodies.multipart.texts_and_file(title="Transactions", picture=path)
        except kitchen_sink.errors.ApiError as error:
            sys.exit(f"not sent: {error}")
    print(f"sent {count} transactions")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
