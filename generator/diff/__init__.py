"""Diff: what changed between two versions of an API, for those who send its requests or use its
client.

`revisions` finds what is compared, `matching` which requests are the same; `requests`,
`parameters`, `bodies`, `auth` and `responses` compare what is sent and received, `client` what was
generated (`surface`); `compare` joins them, `version` proposes a number, `report` prints.
"""
