"""Cutting program text of any common language into names, strings, numbers and signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generator.frozen import Frozen

_HASH_COMMENTS = {"python", "ruby", "php", "r", "powershell", "perl", "elixir", "tcl", "julia"}
_NO_SLASH_COMMENTS = {
    "python",
    "ruby",
    "r",
    "powershell",
    "perl",
    "elixir",
    "tcl",
    "ocaml",
    "julia",
    "clojure",
}
_MULTILINE = {"php", "ruby", "r", "perl", "ocaml", "powershell", "tcl", "elixir", "rust", "clojure"}
_RAW_SINGLE = {"php", "ruby", "perl", "powershell"}
_NO_SINGLE = {"ocaml", "clojure", "vbnet"}

# Inside a string, what the language puts in the place of a name, by the language or the prefix.
_DOLLAR = r"\$\{([^{}\n]*)\}|\{\$([^{}\n]*)\}|\$([A-Za-z_]\w*)"
_INTERPOLATION = {
    "php": _DOLLAR, "kotlin": _DOLLAR, "dart": _DOLLAR, "perl": _DOLLAR, "powershell": _DOLLAR,
    "scala": _DOLLAR, "ruby": r"#\{([^{}\n]*)\}", "elixir": r"#\{([^{}\n]*)\}",
    "swift": r"\\\(([^()\n]*)\)", "`": r"\$\{([^{}\n]*)\}", "brace": r"\{([^{}\n]*)\}",
}  # fmt: skip
_NAMED_HEREDOC = (
    r"(?P<heredoc><<<?[~-]?(?P<mark>['\"]?)(?P<tag>[A-Z]\w*)(?P=mark)[^\n]{0,80}\n"
    r".*?(?:\n[ \t]*(?P=tag)\b|\Z))"
)
_HEREDOCS = {
    "php": _NAMED_HEREDOC,
    "ruby": _NAMED_HEREDOC,
    "perl": _NAMED_HEREDOC,
    "powershell": r"(?P<heredoc>@(?P<mark>['\"])[ \t]*\n.*?(?:\n(?P=mark)@|\Z))",
    "ocaml": r"(?P<heredoc>\{\|.*?(?:\|\}|\Z))",
    "rust": r"(?P<heredoc>r\#\".*?(?:\"\#|\Z))",
}
_ESCAPE = re.compile(r"\\(?:u\{?([0-9a-fA-F]{4,6})\}?|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0", "\n": ""}


class Token(Frozen):
    """A piece of program text; ``names`` finds the interpolated names of a string."""

    kind: str  # name, string, number or sign
    text: str
    at: int
    line: int
    spaced: bool  # white space stands before it
    names: re.Pattern[str] | None = None


def tokens(code: str, language: str | None) -> list[Token]:
    """Return the tokens of ``code`` without comments; nothing fails, the unknown is a sign."""
    return list(_tokens(code, language))


def _tokens(code: str, language: str | None) -> Iterator[Token]:
    at, line, spaced = 0, 1, True
    pattern = _pattern(language)
    while at < len(code):
        found = pattern.match(code, at)
        kind = found.lastgroup if found else None
        text = found.group() if found else code[at]
        end = at + max(len(text), 1)
        if kind == "space":
            spaced = True
        elif kind is not None and kind not in {"name", "number", "sign"}:
            yield _string(kind, text, at, line, spaced, language)
            spaced = False
        else:
            yield Token(kind or "sign", text, at, line, spaced)
            spaced = False
        line += code.count("\n", at, end)
        at = end


@lru_cache(maxsize=40)
def _pattern(language: str | None) -> re.Pattern[str]:
    """Return the pattern of all tokens; each alternative is linear and needs no way back."""
    comments = [r"/\*.*?(?:\*/|\Z)"]
    if language in _HASH_COMMENTS:
        comments.append(r"(?<![^\s;{}()\[\],])\#(?!\{)[^\n]*")
    if language not in _NO_SLASH_COMMENTS:
        comments.append(r"(?<!:)//[^\n]*")
    if language == "ocaml":
        comments.append(r"\(\*.*?(?:\*\)|\Z)")
    if language == "powershell":
        comments.append(r"`[ \t]*\n|<\#.*?(?:\#>|\Z)")
    any_char = "." if language in _MULTILINE else r"[^\n]"
    body = r"[^{q}\\]" if language in _MULTILINE else r"[^{q}\\\n]"
    parts = [
        rf"(?P<space>\s+|{'|'.join(comments)}|\\\r?\n)",
        r"(?P<triple>(?:[rRbBuUfF]{1,2}|\${1,3}|@)?(?:\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)))",
        _HEREDOCS.get(language or "", ""),
        r"(?P<verbatim>(?:@\$?|\$@)\"(?:[^\"]|\"\")*\"?)" if language == "csharp" else "",
        r"(?P<double>(?:[rRbBuUfF]{1,2}(?=\")|[@$](?=\"))?\"BODY*(?:\\.BODY*)*\"?)".replace(
            "BODY", body.format(q='"')
        ),
        (
            ""
            if language in _NO_SINGLE
            else r"(?P<single>(?:[rRbBuUfF]{1,2}(?='))?'BODY*(?:\\ANYBODY*)*'?)".replace(
                "ANY", any_char
            ).replace("BODY", body.format(q="'"))
        ),
        (
            r"(?P<tick>`[^`\\]*(?:\\.[^`\\]*)*`)"
            if language not in {"ocaml", "powershell", "r"}
            else ""
        ),
        r"(?P<number>\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)",
        (
            r"(?P<name>[$@%`:~]?[A-Za-z_][\w]*(?:-[A-Z][A-Za-z]+)?)"
            if language == "powershell"
            else (
                r"(?P<name>[@$`]?[A-Za-z_]\w*[!?]?(?=[\s(.,\[={:)};>|&-]|\Z)|[@$`]?[A-Za-z_]\w*)"
                if language in {"ruby", "elixir", "ocaml"}
                else r"(?P<name>[@$]{0,2}[A-Za-z_]\w*|\$(?=[.(])|\\[A-Z]\w*(?:\\\w+)*)"
            )
        ),
        r"(?P<sign>->|=>|::|:=|<-|\?\.|==+|!=+|<=|>=|&&|\|\||\.\.+|\+=|<>|@(?=[{\[(])|.)",
    ]
    return re.compile("|".join(part for part in parts if part), re.DOTALL)


def _string(kind: str, text: str, at: int, line: int, spaced: bool, language: str | None) -> Token:
    prefix = re.match(r"[A-Za-z@$]*(?=[\"'`])|[@r#]*", text)
    before = prefix.group() if prefix else ""
    names = _INTERPOLATION.get("`" if kind == "tick" and language != "go" else language or "")
    if "f" in before.lower() or ("$" in before and language == "csharp"):
        names = _INTERPOLATION["brace"]
    if kind in {"single", "tick"} and language != "javascript" and "f" not in before.lower():
        names = None
    content = _content(kind, text[len(before) :], before, language)
    return Token("string", content, at, line, spaced, re.compile(names) if names else None)


def _content(kind: str, text: str, before: str, language: str | None) -> str:
    if kind == "triple":
        inner = text[3:-3] if len(text) >= 6 and text.endswith(text[:3]) else text[3:]
        return _undented(inner) if language in {"java", "swift", "csharp"} else inner
    if kind == "heredoc":
        return _heredoc(text, before, language)
    quote = text[:1]
    inner = text[1:-1] if len(text) > 1 and text.endswith(quote) else text[1:]
    if kind == "verbatim":
        return inner.replace('""', '"')
    if language == "powershell":
        return (
            inner.replace("''", "'")
            if quote == "'"
            else inner.replace('`"', '"').replace("`n", "\n")
        )
    if (kind == "tick" and language == "go") or "r" in before.lower():
        return inner
    if quote == "'" and language in _RAW_SINGLE:
        return re.sub(r"\\(['\\])", r"\1", inner)
    return _ESCAPE.sub(lambda found: _unescaped(found, language), inner)


def _heredoc(text: str, before: str, language: str | None) -> str:
    if language in {"php", "ruby", "perl"}:
        return _undented(text.partition("\n")[2].rpartition("\n")[0])
    if language == "powershell":
        return text.partition("\n")[2].rpartition("\n")[0]
    return text.strip("{}|") if language == "ocaml" else text.removesuffix('"#')[1:]


def _undented(text: str) -> str:
    """Take the common indent away, as text blocks do."""
    lines = text.strip("\n").split("\n")
    indents = [len(each) - len(each.lstrip()) for each in lines if each.strip()]
    common = min(indents, default=0)
    return "\n".join(each[common:] for each in lines).strip("\n")


def _unescaped(found: re.Match[str], language: str | None) -> str:
    wide, byte, letter = found.groups()
    if digits := wide or byte:
        number = int(digits, 16)
        return chr(number) if number < 0x110000 else ""
    if letter == "(" and language == "swift":
        return "\\("
    if letter == "$":
        return "$"
    return str(_LETTERS.get(letter, letter))
