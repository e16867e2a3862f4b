"""Code in plain text, where no fence says what is code: how far a sample reaches."""

from __future__ import annotations

import re

from generator.readers.pages.samples import language_of

Line = tuple[int, str]

# What begins a sample, in the languages that documentation shows.
_STARTS = re.compile(
    r"""^\s*(?:[$>#]\s+)?(?:
      curl\b(?=\s|$) | (?:http|https|wget)\s+(?:-|--|GET\b|POST\b|PUT\b|PATCH\b|DELETE\b|https?:|:)
    | import\s+[\w{*"'(.] | from\s+[\w.]+\s+import\b | require\s*\(?['"\[(] | require_once\b
    | (?:const|let|var|val)\s+[\w{\[] [^.]*= | var$ | (?:await\s+)?fetch\( | axios[.(] | \$\.ajax
    | <\?php | \$\w+\s*=(?!=) | package\s+\w+;?$ | using\s+[\w.]+\s*; | using\s+\( | \#include\b
    | CURL\s*\*\w+ | [A-Z]\w*(?:<[^>]*>)?\s+\w+\s*=\s*(?:new\b|\w+[.(]|@|\[) | library\( | open\s+[A-Z]\w+$
    | (?:url|uri|headers|payload|params|data|response|request|conn|http|client|auth|token|body|querystring)\s*=\s*\S
    | \(require\s | \(client/ | \[[A-Z]\w+\s+\w+[\]:] | [A-Z]\w+\s*\*\s*\w+\s*= | Invoke-(?:WebRequest|RestMethod) | npm\s+i | pip3?\s+install
    | (?:public|private|class|func|fn|def|try|async)\b.*[{:(]$ | try\s*\{ | //\s*\w | <\w+[^>]*\bxmlns
    | python\s*-m | npx\s | dotnet\s+add | brew\s+install | composer\s+require | \#!/
    | (?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+\S+\s+HTTP/[\d.]+ | HTTP/[\d.]+\s+\d{3}
    | http\s*:=?\s | \w+\s*:=\s*\S | require\s+\w+$ | set\s+\w+\s+[\[{"\w] | new_\w+
    )""",
    re.VERBOSE,
)
# What only goes on, or may begin where code is being read.
_CODEISH = re.compile(
    r"""^\s*(?:[}\])]|[-–]{1,2}[A-Za-z][\w-]*(?:[\s=]|$)|\.\w+[\s(]|["'`{\[(]|//|/\*|\*/?|\#|<\?|\?>|@\w|\$\w+|&&|\|\|?)
    | ^\s*[A-Za-z_]\w*\s+\$\w+ | [{};,\\(\[]\s*$ | \w[\w.\->:]*\(.*\)\s*;?$ | ^\s*[\w.$\[\]'">-]+\s*(?::?=|=>)\s*\S | ;$ | => | \bend\b\s*;?$
    | ^\s*(?:if|else|elif|for|while|do|then|return|end|begin|print|puts|echo|try|catch|except|finally|func|def|class|import|using|require|var|let|const|new|public|static|void|await|from|with)\b
    | ^[A-Z][\w-]+:\s\S | ^https?://\S+$ | ^\s*\w+:\s*['"\[{\d] | ^\s*\w+\s+[A-Z]\w+;$ | :\s*[A-Z]\w*;
    """,
    re.VERBOSE,
)
# A call, an assignment, a comment, or a word that programs have alone in a line.
_CALL = re.compile(
    r"\w\(.*\)[;:]?\s*$|^\s*[\w.$]+\s*:?=\s*\S|^\s*(?:;|//|--|'|\#|&&)\s|^\s*(?:If|EndIf|ENDIF|IF|End|Then|Else|Exit|RETURN|LOCAL|Dim|Procedure|Debug)\b|^\s*\w+\s+[\"']"
)
_JSON_START = re.compile(r"^\s*(?:[{\[]\s*(?:$|[\"'{\[/}\]\d…]|\.\.\.|\w+\s*:)|\{\s)")
_JSON_INSIDE = re.compile(
    r"\s*(?:[\"'“{}\[\]<]|//|/\*|\.\.\.|…|\d|-|true|false|null|[\w$-]+\s*\??\s*:(?!:))"
)
_LABEL = re.compile(r"(?:language|lang)\s*[:：]\s*(\S{1,20})", re.IGNORECASE)
_ROLE_ONLY = re.compile(r"^[A-Z][a-z]+(?: [A-Za-z]+){0,3}:?$")
_MESSAGE = re.compile(
    r"^\s*(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+\S+\s+HTTP/[\d.]+|HTTP/[\d.]+\s+\d{3})"
)
_HEADER = re.compile(r"^\s*[A-Za-z][\w-]*:(?:\s|$)")
_MAX_LINES = 4000


