"""A call with a URL begins a request, and its arguments fill it."""

from __future__ import annotations

import re
from typing import Any

from generator.readers.pages.samples.draft import URL, Draft
from generator.readers.pages.samples.options import (
    apply_options,
    is_options,
    names_options,
    plain_key,
)
from generator.readers.pages.samples.values import Call, Member, Name, text_of
from generator.readers.pages.samples.vocabulary import (
    HEADER_NAMES,
    IS_BASE,
    NO_URL,
    ONE_SHOT,
    SENDING,
    client_of,
    may_have_url,
    verb_of,
)


class Making:
    """The request that is being made, and those before it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.draft = Draft()
        self.done: list[Draft] = []

    def begin(self) -> None:
        """Begin the next request; a client's base URL stays."""
        if self.draft.address() is not None:
            self.done.append(self.draft)
            client = self.draft.client if self.draft.base else ""
            self.draft = Draft(base=self.draft.base, host=self.draft.host, client=client)

    def fresh(self) -> None:
        """Leave a request that has been sent; what follows is of the next one."""
        if self.draft.sent:
            self.begin()

    def send(self) -> None:
        """Note that the request is on its way, if there is one."""
        self.draft.sent = self.draft.sent or self.draft.address() is not None

    def request(self, call: Call) -> None:
        """Take a call that makes a request, sets its method or sends it."""
        verb, last = verb_of(call.name), call.name.rpartition(".")[2].lower()
        options = [each for each in call.args if isinstance(each, dict) and is_options(each)]
        options += [call.named] if names_options(call.named) else []
        if self._find_url(call, verb, options):
            self.draft.client = client_of(self.language, call.name, self.draft.client)
            self._take_arguments(call, verb, options)
        elif (
            verb and self.draft.address() and re.search(r"builder|\.url\.|unirest", call.name, re.I)
        ):
            self.draft.method = verb
            self.draft.set_body(call.args[0] if call.args else None)
        elif SENDING.fullmatch(last):
            self.send()
        elif verb and last.endswith("async"):  # RestSharp: client.PatchAsync(request)
            self.draft.method = verb
            self.send()

    def _find_url(self, call: Call, verb: str | None, options: list[dict[str, Any]]) -> bool:
        """Set the URL that a call is given, by position, by name or in its options."""
        for given in options:
            keys = {plain_key(key) for key in given}
            apart = keys & {"path", "pathname"} and keys & {"hostname", "host"}
            if apart or keys & {"url", "uri", "requesturi", "baseurl", "baseuri"}:
                self.begin()
                self.draft.line = call.line
                return True
        if verb is None and (
            NO_URL.search(call.name.rpartition(".")[2]) or not may_have_url(call.name)
        ):
            return False
        opened = [call.target] if call.name.lower().endswith("openconnection") else []
        named = [v for k, v in call.named.items() if plain_key(k) in {"url", "uri", "string"}]
        for each in (*opened, *call.args[:3], *named):
            text = text_of(each) if isinstance(each, str | Call | Member) else None
            relative = text is not None and self.draft.base and (text == "" or text[:1] in "/{")
            if text is not None and (relative or URL.match(text)):
                return self._address(text, call)
        return False

    def _address(self, text: str, call: Call) -> bool:
        """Set the URL; the same one again is still the same request, unless that was sent."""
        draft = self.draft
        other = draft.url is not None and draft.url != text and URL.match(text)
        if other or draft.sent:
            self.begin()
        taken = self.draft.set_url(text, call.line)
        if taken and IS_BASE.search(call.name):
            self.draft.base = text
        return taken

    def _take_arguments(self, call: Call, verb: str | None, options: list[dict[str, Any]]) -> None:
        """Take method, headers and body from the arguments of a call that has a URL."""
        self.draft.method = verb or self.draft.method
        for given in options:
            apply_options(self.draft, given, call.line)
        if IS_BASE.search(call.name) and self.draft.url:
            self.draft.base = self.draft.base or self.draft.url
        after_url = False
        for each in call.args:
            text = text_of(each) if isinstance(each, str | Call | Member) else None
            says_method = isinstance(each, Name) or (text and text.upper() == text)
            if says_method and self.draft.set_method(each):
                continue
            if text is not None and (self.draft.url or "").endswith(text):
                after_url = True
            elif isinstance(each, dict):
                if not any(each is one for one in options):
                    self._take_mapping(each)
            elif after_url and isinstance(each, list | str | Call | Member):
                self._take_body(each)
        if self.draft.client in ONE_SHOT:
            self.send()

    def _take_mapping(self, given: dict[str, Any]) -> None:
        """Take a mapping that stands for itself: headers by their names, a query, or a body."""
        if any(key.lower() in HEADER_NAMES for key in given):
            self.draft.add_headers(given)
        elif self.draft.method in {"GET", None}:
            self.draft.add_query(given)
        else:
            self._take_body(given)

    def _take_body(self, value: Any) -> None:
        draft = self.draft
        if isinstance(value, Call) and value.name.lower().endswith("headers"):
            draft.add_headers(value)
        elif isinstance(value, str) and re.fullmatch(r"[a-z]+/[\w.+-]+", value):
            draft.add_header("Content-Type", value)
        elif draft.method not in {"GET", "HEAD", None} and draft.payload is None:
            draft.set_body(
                value, draft.client in {"requests", "jquery"} and isinstance(value, dict)
            )
