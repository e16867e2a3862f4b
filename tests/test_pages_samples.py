"""Code samples of pages are read as the requests they send."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.readers.pages import samples
from generator.readers.pages.samples.request import placeholders

LANGUAGES = [
    None,
    "shell",
    "http",
    "javascript",
    "python",
    "php",
    "go",
    "ruby",
    "java",
    "kotlin",
    "csharp",
    "c",
    "swift",
    "objective-c",
    "r",
    "powershell",
    "ocaml",
    "clojure",
    "tcl",
    "delphi",
    "rust",
    "dart",
    "perl",
]
URL = "https://api.example.com/v1/items/{id}"

# The same request in each language: PATCH URL, two headers.
SAME = {
    "shell": f"""curl --request PATCH \\
  --url {URL} \\
  --header 'Authorization: Bearer TOKEN' --header 'accept: application/json'""",
    "http": """PATCH /v1/items/{id} HTTP/1.1
Host: api.example.com
Authorization: Bearer TOKEN
accept: application/json""",
    "javascript": f"""const options = {{method: 'PATCH', headers: {{accept: 'application/json',
  Authorization: 'Bearer TOKEN'}}}};
fetch('{URL}', options).then(res => res.json());""",
    "python": f"""import requests
url = "{URL}"
headers = {{"accept": "application/json", "Authorization": "Bearer TOKEN"}}
response = requests.patch(url, headers=headers)""",
    "php": f"""<?php
$curl = curl_init();
curl_setopt_array($curl, [CURLOPT_URL => "{URL}", CURLOPT_CUSTOMREQUEST => "PATCH",
  CURLOPT_HTTPHEADER => ["Authorization: Bearer TOKEN", "accept: application/json"]]);
$response = curl_exec($curl);""",
    "go": f"""url := "{URL}"
req, _ := http.NewRequest("PATCH", url, nil)
req.Header.Add("accept", "application/json")
req.Header.Add("Authorization", "Bearer TOKEN")
res, _ := http.DefaultClient.Do(req)""",
    "ruby": f"""require 'net/http'
url = URI("{URL}")
http = Net::HTTP.new(url.host, url.port)
request = Net::HTTP::Patch.new(url)
request["accept"] = 'application/json'
request["Authorization"] = 'Bearer TOKEN'
response = http.request(request)""",
    "java": f"""OkHttpClient client = new OkHttpClient();
Request request = new Request.Builder().url("{URL}").patch(null)
  .addHeader("accept", "application/json").addHeader("Authorization", "Bearer TOKEN").build();""",
    "kotlin": f"""val client = OkHttpClient()
val request = Request.Builder().url("{URL}").patch(null)
  .addHeader("accept", "application/json").addHeader("Authorization", "Bearer TOKEN").build()""",
    "csharp": f"""var client = new HttpClient();
var request = new HttpRequestMessage {{
  Method = HttpMethod.Patch, RequestUri = new Uri("{URL}"),
  Headers = {{ {{ "accept", "application/json" }}, {{ "Authorization", "Bearer TOKEN" }}, }},
}};
using (var response = await client.SendAsync(request)) {{ }}""",
    "c": f"""CURL *hnd = curl_easy_init();
curl_easy_setopt(hnd, CURLOPT_CUSTOMREQUEST, "PATCH");
curl_easy_setopt(hnd, CURLOPT_URL, "{URL}");
headers = curl_slist_append(headers, "accept: application/json");
headers = curl_slist_append(headers, "Authorization: Bearer TOKEN");
curl_easy_setopt(hnd, CURLOPT_HTTPHEADER, headers);""",
    "swift": f"""let url = URL(string: "{URL}")!
var request = URLRequest(url: url)
request.httpMethod = "PATCH"
request.allHTTPHeaderFields = ["accept": "application/json", "Authorization": "Bearer TOKEN"]""",
    "objective-c": f"""NSDictionary *headers = @{{ @"accept": @"application/json",
  @"Authorization": @"Bearer TOKEN" }};
NSMutableURLRequest *request = [NSMutableURLRequest requestWithURL:[NSURL URLWithString:@"{URL}"]];
[request setHTTPMethod:@"PATCH"];
[request setAllHTTPHeaderFields:headers];""",
    "r": f"""library(httr)
url <- "{URL}"
response <- VERB("PATCH", url, add_headers('Authorization' = 'Bearer TOKEN'),
  accept("application/json"))""",
    "powershell": f"""$headers=@{{}}
$headers.Add("accept", "application/json")
$headers.Add("Authorization", "Bearer TOKEN")
$response = Invoke-RestMethod -Uri '{URL}' -Method PATCH -Headers $headers""",
    "ocaml": f"""open Cohttp_lwt_unix
