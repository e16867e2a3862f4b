"""The Jinja environment: templates, and one escaping filter per output context.

Nothing reaches a file unless a filter made it: `finalize` refuses any value that did not come
out of one, so that text from a collection cannot be inserted by accident.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context
from markupsafe import Markup

from generator.compiled import Compiled
from generator.diagnostics import CodegenError
from generator.escaping import FILTERS
from generator.escaping.words import UnescapedError
from generator.frozen import frozen

_PACKAGED = Path(__file__).parent / "_templates"
_CHECKOUT = Path(__file__).parent.parent / "templates"


@frozen
class Unit:
    """One output file before it is rendered.

    ``context`` is the value that the template sees as ``it``. ``endpoint`` is the id of the
    request that the file belongs to, ``target`` a snippet's language and client. A seed is written
    once and belongs to the user then.
    """

    path: str
    template: str
    context: Any
    emitter: str
    endpoint: str | None = None
    target: str | None = None
    is_seed: bool = False


class Renderer:
    """Renders units with the packaged templates, or with a user's in their place."""

    def __init__(self, templates: Path | None = None) -> None:
        self._environment = _environment(templates) if templates else _packaged_environment()

    def render(self, unit: Unit) -> str:
        """Return the text of a unit.

        Raises `CodegenError` with the template's file and line when it cannot be rendered.
        """
        return self.render_template(unit.template, unit.context)

    def render_template(self, name: str, context: Any) -> str:
        """Return what a template makes of a context; errors as in `render`."""
        try:
            return self._environment.get_template(name).render(it=context)
        except jinja2.TemplateSyntaxError as error:
            message = f"template error: {error.message}"
            raise CodegenError("template", message, error.name or name, error.lineno) from error
        except (jinja2.UndefinedError, jinja2.TemplateNotFound, UnescapedError) as error:
            line = _template_line(error, name)
            raise CodegenError("template", f"template error: {error}", name, line) from error


@lru_cache(maxsize=1)
def _packaged_environment() -> jinja2.Environment:
    """Return the environment of our own templates, which do not change while a process runs."""
    return _environment()


def _environment(*folders: Path) -> jinja2.Environment:
    """Return the environment for folders of templates, and ours after them.

    It reads each template once.
    """
    packaged = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    environment = _Environment(
        loader=jinja2.FileSystemLoader([*folders, packaged]),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_only_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=Compiled(),
        auto_reload=False,
        cache_size=-1,
    )
    environment.filters.update(FILTERS)
    return environment


class _CodeGenerator(CodeGenerator):
    """Compiles an insertion to a call of `finalize` alone, which escaping has nothing to add to.

    What comes out of one of our filters needs not even that.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        is_escaped = isinstance(node, nodes.Filter) and node.name in FILTERS
        self.write("(" if is_escaped else finalize.src)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")


class _Context(Context):
    """Calls what a template calls as it is: nothing here asks for the context of a call."""

    def call(self, function: Any, /, *args: Any, **named: Any) -> Any:
        """Call a macro or function without what Jinja adds for those that do ask."""
        named.pop("_loop_vars", None)
        named.pop("_block_vars", None)
        return function(*args, **named)


class _Environment(jinja2.Environment):
    code_generator_class = _CodeGenerator
    context_class = _Context

    def make_globals(self, d: Any) -> dict[str, Any]:
        """Return a template's globals as a plain dict, which each of its contexts copies."""
        return {**self.globals, **(d or {})}


def _only_escaped(value: Any) -> str:
    if isinstance(value, Markup):
        return value
    if value is None or value == "":
        return ""
    if type(value) is int or isinstance(value, jinja2.Undefined):
        return str(value)  # raises when it is undefined
    raise UnescapedError(f"a {type(value).__name__} is inserted without an escaping filter")


def _template_line(error: BaseException, name: str) -> int | None:
    line, traceback = None, error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename.endswith(name):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
