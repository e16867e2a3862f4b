"""The names of folders and requests: resources, classes and methods."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from generator.credentials.positions import body_texts
from generator.frozen import Frozen
from generator.model import Api, Body, Endpoint, Group
from generator.names import naming
from generator.names.allocation import Wanted, allocate, allocate_given, numbered
from generator.names.folder_noun import without_noun
from generator.names.renames import Names

# Attributes of a generated client and its resources; no folder or request may take them.
RESERVED_ATTRIBUTES = frozenset(
    {
        "close",
        "property",
        "operation",
        "pages",
        "with_raw_response",
        "with_streaming_response",
    }
)
# Folders called so would break the package itself.
_RESERVED_MODULES = frozenset({"types", "errors", "runtime"})
# What the modules of resources and types import, and what is no name of a class.
RESERVED_CLASSES = frozenset(
    {"Resource", "Call", "Mode", "Model", "Any", "Text", "NotGiven", "Client", "AsyncClient",
     "Raw", "RAW", "AsyncRaw", "Open", "OPEN", "AsyncOpen", "View",
     "Limit", "ByToken", "ByPage", "ByOffset", "ByLink", "ByHeader", "pages",
     "RequestOptions", "FileInput", "Segments", "UUID", "TYPE_CHECKING", "NOT_GIVEN", "None",
     "True", "False", "TypedDict", "Literal"}
)  # fmt: skip


class GroupName(Frozen):
    """``attribute`` on the parent, ``class_name``, and the ``slugs`` of its path from the root."""

    attribute: str
    class_name: str
    slugs: tuple[str, ...]


def path_of(endpoint: Endpoint) -> str:
    """Return the path template of an endpoint without its variables' braces, for naming."""
    return endpoint.request.url.path.source or endpoint.request.url.base.source


class TreeNames(Frozen):
    """The names of folders by `Group.path`, and of requests by `Endpoint.id`.

    ``titles`` are the methods with the noun of their folder.
    """

    groups: Mapping[tuple[int, ...], GroupName]
    methods: Mapping[str, str]
    titles: Mapping[str, str]


def name_tree(api: Api, asked: Names) -> TreeNames:
    """Name folders and requests scope by scope; in a scope, folders keep the plain name."""
    children: dict[tuple[int, ...], list[Group]] = defaultdict(list)
    requests: dict[tuple[int, ...], list[Endpoint]] = defaultdict(list)
    for group in api.groups:
        children[group.path[:-1]].append(group)
    for endpoint in api.endpoints:
        requests[endpoint.group].append(endpoint)
    nouns = {group.path: naming.without_ordinal(group.name) for group in api.groups}
    groups: dict[tuple[int, ...], GroupName] = {}
    methods: dict[str, str] = {}
    titles: dict[str, str] = {}
    for scope in ((), *(group.path for group in api.groups)):
        folders, inside = children[scope], requests[scope]
        groups.update(_folders(folders, groups.get(scope), asked))
        reserved = RESERVED_ATTRIBUTES | _FILES | {groups[f.path].attribute for f in folders}
        named = _request_names(inside, nouns.get(scope, ""), asked, reserved)
        for endpoint, (title, method) in zip(inside, named, strict=True):
            titles[endpoint.id], methods[endpoint.id] = title, method
    return TreeNames(groups, methods, titles)


def _folders(
    folders: Sequence[Group], parent: GroupName | None, asked: Names
) -> Iterator[tuple[tuple[int, ...], GroupName]]:
    """Yield the names of the folders of one scope by their paths."""
    names = _folder_names(folders, asked)
    for folder, name, class_name in zip(folders, names, _class_names(names, parent), strict=True):
        slugs = (*(parent.slugs if parent else ()), name)
        yield folder.path, GroupName(name, class_name, slugs)


