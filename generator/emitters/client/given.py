"""Variables that the source itself fills while it runs, by scripts that are not run here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from generator.credentials.positions import request_texts
from generator.emitters.client.settings import Setting
from generator.frozen import Frozen
from generator.model import Api, Endpoint, Preparation
from generator.names.plan import Plan

_SHOWN_PER_VARIABLE = 3
_SHOWN = 10


class Calls(Frozen):
    """Calls of the client, ``client.auth.login()``, or all of a folder, ``client.auth.*``.

    ``more`` counts those that are not listed.
    """

    shown: tuple[str, ...]
    more: int


class GivenVariable(Frozen):
    """A variable, how a caller gives it, and the calls whose answer or start gives it a value."""

    name: str
    argument: str | None
    env: str | None
    answers: Calls
    starts: Calls


class GivenContext(Frozen):
    """The variables that are used, and the calls that are changed before they are sent."""

    variables: tuple[GivenVariable, ...]
    changed: Calls


def given_context(api: Api, plan: Plan, settings: Iterable[Setting]) -> GivenContext:
    """Return what a caller has to do in place of the source's scripts."""
    arguments = {setting.name: setting for setting in settings}
    answers: dict[str, list[str]] = defaultdict(list)
    starts: dict[str, list[str]] = defaultdict(list)
    changed: list[str] = []
    for call, produces, preparations in _steps(api, plan):
        for name in produces:
            answers[name].append(call)
        for name in dict.fromkeys(name for p in preparations for name in p.sets):
            starts[name].append(call)
        if any(preparation.changes_request for preparation in preparations):
            changed.append(call)
    used = sorted({*answers, *starts} & {*arguments, *plan.environment})
    rows = []
    for name in used:
        setting, known = arguments.get(name), plan.environment.get(name)
        rows.append(
            GivenVariable(
                name=name,
                argument=setting.argument if setting else None,
                env=known.env if known else setting.env if setting else None,
                answers=_calls(answers.get(name, []), _SHOWN_PER_VARIABLE),
                starts=_calls(starts.get(name, []), _SHOWN_PER_VARIABLE),
            )
        )
    return GivenContext(tuple(rows), _calls(changed, _SHOWN))


def _steps(api: Api, plan: Plan) -> Iterator[tuple[str, tuple[str, ...], tuple[Preparation, ...]]]:
    """Yield everything that scripts can belong to, as a call of the client."""
    yield "client.*", api.produces, api.preparations
    for group in api.groups:
        call = ".".join(("client", *plan.groups[group.path].slugs, "*"))
        yield call, group.produces, group.preparations
    for endpoint in api.endpoints:
        yield f"{plan.call(endpoint)}()", endpoint.produces, endpoint.preparations


def _calls(calls: Iterable[str], limit: int) -> Calls:
    # Requests that are examples of one method are one call.
    found = dict.fromkeys(calls)
    rows = tuple(call for call in found if not any(folder in found for folder in _folders(call)))
    return Calls(rows[:limit], len(rows[limit:]))


def _folders(call: str) -> Iterator[str]:
    """Yield what stands for all calls of each folder around a call, or around a folder."""
    names = call.removesuffix(".*").split(".")
    return (".".join((*names[:length], "*")) for length in range(1, len(names)))


def producers(api: Api) -> dict[str, list[Endpoint]]:
    """Return the endpoints whose answer gives a variable that some request refers to."""
    if not any(endpoint.produces for endpoint in api.endpoints):
        return {}
    used = {
        name
        for endpoint in api.endpoints
        for text in request_texts(endpoint.request)
        for name in text.references
    }
    found: dict[str, list[Endpoint]] = defaultdict(list)
    for endpoint in api.endpoints:
        for name in endpoint.produces:
            if name in used:
                found[name].append(endpoint)
    return dict(found)
