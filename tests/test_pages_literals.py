"""Credentials that a page writes out come out of none of its parts."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from generator.credentials.names import is_placeholder
from generator.readers.pages.blocks_of import page_blocks
from generator.readers.pages.literals import literals
from tests.commands import invoke

KEY = "k9f8a7s6d5f4g3h2j1k0Zq"
# Where the others of these are written out, after a way to give the credential.
_ELSEWHERE = """
Delete it
DELETE https://h.test/things/{{id}}

Write {key} in each call.

Note: {key} is shown once.

Rate limit of {key}: 10 requests per second

Query parameters
- mode (string): One of: {key}, other. Default: {key}

Body
- words (string): Not {key}

```python
client = things.connect({key!r})
client.delete_things()
```

```ruby
Things.new("{key}").delete
```

Responses
200 {key} it was

{{"seen": "by {key}"}}
"""
_GIVEN = {
    "header": "```shell\ncurl https://h.test/things -H 'X-Api-Key: @KEY@'\n```",
    "bearer": "```shell\ncurl https://h.test/things -H 'Authorization: Bearer @KEY@'\n```",
    "bare": "```shell\ncurl https://h.test/things -H 'Authorization: @KEY@'\n```",
    "query": "```shell\ncurl 'https://h.test/things?api_key=@KEY@'\n```",
    "password": "```shell\ncurl -u someone:@KEY@ https://h.test/things\n```",
    "user": "```shell\ncurl -u @KEY@: https://h.test/things\n```",
    "address": "```shell\ncurl https://someone:@KEY@@h.test/things\n```",
    "cookie": "```shell\ncurl https://h.test/things -b 'lang=en; session=@KEY@'\n```",
    "second": "```shell\ncurl https://h.test/things -H 'X-App-Id: 17' -H 'X-Api-Key: @KEY@' "
    "-H 'Authorization: Bearer <token>'\n```",
    "form": "```shell\ncurl https://h.test/things -d client_secret=@KEY@ -d a=b\n```",
    "json": '```shell\ncurl https://h.test/things -d \'{"password": "@KEY@"}\'\n```',
    "program": "```python\nrequests.get('https://h.test/things', auth=('someone', '@KEY@'))\n```",
    "named": "```javascript\nconst apiKey = '@KEY@';\n```",
    "call": "```ruby\napi = Kittn::APIClient.authorize!('@KEY@')\n```",
    "added": '```java\nrequest.addHeader("X-Api-Key", "@KEY@");\n```',
    "shell variable": "```shell\nexport API_KEY=@KEY@\n```",
    "pair": "```php\ncurl_setopt($ch, CURLOPT_USERPWD, 'someone:@KEY@');\n```",
    "second argument": "```go\nreq.SetBasicAuth('someone', '@KEY@')\n```",
    "scheme": "```swift\nrequest.setValue('Bearer @KEY@', forHTTPHeaderField: auth)\n```",
    "value first": "```swift\nr.setValue('@KEY@', forHTTPHeaderField: 'X-Api-Key')\n```",
    "digest": "```shell\ncurl --digest -u someone:@KEY@ https://h.test/things\n```",
    "escaped": '```shell\nsend "{\\"token\\": \\"@KEY@\\"}"\n```',
    "no sign between": '```clojure\n{:headers {"X-Api-Key" "@KEY@"}}\n```',
    "element": "```xml\n<apiKey>@KEY@</apiKey>\n```",
    "message": "```http\nGET /things HTTP/1.1\nHost: h.test\nAuthorization: Token token=@KEY@\n```",
    "line": "Authorization: Bearer @KEY@",
    "words": "Your API key is `@KEY@`.",
    "cells": "| Header | Value |\n|---|---|\n| X-Api-Key | @KEY@ |",
    "example": "| Header | Description |\n|---|---|\n| X-Api-Key | e.g. @KEY@ |",
}


def _read(folder: Path, text: str) -> str:
    page = folder / "page.md"
    page.write_text(text, "utf-8")
    done = invoke("generate", page, "-o", folder / "out", "--emit", "client,snippets,reference")
    assert done.exit_code == 0, done.output
    shown = invoke("inspect", page, "--json").output
    out = (path.read_text("utf-8") for path in (folder / "out").rglob("*") if path.is_file())
    return "\n".join([shown, *out])


@pytest.mark.parametrize("kind", _GIVEN)
def test_what_is_given_once_is_scrubbed_everywhere(kind: str, tmp_path: Path) -> None:
    before = f"# Things\n\n## Authentication\n\n{_GIVEN[kind]}\n\n## Delete it\n"
    text = _read(tmp_path, before.replace("@KEY@", KEY) + _ELSEWHERE.format(key=KEY))
    assert "DELETE" in text and "REDACTED" in text
    assert KEY not in text


def test_the_user_and_password_of_a_header_are_known(tmp_path: Path) -> None:
    pair = b64encode(f"someone:{KEY}".encode()).decode()
    header = f"```shell\ncurl https://h.test/things -H 'Authorization: Basic {pair}'\n```\n"
    text = _read(tmp_path, f"# Things\n\n{header}{_ELSEWHERE.format(key=KEY)}\nOr {pair}\n")
    assert KEY not in text and pair not in text


def test_a_key_is_known_as_it_stands_in_an_address(tmp_path: Path) -> None:
    key, quoted = "k9f8/a7s6+d5f4g3==", "k9f8%2Fa7s6%2Bd5f4g3%3D%3D"
    sample = f"```shell\ncurl 'https://h.test/things?api_key={quoted}'\n```\n"
    text = _read(tmp_path, f"# Things\n\n{sample}{_ELSEWHERE.format(key=key)}\n")
    assert key not in text and quoted not in text


@pytest.mark.parametrize(
    "value",
    ["meowmeowmeow", "YOUR_API_KEY_1", "sk_live_YOUR_API_KEY", "<token-17>", "$API_KEY_17",
     "${API_KEY_17}", "{{api_key_1}}", "eyJhbGciOiJIUzI1...", "xxxx1234xxxx"],
)  # fmt: skip
def test_what_stands_for_a_credential_stays(value: str, tmp_path: Path) -> None:
    sample = f"```ruby\nThings.new('{value}')\n```"
    page = f"# Things\n\nGET https://h.test/things\n\nAuthorization: Bearer {value}\n\n{sample}\n"
    assert f"Things.new('{value}')" in _read(tmp_path, page)


def test_what_code_computes_is_no_credential() -> None:
    page = """```javascript
const token = response2.data.access_token;
const apiKey = config["api-key-17"];
fetch(url, {headers: {Authorization: `Bearer ${token}`, "X-Api-Key": apiKey}});
```
"""
    assert literals(page_blocks("page.md", page), ()) == set()


@given(st.text("abcdefgABCDEFG0123456789-_", min_size=16, max_size=40), st.sampled_from([*_GIVEN]))
@example("0" * 16 + "a", "line")
def test_any_telling_credential_is_known(key: str, kind: str) -> None:
    assume(any(map(str.isdigit, key)) and key[:1].isalnum() and key[-1:].isalnum())
    assume(not is_placeholder(key))
    blocks = page_blocks("page.md", f"# Things\n\n{_GIVEN[kind].replace('@KEY@', key)}\n")
    assert key in literals(blocks, ())
