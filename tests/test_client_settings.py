"""The generated client's settings, headers and credentials, which stay where they belong."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.built import auth, collection, header, item
from tests.recording import Answer, Recorder, demanding_digest, recording
from tests.trees import generated, imported

SECRET = "sesame-open-42"
KEY = {"key_id": "u", "key_secret": SECRET}
TRACE = [
    *header("X-Trace: abc", "X-Tenant: {{tenant}}-x", "Accept: text/plain", "X-D: 1", "X-D: 2"),
    {"key": "X-Off", "value": "1", "disabled": True},
]
_QUERY_KEY = auth("apikey", key="api_key", value="{{keySecret}}", **{"in": "query"})
ITEMS = [
    item("Trace", "{{baseUrl}}/trace", header=TRACE),
    item("Digest", "{{baseUrl}}/digest?a=1",
         auth=auth("digest", username="{{keyId}}", password="{{keySecret}}")),
    item("Query key", "{{baseUrl}}/key?a=1", auth=_QUERY_KEY),
    item("Header key", "{{baseUrl}}/key", auth=auth("apikey", key="X-Key", value="{{keySecret}}")),
    item("Token", "{{baseUrl}}/key", auth=auth("bearer", token="{{keySecret}}")),
    item("In path", "{{baseUrl}}/bot{{botToken}}/send", auth={"type": "noauth"}),
    item("Open", "{{baseUrl}}/open", auth={"type": "noauth"}),
    item("Literal", "{{baseUrl}}/key", auth=auth("bearer", token="literal-credential-1")),
]  # fmt: skip
VARIABLES = [
    {"key": "baseUrl", "value": "https://example.test"},
    {"key": "tenant", "value": "t1"},
    {"key": "botToken", "value": "", "type": "secret"},
]
SOURCE = collection(
    *ITEMS, variable=VARIABLES, auth=auth("basic", username="{{keyId}}", password="{{keySecret}}")
)


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported(generated(tmp_path_factory.mktemp("settings"), SOURCE)) as module:
        yield module


@pytest.fixture
def client(package: Any, server: Recorder) -> Any:
    server.take()
    server.answer()
    return package.Client(base_url=server.url, **KEY)


# Headers


def test_headers_of_the_collection(client: Any, server: Recorder) -> None:
    client.trace()
    request = server.one()
    assert request.header("X-Trace") == "abc"
    assert request.header("X-Tenant") == "t1-x"
    assert request.header("Accept") == "text/plain"
    assert request.all("X-D") == ["1", "2"]
    assert request.all("X-Off") == []


def test_headers_of_the_caller(client: Any, server: Recorder) -> None:
    client.trace(x_trace="{{keySecret}}", x_off="2", options={"headers": {"x-tenant": "other"}})
    request = server.one()
    assert request.header("X-Trace") == "{{keySecret}}"
    assert request.header("X-Off") == "2"
    assert request.header("X-Tenant") == "other"


def test_unicode_in_a_header(client: Any, server: Recorder) -> None:
    client.trace(x_trace="✓")
    assert server.one().header("X-Trace") == "✓".encode().decode("latin-1")


@pytest.mark.parametrize("text", ["a\r\nX-Injected: 1", "a\nb", "a\rb", "a\0b", "a\n"])
def test_a_line_end_in_a_header_is_refused(text: str, client: Any, server: Recorder) -> None:
    with pytest.raises(ValueError):
        client.trace(x_trace=text)
    with pytest.raises(ValueError):
        client.trace(options={"headers": {"X-Any": text}})
    with pytest.raises(ValueError):
        client.trace(options={"variables": {"tenant": text + "z"}})
    with pytest.raises(ValueError):
        client.token(options={"variables": {"key_secret": text + "z"}})
    assert server.take() == []


@pytest.mark.parametrize("name", ["X-A\r\nX-B", "X A", "X:", "", "é"])
def test_a_header_name_that_is_none_is_refused(name: str, client: Any, server: Recorder) -> None:
    errors = (ValueError, client_error(client))
    with pytest.raises(errors):
        client.trace(options={"headers": {name: "1"}})
    assert server.take() == []


def client_error(client: Any) -> type[Exception]:
    """Return the base of the errors of a client's package."""
    found: type[Exception] = __import__(type(client).__module__.partition(".")[0]).errors.ApiError
    return found