def code_end(lines: list[Line], at: int) -> int:
    """Return the index after the code that begins at a line, or 0 when none does."""
    text = lines[at][1]
    if _JSON_START.match(text):
        return json_end(lines, at) if _holds_json(lines, at) else 0
    if _is_prose(text):
        return 0
    if not _STARTS.match(text):
        return _program_end(lines, at) if _program(lines, at) else 0
    return _message_end(lines, at) or _sample_end(lines, at)


def _program(lines: list[Line], at: int) -> bool:
    """Whether a program in some other language begins here: a run of calls and assignments."""
    if not _CALL.search(lines[at][1]):
        return False
    run = [text for _, text in lines[at : at + 16] if text.strip()][:8]
    return len(run) == 8 and sum(bool(_CALL.search(text)) for text in run) > 5


def _program_end(lines: list[Line], at: int) -> int:
    """Return the index after a program: before two lines that are none, an answer, or a sample."""
    end = index = at + 1
    while index < len(lines) and index - end < 3:
        text = lines[index][1]
        if _answer_follows(lines, index) or re.match(r"\s*[$>]?\s*curl\b", text):
            break
        index += 1
        if text.strip() and (_CALL.search(text) or _CODEISH.search(text)) and not _is_prose(text):
            end = index
    return end


def _message_end(lines: list[Line], at: int) -> int:
    """Return the index after a message of HTTP that begins here, or 0.

    Its body stands after an empty line, and only where its headers say that it has one.
    """
    if not _MESSAGE.match(lines[at][1]):
        return 0
    end = at + 1
    while end < len(lines) and _HEADER.match(lines[end][1]):
        end += 1
    body = end + 1 if end < len(lines) and not lines[end][1].strip() else end
    headers = "\n".join(text for _, text in lines[at:end]).lower()
    said = "content-length" in headers or "content-type" in headers or "http/" in headers[:9]
    said = said and (body > end or "content-length" in headers or headers.startswith("http/"))
    if said and body < len(lines) and _JSON_START.match(lines[body][1]):
        return json_end(lines, body) or end
    return end


def samples_in(lines: list[Line]) -> list[tuple[int, str]]:
    """Return the samples that stand one below the other in lines of code, each with its line.

    A new one begins where no bracket is open and the language changes.
    """
    pieces: list[list[Line]] = []
    depth, quote = 0, ""
    for line in lines:
        if not pieces or (depth <= 0 and not quote and _STARTS.match(line[1])):
            pieces.append([])
            depth = 0
        pieces[-1].append(line)
        more, quote = _open(line[1], quote)
        depth += more
    found: list[tuple[int, str, str | None]] = []
    for piece in pieces:
        code = "\n".join(text for _, text in piece)
        language = language_of(code)
        if (
            found
            and (language is None or found[-1][2] in (None, language))
            and not re.match(r"\s*[$>]?\s*curl\b", code)
        ):
            number, before, known = found[-1]
            found[-1] = (number, before + "\n" + code, known or language)
        else:
            found.append((piece[0][0], code, language))
    return [(number, code) for number, code, _ in found]


def language_label(text: str) -> str:
    """Return the language that a line "Language: Ruby" names for the code below it, or ""."""
    found = _LABEL.fullmatch(text.strip())
    return (language_of("", found[1].lower()) or "") if found else ""


def _holds_json(lines: list[Line], at: int) -> bool:
    """Whether a bracket that stands alone opens a value, and not a block of a program."""
    if lines[at][1].strip() not in ("{", "["):
        return True
    after = next((text for _, text in lines[at + 1 : at + 4] if text.strip()), "")
    return bool(_JSON_INSIDE.match(after)) and not re.match(r"\s*\{\s*\"[^\"]*\",", after)


