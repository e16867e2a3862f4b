"""Variables in paths: arguments of a method that may be left out.

Collections say ``/users/{{id}}`` where they could say ``/users/:id``. What is a segment behind
another one tells which thing is meant, and a caller wants to say that for each call; what most
requests of an API have there (an account, a version) is a setting of the client alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from generator.credentials.names import is_credential_header, is_key_name
from generator.emitters.operations.arguments import Argument
from generator.model import Api, Endpoint, Variable
from generator.names import naming
from generator.text import Reference, concat, masked
from generator.types.inference import infer_text

# Of so many requests it can be told what most of them have.
_ENOUGH = 4


def common_variables(api: Api) -> set[str]:
    """Return the variables in the paths of most requests: they say where a client works."""
    paths = [set(endpoint.request.url.path.references) for endpoint in api.endpoints]
    counts = Counter(name for names in paths for name in names)
    return {name for name, count in counts.items() if 2 * count > len(paths) >= _ENOUGH}


def variable_arguments(
    endpoint: Endpoint, variables: Mapping[str, Variable], common: Collection[str]
) -> Iterator[Argument]:
    """Yield an argument for each variable that is a whole segment of the path, but the first.

    None of them is a credential, ``common``, or stands in the URL twice.
    """
    url = endpoint.request.url
    if not url.path.references:
        return
    used = concat(url.base, url.path).references
    path, unmask = masked(url.path)
    for segment in map(unmask, path.split("/")[2:]):
        part = segment.parts[0] if len(segment.parts) == 1 else None
        if isinstance(part, Reference) and used.count(part.name) == 1 and part.name not in common:
            variable = variables.get(part.name)
            if not _is_secret(part.name, variable):
                yield _argument(part.name, variable)


def _is_secret(name: str, variable: Variable | None) -> bool:
    is_named_so = is_key_name(name) or is_credential_header(name)
    return is_named_so or (variable is not None and variable.secret)


def _argument(name: str, variable: Variable | None) -> Argument:
    return Argument(
        name=naming.identifier(name, "value"),
        wire_name=name,
        role="variable",
        type=infer_text(variable.value if variable else None),
        description=variable.description if variable else "",
    )