# Credentials


def test_basic_credentials_are_sent(client: Any, server: Recorder) -> None:
    client.trace()
    assert server.one().header("Authorization") == "Basic dTpzZXNhbWUtb3Blbi00Mg=="


def test_no_credentials(client: Any, server: Recorder) -> None:
    client.open()
    assert server.one().header("Authorization") is None


def test_a_token(client: Any, server: Recorder) -> None:
    client.token()
    assert server.one().header("Authorization") == "Bearer " + SECRET
    client.token(options={"headers": {"authorization": "Other 1"}})
    assert server.one().header("Authorization") == "Other 1"


def test_a_key(client: Any, server: Recorder) -> None:
    client.header_key()
    assert server.one().header("X-Key") == SECRET
    client.query_key(options={"variables": {"key_secret": "a&b=c {{keyId}}"}})
    assert server.one().target == "/key?api_key=a%26b=c%20{{keyId}}"


def test_a_digest_challenge_is_answered(client: Any, server: Recorder) -> None:
    server.rule = demanding_digest("u", SECRET)
    client.digest(a=1)
    first, second = server.take()
    assert first.header("Authorization") is None
    assert (second.target, server.rule(second).status) == ("/digest?a=1", 200)


def test_credentials_stay_with_their_host(client: Any, server: Recorder) -> None:
    with recording() as other:
        server.rule = lambda request: Answer(302, b"", (("Location", other.url + "/landed"),))
        client.token()
        client.trace()
        client.header_key()
        for request in other.take():
            assert SECRET not in str(request)
            assert request.header("Authorization") is None


# Settings


