"""curl: a WireRequest as the arguments of one command.

The traps that each rule here avoids are listed with their cause in docs/curl.md.
"""

from __future__ import annotations

import re

from generator.auth.signers import variable
from generator.emitters.snippets.curl_signatures import unsigned
from generator.emitters.snippets.curl_url import curl_url
from generator.emitters.words import word
from generator.escaping.words import Env, Word, joined_word
from generator.frozen import Frozen, changed
from generator.names.plan import Plan
from generator.resolving import media_types
from generator.resolving.urls import encoded_form, form_value
from generator.text import Fresh, Text, concat, map_literals
from generator.wire import (
    WireAuth,
    WireFile,
    WireForm,
    WireMultipart,
    WirePart,
    WireRequest,
    WireText,
)

#: Linux limits one argument to 128 KiB (MAX_ARG_STRLEN).
LONGEST_ARGUMENT = 100_000
# curl asks the server for leave to send more than this, and waits a second for the answer.
_EXPECT_LIMIT = 1_000_000
# With these methods Postman follows redirects the way curl does with --location.
_FOLLOWING = frozenset({"GET", "HEAD", "POST"})
# Form fields that --data-urlencode writes exactly as Postman does; it makes "+" of a space.
_SAME_ENCODING = re.compile(r"[^ ~]*")


# Headers that curl adds by itself; a collection may turn them off.
_OWN_HEADERS = {"accept": "Accept", "content-length": "Content-Length", "user-agent": "User-Agent"}


class Argument(Frozen):
    """An option with its value, on a line of its own; ``latin1`` values are no UTF-8."""

    option: str
    value: Word | None = None
    latin1: bool = False


class CurlCommand(Frozen):
    """What the template writes: flags and URL on the first line, then the arguments.

    ``stdin`` is a body that must go through a pipe; ``has_nul`` says that only ``printf`` with
    escapes can write it.
    """

    flags: tuple[str, ...]
    method: Word | None
    url: Word
    arguments: tuple[Argument, ...]
    stdin: Word | None
    has_nul: bool
    notes: tuple[str, ...]

    @property
    def uses(self) -> frozenset[str]:
        """Which shell functions the words need: kinds of values, and encoded."""
        words = (self.url, self.stdin or (), *(a.value or () for a in self.arguments))
        kinds = {p.kind for word in words for p in word if isinstance(p, Fresh)}
        is_encoded = any(isinstance(piece, Env) and piece.encoded for piece in self.url)
        return frozenset({*kinds, "encoded"} if is_encoded else kinds)


def curl_command(request: WireRequest, plan: Plan) -> CurlCommand:
    """Return the command that sends exactly this request."""
    address = curl_url(request, plan)
    unsigned_url, signature, signing_notes = unsigned(request, plan)
    arguments = [Argument(option, value) for option, value in address.options]
    arguments += [*_auth(request.auth, plan), *_headers(request, plan)]
    arguments += [Argument("--header", header) for header in signature]
    body, stdin = _body(request, plan)
    unsaid = [p for p in _parts(request) if p.path is not None and "=" in p.name.source]
    notes = (f"curl cannot name a file field {p.name.source!r}" for p in unsaid)
    return CurlCommand(
        flags=_flags(request),
        method=(request.method,) if _states_method(request) else None,
        url=joined_word(address.url, unsigned_url),
        arguments=(*arguments, *body),
        stdin=stdin,
        has_nul=stdin is not None and any(isinstance(p, str) and "\0" in p for p in stdin),
        notes=(*request.notes, *address.notes, *notes, *signing_notes),
    )


def _parts(request: WireRequest) -> tuple[WirePart, ...]:
    return request.body.parts if isinstance(request.body, WireMultipart) else ()


_IPV6 = re.compile(r"^[^:/]*://\[[^\]]*\]")
# What curl takes for several URLs, and the segments of a path that it would leave out.
_GLOBBED = re.compile(r"[\[\]{}]")
_DOTS = re.compile(r"/\.\.?(/|\?|$)")


