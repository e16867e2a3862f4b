"""What emitted Python may do when it is imported: a list of statements, and of what they may call.

A template writes functions and classes; beside them it may import, make constants, and call what
makes those. Examples are scripts: theirs are calls of the client.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

#: What constants of the module level and of classes are made with, decorators among them.
_MADE_BY_RUNTIME = re.compile(
    r"(TypeVar|ParamSpec|TypedDict|Text|Variable|View|NotGiven|field|logging\.getLogger|re\.compile"
    r"|dataclass|frozenset|property|overload|operation|contextmanager|asynccontextmanager"
    r"|staticmethod|classmethod|abstractmethod|lru_cache|cache|wraps|model|pages|list|played|By[A-Z]\w*"
    r"|ConfigDict|Field|Annotated|Literal|Path|pytest\.fixture|pytest\.mark\.\w+"
    r"|(auth|asap|aws|edgegrid|hawk|jwt|ntlm|oauth1|oauth2)\.[A-Z]\w*)"
)
_MADE_BY_EXAMPLE = re.compile(
    r"(Client|Environment|client(\.\w+)+|print|open|str|int|uuid\.uuid4|time\.\w+|random\.randint"
    r"|[A-Z]\w*|json\.loads|base64\.\w+|quote|unquote)"
)
_PLAIN = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_CONSTANT = (ast.Assign, ast.AnnAssign)


def foreign_statements(content: str | bytes, role: str) -> Iterator[str]:
    """Yield what the emitter does not write at the level of modules and classes.

    ``role`` is the part of the tree: ``runtime``, ``client``, ``tests`` or ``snippets``.
    Raises `SyntaxError` or `ValueError` where the content is no Python.
    """
    tree = ast.parse(content)
    if role == "snippets":
        yield from _foreign_calls(tree, _MADE_BY_EXAMPLE)
        return
    yield from _level(tree.body, role)


def _level(body: list[ast.stmt], role: str) -> Iterator[str]:
    for node in body:
        where = f"line {node.lineno}"
        if isinstance(node, ast.ClassDef):
            yield from _level(node.body, role)
            for evaluated in (*node.decorator_list, *node.bases, *node.keywords):
                yield from _foreign_calls(evaluated, _MADE_BY_RUNTIME)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            defaults = (*node.args.defaults, *node.args.kw_defaults)
            for evaluated in (*node.decorator_list, *(one for one in defaults if one)):
                yield from _foreign_calls(evaluated, _MADE_BY_RUNTIME)
        elif isinstance(node, _CONSTANT):
            yield from _foreign_calls(node, _MADE_BY_RUNTIME)
        elif isinstance(node, ast.If):
            yield from _condition(node, role)
        elif not isinstance(node, _PLAIN) and not _is_text(node):
            yield f"a {type(node).__name__} is evaluated on import, {where}"


def _condition(node: ast.If, role: str) -> Iterator[str]:
    """Yield what is foreign in a condition: the checks of types have those of their own."""
    test = ast.unparse(node.test)
    if test != "TYPE_CHECKING" and (test, role) != ("not TYPE_CHECKING", "runtime"):
        yield f"the condition {test[:40]!r} is evaluated on import, line {node.lineno}"
    else:
        yield from _level([*node.body, *node.orelse], role)


def _foreign_calls(node: ast.AST, allowed: re.Pattern[str]) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            called = ast.unparse(inner.func)
            if not allowed.fullmatch(called):
                yield f"call of {called[:60]!r} on import, line {inner.lineno}"
        elif isinstance(inner, ast.JoinedStr | ast.NamedExpr | ast.Await):
            yield f"a {type(inner).__name__} is evaluated on import, line {inner.lineno}"


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
