"""Settings of a client: the variables that its requests refer to, as constructor arguments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.auth.grants import OPEN
from generator.credentials.names import is_credential_header
from generator.emitters.client.authconstants import AuthConstant
from generator.emitters.emission import Emission
from generator.emitters.operations.operation import Operation
from generator.emitters.words import template
from generator.frozen import Frozen
from generator.model import Variable
from generator.names import naming
from generator.names.allocation import Wanted, allocate
from generator.names.plan import Plan
from generator.text import Fresh, Reference, Secret, Text, parse

# Arguments of every client, and what its constructor uses.
_RESERVED = frozenset(
    {"timeout", "max_retries", "http_client", "rate_limits", "environment", "self", "values",
     "clients", "httpx", "bool", "dict", "float", "int", "str", "super"}
)  # fmt: skip


class Setting(Frozen):
    """A variable: ``name`` in templates, ``argument`` of the constructor, default or ``env``."""

    name: str
    argument: str
    default: str | None
    env: str | None
    is_secret: bool
    description: str


class Settings(Frozen):
    """The settings in order of first use, and whether the client makes values anew itself."""

    rows: tuple[Setting, ...]
    makes_values: bool


def settings(emission: Emission, auths: Mapping[str, AuthConstant]) -> Settings:
    """Return the variables that URLs, headers and credentials use."""
    plan, found = emission.plan, emission.operations
    values = _values(emission)
    used = _names(_texts(found.values(), auths.values()), values, emission)
    fresh = {name for name in used if name in values and _is_fresh(values[name])}
    names = [name for name in used if name not in fresh]
    bases = {name: _base(name, plan) for name in names}
    wanted = [
        Wanted((base, f"{base}_", f"{base}_{naming.digest(name)}")) for name, base in bases.items()
    ]
    arguments = allocate(wanted, _RESERVED)
    known_literals = (*plan.literals.values(), *plan.fetch.values())
    literals = {v.name: v for v in known_literals if v.literal is not None}
    rows = []
    for name, argument in zip(names, arguments, strict=True):
        variable = values.get(name)
        default = setting_default(variable, emission)
        known = literals.get(name) or plan.known(name)
        env = known.env if known else None
        if env is None and default is None:
            env = naming.environment_name(name)
        description = variable.description if variable else known.note if known else ""
        secret = name in literals or is_credential_header(name)
        secret = secret or bool(known and known.is_secret)
        rows.append(Setting(name, argument, default, env, secret, description))
    makes = any(
        isinstance(p, Fresh) for t in _texts(found.values(), auths.values()) for p in t.parts
    )
    return Settings(tuple(rows), bool(fresh) or makes)


def needed(
    operation: Operation, auth: AuthConstant | None, rows: Iterable[Setting], emission: Emission
) -> Iterator[Setting]:
    """Yield the settings that a call uses and that have no value where they are not given.

    Of a token that can be fetched, as of one that is optional, it is the token's alone.
    """
    credentials = list(auth.texts()) if auth else []
    if auth and auth.class_name == "OAuth2":
        credentials = credentials[:1]
    texts = (*_texts((operation,), ()), *credentials)
    used = _names(texts, _values(emission), emission)
    return (row for row in rows if row.name in used and row.default is None)


def _values(emission: Emission) -> dict[str, Variable]:
    return {v.name: v for v in (*emission.api.variables, *emission.settings)}


def _is_fresh(variable: Variable) -> bool:
    return variable.value is not None and variable.value.is_fresh


def _base(name: str, plan: Plan) -> str:
    """Return what an argument is called; what the source leaves empty, like its environment."""
    known = plan.fetch.get(name) if name in OPEN else None
    return naming.identifier(known.env if known else name, "variable")


def setting_default(variable: Variable | None, emission: Emission) -> str | None:
    """Return the value that a variable has as a template of the client; none that is secret."""
    if variable is None or variable.value is None or variable.secret:
        return None
    itself = Text((Reference(variable.name),))
    # What grows without end stays in braces, as in snippets; the client would follow it for ever.
    known = variable not in emission.settings
    endless = known and emission.fill(itself).source == itself.source
    return itself.source if endless else template(variable.value, emission.plan)


def _names(
    texts: Iterable[Text], values: Mapping[str, Variable], emission: Emission
) -> dict[str, None]:
    """Return the variables of texts, and those of their values."""
    names: dict[str, None] = {}
    elsewhere = [v for one in emission.environments for v in one.variables]
    pending = list(texts)
    for text in pending:
        for part in text.parts:
            if isinstance(part, Secret):
                known = emission.plan.known(part)
                if known is not None:
                    names.setdefault(known.name)
            elif isinstance(part, Reference) and part.name not in names:
                names.setdefault(part.name)
                variable = values.get(part.name)
                if variable is not None and variable.value is not None and not variable.secret:
                    pending.append(variable.value)
                pending += [v.value for v in elsewhere if v.name == part.name and v.value]
    return names


def _texts(found: Iterable[Operation], auths: Iterable[AuthConstant]) -> Iterator[Text]:
    for operation in found:
        yield operation.url
        for argument in operation.arguments:
            if argument.role == "header" and argument.constant:
                yield argument.constant
            if argument.role in ("form", "part"):
                yield parse(argument.wire_name)
        for name, constants in operation.fixed_headers:
            yield from (name, *constants)
    for auth in auths:
        yield from auth.texts()