def _flags(request: WireRequest) -> tuple[str, ...]:
    url = "".join(part for part in request.url.parts if isinstance(part, str))
    address = _IPV6.sub("", url)
    flags = []
    if request.method == "HEAD":
        # With a body curl takes no --head; it must then not wait for one in the answer.
        flags.append("--head" if request.body is None else "--ignore-content-length")
    if request.follow_redirects and request.method in _FOLLOWING:
        flags.append("--location")
    has_variable = any(not isinstance(part, str) for part in request.url.parts)
    if has_variable or _GLOBBED.search(address):
        flags.append("--globoff")
    if _DOTS.search(url):
        flags.append("--path-as-is")
    if any(name.source.lower() == "accept-encoding" for name, _ in request.headers):
        flags.append("--compressed")
    return tuple(flags)


def _states_method(request: WireRequest) -> bool:
    """Whether --request is needed: with data curl makes it POST, without GET.

    Beside --location it would repeat the method after a redirect.
    """
    if request.method == "HEAD":
        return request.body is not None
    has_data = request.body is not None or request.method == "POST"
    return request.method != ("POST" if has_data else "GET")


def _auth(auth: WireAuth | None, plan: Plan) -> list[Argument]:
    if auth is None or auth.kind == "userinfo" or variable(auth) is not None:
        return []
    if auth.kind == "awsv4":
        region = auth.get("region") or Text(("us-east-1",))
        service = auth.get("service") or Text(("execute-api",))
        scope = concat("aws:amz:", region, ":", service)
        credentials = concat(auth.get("accessKey"), ":", auth.get("secretKey"))
        found = [Argument("--aws-sigv4", word(scope, plan))]
        found.append(Argument("--user", word(credentials, plan)))
        if token := auth.get("sessionToken"):
            found.append(Argument("--header", word(concat("x-amz-security-token: ", token), plan)))
        return found
    domain = concat(auth.get("domain"), "\\") if auth.get("domain") else Text()
    user = word(concat(domain, auth.get("username"), ":", auth.get("password")), plan)
    handshake = [Argument(f"--{auth.kind}")] if auth.kind in ("digest", "ntlm") else []
    return [*handshake, Argument("--user", user)]


def _headers(request: WireRequest, plan: Plan) -> list[Argument]:
    found = []
    for name, value in request.headers:
        # "Name:" would remove a header; "Name;" sends it empty.
        line = concat(name, ": ", value) if value else concat(name, ";")
        found.append(_header(line, plan))
    names = {name.source.lower() for name, _ in request.headers}
    is_empty_post = request.body is None and request.method == "POST"
    has_data = is_empty_post or isinstance(request.body, WireText | WireForm | WireFile)
    if has_data and "content-type" not in names:
        # curl would add its own for any --data.
        found.append(Argument("--header", ("Content-Type:",)))
    omitted = _OWN_HEADERS.keys() & set(request.omitted_headers) - names
    found += [Argument("--header", (f"{_OWN_HEADERS[name]}:",)) for name in sorted(omitted)]
    if request.body is None and request.method in ("PUT", "PATCH"):
        found.append(Argument("--header", ("Content-Length: 0",)))
    if request.method == "HEAD" and request.body is not None:
        found.append(Argument("--header", ("Connection: close",)))
    if isinstance(request.body, WireText) and len(request.body.text.source) > _EXPECT_LIMIT:
        found.append(Argument("--header", ("Expect:",)))
    return found


def _header(line: Text, plan: Plan) -> Argument:
    literals = "".join(part for part in line.parts if isinstance(part, str))
    is_latin1 = not literals.isascii() and max(literals) <= "\xff"
    return Argument("--header", word(line, plan), is_latin1)


def _body(request: WireRequest, plan: Plan) -> tuple[list[Argument], Word | None]:
    body = request.body
    if body is None:
        return ([Argument("--data-raw", ("",))] if request.method == "POST" else []), None
    if isinstance(body, WireText):
        return _text(body.text, plan)
    if isinstance(body, WireForm):
        return _form(body, plan)
    if isinstance(body, WireFile):
        return [Argument("--data-binary", word(concat("@", body.path), plan))], None
    return _multipart(body, plan)


def _text(text: Text, plan: Plan) -> tuple[list[Argument], Word | None]:
    if _fits_argument(text):
        # --data-raw takes a leading "@" as text.
        return [Argument("--data-raw", word(text, plan))], None
    return [Argument("--data-binary", ("@-",))], word(text, plan)


def _fits_argument(text: Text) -> bool:
    literals = [part for part in text.parts if isinstance(part, str)]
    length = sum(len(literal.encode("utf-8", "replace")) for literal in literals)
    return length <= LONGEST_ARGUMENT and not any("\0" in literal for literal in literals)


