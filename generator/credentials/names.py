"""Names and values of credentials: what a header, a parameter or a member of JSON is called.

Examples in JSON are full of words that stand for a value (``"string"``, ``"YOUR_PASSWORD"``,
``"<token>"``). They are no credentials.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Scheme words in front of a credential: they stay readable.
SCHEME = re.compile(
    r"^(Basic|Bearer|Token|Digest|ApiKey|Api-Key|Key|Apikey|JWT|SSWS|OAuth|AWS4-HMAC-SHA256)\s+",
    re.IGNORECASE,
)

_HEADER = re.compile(
    r"authorization|cookie|token|secret|passw|api-?key|access-?key|subscription-?key|"
    r"functions-key|auth-?key|private-?key|signature|credential|session-?id|^x-auth",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"^(key|auth|sig|pwd)$|api[-_]?key|access[-_]?(key|token)|(auth|bearer|id|refresh|session|"
    r"security|user)[-_]?token|^token$|secret|passw|signature|credential|private[-_]?key|"
    r"^code_verifier$|assertion$",
    re.IGNORECASE,
)
# More names of members.
_MEMBER = re.compile(
    r"token$|pwd$|passphrase$|authorization$|^(set-)?cookie$|"
    r"(sign|signing|encryption|client|master|shared|account|subscription)[-_]?key$",
    re.IGNORECASE,
)
# Names that match the above but say how, not what.
_HARMLESS = re.compile(
    r"^postman-token$|^with[-_]?credential|type$|[-_]?url$|expir|algorithm|^x-.*-page|csrf-header|"
    r"method$",
    re.IGNORECASE,
)
# Members that match are of rows ("key"), say where to go on, or are about a credential.
_HARMLESS_MEMBER = re.compile(
    r"^(key|auth|is[-_].*|has[-_].*)$|"
    r"(next|prev|previous|page|paging|pagination|continuation|sync|resume|scroll|cursor|delta|"
    r"trace|request|idempotency)[-_]?token$|"
    r"(name|field|label|path|format|length|policy|status|version|date|count|hint|ids?|arn|change|"
    r"required|enabled)$",
    re.IGNORECASE,
)

_WORD = "(?:[A-Z]?[a-z]+|[A-Z]{1,20})"
_PLACEHOLDER = re.compile(
    r"\s*"
    r"|\$?[<{\[(%].*[>}\])%]"
    r"|(?i:your|insert|enter|replace).*"
    r"|[a-z]+(?:[ _.-][a-z]+)*(?:[_-]\d{1,2})?"
    r"|[A-Z]{1,20}(?:[ _.-][A-Z]{1,20})*(?:[_-]\d{1,2})?"
    rf"|{_WORD}(?:,? {_WORD})*[.!]?"
    r"|[a-z]{1,20}(?:[A-Z][a-z]{1,20})+"
    r"|\d{4}-\d\d-\d\d(?:[T ][\d:.+Z-]*)?"
    r"|https?://[^@?]*",
    re.DOTALL,
)
_BLANK = re.compile(r"xxx|\*\*\*|\.\.\.|…|•••|\{\{", re.IGNORECASE)


@lru_cache(1024)
def is_credential_header(name: str) -> bool:
    """Whether a header of this name carries a credential."""
    return bool(_HEADER.search(name)) and not _HARMLESS.search(name)


@lru_cache(1024)
def is_key_name(name: str) -> bool:
    """Whether a query or form parameter of this name carries a credential."""
    return bool(_NAME.search(name)) and not _HARMLESS.search(name)


@lru_cache(1024)
def is_member_name(name: str) -> bool:
    """Whether a member of JSON of this name carries a credential."""
    return (is_key_name(name) or bool(_MEMBER.search(name))) and not _HARMLESS_MEMBER.search(name)


def is_placeholder(value: str) -> bool:
    """Whether the value of a member only stands for one: words, a date, what is blanked out."""
    value = SCHEME.sub("", value)
    return bool(_PLACEHOLDER.fullmatch(value) or _BLANK.search(value))
