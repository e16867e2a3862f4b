"""Print the accounts that a link gives access to.

    PYTHONPATH=generated/bank-links/client python examples/accounts.py LINK

SECRET_ID and SECRET_PASSWORD are the credentials; BASE_URL is another server than the API's own.
"""

from __future__ import annotations

import os
import sys

from bank_links import Client, errors


def main(link_id: str) -> int:
    """Return 1 when there is no such link."""
    with Client(base_url=os.environ.get("BASE_URL")) as client:
        try:
            link = client.links.get(link_id)
        except errors.NotFoundError as error:
            print(error, file=sys.stderr)
            return 1
        print(f"{link.institution}: {link.status}")
        for account in client.accounts.read_accounts(link=link_id):
            print(f"{account.name}: {account.balance.available} {account.currency}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