def _request_names(
    requests: Sequence[Endpoint], noun: str, asked: Names, reserved: Collection[str]
) -> list[tuple[str, str]]:
    """Return title and method of the requests of one scope; those asked for stay as they are.

    Requests that are alike have one name until the end, when they are numbered.
    """
    wanted = _wants(requests, {name.lower() for name in (*reserved, *asked.requests.values())})
    keys = [
        e.id if e.id in asked.requests else one for e, one in zip(requests, wanted, strict=True)
    ]
    own: dict[str | Wanted, tuple[Endpoint, Wanted]] = {}
    for key, row in zip(keys, zip(requests, wanted, strict=True), strict=True):
        own.setdefault(key, row)
    given = [asked.requests[key] if isinstance(key, str) else None for key in own]
    names = allocate_given([one for _, one in own.values()], given, reserved)
    short = [
        _shorter(name, one, endpoint, noun) if asked_for is None else (name, name)
        for name, asked_for, (endpoint, one) in zip(names, given, own.values(), strict=True)
    ]
    titles = _unlike([title for title, _ in short], names, reserved)
    methods = _unlike([method for _, method in short], titles, reserved)
    place = {key: number for number, key in enumerate(own)}

    def of_all(found: Sequence[str]) -> list[str]:
        return numbered([found[place[key]] for key in keys], reserved)

    return list(zip(of_all(titles), of_all(methods), strict=True))


def _shorter(name: str, wanted: Wanted, endpoint: Endpoint, noun: str) -> tuple[str, str]:
    """Return a title and a method for a name; one that was told apart keeps its folder's noun."""
    if name != wanted.candidates[0]:
        title = naming.without_articles(name)
        return title, title
    whole = naming.uncut(name, endpoint.name)
    # A name that ends with a phrase has nothing cut off.
    title = naming.without_articles(whole if naming.cut(whole) == name else name)
    aside = _ASIDE.search(endpoint.name)
    short = without_noun(title, noun, naming.snake(aside[1]) if aside else "")
    return naming.cut(title), naming.cut(short)


_ASIDE = re.compile(r"\(([^()]{1,60})\)\s*$")


def _unlike(short: Sequence[str], names: Sequence[str], reserved: Collection[str]) -> list[str]:
    """Return the short names, each where it is no other's, or else the longer ones."""
    taken = Counter([*short, *(name for name in names if name not in short), *reserved])
    return [one if taken[one] == 1 else name for one, name in zip(short, names, strict=True)]


_FILES = naming.RESERVED_FILES


def _folder_names(folders: Sequence[Group], asked: Names) -> list[str]:
    """Name folders by their own names; those of one name are numbered in their order."""
    wanted = []
    phrases = _phrases([folder.name for folder in folders])
    for folder, name in zip(folders, phrases, strict=True):
        full = naming.identifier(folder.name, "folder")
        plain = naming.without_path_variables(name)
        base = naming.identifier(naming.without_ordinal(plain), "folder")
        wanted.append(Wanted(tuple(dict.fromkeys((base, full, f"{base.rstrip('_')}_folder")))))
    reserved = RESERVED_ATTRIBUTES | _FILES | _RESERVED_MODULES
    return allocate_given(wanted, [asked.folders.get(f.path) for f in folders], reserved)


def _class_names(names: Sequence[str], parent: GroupName | None) -> list[str]:
    """Return the classes of folders; a module holds its own class and those of its children."""
    wanted = []
    for name in names:
        base = naming.camel(name)
        wanted.append(Wanted((base, f"{base}Resource", f"{base}{naming.digest(name)}")))
    own = {parent.class_name} if parent else {"Root"}
    return allocate(wanted, RESERVED_CLASSES | own)


# Names that tell requests apart may be longer than others, but words that long are none.
_LONGEST = 90
_LONGEST_WORD = 30


