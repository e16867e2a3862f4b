"""The reference: complete, without broken links, without credentials, and built by MkDocs."""

from __future__ import annotations

import json
import posixpath
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from generator.credentials.positions import request_texts
from generator.diagnostics import CodegenError
from generator.emitters.reference import pages as reference
from generator.loading import load
from generator.model import Api
from generator.options import Options
from generator.pipeline import Tree, build
from generator.rendering.jinja import Renderer
from tests import shared
from tests.built import auth, collection, header, item, raw
from tests.trees import COLLECTIONS, emission_of

_COMMONMARK = MarkdownIt("commonmark").enable("table")
_LINK = re.compile(r"\]\(([^()\s]*)\)")
_ANCHOR = re.compile(r'^<a id="([^"]+)"></a>$', re.MULTILINE)
_FENCE = re.compile(r"^(`{3,})[a-z0-9+-]*\n.*?^\1$|^<pre>.*?</pre>$", re.MULTILINE | re.DOTALL)

SAMPLES: dict[str, tuple[str, ...]] = {
    "bank-links": (),
    "kitchen-sink": ("kitchen-sink.postman_environment.json",),
    "kitchen-sink-wrapped": (),
    "legacy": (),
    "messaging": ("messaging.postman_environment.json",),
}


def _options(name: str) -> Options:
    path = COLLECTIONS / f"{name}.postman_collection.json"
    environments = tuple(str(COLLECTIONS / name) for name in SAMPLES[name])
    return Options((str(path),), environments=environments, emit=("reference",))


def _built(path: Path, **options: Any) -> Tree:
    return build(Options((str(path),), emit=("reference",), **options))


def _pages(tree: Tree) -> dict[str, str]:
    """Return the pages by their path below the folder of the reference."""
    return {
        path.removeprefix("reference/"): content.decode("utf-8")
        for path, content in tree.files.items()
        if path.startswith("reference/") and path.endswith(".md")
    }


def _small(folder: Path, source: Mapping[str, Any], **options: Any) -> dict[str, str]:
    path = folder / "small.json"
    path.write_text(json.dumps(source), encoding="utf-8")
    return _pages(_built(path, **options))