def json_end(lines: list[Line], at: int) -> int:
    """Return the index after the JSON value that opens at a line; 0 when it is none.

    A value that is cut off by the end of the page, or that closes one bracket too few, ends
    before the next line that can be no JSON.
    """
    depth, quote = 0, ""
    for index in range(at, min(len(lines), at + _MAX_LINES)):
        text = lines[index][1]
        if index > at and quote:
            quote = ""  # strings do not span lines
        depth, quote, closed = _balance(text, depth, quote)
        if closed is not None:
            rest = text[closed:].strip(" ,;")
            if rest and (len(rest) > 200 or (index == at and text.lstrip().startswith("["))):
                return 0
            return index + 1
        if index > at and _never_json(text):
            return index if index > at + 1 else 0
    return len(lines) if depth else 0


def _balance(text: str, depth: int, quote: str) -> tuple[int, str, int | None]:
    """Return depth and open quote after a line, and where the value closed in it."""
    skip = False
    for index, char in enumerate(text):
        if skip:
            skip = False
        elif quote:
            skip = char == "\\"
            quote = "" if char == quote else quote
        elif char == '"':
            quote = char
        elif char in "{[":
            depth += 1
        elif char in "}]":
            depth -= 1
            if depth <= 0:
                return depth, quote, index + 1
    return depth, quote, None


def _never_json(text: str) -> bool:
    stripped = text.strip()
    return bool(stripped) and not re.search(r"[\"'{}\[\],:.…]|^(?:\d|true|false|null)", stripped)


def _sample_end(lines: list[Line], at: int) -> int:
    """Return the index after a sample: the last line before prose begins."""
    end = at + 1
    depth, quote = _open(lines[at][1])
    index = at + 1
    blanks = 0
    while index < min(len(lines), at + _MAX_LINES):
        text = lines[index][1]
        if not text.strip():
            blanks += 1
            index += 1
            if blanks > 2 and not quote:
                break
            continue
        inside = depth > 0 or quote or lines[end - 1][1].rstrip().endswith(("\\", ",", "("))
        if language_label(text):
            break
        chained = index + 1 < len(lines) and re.match(r"\s*\.\w", lines[index + 1][1])
        inside = bool(inside or chained)
        if blanks and not inside and _JSON_START.match(text):
            break
        if not inside and _answer_follows(lines, index):
            break
        if not (inside or _CODEISH.search(text) or _STARTS.match(text)) or (
            _role_line(text) and not quote
        ):
            break
        if _is_prose(text) and not inside:
            break
        more_depth, quote = _open(text, quote)
        depth = max(0, depth + more_depth)
        blanks = 0
        index += 1
        end = index
    return end


def _open(text: str, quote: str = "") -> tuple[int, str]:
    """Return how many brackets a line opens, and the quote that is open after it."""
    depth, skip = 0, False
    for char in text:
        if skip:
            skip = False
        elif quote:
            skip = char == "\\" and quote != "'"
            quote = "" if char == quote else quote
        elif char == "\\":
            skip = True
        elif char in "'`":
            quote = char
        elif char in "{[(":
            depth += 1
        elif char in "}])":
            depth -= 1
    return depth, quote if quote in ("'", "`") else ""


def _answer_follows(lines: list[Line], index: int) -> bool:
    """Whether a JSON value stands here on its own: an answer below the sample."""
    text = lines[index][1].strip()
    if not _holds_json(lines, index):
        return False
    if text not in ("{", "[", "[{") and not re.match(r'^\{\s*"', text):
        return False
    end = json_end(lines, index)
    return bool(end) and end > index


def _role_line(text: str) -> bool:
    return bool(_ROLE_ONLY.match(text.strip())) and not text.strip().endswith(
        (";", "{", "}", "(", ",")
    )


def _is_prose(text: str) -> bool:
    """Whether a line reads as a sentence and not as code."""
    stripped = text.strip()
    if _MESSAGE.match(text) or re.match(r"[$>]?\s*curl\s+(?:-|['\"]?http)", stripped):
        return False
    words = re.findall(r"[A-Za-z’']{2,}", stripped)
    symbols = len(re.findall(r"[{}()\[\];=<>\\$\"]", stripped))
    if stripped.startswith(("//", "#", "--", "/*", "*")):
        return False
    return len(words) >= 8 and symbols * 4 < len(words) and not re.search(r"[;{\\]$", stripped)
