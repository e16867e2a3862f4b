"""The endpoint model: what an API is, whatever it was read from.

Frozen data without behaviour. Readers fill it, emitters read it; it holds no word of Postman's
that a documentation page could not also fill. It is request-based: two requests with the same
method and path are two endpoints.
"""

from __future__ import annotations

from typing import Literal

from generator.frozen import Frozen
from generator.origin import Origin
from generator.text import Text
from generator.types.datatypes import Type

Location = Literal["path", "query", "header", "cookie"]
Scope = Literal["environment", "collection", "globals", "dynamic"]


class Parameter(Frozen):
    """A path variable, query parameter, header or form field.

    ``value`` is the example; ``None`` means that the source has none (a query parameter is then
    sent as a bare name). A parameter that is not ``enabled`` is documented but not sent;
    ``required`` is ``None`` where the source does not say.
    """

    name: Text
    location: Location | Literal["form"]
    value: Text | None
    type: Type
    required: bool | None
    enabled: bool
    description: str
    origin: Origin
    enum: tuple[str, ...] = ()
    default: str | None = None


class Url(Frozen):
    """``base`` is scheme, host and port; ``path`` holds `Slot` parts for its path variables.

    ``user`` and ``password`` stood before the host and are sent as basic auth. Query parameters
    are `Parameter`s of the request, unless they were written inside a path.
    """

    base: Text
    path: Text
    user: Text | None = None
    password: Text | None = None


class RawBody(Frozen):
    """A text body. ``media_type`` is what is sent when no header says otherwise.

    ``json`` says that the text is meant to be JSON (it may hold comments and variables).
    """

    text: Text
    media_type: str
    json: bool
    type: Type


class FormBody(Frozen):
    """An ``application/x-www-form-urlencoded`` body."""

    fields: tuple[Parameter, ...]


class FilePart(Frozen):
    """A file of a multipart body; ``paths`` is empty when none was chosen.

    ``file_name`` is what the server is told where that is not the file's own name, ``required`` is
    as in `Parameter`.
    """

    name: Text
    paths: tuple[Text, ...]
    media_type: Text | None
    enabled: bool
    description: str
    origin: Origin
    file_name: Text | None = None
    required: bool | None = None


class TextPart(Frozen):
    """A text field of a multipart body; ``required`` is as in `Parameter`."""

    name: Text
    value: Text
    media_type: Text | None
    enabled: bool
    description: str
    type: Type
    origin: Origin
    required: bool | None = None


class MultipartBody(Frozen):
    """A ``multipart/form-data`` body."""

    parts: tuple[TextPart | FilePart, ...]


class FileBody(Frozen):
    """The bytes of one file; ``path`` is empty when none was chosen."""

    path: Text


class GraphQLBody(Frozen):
    """A GraphQL operation; ``variables`` is the JSON text of its variables."""

    query: Text
    variables: Text
    operation_name: Text


Body = RawBody | FormBody | MultipartBody | FileBody | GraphQLBody


class AuthParameter(Frozen):
    """One setting of an auth: a user name, a token, a place."""

    name: str
    value: Text


class Auth(Frozen):
    """Which credentials are sent, and how. ``kind`` is one of `AUTH_KINDS`."""

    kind: str
    parameters: tuple[AuthParameter, ...] = ()
    origin: Origin | None = None

    def get(self, name: str) -> Text | None:
        """Return the value of a setting, or ``None`` when the source does not give it."""
        return next((p.value for p in self.parameters if p.name == name), None)


AUTH_KINDS = (
    "none", "basic", "bearer", "apikey", "oauth1", "oauth2", "digest",
    "awsv4", "hawk", "ntlm", "edgegrid", "jwt", "asap",
)  # fmt: skip


class Behavior(Frozen):
    """How a request is sent beyond what is in it; ``None`` is the client's own way."""

    follow_redirects: bool | None = None
    max_redirects: int | None = None
    verify_tls: bool | None = None
    encode_url: bool = True
    body_with_any_method: bool = False
    omitted_headers: tuple[str, ...] = ()


class Request(Frozen):
    """What is sent: the same for an endpoint and for each of its saved responses."""

    method: str
    url: Url
    parameters: tuple[Parameter, ...]
    headers: tuple[Parameter, ...]
    body: Body | None
    auth: Auth


class Response(Frozen):
    """A saved response; ``text`` is its body, ``request`` the request that it answered."""

    name: str
    status: int | None
    reason: str
    headers: tuple[tuple[str, str], ...]
    media_type: str
    text: str | None
    type: Type | None
    request: Request | None
    origin: Origin


class Sample(Frozen):
    """A code sample that the source itself shows."""

    language: str
    code: str


class Preparation(Frozen):
    """What the source itself does before a request is sent: the client and the snippets do not.

    ``sets`` are the variables that it gives a value.
    """

    sets: tuple[str, ...]
    changes_request: bool
    sends_request: bool
    origin: Origin


class Endpoint(Frozen):
    """One request of an API, with all that is known of it.

    ``id`` is its origin's pointer; ``group`` the indexes of its folders in `Api.groups`' paths;
    ``produces`` names the variables that take their values from its answer.
    """

    id: str
    name: str
    group: tuple[int, ...]
    request: Request
    behavior: Behavior
    responses: tuple[Response, ...]
    description: str
    notes: tuple[str, ...]
    rate_limits: tuple[str, ...]
    samples: tuple[Sample, ...]
    deprecated: bool
    origin: Origin
    preparations: tuple[Preparation, ...] = ()
    produces: tuple[str, ...] = ()


class Group(Frozen):
    """A folder. ``path`` is its place: child numbers from the root, ``(0, 2)``.

    ``preparations`` and ``produces`` are those of every request in it.
    """

    name: str
    description: str
    path: tuple[int, ...]
    auth: Auth | None
    origin: Origin
    preparations: tuple[Preparation, ...] = ()
    produces: tuple[str, ...] = ()


class Variable(Frozen):
    """A variable as it stands after the scopes were merged; ``value`` ``None`` is unset.

    One of the scope ``dynamic`` is defined nowhere: its value is made when a request is sent, or
    stands in for such a value.
    """

    name: str
    value: Text | None
    secret: bool
    scope: Scope
    description: str
    origin: Origin


class Source(Frozen):
    """An input file: its path as given, the SHA-256 of its bytes, its path as output writes it."""

    path: str
    sha256: str
    name: str


class Fact(Frozen):
    """What a source says of an endpoint: where, and how sure it is, from 0 to 1.

    ``name`` is what it is about (``request``, ``auth``, ``query/limit``, ``response``), ``value``
    what is said. Facts tell where the model comes from; nothing is generated from them.
    """

    endpoint: str
    name: str
    value: str
    origin: Origin
    confidence: float


class Api(Frozen):
    """Everything that was read, in the order of the source.

    ``preparations`` and ``produces`` are those of every request. ``facts`` are there where
    something was found by evidence, or taken from one source to another.
    """

    name: str
    version: str
    description: str
    servers: tuple[Text, ...]
    variables: tuple[Variable, ...]
    auth: Auth
    groups: tuple[Group, ...]
    endpoints: tuple[Endpoint, ...]
    sources: tuple[Source, ...]
    preparations: tuple[Preparation, ...] = ()
    produces: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
