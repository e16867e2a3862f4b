"""The folder's noun in a request's name: ``Update link`` in the folder ``Links`` is ``update``.

What a name becomes depends on the two names alone, so that another request beside it changes
nothing. A plural stays where a singular may stand beside it (``Get users`` beside ``Get user``).
"""

from __future__ import annotations

import keyword
from collections.abc import Sequence

from generator.names import naming

# ("Webhook event", "User group"), where it cannot be spared.
_VERBS = frozenset("""
    accept activate add allow apply approve archive assign attach authorize authorise block book
    browse buy calculate cancel capture change check clear clone close complete confirm connect
    convert copy count create deactivate decline decrypt define delete deploy describe detach
    disable disconnect dispatch download duplicate edit enable encrypt enroll evaluate exchange
    execute expire export fetch filter find finish fork follow generate get hide import initialize
    initialise initiate insert install invite invoke issue join leave link list load lock login
    look lookup make mark merge modify move open order parse patch pause pay perform ping place
    poll post predict preview process publish purchase put query read receive refresh refund
    register reject release reload remove rename render renew reopen replace report request reset
    resend resolve restart restore resume retrieve retry return reverse revoke rotate run save
    schedule search select send set share show sign simulate start stop store submit subscribe
    suspend switch sync synchronise synchronize terminate test toggle track transfer translate
    trigger unarchive unassign unblock uninstall unlink unlock unpublish unsubscribe update upgrade
    upload upsert use validate verify view void withdraw write
    """.split())  # noqa: SIM905 - a table is easier to read
# With these the plural is all that can be meant.
_OF_MANY = frozenset({"browse", "count", "filter", "find", "list", "query", "search"})
_ADJECTIVES = naming.ARTICLES | {"existing", "new"}
_QUANTITIES = frozenset({"all", "many", "multiple", "one", "single"})
_PREPOSITIONS = frozenset({"by", "for", "from", "in", "of", "on", "to", "with", "without"})
_LONGEST_NAME = 3


def without_noun(name: str, folder: str, aside: str = "") -> str:
    """Return a request's snake_case name without the noun of the folder it stands in.

    The noun is the folder's name, or its last word where no further noun follows. It is left out
    where it follows the verb, along with an article or "new" before it. A name stays as it is where
    a keyword would be left, or where only ``aside``, the words in parentheses at its end, would
    follow the verb: ``register_admin`` registers no company, but ``list_by_name`` is fine.
    """
    words = name.split("_")
    verb = naming.singular(words[0])
    is_many = verb in _OF_MANY
    start = 1
    while start < len(words) and words[start] in _ADJECTIVES | _QUANTITIES:
        is_many |= words[start] in _QUANTITIES
        start += 1
    length = _length(words[start:], naming.words(folder))
    if not _is_verb(verb) or not length:
        return name
    last = words[start + length - 1]
    if naming.singular(last) != last and not is_many:
        return name
    kept = [word for word in words[:start] if word not in _ADJECTIVES]
    rest = "_".join(words[start + length :])
    short = "_".join(filter(None, (*kept, rest)))
    stands_alone = rest == aside and rest.partition("_")[0] not in _PREPOSITIONS
    return name if keyword.iskeyword(short) or (rest and stands_alone) else short


def _is_verb(word: str) -> bool:
    return any(one in _VERBS | _OF_MANY for one in (word, word.removeprefix("un")))


def _length(words: Sequence[str], folder: Sequence[str]) -> int:
    """Return how many of the first words are the folder's noun."""
    if folder and _singulars(words[: len(folder)]) == _singulars(folder):
        return len(folder)
    is_last = len(words) == 1 or (len(words) > 1 and words[1] in _PREPOSITIONS)
    is_name = 0 < len(folder) <= _LONGEST_NAME  # a longer one is a sentence
    return 1 if is_name and is_last and _singulars(words[:1]) == _singulars(folder[-1:]) else 0


def _singulars(words: Sequence[str]) -> list[str]:
    return [*words[:-1], naming.singular(words[-1])] if words else []
