"""Telling in which language a code sample is written."""

from __future__ import annotations

import re

_ALIASES = {
    "curl": "shell", "bash": "shell", "sh": "shell", "zsh": "shell",
    "console": "shell", "cmd": "shell",
    "shell": "shell", "shellscript": "shell", "shell-session": "shell",
    "wget": "shell", "httpie": "shell",
    "js": "javascript", "javascript": "javascript", "node": "javascript", "nodejs": "javascript",
    "node.js": "javascript", "jquery": "javascript", "typescript": "javascript", "ts": "javascript",
    "jsx": "javascript", "tsx": "javascript", "fetch": "javascript", "axios": "javascript",
    "ajax": "javascript", "xhr": "javascript", "react": "javascript",
    "py": "python", "python": "python", "python3": "python",
    "requests": "python", "httpx": "python",
    "php": "php", "guzzle": "php", "go": "go", "golang": "go", "ruby": "ruby", "rb": "ruby",
    "java": "java", "okhttp": "java", "unirest": "java", "kotlin": "kotlin", "kt": "kotlin",
    "c#": "csharp", "csharp": "csharp", "cs": "csharp", ".net": "csharp", "dotnet": "csharp",
    "restsharp": "csharp", "c": "c", "libcurl": "c", "c++": "cpp", "cpp": "cpp",
    "swift": "swift", "objective-c": "objective-c", "objectve-c": "objective-c",
    "objc": "objective-c",
    "objectivec": "objective-c", "obj-c": "objective-c", "r": "r", "httr": "r",
    "powershell": "powershell", "posh": "powershell", "ps1": "powershell", "pwsh": "powershell",
    "ocaml": "ocaml", "clojure": "clojure", "clj": "clojure", "http": "http", "https": "http",
    "rust": "rust", "rs": "rust", "dart": "dart", "flutter": "dart",
    "elixir": "elixir", "perl": "perl",
    "scala": "scala", "lua": "lua", "tcl": "tcl", "delphi": "delphi", "pascal": "delphi",
    "purebasic": "purebasic", "lianja": "lianja", "vb.net": "vbnet",
    "vb": "vbnet", "vbnet": "vbnet",
    "json": "json", "json5": "json", "jsonc": "json", "xml": "xml", "yaml": "yaml", "yml": "yaml",
    "html": "html", "graphql": "graphql", "sql": "sql", "matlab": "matlab", "julia": "julia",
}  # fmt: skip

