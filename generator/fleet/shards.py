"""Which shard of a matrix a job belongs to: a matter of its name alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from generator.config.jobs import Job
from generator.frozen import Frozen


class Shard(Frozen):
    """One of ``count`` shards; ``number`` counts from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


WHOLE = Shard(1, 1)


def read_shard(text: str) -> Shard:
    """Return what ``2/5`` means. Raises `ValueError`."""
    number, slash, count = text.partition("/")
    shard = Shard(int(number), int(count)) if slash else Shard(0, 0)
    if not 1 <= shard.number <= shard.count or str(shard) != text:
        raise ValueError(f"{text!r} is no shard")
    return shard


def shard_of(name: str, count: int) -> Shard:
    """Return the shard of the job of this name; other jobs do not move it."""
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).digest()
    return Shard(int.from_bytes(digest[:8], "big") % count + 1, count)


def members(jobs: Sequence[Job], shard: Shard) -> list[Job]:
    """Return the jobs of a shard, in their order."""
    return [job for job in jobs if shard_of(job.name, shard.count) == shard]