def _wants(requests: Sequence[Endpoint], taken: Collection[str]) -> list[Wanted]:
    """Return what requests may be called; most names are no other's, and are asked for no more."""
    phrases = _phrases([endpoint.name for endpoint in requests])
    bases = [_base(name, endpoint) for name, endpoint in zip(phrases, requests, strict=True)]
    rivals: dict[str, list[Endpoint]] = defaultdict(list)
    for endpoint, base in zip(requests, bases, strict=True):
        rivals[base.lower()].append(endpoint)
    contested = {name for name, found in rivals.items() if len(found) > 1 or name in taken}
    by_method = {name for name in contested if _differ_in_method(rivals[name])}

    def wanted(endpoint: Endpoint, base: str) -> Wanted:
        name = base.lower()
        if name not in contested:
            return Wanted((base,))
        return _wanted(endpoint, base, by_method=name in by_method)

    return list(map(wanted, requests, bases))


def _phrases(names: Sequence[str]) -> list[str]:
    """Return the first phrases of long names, where no other name of the scope has them too."""
    short = [naming.first_phrases(name) for name in names]
    rivals: dict[str, set[str]] = defaultdict(set)
    for name, phrase in zip(names, short, strict=True):
        rivals[naming.without_ordinal(phrase)].add(name)
    return [
        phrase if len(rivals[naming.without_ordinal(phrase)]) == 1 else name
        for name, phrase in zip(names, short, strict=True)
    ]


def _base(name: str, endpoint: Endpoint) -> str:
    named = naming.request_name(name, endpoint.request.method, path_of(endpoint))
    return naming.identifier(named, "request")


def _wanted(endpoint: Endpoint, base: str, *, by_method: bool) -> Wanted:
    """Return what a request may be called: by its name, more of it, what it is, what it sends.

    ``by_method``: its method tells it from the others of its name.
    """
    method, path = endpoint.request.method, path_of(endpoint)
    stem = base.rstrip("_")
    signature = naming.signature_name(method, path)
    places = (_place(path, stem), signature) if base != signature else ()
    more = [naming.cut(f"{stem}_{place}", _LONGEST) for place in places if place]
    whole = naming.cut(naming.uncut(stem, endpoint.name), _LONGEST)
    if by_method and whole == stem and places:
        more.insert(0, f"{stem}_{naming.snake(method)}")
    elif whole != stem:
        has_words = max(map(len, whole.split("_"))) <= _LONGEST_WORD
        more.insert(0 if has_words else len(more), whole)
    told = (naming.beside_path(endpoint.name), naming.ordinal(endpoint.name))
    more += [naming.cut(f"{stem}_{words}", _LONGEST) for words in told if words]
    content = naming.digest(_content(endpoint))
    return Wanted((base, *more, f"{stem}_{content}"))


def _differ_in_method(requests: Sequence[Endpoint]) -> bool:
    """Whether the method alone tells requests apart, but for those that have one path too."""
    places = {(endpoint.request.method, path_of(endpoint)) for endpoint in requests}
    return 1 < len({method for method, _ in places}) == len(places)


def _place(path: str, name: str) -> str:
    """Return a path without its variables in snake_case, and without what a name says anyway.

    For ``get_store`` and ``/merchants/:id/stores`` that is ``merchants``; of a path that the name
    says as a whole, all of it.
    """
    segments = (segment for segment in path.split("/") if not naming.is_path_variable(segment))
    words = naming.snake("/".join(segments)).split("_")
    said = set(map(naming.singular, name.split("_")))
    return "_".join([word for word in words if naming.singular(word) not in said] or words)


def _content(endpoint: Endpoint) -> str:
    """Return what tells two requests of one name apart, without regard to their place."""
    request = endpoint.request
    queries = [(p.name.source, p.value.source if p.value else None) for p in request.parameters]
    headers = [(h.name.source, h.value.source if h.value else None) for h in request.headers]
    body = _body_content(request.body)
    return repr(
        (request.method, request.url.base.source, path_of(endpoint), queries, headers, body)
    )


def _body_content(body: Body | None) -> str:
    """Return a body's texts as one string; secrets show as nothing but their place."""
    return "\n".join(text.source for text in body_texts(body))