# In order: the first that fits names the language, so the particular stands before the common.
_SIGNS: tuple[tuple[str, str], ...] = (
    ("http",
     r"\A[\s>]*(?:GET|POST|PUT|PATCH|DELETE|HEAD"
     r"|OPTIONS)[ \t]+\S+(?:[ \t]+HTTP/[\d.]+)?[ \t]*\r?(?:\n|\Z)"),
    ("powershell",
     r"\b(?:Invoke-(?:RestMethod|WebRequest)|New-Object|Write-Host|ConvertTo-Json)\b"
     r"|^PS .*>"),
    ("shell",
     r"(?:^|[\s;|&(`])(?:curl|wget|httpie|xh)(?:\.exe)?[ \t]+[-\"'h$\\^`<{]"
     r"|^[$#%>]?[ \t]*https?[ \t]+(?:-|[A-Z]{3,7}\b|:(?!=)|\w+\.)"),
    ("purebasic", r'^IncludeFile "|^\s*(?:Debug|Procedure|EndProcedure|EndIf)\b'),
    ("lianja", r"\bcreateobject\([\"']Ck|\bendif\b|\blo\w+ = "),
    ("delphi", r"\bbegin\b[\s\S]{0,999}?:=|:=[\s\S]{0,999}?\bbegin\b"),
    ("tcl", r"^set \w+ \[|^puts \["),
    ("objective-c",
     r"@interface\b|\bNS(?:URL|String|Mutable|Dictionary|Data|Log)\w*|#import\b|@\{"
     r"|\[\[?\w+ \w+\]"),
    ("perl", r"\buse (?:strict|LWP|HTTP)\b|\bmy [$@%]\w+"),
    ("php", r"<\?php|\$\w+[ \t]*=(?!=)|\$\w+->|\bcurl_(?:init|setopt)|\bjson_encode\("),
    ("csharp",
     r"\busing (?:System|RestSharp|var)\b|\bnew (?:HttpClient|HttpRequestMessage|RestClient"
     r"|RestRequest|Uri)\b|Console\.Write|\bawait \w+\.\w+Async\("),
    ("kotlin", r"\bval \w+ *(?::[^=\n]+)?=|\bfun \w+\("),
    ("java",
     r"\bimport (?:java|okhttp3|com|org)\.|\bUnirest\b|\bnew (?:OkHttpClient"
     r"|Request\.Builder|DefaultAsyncHttpClient|URL)\b|System\.out\."
     r"|\bHttpRequest\.newBuilder|\bHttpResponse<|public (?:static|class)"),
    ("go", r"^package \w+|\bfunc \w*\(|:= |http\.NewRequest"),
    ("swift",
     r"\blet \w+ *(?::[^=\n]+)?= *(?:URL|URLRequest|NSURL)|\bURLSession\b|\bURLRequest\("
     r"|\bimport Foundation|\bguard let\b"),
    ("cpp", r"#include <(?:iostream|string|cpr|vector)\b|\bstd::"),
    ("c", r"\bCURL \*|curl_easy_|#include <"),
    ("ocaml", r"\bopen (?:Cohttp|Lwt)|\blet (?:open )?\w+ *=[\s\S]{0,400}?\bin\b|Uri\.of_string"),
    ("clojure", r"\A[\s;]*\((?:require|ns|client/|def|let)\b|\(client/\w+"),
    ("rust", r"\breqwest\b|\bfn main\(|\blet mut \w+|::new\(\)\?"),
    ("dart", r"\bimport 'package:|\bUri\.parse\(|\bhttp\.Request\("),
    ("r", r"\blibrary\(\w+\)|\w {0,9}<- |\badd_headers\(|\bcontent\(\w+"),
    ("ruby",
     r"\brequire ['\"]|\bNet::HTTP\b|\bRestClient\b|^\s*puts |\bHTTParty\b|\bend\s*\Z"
     r"|\bdo \|\w+\|"),
    ("elixir", r"\bHTTPoison\b|\bdefmodule\b|\bReq\.(?:get|post)!?\("),
    ("python",
     r"^import \w+$|^\s*(?:import (?:requests|httpx|json|http|urllib|os|sys)|from [\w.]+ import)\b"
     r"|\brequests\.(?:get|post|put|patch|delete|request|Session)\b|\bprint\("
     r"|^\s*def \w+\(.*\):|\bhttpx\.|\bNone\b|http\.client"),
    ("javascript",
     r"\b(?:const|let|var) [\w{\[]|\bfetch\(|\baxios\b|\$\.(?:ajax|get|post)"
     r"|\bXMLHttpRequest\b|=>|\brequire\(|\bconsole\.log|\bfunction\b|\bawait \w"
     r"|^import .* from "),
    ("xml", r"\A\s*<(?:\?xml|[A-Za-z][\w:.-]*[^>\n]*>[\s\S]*</)"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(sign, re.MULTILINE)) for name, sign in _SIGNS)


def _named(label: str) -> str | None:
    """Return the language of a label: ``language-js``, ``Node.js``, ``PHP - cURL``."""
    whole = label.strip().removeprefix("language-").removeprefix("lang-")
    words = re.split(r"[\s/(),|:-]+", whole)
    named = (_ALIASES.get(each) for each in (whole, *(words if len(words) < 4 else ())))
    return next((each for each in named if each is not None), None)


def language_of(code: str, label: str | None = None) -> str | None:
    """Return the language of ``code``: what a label says, else what the text shows, else None."""
    named = _named((label or "").lower())
    if named is not None:
        return named
    if not code.strip():
        return None
    start = code[:20_000]
    return next((name for name, sign in _COMPILED if sign.search(start)), None)
