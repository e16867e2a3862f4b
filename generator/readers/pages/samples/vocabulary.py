"""The words of HTTP clients: what the name of a call says, whatever the library."""

from __future__ import annotations

import re

_VERB = re.compile(
    r"(?:quick|do|http|send|req|execute|perform|request)?_?(get|post|put|patch|delete|head|options)"
    r"(?:request|req)?_?(?:async|json\d?|string|body|url|form|object|as|raw|entity|for|bytes)*!?"
)
_REQUEST_NAMES = re.compile(
    r"(?:^|\.)(?:fetch|axios|\$?request|ajax|getjson|urlopen|newrequest\w*|urlrequest|verb|open|call|got"
    r"|ky|superagent|\$http|usefetch|requestwithurl\S*|restrequest|restclientoptions|restclient|httprequest\w*"
    r"|invoke-restmethod|invoke-webrequest|iwr|irm|curl_init|prepare|url_for|request_url|request\.new|of"
    r"|http\.request|httpclient|create|stream|exchange|newrequestwithcontext|client|init|run_request|send_request"
    r"|quickrequest|quickgetstr|synchronousrequest|perform|execute|unirest|faraday\.new|openconnection)$"
)
_URL_SETTERS = {
    "url", "uri", "seturl", "seturi", "curl_init", "requesturi", "setrequesturl", "withurl",
}  # fmt: skip
_CLIENTS = (
    ("unirest", "unirest"), ("axios", "axios"), ("fetch", r"(?:^|\.)fetch$|usefetch"),
    ("jquery", r"^(?:\$|jquery)\."), ("xhr", "xmlhttprequest|^xhr"),
    ("okhttp", r"request\.builder|okhttp"), ("requests", r"^requests\.|session"),
    ("httpx", "httpx"), ("http.client", "https?connection"), ("urllib", "urllib|urlopen"),
    ("asynchttp", "asynchttp"), ("guzzle", "guzzle"), ("rest-client", r"^restclient\."),
    ("restsharp", "rest(?:client|request)"), ("curl", r"^\$?curl_"),
    ("http", r"^https?\.request$|^require\.request$"), ("libcurl", "curl_easy"),
    ("httpclient", "httpclient|httprequest"), ("nsurlsession", "nsurl|nsmutable"),
    ("urlsession", "urlrequest|urlsession"), ("net::http", r"net\.http\."),
    ("net/http", r"^http\.(?:newrequest|get|post)"), ("faraday", "^faraday"),
    ("httparty", "^httparty"), ("reqwest", "reqwest"), ("chilkat", "chilkat|ckhttp"),
)  # fmt: skip
_CLIENT_OF = {"r": "httr", "ocaml": "cohttp", "powershell": "powershell", "clojure": "clj-http"}

# These send with the call that has the URL; others are told to, later.
ONE_SHOT = {
    "fetch", "axios", "jquery", "requests", "httpx", "guzzle", "powershell", "httr", "cohttp",
    "clj-http",
}  # fmt: skip
SENDING = re.compile(
    r"perform|execute\w*|newcall|curl_exec|curl_easy_perform|asstring|asjson|sendasync|do|datatask"
    r"|resume"
)
HEADER_NAMES = {
    "accept", "authorization", "content-type", "content_type", "user-agent", "x-api-key", "cookie",
}  # fmt: skip
MAKES_VALUE = re.compile(
    r"authenticationheadervalue|mediatype\w*|header\.init|headers?\.new"
    r"|^(?:ur[il]|nsurl|httpurl)(?:\.(?:parse|create|of_string|new|urlwithstring|get))?$",
    re.IGNORECASE,
)
NO_URL = re.compile(
    r"json|dumps|stringify|log|print|encode|schema|import|require|^\.?(?:add|append|set)$",
    re.IGNORECASE,
)
IS_BASE = re.compile(
    r"rest_?client(?:options)?$|httpclient$|\.create$|faraday\.new$|client\.new$|\.client$",
    re.IGNORECASE,
)


def verb_of(name: str) -> str | None:
    """Return the method that the name of a call says: ``PatchAsync``, ``Net.HTTP.Patch.new``."""
    path = name.lower().split(".")
    last = (
        path[-2]
        if path[-1] in {"new", "class"} and "http" in name.lower() and path[1:]
        else path[-1]
    )
    found = _VERB.fullmatch(last.rpartition("_")[2] if last.startswith("ckhttp") else last)
    return found.group(1).upper() if found else None


def may_have_url(name: str) -> bool:
    """Tell whether a URL among the arguments is the one that is asked for."""
    lowered = name.lower()
    return bool(_REQUEST_NAMES.search(lowered)) or lowered.rpartition(".")[2] in _URL_SETTERS


def client_of(language: str, name: str, before: str) -> str:
    """Return the library that a call belongs to, as people name it."""
    if language in _CLIENT_OF:
        return _CLIENT_OF[language]
    lowered = name.lower()
    named = next((client for client, sign in _CLIENTS if re.search(sign, lowered)), None)
    return named or before or lowered.partition(".")[0].lstrip("$")