@pytest.fixture(scope="module", params=SAMPLES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def sample(name: str) -> Tree:
    return build(_options(name))


@pytest.fixture(scope="module")
def api(name: str) -> Api:
    return load(_options(name)).api


# Links and completeness


def _broken_links(pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield page and target of every link that leads to no page or anchor of ours."""
    anchors = {path: set(_ANCHOR.findall(_FENCE.sub("x", page))) for path, page in pages.items()}
    for path, page in pages.items():
        for target in _LINK.findall(_FENCE.sub("x", page)):
            if target.startswith(("https://", "http://", "mailto:")):
                continue
            file, _, fragment = target.partition("#")
            goal = (
                posixpath.normpath(posixpath.join(posixpath.dirname(path), file)) if file else path
            )
            if goal not in pages or (fragment and fragment not in anchors[goal]):
                yield path, target


def _request_anchors(pages: Mapping[str, str]) -> list[str]:
    found = (anchor for page in pages.values() for anchor in _ANCHOR.findall(_FENCE.sub("x", page)))
    return [a for a in found if a.startswith("request.") and a.count(".") == 1]


class _Html(HTMLParser):
    """Collects ids, links and tags of a rendered page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                self.links.append(value or "")
            else:
                assert not name.startswith("on")


def test_every_link_of_a_sample_leads_somewhere(sample: Tree, api: Api) -> None:
    pages = _pages(sample)
    assert list(_broken_links(pages)) == []
    rendered = {path: _Html(_COMMONMARK.render(page)) for path, page in pages.items()}
    inside = 0
    for path, page in rendered.items():
        assert len(page.ids) == len(set(page.ids)), path
        assert not page.tags & {"script", "style", "iframe", "img"}
        for link in page.links:
            file, _, fragment = link.partition("#")
            if "://" not in link and not link.startswith("mailto:"):
                goal = posixpath.normpath(posixpath.join(posixpath.dirname(path), file or path))
                goal = path if not file else goal
                assert not fragment or fragment in rendered[goal].ids
                inside += 1
    assert inside >= len(api.endpoints)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_request_of_a_sample_stands_once(name: str) -> None:
    pages = _pages(build(_options(name)))
    emission = emission_of(_options(name))
    methods = (emission.plan.slugs[endpoint.id] for endpoint in emission.api.endpoints)
    expected = [f"request.{method}" for method in methods]
    assert sorted(_request_anchors(pages)) == sorted(expected)
    contents = pages["index.md"].partition("## Contents")[2].partition("\n## ")[0]
    listed = re.findall(r"^ *- (?:`|<code>).*#(request\.[^)]+)\)", contents, re.MULTILINE)
    assert listed == expected


def test_pages_say_that_they_are_generated(sample: Tree) -> None:
    for page in _pages(sample).values():
        assert re.match(
            r"\[//\]: # \(generated by codegen, do not edit\)\n\n# .+\n\n<!-- {% raw %} -->\n", page
        )
        assert page.endswith("<!-- {% endraw %} -->\n")
        assert page.count("{% raw %}") == page.count("{% endraw %}") == 1
        assert "\n\n\n" not in _FENCE.sub("x", page)


def test_every_row_of_a_table_has_the_cells_of_its_header(sample: Tree) -> None:
    for page in _pages(sample).values():
        width = 0
        for token in _COMMONMARK.parse(page):
            if token.type == "thead_open":
                width = 0
            elif token.type == "th_open":
                width += 1
            elif token.type == "tr_open":
                cells = 0
            elif token.type == "td_open":
                cells += 1
            elif token.type == "tr_close" and cells:
                assert cells == width
        for line in _FENCE.sub("x", page).splitlines():
            if line.startswith("|"):
                assert line.count(" | ") >= 1 and line.endswith("|")


def test_mkdocs_builds_the_samples_strictly(sample: Tree, tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    for path, page in _pages(sample).items():
        file = tmp_path / "reference" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, encoding="utf-8")
    config = "site_name: Sample\ndocs_dir: reference\nvalidation:\n  anchors: warn\n"
    config += "  unrecognized_links: warn\n  absolute_links: warn\n"
    (tmp_path / "mkdocs.yml").write_text(config)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "index.html").is_file()


# Credentials


def _credentials(api: Api) -> set[str]:
    texts = [text for endpoint in api.endpoints for text in request_texts(endpoint.request)]
    texts += [variable.value for variable in api.variables if variable.value is not None]
    return {secret.reveal() for text in texts for secret in text.secrets}


def test_no_page_of_a_sample_holds_a_credential(sample: Tree, api: Api) -> None:
    everything = "\n".join(_pages(sample).values())
    found = [value for value in _credentials(api) if len(value) >= 12]
    assert [value for value in found if value in everything] == []


def test_authentication_names_places_and_variables(tmp_path: Path) -> None:
    basic = auth("basic", password="{{pw}}", username="{{id}}")
    hawk = auth("hawk", authId="{{h}}", authKey="{{k}}", algorithm="sha256")
    key = auth("apikey", key="k", value="{{key}}", **{"in": "query"})
    page = _small(
        tmp_path,
        collection(
            item("Basic", "https://a.test/1", auth=basic),
            item("Bearer", "https://a.test/2", auth=auth("bearer", token="Abcdefgh12345678")),
            item("Key", "https://a.test/3", auth=key),
            item("Header", "https://a.test/4", header=header("X-Api-Key: Zyxwvuts87654321")),
            item("None", "https://a.test/5"),
            item("Later", "https://a.test/6", auth=auth("oauth2", grant_type="implicit")),
            item("Hawk", "https://a.test/7", auth=hawk),
        ),
    )["index.md"]
    for line in (
        "**Basic auth**: header `Authorization: Basic …` from the variables `id` and `pw`",
        "**Bearer token**: header `Authorization: Bearer …` "
        "from the environment variable `BEARER_TOKEN`",
        "**API key**: query parameter `k=…` from the variable `key`",
        "**Sent as a parameter**: header `X-Api-Key: …` from the environment variable `X_API_KEY`",
        "**None**",
        "**OAuth 2.0**: header `Authorization: Bearer …` "
        "from the environment variable `OAUTH2_TOKEN`",
        "**Hawk**: header `Authorization: Hawk …` from the variables `h` and `k`; "
        "snippets that cannot sign take it from `HAWK_AUTHORIZATION`",
    ):
        assert f"- {line} (1 request)\n" in page
        assert f"### Authentication\n\n{line}\n" in page
    assert "| `X-Api-Key` | string | `${X_API_KEY}` |" in page
    assert "Abcdefgh" not in page and "Zyxwvuts" not in page


def test_variables_show_where_they_come_from(tmp_path: Path) -> None:
    variables = [
        {"key": "host", "value": "https://a.test", "description": "Where | it is."},
        {"key": "token", "value": "Abcdefgh12345678"},
        {"key": "blank", "value": ""},
    ]
    items = [item("A", "{{host}}/{{open}}{{blank}}", auth=auth("bearer", token="{{token}}"))]
    page = _small(tmp_path, collection(*items, variable=variables))["index.md"]
    assert "| `{{host}}` | collection | `https://a.test` |  | Where &#124; it is. |" in page
    assert "| `{{token}}` | collection | secret | `TOKEN` |  |" in page
    assert "| `{{blank}}` | collection | empty |  |  |" in page
    assert "| `{{open}}` | not defined | **not set** | `OPEN` |  |" in page
    assert "- `{{host}}`: `https://a.test`\n" in page


# What stays the same


def test_anchors_do_not_move_when_a_request_is_inserted(tmp_path: Path) -> None:
    rows = [item(name, f"https://a.test/{n}") for n, name in enumerate(("List", "Get", "List"))]
    before = _request_anchors(_small(tmp_path, collection(*rows)))
    after = _request_anchors(_small(tmp_path, collection(item("New", "https://a.test/n"), *rows)))
    assert sorted(after) == sorted([*before, "request.new"])


def test_an_anchor_is_never_the_id_of_a_heading(tmp_path: Path) -> None:
    names = ("Body", "Contents", "Sample", "curl", "Responses")
    page = _small(tmp_path, collection(*(item(n, "https://a.test/") for n in names)))["index.md"]
    assert all("." in anchor for anchor in _ANCHOR.findall(page))


# Folders


def test_folders_have_pages_when_they_have_something_to_show(tmp_path: Path) -> None:
    request = item("Get it", "https://a.test/")
    pages = _small(
        tmp_path,
        collection(
            {"name": "Users", "item": [{"name": "Settings", "item": [request]}, request]},
            {"name": "Described", "description": "Nothing *here*.", "item": []},
            {"name": "Bare", "item": []},
            {"name": "Templates", "item": [{"name": "Mail", "item": [request]}]},
            item("Root", "https://a.test/root"),
        ),
    )
    assert set(pages) == {
        "index.md", "users.md", "users/settings.md", "described.md", "templates.md",
        "templates_/mail.md",
    }  # fmt: skip
    contents = pages["index.md"].partition("## Contents\n\n")[2].partition("\n\n<a")[0]
    assert contents.splitlines() == [
        "- **[Users](users.md)** (2 requests)",
        "    - **[Settings](users/settings.md)** (1 request)",
        "        - `GET /` [Get it](users/settings.md#request.get_it)",
        "    - `GET /` [Get it](users.md#request.get_it)",
        "- **[Described](described.md)**",
        "- **Bare**",
        "- **[Templates](templates.md)** (1 request)",
        "    - **[Mail](templates_/mail.md)** (1 request)",
        "        - `GET /` [Get it](templates_/mail.md#request.get_it)",
        "- `GET /root` [Root](#request.root)",
    ]
    assert "[Sample](../index.md) › [Users](../users.md) › Settings\n" in pages["users/settings.md"]
    assert "Nothing *here*." in pages["described.md"]
    assert list(_broken_links(pages)) == []


# Requests and responses


def test_a_request_shows_its_parameters_and_body(tmp_path: Path) -> None:
    url = {
        "raw": "{{host}}/users/:id?q=1&off=2",
        "host": ["{{host}}"],
        "path": ["users", ":id"],
        "query": [
            {"key": "q", "value": "{{query}}", "description": "a | *b*"},
            {"key": "may", "value": "2", "description": "Optional. More."},
            {"key": "must", "value": "1", "description": "(Required) It."},
            {"key": "off", "value": "2", "disabled": True},
        ],
        "variable": [{"key": "id", "value": "7", "description": "Which."}],
    }
    body = '{"items": [{"id": 1, "tag": "x"}, {"id": 2}], "note": "a`b", "to": "<string>"}'
    as_json = header("Content-Type: application/json")
    request = item("Update", "", "PUT", header=as_json, body=raw(body))
    request["request"]["url"] = url
    page = _small(tmp_path, collection(request))["index.md"]
    for line in (
        "`PUT {{host}}/users/:id`",
        "| `id` | integer | required | `7` | Which. |",
        "| `q` | string |  | `{{query}}` | a &#124; *b* |",
        "| `may` | integer | optional | `2` | More. |",
        "| `must` | integer | required | `1` | It. |",
        "| `off` | integer | off by default | `2` |  |",
        "Content type: `application/json`",
        "| `items` | array of object | all |  |",
        "| `items[].id` | integer | all | `1` |",
        "| `items[].tag` | string | some | `x` |",
        "| `note` | string | all | <code>a&#96;b</code> |",
        "| `to` | string | all |  |",
        f"```json\n{body}\n```",
        "#### curl\n\n```bash\ncurl ",
        "#### Python\n\n```python\n",
    ):
        assert f"\n{line}" in page


def test_variables_in_a_path_are_parameters_of_it(tmp_path: Path) -> None:
    """Under the name that the URL shows; a host, a version and credentials are none."""
    request = item("a", "{{host}}/{{version}}/users/{{user}}/:part/keys/{{apiKey}}")
    variables = [{"key": "user", "value": "42", "description": "Who."}, {"key": "apiKey"}]
    page = _small(tmp_path, collection(request, variable=variables))["index.md"]
    table = page.partition("### Path parameters\n\n")[2].partition("\n\n")[0]
    assert table.splitlines()[2:] == [
        "| `part` | string | required |  |  |",
        "| `{{user}}` | integer | required | `42` | Who. |",
    ]


def test_only_the_chosen_targets_are_shown(tmp_path: Path) -> None:
    source = collection(item("A", "https://a.test/"))
    page = _small(tmp_path, source, targets=("shell/curl",))["index.md"]
    assert "#### curl" in page and "#### Python" not in page
    assert "### Request" not in _small(tmp_path, source, targets=())["index.md"]


def test_bodies_of_every_kind_have_their_own_form(tmp_path: Path) -> None:
    form = [
        {"key": "a", "value": "1", "description": "One."},
        {"key": "b", "value": "2", "disabled": True},
    ]
    parts = [
        {
            "key": "text",
            "value": "x",
            "type": "text",
            "contentType": "text/csv",
            "description": "(Required) It.",
        },
        {"key": "file", "src": ["a.txt", "b.txt"], "type": "file"},
    ]
    graph = {"query": "query Q { a }", "variables": '{"n": 1}', "operationName": "Q"}
    bodies = {
        "Form": {"mode": "urlencoded", "urlencoded": form},
        "Parts": {"mode": "formdata", "formdata": parts},
        "File": {"mode": "file", "file": {"src": "picture.png"}},
        "Graph": {"mode": "graphql", "graphql": graph},
    }
    items = [item(name, "https://a.test/", "POST", body=body) for name, body in bodies.items()]
    items.append(item("Kept", "https://a.test/", "GET", body=raw("never sent")))
    page = _small(tmp_path, collection(*items))["index.md"]
    for line in (
        "| `a` | integer |  | `1` | One. |",
        "| `b` | integer | off by default | `2` |  |",
        "| `text` | text (text/csv) | required | `x` | It. |",
        "| `file` | file |  | `a.txt, b.txt` |  |",
        "Content type: `multipart/form-data`",
        "The content of the file `picture.png`.",
        "Operation: `Q`\n\n```graphql\nquery Q { a }\n```",
        "| `n` | integer | `1` |",
        "This body is saved with the request, but Postman does not send it with `GET`.",
    ):
        assert f"\n{line}" in page


def test_saved_responses_are_shown_with_what_was_asked(tmp_path: Path) -> None:
    long_body = json.dumps({"rows": ["x" * 50] * 400}, indent=1)
    as_json = header("Content-Type: application/json")
    as_html = header("Content-Type: text/html")
    responses = [
        {
            "name": "Found",
            "code": 200,
            "status": "OK",
            "header": [*as_json, *header("Date: now", "X-Total: 3")],
            "body": '{"id": 1, "name": "a"}',
            "originalRequest": {"method": "GET", "url": "https://a.test/x?page=2"},
        },
        {"name": "Found", "code": 200, "header": as_json, "body": '{"id": 2}'},
        {"name": "Gone", "code": 410, "header": [], "body": ""},
        {"name": "Long", "code": 201, "header": as_json, "body": long_body},
        {"name": "```\n# <b>", "code": 500, "header": as_html, "body": "```\n<b>"},
    ]
    request = item("A", "https://a.test/x?page=1", response=responses)
    page = _small(tmp_path, collection(request))["index.md"]
    for piece in (
        "| `410` | Gone |  | [Gone](#request.a.gone) |",
        "Fields of `200`:\n\n| Field | Type | In examples |\n| --- | --- | --- |\n"
        "| `id` | integer | all |\n| `name` | string | some |\n",
        "Its request differed:\n\n- Query: `page=2`\n\n"
        "| Header | Value |\n| --- | --- |\n| `X-Total` | `3` |\n",
        '```json\n{"id": 1, "name": "a"}\n```',
        "Status: `410 Gone`\n\nNo body was saved.",
        "````html\n```\n<b>\n````",
    ):
        assert piece in page, piece
    cut = re.search(r"Cut here: the first (\d+) of (\d+) characters\.", page)
    assert cut and int(cut[1]) <= 8_000 and int(cut[2]) == len(long_body)
    assert list(_broken_links({"index.md": page})) == []


def test_a_form_without_fields_that_is_not_sent_is_no_body(tmp_path: Path) -> None:
    bodies = ({"mode": "urlencoded", "urlencoded": []}, {"mode": "formdata", "formdata": []})
    items = [item(f"A {n}", "https://a.test/", body=body) for n, body in enumerate(bodies)]
    assert "Body" not in _small(tmp_path, collection(*items))["index.md"]


def test_a_response_states_what_its_source_states(tmp_path: Path) -> None:
    responses = [
        {"name": "A", "code": 200, "status": "200 OK", "body": '{"id": 1}'},
        {"name": "B", "code": 204, "status": "204 Nothing here"},
        {"name": "C", "code": 201, "status": "Created", "body": "<a/>"},
    ]
    shown = [
        {**response, "_postman_previewlanguage": language}
        for response, language in zip(responses, ("Text", "json", "xml"), strict=True)
    ]
    page = _small(tmp_path, collection(item("X", "https://a.test/", response=shown)))["index.md"]
    assert "Status: `200 OK`\n\n```json\n" in page
    assert "Status: `204 Nothing here`\n\nNo body." in page
    assert "Status: `201 Created`, content type: `application/xml`" in page


def test_placeholders_are_no_difference(tmp_path: Path) -> None:
    saved = {
        "method": "POST",
        "url": "https://a.test/x?page=<integer>",
        "header": header("Content-Type: application/json"),
        "body": raw('{"id": "<integer>"}'),
    }
    responses = [{"name": "Made", "code": 201, "body": "{}", "originalRequest": saved}]
    request = item(
        "A",
        "https://a.test/x?page=1",
        "POST",
        header=header("Content-Type: application/json"),
        body=raw('{"id": 5}'),
        response=responses,
    )
    assert "differed" not in _small(tmp_path, collection(request))["index.md"]


def test_input_text_is_markup_nowhere(tmp_path: Path) -> None:
    source = shared.require() / "hostile" / "md_injection.json"
    page = _pages(_built(source))["index.md"]
    html = _Html(_COMMONMARK.render(page))
    assert not html.tags & {"script", "img", "details"}
    assert all(link.startswith("#request.") for link in html.links)
    assert "-8<-" not in page and "{{<" not in page
    assert re.findall(r"^#.*Top heading", page, re.MULTILINE) == []


# Real collections


@pytest.mark.slow
def test_real_collections_have_pages_without_broken_links() -> None:
    shared.require()
    renderer = Renderer()
    requests = 0
    for path in shared.sample(shared.collections(), 6):
        try:
            emission = emission_of(Options((str(path),), targets=()))
        except CodegenError:
            continue
        api = emission.api
        units = list(reference.emit(emission, renderer))
        pages = {unit.path.removeprefix("reference/"): renderer.render(unit) for unit in units}
        assert list(_broken_links(pages)) == [], path
        assert len(_request_anchors(pages)) == len(api.endpoints), path
        requests += len(api.endpoints)
    assert requests > 1_000
