"""Endpoint -> WireRequest: what goes on the wire, decided once for every emitter.

All of Postman's rules for sending stand here, in `headers`, `bodies` and `urls`: what is
left out, what is added, where credentials go. Texts of a `WireRequest` hold no variable that has a
value; what is left in them (references and secrets) comes from the environment when the request is
made.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.auth import signers
from generator.auth.grants import grant, needs_person
from generator.auth.tokenplace import TokenPlace, replaces, token_place
from generator.diagnostics import Diagnostics
from generator.frozen import changed
from generator.model import Auth, Body, Endpoint, Parameter, Request
from generator.origin import Origin
from generator.resolving import urls
from generator.resolving.bodies import media_type, wire_body
from generator.resolving.headers import (
    TOKEN,
    fault_of,
    is_computed,
    is_overruled,
    sent_spellings,
    trimmed,
)
from generator.resolving.variables import substitute
from generator.text import Text, concat, parse
from generator.types.inference import STRING
from generator.wire import WireAuth, WireBody, WireMultipart, WireRequest


def resolve(
    endpoint: Endpoint, values: Mapping[str, Text], diagnostics: Diagnostics
) -> WireRequest:
    """Return the request as Postman sends it with these variable values (docs/postman.md)."""
    resolver = _Resolver(endpoint, values, diagnostics)
    return resolver.run()


class _Resolver:
    """One request on its way to the wire; holds what the steps share."""

    def __init__(
        self, endpoint: Endpoint, values: Mapping[str, Text], diagnostics: Diagnostics
    ) -> None:
        self.endpoint = endpoint
        self.values = values
        self.diagnostics = diagnostics
        self.notes: list[str] = []

    def run(self) -> WireRequest:
        request = self.endpoint.request
        auth = self._auth(request.auth)
        place = token_place(auth)
        headers = self._headers(request)
        parameters = request.parameters
        headers, parameters, wire_auth = self._placed(auth, headers, parameters)
        url = self._url(request, parameters)
        is_signed = wire_auth is not None and wire_auth.kind != "oauth2"
        if request.url.user is not None and not is_signed and not _has(headers, "authorization"):
            wire_auth = self._userinfo(request)
        body = wire_body(self.endpoint, self._filled, self.diagnostics)
        if auth.kind == "oauth1" and wire_auth is not None:
            url = signers.oauth1_url(url) if self.endpoint.behavior.encode_url else url
            body = signers.oauth1_body(body)
        headers = self._content_type(headers, body, request.body)
        behavior = self.endpoint.behavior
        if behavior.verify_tls is False:
            self._note("tls-verification", "the collection turns certificate checks off")
        follow = behavior.follow_redirects is not False
        return WireRequest(
            method=self._method(request),
            url=url,
            headers=tuple(headers),
            body=body,
            auth=wire_auth,
            follow_redirects=follow,
            omitted_headers=behavior.omitted_headers,
            notes=tuple(self.notes),
            fetch=self._fetch(auth),
            query_key=place.value if place is not None and place.location == "query" else Text(),
        )

    def _note(self, rule: str, message: str) -> None:
        self.diagnostics.add(rule, message, self.endpoint.origin)
        self.notes.append(message)

    def _filled(self, text: Text) -> Text:
        return substitute(text, self.values, self.diagnostics)

    def _method(self, request: Request) -> str:
        method = self._filled(parse(request.method)).source.upper()
        return method if TOKEN.fullmatch(method) else "GET"

    # URL

    def _url(self, request: Request, parameters: tuple[Parameter, ...]) -> Text:
        text = self._filled(urls.assembled(request.url, parameters))
        if not self.endpoint.behavior.encode_url:
            return urls.unencoded(text)
        return urls.encoded(text)

    def _userinfo(self, request: Request) -> WireAuth:
        user = self._filled(request.url.user or Text())
        password = self._filled(request.url.password or Text())
        return WireAuth("userinfo", (("username", user), ("password", password)))

    # Headers

    def _headers(self, request: Request) -> list[tuple[Text, Text]]:
        """Return the enabled headers that can be sent."""
        found: list[tuple[Text, Text]] = []
        for header in request.headers:
            if header.enabled:
                name = self._filled(header.name)
                value = trimmed(self._filled(header.value or Text()))
                if self._sendable(name, value, header.origin):
                    found.append((name, value))
        spellings = sent_spellings(name for name, _ in found)
        return [(name, value) for name, value in found if name.source in spellings]

    def _sendable(self, name: Text, value: Text, origin: Origin | None) -> bool:
        fault = fault_of(name, value)
        if fault is not None:
            self.diagnostics.add("header-invalid", fault, origin)
            self.notes.append(fault)
            return False
        if is_computed(name):
            message = f"{name.source} is computed by every client; it is left out"
            self.diagnostics.add("header-fixed", message, origin, "info")
            return False
        return True

    def _content_type(
        self, headers: list[tuple[Text, Text]], body: WireBody | None, stated: Body | None
    ) -> list[tuple[Text, Text]]:
        """Add what Postman adds for the body's mode; a multipart header is the client's own."""
        headers = [(n, v) for n, v in headers if not is_overruled(n, v, body)]
        if body is None or isinstance(body, WireMultipart) or _has(headers, "content-type"):
            return headers
        if "content-type" in self.endpoint.behavior.omitted_headers:
            return headers
        added = media_type(stated, self._filled) if stated is not None else ""
        return [*headers, (_literal("Content-Type"), _literal(added))] if added else headers

    # Auth

    def _auth(self, auth: Auth) -> Auth:
        filled = tuple(changed(p, value=self._filled(p.value)) for p in auth.parameters)
        return changed(auth, parameters=filled)

    def _placed(
        self, auth: Auth, headers: list[tuple[Text, Text]], parameters: tuple[Parameter, ...]
    ) -> tuple[list[tuple[Text, Text]], tuple[Parameter, ...], WireAuth | None]:
        """Put the credentials where they go: a header, the query, or the client's own auth."""
        if signers.is_made(auth):
            headers, parameters = signers.cleared(auth, headers, parameters)
            wire_auth = WireAuth(auth.kind, signers.settings(auth))
            self._note_unsignable(wire_auth, auth)
            return headers, parameters, wire_auth
        place = token_place(auth)
        if place is not None and place.location == "header":
            words = (place.prefix, " ", place.value) if place.prefix else (place.value,)
            value = trimmed(concat(*words))
            headers = [h for h in headers if not replaces(auth, place, h[0].source)]
            if self._sendable(place.name, value, auth.origin):
                headers.append((place.name, value))
        elif place is not None:
            name = place.name.source
            kept = (p for p in parameters if not _is_sent_query(p, name))
            parameters = (*kept, _query_parameter(place.name, place.value, self.endpoint))
        if needs_person(auth):
            message = "this OAuth 2.0 token needs a browser; the client takes it as a setting"
            self.diagnostics.add("auth-token", message, auth.origin, "info")
        open_place = token_place(auth, Text(("…",)))
        is_open = auth.kind == "oauth2" and not auth.get("accessToken")
        if is_open and open_place is not None and not _has(headers, "authorization"):
            return headers, parameters, WireAuth("oauth2", _place_settings(open_place))
        return headers, parameters, None

    def _note_unsignable(self, wire_auth: WireAuth, auth: Auth) -> None:
        if signers.variable(wire_auth) is not None:
            message = f"curl cannot sign {auth.kind} requests; the Python client does"
            self.diagnostics.add("auth-unsupported", message, auth.origin)

    def _fetch(self, auth: Auth) -> tuple[tuple[str, Text], ...]:
        found = grant(auth)
        if found is None:
            return ()
        return (*found.settings, *((name, value) for _, name, value in found.rows))


def _place_settings(place: TokenPlace) -> tuple[tuple[str, Text], ...]:
    """Return where a token that is not there yet will go."""
    where = "queryParams" if place.location == "query" else "header"
    return (("addTokenTo", _literal(where)), ("headerPrefix", place.prefix))


def _is_sent_query(parameter: Parameter, name: str) -> bool:
    is_query = parameter.location == "query" and parameter.enabled
    return is_query and parameter.name.source == name


def _query_parameter(name: Text, value: Text, endpoint: Endpoint) -> Parameter:
    return Parameter(
        name=name,
        location="query",
        value=value,
        type=STRING,
        required=False,
        enabled=True,
        description="",
        origin=endpoint.origin,
    )


def _literal(string: str) -> Text:
    return Text((string,) if string else ())


def _has(headers: list[tuple[Text, Text]], name: str) -> bool:
    return any(n.source.lower() == name for n, _ in headers)
