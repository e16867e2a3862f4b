"""From drafts to the endpoint model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generator.model import (
    Api,
    Auth,
    AuthParameter,
    Behavior,
    Endpoint,
    Fact,
    Group,
    Parameter,
    Request,
    Response,
    Sample,
    Source,
    Url,
)
from generator.origin import line_of
from generator.readers.pages import urls
from generator.readers.pages.blocks import Block
from generator.readers.pages.bodies import body_of
from generator.readers.pages.draft import Answer, Credential, Draft, Param
from generator.readers.pages.shapes import answer_of
from generator.readers.pages.titles import answer_title, first_sentence, page_title, says_nothing
from generator.readers.pages.values import parameter
from generator.text import Part, Reference, Slot, Text, joined, parse
from generator.types.inference import infer_response_text

_NO_AUTH = Auth("none")
_BASE = Text((Reference("baseUrl"),))
_VERBS = (
    ("POST", ("create", "add", "send", "post")),
    ("PATCH", ("update", "edit", "modify", "patch")),
    ("DELETE", ("delete", "remove")),
)
_MEDIA_TYPE = re.compile(r"(?:application|text|multipart|image)/[\w.+-]{1,80}")
_STATED, _SHOWN, _SAID = 0.9, 0.7, 0.5


def build(drafts: Sequence[Draft], blocks: Sequence[Block], source: Source) -> Api:
    """Return the Api that drafts of one page describe."""
    groups = _groups(drafts, blocks, source.path)
    endpoints, facts = [], []
    seen: dict[str, int] = {}
    for draft in drafts:
        pointer = line_of(source.path, draft.line).pointer
        seen[pointer] = seen.get(pointer, 0) + 1
        identity = pointer if seen[pointer] == 1 else f"{pointer}.{seen[pointer]}"
        endpoints.append(_endpoint(draft, identity, groups, blocks, source.path))
        facts += _facts(draft, identity, source.path)
    return Api(
        name=page_title(blocks, drafts[0].at) if drafts else "",
        version="",
        description="",
        servers=tuple(
            dict.fromkeys(e.request.url.base for e in endpoints if e.request.url.base.literal)
        ),
        variables=(),
        auth=_NO_AUTH,
        groups=tuple(groups.values()),
        endpoints=tuple(endpoints),
        sources=(source,),
        facts=tuple(facts),
    )


def _endpoint(
    draft: Draft, identity: str, groups: dict[int, Group], blocks: Sequence[Block], source: str
) -> Endpoint:
    parent = _parent(draft, blocks)
    request = _request(draft, source)
    origin = line_of(source, draft.line)
    name = draft.name or first_sentence(draft.description, draft.method)
    return Endpoint(
        id=identity,
        name=name or f"{request.method} {draft.path or ''}".strip(),
        group=groups[parent].path if parent in groups else (),
        request=request,
        behavior=Behavior(
            body_with_any_method=request.method in ("GET", "HEAD") and draft.body is not None
        ),
        responses=tuple(_response(answer, source) for answer in draft.answers),
        description="\n\n".join(line for line in draft.description if not says_nothing(line, name)),
        notes=tuple(dict.fromkeys(draft.notes)),
        rate_limits=tuple(dict.fromkeys(draft.limits)),
        samples=tuple(Sample(language, code) for language, code in dict.fromkeys(draft.samples)),
        deprecated=draft.deprecated,
        origin=origin,
    )


def _request(draft: Draft, source: str) -> Request:
    rows: list[Parameter] = []
    headers: list[Parameter] = []
    # A key among the fields of a body is one of them.
    credentials = [credential for credential in draft.auth if credential.place != "body"]
    auth = _auth(credentials[0], source) if credentials else _NO_AUTH
    sent = {c.name.lower() for c in credentials if c.kind != "none"} | {"authorization"}
    for param in draft.params:
        if param.place == "header" and param.shown and param.name.lower() in sent:
            continue  # the auth sends it
        if param.place == "header":
            headers.append(_header(param, param.name.lower() in sent and bool(credentials), source))
        elif param.place == "cookie":
            rows.append(parameter(param, "cookie", source))
        elif param.place == "query" and param.name.lower() not in sent:
            rows.append(parameter(param, "query", source))
        elif param.place == "path":
            param.example = param.example or draft.ids.get(param.name)
            rows.append(parameter(param, "path", source))
    known = {row.name.source for row in rows}
    for name in draft.query:
        if name not in known and name.lower() not in sent:
            rows.append(parameter(Param(name, draft.line, "query", shown=True), "query", source))
    return Request(
        method=draft.method or _likely_method(draft),
        url=Url(_base(draft.base), _path(draft.path or "")),
        parameters=tuple(rows),
        headers=tuple(headers),
        body=body_of(draft, source),
        auth=auth,
    )


def _likely_method(draft: Draft) -> str:
    """Return the method for a page that lost it, by the verb of its title."""
    verb = draft.name.lower().partition(" ")[0].rstrip("s")
    found = next((method for method, verbs in _VERBS if verb in verbs), None)
    has_body = draft.body is not None or any(param.place == "body" for param in draft.params)
    return found or ("POST" if has_body else "GET")


def _header(param: Param, is_auth: bool, source: str) -> Parameter:
    """Return a header; one that the auth sends is documented here, and not sent twice."""
    if param.example is None and _MEDIA_TYPE.fullmatch(param.description):
        param.example = param.description
    automatic = param.name.lower() in ("content-type", "content-length", "host", "user-agent")
    return parameter(param, "header", source, is_sent=not is_auth and not automatic)


def _base(base: str) -> Text:
    if not base:
        return _BASE
    return parse(re.sub(r"(?<!\{)\{([^{}]*)\}(?!\})", r"{{\1}}", urls.template(base)))


def _path(path: str) -> Text:
    """Return a path with its variables as slots; ``{{name}}`` is one of the caller's settings."""
    parts: list[Part] = []
    for piece in re.split(r"(\{\{[^{}]*\}\}|\{[^{}]*\})", path):
        if piece.startswith("{{"):
            parts.append(Reference(piece[2:-2]))
        elif piece.startswith("{") and len(piece) > 2:
            parts.append(Slot(piece[1:-1]))
        elif piece:
            parts.append(piece)
    return Text(joined(parts))


