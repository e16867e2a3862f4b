"""Many jobs: done by processes or a cluster, shared out to machines, put together again."""
