"""Diff: what changed between two versions of an API, for those who send its requests or use its
client.

`story` is the whole of it: `revisions` opens what is compared (`git`), `sides` says what was read,
`matching` finds which requests are the same; `requests`, `parameters`, `bodies`, `auth` and
`responses` compare what is sent and received, `client` what is generated (`surface`), and `compare`
joins them; `numbers` proposes a version, `report` writes. Every kind of change stands in `rules`.
"""
