"""Scripts of a collection, a folder or a request: what codegen does not do for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.diagnostics import Diagnostics
from generator.frozen import Frozen
from generator.model import Preparation
from generator.origin import Origin
from generator.readers.postman.javascript import Facts, facts
from generator.readers.postman.values import disabled, mapping, rows


class Scripts(Frozen):
    """What happens before requests are sent, and the variables that answers give."""

    preparations: tuple[Preparation, ...]
    produces: tuple[str, ...]


def read_scripts(row: dict[str, Any], origin: Origin, diagnostics: Diagnostics) -> Scripts:
    """Return what the scripts of ``event`` do; each that matters is noted once."""
    preparations: list[Preparation] = []
    produces: dict[str, None] = {}
    for index, event in rows(row.get("event")):
        if disabled(event):
            continue
        found, place = facts(_code(event)), origin.child("event", index)
        if event.get("listen") == "prerequest" and (deeds := list(_deeds(found))):
            message = f"a pre-request script {' and '.join(deeds)}; scripts are not run"
            diagnostics.add("script-prerequest", message, place, "info")
            preparations.append(
                Preparation(found.sets, found.changes_request, found.sends_request, place)
            )
        elif event.get("listen") == "test" and found.computed and found.reads_answer:
            names = ", ".join(found.computed)
            message = f"a script sets {names} from the response; scripts are not run"
            diagnostics.add("script-sets-variable", message, place, "info")
            produces.update(dict.fromkeys(found.computed))
    return Scripts(tuple(preparations), tuple(produces))


def _code(event: dict[str, Any]) -> str:
    """Return a script's text: a string, lines, or either of them in ``exec``."""
    script = event.get("script")
    lines = mapping(script).get("exec") if isinstance(script, dict) else script
    return "\n".join(
        line for line in (lines if isinstance(lines, list) else [lines]) if isinstance(line, str)
    )


def _deeds(found: Facts) -> Iterator[str]:
    if found.sets:
        yield f"sets {', '.join(found.sets)}"
    if found.sets_unknown:
        yield "sets variables whose names it makes"
    if found.changes_request:
        yield "changes the request"
    if found.sends_request:
        yield "sends requests of its own"