def test_where_settings_come_from(
    package: Any, server: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer()
    server.take()

    def sent(client: Any, **options: Any) -> str | None:
        client.token(options=options)
        return server.one().header("Authorization")

    monkeypatch.setenv("KEY_SECRET", "from the environment")
    client = package.Client(base_url=server.url)
    assert sent(client) == "Bearer from the environment"
    monkeypatch.setenv("KEY_SECRET", "later")
    assert sent(client) == "Bearer later"
    client = package.Client(base_url=server.url, key_secret="argument")
    assert sent(client) == "Bearer argument"
    assert sent(client, variables={"key_secret": "call"}) == "Bearer call"
    assert sent(client, variables={"tenant": "other"}) == "Bearer argument"


def test_a_value_of_the_collection_yields_to_one_that_is_given(
    package: Any, server: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = package.Client(base_url=server.url, **KEY, tenant="t2")
    client.trace()
    assert server.one().header("X-Tenant") == "t2-x"
    client.trace(options={"variables": {"tenant": "t3"}})
    assert server.one().header("X-Tenant") == "t3-x"


def test_settings_keep_the_names_of_their_variables(tmp_path: Path) -> None:
    url = "https://a.test/{{id}}/{{range}}/{{str}}/{{SAND_BOX}}/{{sandBox}}"
    tree = generated(tmp_path, collection(item("A", url)))
    text = (tree.client / tree.package / "_client.py").read_text("utf-8")
    for name in ("id", "range", "str_"):
        assert f"        {name}: str | None = None,\n" in text
    env = tree.env_names()
    assert (env["SAND_BOX"], env["id"]) == ("SAND_BOX", "ID")
    assert env["sandBox"].startswith("SAND_BOX_")


def test_the_readme_names_credentials_wherever_they_are_sent(tmp_path: Path) -> None:
    items = [
        item("A", "https://a.test/?x={{open}}", auth=auth("bearer", token="{{own}}")),
        item("B", "https://a.test/", header=header("Authorization: Bearer {{accessToken}}")),
    ]
    readme = (generated(tmp_path, collection(*items)).client / "README.md").read_text("utf-8")
    assert "- **Token or API key in a header**: `own`.\n" in readme
    assert "- **Sent in headers, queries or bodies**: `access_token`.\n" in readme


def test_values_given_are_text(package: Any, server: Recorder) -> None:
    client = package.Client(base_url=server.url, **KEY, tenant="{{keySecret}}")
    client.trace()
    assert server.one().header("X-Tenant") == "{{keySecret}}-x"


@pytest.mark.parametrize("missing", ["key_id", "key_secret"])
def test_a_missing_setting_is_named(
    missing: str, package: Any, server: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(missing.upper(), raising=False)
    client = package.Client(base_url=server.url, **{k: v for k, v in KEY.items() if k != missing})
    with pytest.raises(package.errors.MissingVariableError) as caught:
        client.trace()
    assert missing in str(caught.value)
    assert missing.upper() in str(caught.value)
    assert (caught.value.argument, caught.value.env) == (missing, missing.upper())
    assert SECRET not in str(caught.value)
    assert server.take() == []


def test_a_setting_that_no_call_needs_may_be_missing(package: Any, server: Recorder) -> None:
    package.Client(base_url=server.url).open()
    assert server.one().target == "/open"


def test_literals_of_the_collection_are_settings(
    package: Any, server: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = package.Client(base_url=server.url)
    with pytest.raises(package.errors.MissingVariableError) as caught:
        client.literal()
    assert "literal-credential-1" not in str(caught.value)
    monkeypatch.setenv(caught.value.env, "given")
    client.literal()
    assert server.one().header("Authorization") == "Bearer given"


# No credential is shown


def _shown(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + str(error.args)


def _failure(client: Any, method: str, **given: Any) -> BaseException:
    with pytest.raises(Exception) as caught:
        getattr(client, method)(**given)
    return caught.value


METHODS = ["trace", "digest", "query_key", "header_key", "token"]


@pytest.mark.parametrize("method", METHODS)
def test_an_error_shows_no_credential(method: str, client: Any, server: Recorder) -> None:
    server.answer(404, "no such thing")
    error = _failure(client, method)
    assert isinstance(error, client_error(client))
    assert "dTpzZXNhbWUt" not in _shown(error)
    assert SECRET not in _shown(error)
    assert SECRET not in repr(client) + str(client)


@pytest.mark.parametrize("method", METHODS)
def test_a_broken_connection_shows_no_credential(method: str, package: Any) -> None:
    with recording() as gone:
        url = gone.url
    error = _failure(package.Client(base_url=url, **KEY), method)
    assert isinstance(error, package.errors.ConnectionFailedError)
    assert SECRET not in _shown(error)


def test_a_credential_in_the_base_url_is_not_shown(package: Any, server: Recorder) -> None:
    server.answer(500, "{}")
    url = server.url.replace("//", f"//user:{SECRET}@")
    assert SECRET not in _shown(_failure(package.Client(base_url=url), "open"))


def test_a_credential_in_the_path_is_not_shown(package: Any, server: Recorder) -> None:
    server.answer(500, "{}")
    client = package.Client(base_url=server.url, bot_token=SECRET)
    assert SECRET not in _shown(_failure(client, "in_path"))


@pytest.mark.parametrize("odd", ["\x01", "\x7f", "\n", "\0", "é", "\ud800", "✓"])
@pytest.mark.parametrize("method", ["token", "header_key", "trace", "digest", "query_key"])
def test_a_credential_that_cannot_be_sent_is_not_shown(
    method: str, odd: str, package: Any, server: Recorder
) -> None:
    server.rule = demanding_digest("u", "p") if method == "digest" else lambda request: Answer()
    client = package.Client(base_url=server.url, key_id="u", key_secret=SECRET + odd + "x")
    try:
        getattr(client, method)()
    except Exception as error:
        assert SECRET not in _shown(error)
        assert isinstance(error, (ValueError, package.errors.ApiError))