let uri = Uri.of_string "{URL}" in
let headers = Header.add_list (Header.init ()) [
  ("accept", "application/json"); ("Authorization", "Bearer TOKEN"); ] in
Client.call ~headers `PATCH uri""",
    "clojure": f"""(require '[clj-http.client :as client])
(client/patch "{URL}" {{:headers {{:Authorization "Bearer TOKEN"}} :accept :json}})""",
}


@pytest.mark.parametrize("language", SAME)
def test_each_language_gives_the_same_request(language: str) -> None:
    (request,) = samples.read(SAME[language], language)
    assert request.method == "PATCH"
    assert request.url == URL
    headers = {name.lower(): value for name, value in request.headers}
    assert headers == {"accept": "application/json", "authorization": "Bearer TOKEN"}
    assert request.auth == samples.SampleAuth("bearer", "Authorization", "header", "TOKEN", "TOKEN")
    assert request.body is None


@pytest.mark.parametrize("language", SAME)
def test_the_language_is_told_by_content(language: str) -> None:
    assert samples.language_of(SAME[language]) == language


@pytest.mark.parametrize(
    ("label", "language"),
    [
        ("cURL", "shell"),
        ("language-js", "javascript"),
        ("PHP - cURL", "php"),
        ("Node.js", "javascript"),
        ("C#", "csharp"),
        ("Objective-C", "objective-c"),
    ],
)
def test_a_label_names_the_language(label: str, language: str) -> None:
    assert samples.language_of("x = 1", label) == language


HURT = {
    "backslash lost": "curl -X POST\n-H 'A: b'\n-d '{}'\nhttps://a.example/c",
    "newline lost": "curl -X POST https://a.example/c \\ -H 'A: b' \\ -d '{}'",
    "glued prose": "Examplecurl -X POST https://a.example/c -H 'A: b' -d '{}'Response 200",
    "glued method": "curl https://a.example/c -H 'A: b' -d '{}' -X POSTResponse",
    "cmd.exe": 'curl -X POST ^\r\n  "https://a.example/c" ^\r\n  -H "A: b" ^\r\n  -d "{}"',
    "browser for cmd": 'curl ^"https://a.example/c^" ^\n  -H ^"A: b^" ^\n --data-raw ^"^{^}^"',
    "PowerShell": "curl.exe -X POST `\n  'https://a.example/c' `\n  -H 'A: b' -d '{}'",
    "typography": "curl -X POST “https://a.example/c” –header “A: b” —data ‘{}’",
    "prompt": "$ curl -XPOST https://a.example/c -HA:b -d{} | jq .",
    "options glued": "curl -sSLXPOST https://a.example/c -H'A: b'-d '{}'",
    "here-document": "curl https://a.example/c -H 'A: b' -d @- <<'EOF'\n{}\nEOF",
}


@pytest.mark.parametrize("harm", HURT)
def test_curl_that_copying_has_hurt(harm: str) -> None:
    (request,) = samples.read(HURT[harm], "shell")
    assert (request.method, request.url) == ("POST", "https://a.example/c")
    assert request.headers == (("A", "b"),)
    assert request.body == "{}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("curl -G https://a.example -d q=1 --data-urlencode 'w=a b'", (("q", "1"), ("w", "a b"))),
        ("curl 'https://a.example?x=1' --url-query 'q=a b'", (("x", "1"), ("q", "a b"))),
        ("http GET https://a.example q==1 'w==a b'", (("q", "1"), ("w", "a b"))),
    ],
)
def test_query(code: str, expected: tuple[tuple[str, str], ...]) -> None:
    (request,) = samples.read(code, "shell")
    assert (request.method, request.query) == ("GET", expected)


def test_parts_of_a_form() -> None:
    code = """curl https://a.example -F 'f=@"a b.png";type=image/png' \\
      -F 'x=y;type=text/plain' --form-string 'z=@w'"""
    (request,) = samples.read(code, "shell")
    assert request.files == (samples.SampleFile("f", "a b.png", "image/png"),)
    assert request.form == (("x", "y"), ("z", "@w"))


@pytest.mark.parametrize(
    ("code", "kind", "name", "place", "placeholder"),
    [
        ("curl -u '<key>:' https://a.example", "basic", "Authorization", "header", "<key>:"),
        ("curl -u bob:xyzzy7 https://a.example", "basic", "Authorization", "header", None),
        ("curl --oauth2-bearer $T https://a.example", "bearer", "Authorization", "header", "$T"),
        (
            "curl -H 'X-API-Key: YOUR_API_KEY' https://a.example",
            "apikey",
            "X-API-Key",
            "header",
            "YOUR_API_KEY",
        ),
        (
            "curl -H 'Authorization: Token {t}' https://a.example",
            "apikey",
            "Authorization",
            "header",
            "{t}",
        ),
        ("curl 'https://a.example?api_key=3f9d01'", "apikey", "api_key", "query", None),
        ("curl -b 'sid=1' https://a.example", "cookie", "sid", "cookie", None),
    ],
)
def test_auth(code: str, kind: str, name: str, place: str, placeholder: str | None) -> None:
    auth = samples.read(code, "shell")[0].auth
    assert auth is not None
    assert (auth.kind, auth.name, auth.place, auth.placeholder) == (kind, name, place, placeholder)


def test_placeholders_are_given_as_written() -> None:
    text = "https://{{host}}/a/{id}/:key/<Name>/$X/${Y}?k=YOUR_API_KEY"
    assert placeholders(text) == (
        "{{host}}",
        "{id}",
        ":key",
        "<Name>",
        "$X",
        "${Y}",
        "YOUR_API_KEY",
    )


def test_a_sample_that_is_cut_off_gives_what_it_has() -> None:
    code = """const url = 'https://a.example/c';
const options = {method: 'PUT', headers: {'X-A': 'b'}, body: JSON.stringify({"""
    (request,) = samples.read(code, "javascript")
    assert (request.method, request.url) == ("PUT", "https://a.example/c")
    assert request.headers == (("X-A", "b"),)


def test_requests_of_one_sample_stay_apart() -> None:
    code = """axios.post('https://a.example/a', {n: 1}, {headers: {'X-A': 'k'}});
axios.get(`https://a.example/users/${userId}`, {params: {q: 'z'}});
const api = axios.create({baseURL: 'https://b.example/v1'});
api.delete('/users/' + id);"""
    found = [(each.method, each.url) for each in samples.read(code, "javascript")]
    assert found == [
        ("POST", "https://a.example/a"),
        ("GET", "https://a.example/users/{userId}"),
        ("DELETE", "https://b.example/v1/users/{id}"),
    ]


def test_prose_about_curl_is_no_request() -> None:
    assert samples.read("Use curl to try it. The curl command is described below.", "shell") == ()


TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@given(
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path=st.text("abc/{}:-_.~'\"$ ()&;", max_size=20),
    headers=st.lists(
        st.tuples(st.from_regex(r"[A-Za-z][\w-]{0,12}", fullmatch=True), TEXTS), max_size=3
    ),
    body=st.none() | TEXTS.filter(lambda text: bool(text) and text[0] != "@"),
)
def test_a_quoted_curl_command_is_read_back(
    method: str, path: str, headers: list[tuple[str, str]], body: str | None
) -> None:
    headers = [(name, " ".join(value.split())) for name, value in headers]
    headers = [(name, value) for name, value in headers if value]
    words = ["curl", "-X", method, "https://a.example/" + path]
    words += [word for name, value in headers for word in ("-H", f"{name}: {value}")]
    words += [] if body is None else ["-H", "Content-Type: text/plain", "--data-raw", body]
    (request,) = samples.read(shlex.join(words), "shell")
    assert (request.method, request.url) == (method, "https://a.example/" + path)
    sent = [] if body is None else [("Content-Type", "text/plain")]
    assert list(request.headers) == headers + sent
    assert request.body == body


PIECES = st.sampled_from(
    [
        "curl ",
        "https://a.example/b",
        "'",
        '"',
        "`",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ",",
        ":",
        "=",
        "=>",
        ":=",
        "\\",
        "\n",
        "fetch(",
        "headers",
        "method",
        "$x",
        "new ",
        "@{",
        "<<EOF",
        '"""',
        "/*",
        "-d ",
        "--next ",
        "http POST ",
        ".",
        "->",
        "GET / HTTP/1.1\n",
        "A: b\n",
        "wget ",
        "let x",
        "f(",
        "$.ajax(",
        "import x",
        "\u201c",
        "+",
        ";",
        "#",
        "<",
        ">",
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=60).map("".join), st.sampled_from(LANGUAGES))
@settings(max_examples=400)
def test_any_text_is_read_without_failing(code: str, language: str | None) -> None:
    for request in samples.read(code, language):
        assert request.url
    samples.language_of(code)


@pytest.mark.parametrize(
    "language", ["shell", "http", "javascript", "php", "objective-c", "ocaml", "clojure", None]
)
@pytest.mark.parametrize(
    "piece",
    ["curl -d ", "\\", "{", "[", "(", "$", "'", '"', "a.b(", "/*", "<<E", "new ", "a", "begin "],
)
def test_a_megabyte_of_anything_ends(piece: str, language: str | None) -> None:
    assert isinstance(samples.read(piece * (1_000_000 // len(piece)), language), tuple)
