"""Tests of the client: each saved response is played against the method of its request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from generator.emitters.client.authconstants import auth_constants
from generator.emitters.client.settings import settings
from generator.emitters.emission import Emission
from generator.emitters.jsonvalues import Value
from generator.emitters.snippets.files import example_of, slugs
from generator.emitters.words import word
from generator.escaping.words import Env, Word
from generator.frozen import Frozen
from generator.model import Api, Endpoint, Response
from generator.names.plan import Plan
from generator.rendering.jinja import Renderer, Unit
from generator.resolving.dynamic import FRESH
from generator.text import Fresh, FreshKind

EMITTER = "tests"

# What stands for values that are made anew; the test has the client make the same ones.
_MADE: dict[FreshKind, str] = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "seconds": "1700000000",
    "date-time": "2023-11-14T22:13:20.000Z",
    "integer": "7",
}
_FRESH = tuple((name, _MADE[kind]) for name, kind in FRESH.items())
# Credentials that are made of the whole request; a test is not about them.
_SIGNING = frozenset({"awsv4", "digest", "ntlm", "oauth1", "hawk", "edgegrid"})


class Answer(Frozen):
    """A saved response; ``body`` is a JSON value under ``json``, a ``text``, or empty."""

    status: int
    media_type: str
    body: Mapping[str, Value]


class CallContext(Frozen):
    """A call of the client, what it has to send, and the answers that were saved for it.

    ``given`` are the arguments by kind, ``files`` the keywords that take a file.
    """

    call: str
    given: Mapping[str, Value]
    files: tuple[str, ...]
    method: str
    target: str
    answers: tuple[Answer, ...]


class TestContext(Frozen):
    """The module that plays them.

    ``settings`` are values of the client's arguments, ``fresh`` those of dynamic variables.
    """

    package: str
    settings: tuple[tuple[str, str], ...]
    fresh: tuple[tuple[str, str], ...]


def emit(emission: Emission, renderer: Renderer) -> Iterator[Unit]:
    """Yield a module and a file of JSON for each request that has saved responses."""
    plan = emission.plan
    answered = [(e, found) for e in emission.api.endpoints if (found := tuple(_answers(e)))]
    if not answered:
        return
    values = _stand_ins((e for e, _ in answered), plan)
    auths = auth_constants(emission.operations, plan, emission.fill)
    found_settings = settings(emission, auths)
    rows = ((s.argument, values.get(s.env or "", "")) for s in found_settings.rows if s.env)
    test = TestContext(
        package=plan.package,
        settings=tuple(rows),
        fresh=_FRESH if found_settings.makes_values else (),
    )
    template = "client/tests/test_examples.py.j2"
    yield Unit("client/tests/test_examples.py", template, test, EMITTER)
    for endpoint, answers in answered:
        yield Unit(
            path="/".join(("client/tests/examples", *slugs(endpoint, plan))) + ".json",
            template="client/tests/example.json.j2",
            context=_call(endpoint, answers, emission, values),
            emitter=EMITTER,
            endpoint=endpoint.id,
        )


def has_answers(api: Api) -> bool:
    """Whether there is a response to play."""
    return any(True for endpoint in api.endpoints for _ in _answers(endpoint))


def _call(
    endpoint: Endpoint,
    answers: tuple[Answer, ...],
    emission: Emission,
    values: Mapping[str, str],
) -> CallContext:
    example = example_of(endpoint, emission)
    wire = emission.plan.wires[endpoint.id]
    operation = emission.operations[endpoint.id]
    files = {a.name for a in operation.arguments if a.is_file}
    options = {name: _plain(value, values) for name, value in example.options}
    if wire.auth is not None and wire.auth.kind in _SIGNING:
        options["headers"] = {"Authorization": "none"}
    given = {
        "arguments": [_plain(value, values) for value in example.positional],
        "keywords": {n: _plain(v, values) for n, v in example.keywords if n not in files},
        "options": options,
    }
    return CallContext(
        call=example.call.partition(".")[2],
        given={kind: value for kind, value in given.items() if value},
        files=tuple(name for name, _ in example.keywords if name in files),
        method=wire.method,
        target=_target(_filled(word(wire.url, emission.plan), values)),
        answers=answers,
    )


def _answers(endpoint: Endpoint) -> Iterator[Answer]:
    """Yield the responses that a server can have sent.

    JSON in which a variable still has to be filled in is none.
    """
    for response in endpoint.responses:
        body = _body(response)
        if response.status is not None and body is not None:
            yield Answer(response.status, _media_type(response), body)


def _media_type(response: Response) -> str:
    """Return the media type alone: bodies are sent as UTF-8, whatever was said of the saved one."""
    stated = (value for name, value in response.headers if name.lower() == "content-type")
    return next(stated, response.media_type).partition(";")[0].strip()


def _body(response: Response) -> dict[str, Value] | None:
    if not response.text:
        return {}
    # An error's body is JSON wherever it can be read so.
    is_text = response.type is None
    if is_text and (response.status or 0) < 400:
        return {"text": response.text}
    try:
        value = json.loads(response.text)
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        return {"text": response.text} if is_text else None
    return {"json": value}


def _target(url: str) -> str:
    """Return path and query of a URL."""
    rest = re.sub(r"^([^/?#]*://)?[^/?#]*", "", url).partition("#")[0]
    return rest if rest.startswith("/") else "/" + rest


# Values in place of variables


def _stand_ins(endpoints: Iterable[Endpoint], plan: Plan) -> dict[str, str]:
    """Return a value for each environment variable that stands in a URL."""
    found: dict[str, str] = {}
    for endpoint in endpoints:
        pieces = word(plan.wires[endpoint.id].url, plan)
        for index, piece in enumerate(pieces):
            if isinstance(piece, Env):
                before = pieces[index - 1] if index else ""
                after = pieces[index + 1] if index + 1 < len(pieces) else ""
                if isinstance(after, str) and after.startswith("://"):
                    found[piece.name] = "https"
                elif isinstance(before, str) and before.endswith(":"):
                    found[piece.name] = "8080"
                else:
                    found.setdefault(piece.name, _stand_in(piece.name))
    return found


def _stand_in(env: str) -> str:
    return env.lower().replace("_", "-")


def _filled(found: Word, values: Mapping[str, str]) -> str:
    return "".join(_piece(piece, values) for piece in found)


def _piece(piece: str | Env | Fresh, values: Mapping[str, str]) -> str:
    if isinstance(piece, Env):
        return values.get(piece.name) or _stand_in(piece.name)
    return _MADE[piece.kind] if isinstance(piece, Fresh) else piece


def _plain(value: Value, values: Mapping[str, str]) -> Value:
    """Return the JSON value of an argument."""
    if isinstance(value, tuple):
        return _filled(value, values)
    if isinstance(value, Fresh):
        return int(_MADE[value.kind])
    if isinstance(value, list):
        return [_plain(member, values) for member in value]
    if isinstance(value, dict):
        return {name: _plain(member, values) for name, member in value.items()}
    return value
