"""Tags that documentation sites put into Markdown, said in words.

A component or tag names a request, a parameter or a tab by its attributes, whatever it is called:
Mintlify's ``<ParamField path="id" type="string" required>``, GitBook's ``{% swagger-parameter %}``.
"""

from __future__ import annotations

import re

_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|\{([^{}]*)\}|([^\s\"'>]+)))?")
_PLACES = {
    "path": "Path parameters",
    "query": "Query parameters",
    "header": "Headers",
    "body": "Body parameters",
    "cookie": "Cookies",
}
_NOTES = frozenset(
    ["note", "tip", "info", "warning", "caution", "danger", "important", "callout", "hint"]
)


def lines_of_tag(name: str, rest: str, content: str = "") -> list[str]:
    """Return the lines that a tag with its attributes stands for; none when it says nothing."""
    attributes = {
        m[1].lower(): m[2] or m[3] or m[4] or m[5] or "" for m in _ATTRIBUTE.finditer(rest)
    }
    flags = {m[1].lower() for m in _ATTRIBUTE.finditer(rest)}
    lower = name.lower()
    if attributes.get("method") and (
        attributes.get("path") or attributes.get("url") or attributes.get("endpoint")
    ):
        target = attributes.get("path") or attributes.get("url") or attributes.get("endpoint") or ""
        base = attributes.get("baseurl", "").rstrip("/")
        title = [attributes["summary"]] if attributes.get("summary") else []
        return [*title, f"{attributes['method'].upper()} {base}{target}"]
    if attributes.get("method") and content.startswith(("/", "http")):
        return [f"{attributes['method'].upper()} {content}"]
    if lower.startswith(("response", "swagger-response")):
        words = " ".join(filter(None, (attributes.get("status"), attributes.get("description"))))
        return [words] if words else ["Response"]
    place = _PLACES.get(attributes.get("in", "").lower()) or next(
        (title for key, title in _PLACES.items() if attributes.get(key)), None
    )
    named = attributes.get("name") or next(
        (attributes[key] for key in _PLACES if attributes.get(key)), ""
    )
    if named and (place or "type" in attributes) and " " not in named:
        required = attributes.get(
            "required", "" if "required" not in flags else "true"
        ).lower() in ("true", "")
        mark = "required" if "required" in flags and required else "optional"
        heading = [place] if place else []
        default = f" Default: {attributes['default']}" if attributes.get("default") else ""
        return [*heading, f"{named} ({mark}) {attributes.get('type') or 'any'}{default}"]
    if lower in _NOTES:
        return [f"{(attributes.get('type') or lower).title()}:"]
    return [attributes["title"]] if attributes.get("title") else []
