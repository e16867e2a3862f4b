"""Print what is available in the accounts of several links, which are read at the same time.

    PYTHONPATH=generated/bank-links/client python examples/balances.py LINK…

SECRET_ID and SECRET_PASSWORD are the credentials; BASE_URL is another server than the API's own.
"""

from __future__ import annotations

import asyncio
import os
import sys

from bank_links import AsyncClient


async def main(link_ids: list[str]) -> None:
    """Read the accounts of all links."""
    async with AsyncClient(base_url=os.environ.get("BASE_URL")) as client:
        calls = [client.accounts.read_accounts(link=link_id) for link_id in link_ids]
        for link_id, accounts in zip(link_ids, await asyncio.gather(*calls), strict=True):
            for account in accounts:
                print(f"{link_id}: {account.name} {account.balance.available}")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