def _form(body: WireForm, plan: Plan) -> tuple[list[Argument], Word | None]:
    if all(_fits_argument(concat(name, value)) for name, value in body.pairs):
        return [_form_field(name, value, plan) for name, value in body.pairs], None
    return _text(encoded_form(body), plan)


def _form_field(name: Text, value: Text, plan: Plan) -> Argument:
    encoded_name = map_literals(name, form_value)
    literal = value.literal
    exact = literal is None or _SAME_ENCODING.fullmatch(literal)
    if exact and encoded_name:
        return Argument("--data-urlencode", word(concat(encoded_name, "=", value), plan))
    encoded = concat(encoded_name, "=", map_literals(value, form_value))
    return Argument("--data-raw", word(encoded, plan))


def _multipart(body: WireMultipart, plan: Plan) -> tuple[list[Argument], Word | None]:
    if all(map(_is_sayable, body.parts)):
        return [_part(part, plan) for part in body.parts], None
    text = _own_multipart(body)
    if text is None:
        return [_part(_sayable(part), plan) for part in body.parts], None
    header = f"Content-Type: multipart/form-data; boundary={_BOUNDARY}"
    arguments, stdin = _text(text, plan)
    return [Argument("--header", (header,)), *arguments], stdin


# A media type that says nothing else to curl: ";headers=@file" and the like would be options.
_MEDIA_TYPE = re.compile(
    r"[\w.+-]+/[\w.+-]+(\s*;\s*(?!headers|encoder|filename)[\w-]+=[\w.+-]+)*", re.IGNORECASE
)


def _is_sayable(part: WirePart) -> bool:
    """Whether --form can express a part: its name, its type and its size."""
    media_type = part.media_type.literal if part.media_type else "text/plain"
    return (
        "=" not in part.name.source
        and bool(part.name)
        and media_type is not None
        and _MEDIA_TYPE.fullmatch(media_type) is not None
        and (part.value is None or _fits_argument(part.value))
    )


def _sayable(part: WirePart) -> WirePart:
    """Return a part of a form with files as near as curl can say it."""
    name = map_literals(part.name, lambda literal: literal.replace("=", "%3D"))
    safe = _is_sayable(changed(part, name=name))
    return changed(part, name=name, media_type=part.media_type if safe else None)


_BOUNDARY = "----codegen-boundary"


def _own_multipart(body: WireMultipart) -> Text | None:
    """Return a multipart body written out: no --form can express a name with ``=`` in it."""
    pieces: list[Text | str] = []
    for part in body.parts:
        if part.value is None:
            return None
        name = map_literals(part.name, lambda s: s.replace('"', "%22"))
        pieces += [f"--{_BOUNDARY}\r\n", 'Content-Disposition: form-data; name="', name, '"\r\n']
        if part.media_type:
            pieces += ["Content-Type: ", part.media_type, "\r\n"]
        pieces += ["\r\n", part.value, "\r\n"]
    return concat(*pieces, f"--{_BOUNDARY}--\r\n")


# What curl says of files by itself; of all others it says application/octet-stream.
_CURL_TYPES = ("gif", "jpg", "jpeg", "png", "svg", "txt", "htm", "html", "pdf", "xml")


def _part(part: WirePart, plan: Plan) -> Argument:
    media_type: tuple[Text | str, ...] = (";type=", part.media_type) if part.media_type else ()
    if part.path is not None:
        if not media_type:
            media_type = _guessed(part.path.source)
        path = map_literals(part.path, _curl_quoted)
        pieces: list[Text | str] = [part.name, '=@"', path, '"', *media_type]
        if part.file_name:
            pieces += [';filename="', map_literals(part.file_name, _curl_quoted), '"']
        return Argument("--form", word(concat(*pieces), plan))
    value = part.value or Text()
    if media_type:
        quoted = map_literals(value, _curl_quoted)
        return Argument("--form", word(concat(part.name, '="', quoted, '"', *media_type), plan))
    return Argument("--form-string", word(concat(part.name, "=", value), plan))


def _guessed(path: str) -> tuple[str, ...]:
    guess = media_types.of_file(path)
    known = path.lower().rpartition(".")[2] in _CURL_TYPES
    return () if known or guess == "application/octet-stream" else (";type=", guess)


def _curl_quoted(literal: str) -> str:
    return literal.replace("\\", "\\\\").replace('"', '\\"')