def _auth(credential: Credential, source: str) -> Auth:
    origin = line_of(source, credential.line)
    settings: dict[str, Text] = {}
    kind = credential.kind
    if kind == "bearer":
        settings = {"token": parse("{{token}}")}
    elif kind == "basic":
        user, _, password = credential.value.partition(":")
        settings = {
            "username": parse(user if "{{" in user else "{{username}}"),
            "password": parse(password if "{{" in password else "{{password}}"),
        }
    elif kind == "oauth2":
        settings = {"accessToken": parse("{{accessToken}}"), "addTokenTo": Text(("header",))}
    elif kind == "apikey":
        prefix = f"{credential.prefix} " if credential.prefix else ""
        settings = {
            "key": Text((credential.name or "X-API-Key",)),
            "value": parse(prefix + "{{apiKey}}"),
            "in": Text(("query" if credential.place == "query" else "header",)),
        }
    elif kind == "cookie":
        kind, settings = "apikey", {
            "key": Text(("Cookie",)),
            "value": parse("{{cookie}}"),
            "in": Text(("header",)),
        }
    return Auth(kind, tuple(AuthParameter(name, value) for name, value in settings.items()), origin)


def _response(answer: Answer, source: str) -> Response:
    text = answer.text
    is_json = text is not None and text.lstrip()[:1] in ("{", "[")
    media_type = "application/json" if is_json else "text/plain" if text else ""
    type_ = None
    if text is not None:
        text, type_ = answer_of(text) if is_json else (text, infer_response_text(text, media_type))
    return Response(
        name=answer_title(answer.description)
        or (str(answer.status) if answer.status else "Example"),
        status=answer.status,
        reason="",
        headers=(),
        media_type=media_type,
        text=text,
        type=type_,
        request=None,
        origin=line_of(source, answer.line),
    )


# Groups: the headings above the headings of requests


def _parent(draft: Draft, blocks: Sequence[Block]) -> int | None:
    """Return the heading that a request's own heading stands below, if it is not the page's."""
    if draft.title is None or blocks[draft.title].kind != "heading":
        return None
    level = blocks[draft.title].level
    for index in range(draft.title - 1, -1, -1):
        if blocks[index].kind == "heading" and blocks[index].level < level:
            first = next(i for i, block in enumerate(blocks) if block.kind == "heading")
            return index if index != first or blocks[index].level > 1 else None
    return None


def _groups(drafts: Sequence[Draft], blocks: Sequence[Block], source: str) -> dict[int, Group]:
    parents = list(
        dict.fromkeys(parent for d in drafts if (parent := _parent(d, blocks)) is not None)
    )
    if len(drafts) < 2:
        return {}
    return {
        parent: Group(
            blocks[parent].text, "", (number,), None, line_of(source, blocks[parent].line)
        )
        for number, parent in enumerate(parents)
    }


# Facts: where what is known of a request was read, and how sure it is


def _facts(draft: Draft, identity: str, source: str) -> list[Fact]:
    rows: list[tuple[str, str, int, float]] = []
    request = f"{draft.method} {draft.base}{draft.path or ''}".strip()
    rows.append(("request", request, draft.line, _STATED if draft.declared else _SHOWN))
    for credential in draft.auth:
        rows.append(
            ("auth", credential.kind, credential.line, _STATED if credential.sure else _SAID)
        )
    for param in draft.params:
        name = f"{param.place}/{param.name}"
        rows.append((name, _required(param), param.line, _SHOWN if param.shown else _STATED))
    for answer in draft.answers:
        if answer.status is not None:
            rows.append(("response", str(answer.status), answer.line, _STATED))
    if draft.body is not None:
        rows.append(("body", "example", draft.body_line, _SHOWN))
    return [
        Fact(identity, name, value, line_of(source, line), confidence)
        for name, value, line, confidence in rows
    ]


def _required(param: Param) -> str:
    return {True: "required", False: "optional", None: ""}[param.required]
