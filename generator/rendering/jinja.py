"""The Jinja environment: templates, and one escaping filter per output context.

Nothing reaches a file unless a filter made it: `finalize` refuses any value that did not come
out of one, so that text from a collection cannot be inserted by accident.
"""

from __future__ import annotations

from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any, cast

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from jinja2.utils import missing

from generator.diagnostics import CodegenError
from generator.escaping import FILTERS, INNER_FILTERS, page_filters
from generator.escaping.language import Language
from generator.escaping.markdown import COMMONMARK, Flavour
from generator.escaping.marked import Markup, inserted, mixed
from generator.escaping.words import UnescapedError
from generator.frozen import Frozen
from generator.rendering.compiled import Compiled
from generator.rendering.templatefolders import template_folders
from generator.text import Fresh

# The templates of pages, which are for a host.
_PAGES = "reference/"


class Unit(Frozen):
    """One output file before it is rendered.

    ``context`` is the value that the template sees as ``it``, ``language`` how a snippet's texts
    are written. ``endpoint`` is the id of the request that the file belongs to, ``target`` a
    snippet's language and client. A seed is written once and belongs to the user then.
    """

    path: str
    template: str
    context: Any
    emitter: str
    endpoint: str | None = None
    target: str | None = None
    is_seed: bool = False
    language: Language | None = None


class Renderer:
    """Renders units with the packaged templates, or with a user's in their place.

    ``flavour`` is what the host of the reference makes of Markdown.
    """

    def __init__(self, templates: Path | None = None, flavour: Flavour = COMMONMARK) -> None:
        self._folders = template_folders(templates)
        make = _environment if templates else _packaged_environment
        paths = tuple(map(str, self._folders))
        self._environment, self._pages = make(paths, COMMONMARK), make(paths, flavour)

    def render(self, unit: Unit) -> str:
        """Return the text of a unit.

        Raises `CodegenError` with the template's file and line when it cannot be rendered.
        """
        return self.render_template(unit.template, unit.context, unit.language)

    def render_template(self, name: str, context: Any, language: Language | None = None) -> str:
        """Return what a template makes of a context; errors as in `render`."""
        environment = self._pages if name.startswith(_PAGES) else self._environment
        try:
            return environment.get_template(name).render(it=context, language=language)
        except jinja2.TemplateSyntaxError as error:
            message = f"template error: {error.message}"
            raise CodegenError("template", message, error.name or name, error.lineno) from error
        except (
            jinja2.TemplateRuntimeError,
            jinja2.TemplateNotFound,
            UnescapedError,
            AttributeError,
            TypeError,
        ) as error:
            place = self._place(error) or (name, None)
            raise CodegenError("template", f"template error: {error}", *place) from error
        finally:
            environment.forget()

    def _place(self, error: BaseException) -> tuple[str, int] | None:
        """Return the template in which an error arose, by its name, and the line there."""
        place, traceback = None, error.__traceback__
        while traceback is not None:
            path = Path(traceback.tb_frame.f_code.co_filename)
            for folder in self._folders:
                if path.suffix == ".j2" and path.is_relative_to(folder):
                    place = path.relative_to(folder).as_posix(), traceback.tb_lineno
            traceback = traceback.tb_next
        return place


def _environment(folders: tuple[str, ...], flavour: Flavour) -> _Environment:
    """Return the environment for folders of templates; it reads each template once."""
    environment = _Environment(
        loader=jinja2.FileSystemLoader(folders),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        finalize=_only_escaped,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=Compiled(),
        auto_reload=False,
    )
    environment.filters.update(FILTERS)
    environment.filters.update(INNER_FILTERS)
    environment.filters.update(page_filters(flavour))
    environment.tests["made"] = lambda value: isinstance(value, Fresh)
    return environment


@lru_cache(maxsize=8)
def _packaged_environment(folders: tuple[str, ...], flavour: Flavour) -> _Environment:
    """Return the environment for our own templates, which do not change while a process runs."""
    environment = _environment(folders, flavour)
    # They ask for no attribute that may be missing, and for no item as if it were one.
    environment.getattr = getattr  # type: ignore[assignment,method-assign]
    return environment


_CONSTANT = "verbatim"


class _CodeGenerator(CodeGenerator):
    """Compiles an insertion to a call of `finalize` alone, which escaping has nothing to add to.

    What comes out of one of our filters needs not even that. The result of a block does: it is
    what any filter or function made of it.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        name = node.name if isinstance(node, nodes.Filter) else None
        self.write("(" if name in FILTERS else finalize.src)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        self.write(")")

    def start_write(self, frame: Frame, node: nodes.Node | None = None) -> None:
        """Begin to write what a block with a filter or a call makes."""
        super().start_write(frame, node)
        self.write("environment.finalize(")

    def end_write(self, frame: Frame) -> None:
        """End what `start_write` begins."""
        self.write(")")
        super().end_write(frame)

    def simple_write(self, s: str, frame: Frame, node: nodes.Node | None = None) -> None:
        """Write what the code of a template yields: its insertions were looked at there."""
        super().start_write(frame, node)
        self.write(s)
        super().end_write(frame)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Compile a call as it is: nothing here asks for the context of its call."""
        self.visit(node.node, frame)
        stream, self.stream = self.stream, StringIO()
        self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
        arguments, self.stream = self.stream.getvalue(), stream
        self.write(f"({arguments.removeprefix(', ')})")

    def visit_Filter(self, node: nodes.Filter, frame: Frame) -> None:
        """Compile a filter; what needs no escaping because a template says it must be there."""
        if node.name == _CONSTANT and not isinstance(node.node, nodes.Const):
            self.fail(f"{_CONSTANT!r} is for what a template itself says", node.lineno)
        super().visit_Filter(node, frame)


class _Macro(Macro):
    """A macro, whose insertions were looked at one by one."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._takes_more = self.caller or self.catch_kwargs or self.catch_varargs

    def __call__(self, *args: Any, **named: Any) -> str:
        """Call the macro; Jinja does this for what is more than some values in their order."""
        left = self._argument_count - len(args)
        if not left and not named and not self._takes_more:
            return Markup(self._func(*args))
        if left < 0 or named or self._takes_more:
            return super().__call__(*args, **named)
        return Markup(self._func(*args, *(missing,) * left))

    def _invoke(self, arguments: list[Any], autoescape: bool) -> Markup:
        return Markup(self._func(*arguments))


class _Template(jinja2.Template):
    """A template that works with our kind of escaped text in place of Jinja's."""

    @classmethod
    def _from_namespace(cls, environment: Any, namespace: Any, globals: Any) -> _Template:
        namespace.update(Markup=Markup, Macro=_Macro, markup_join=mixed, escape=inserted)
        return cast(_Template, super()._from_namespace(environment, namespace, globals))


class _Context(Context):
    """A context that its environment empties when what it shows is rendered."""

    def __init__(
        self, environment: _Environment, parent: dict[str, Any], *args: Any, **named: Any
    ) -> None:
        super().__init__(environment, parent, *args, **named)
        if "it" in parent:
            environment.shown.append(parent)


class _Environment(jinja2.Environment):
    code_generator_class = _CodeGenerator
    template_class = _Template
    context_class = _Context

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.shown: list[dict[str, Any]] = []
        self._known: dict[Any, jinja2.Template] = {}

    def get_template(self, name: Any, *args: Any, **named: Any) -> jinja2.Template:
        """Return a template; each is loaded once."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = super().get_template(name, *args, **named)
        return found

    def forget(self) -> None:
        """Empty the contexts that were made to show something; modules without any stay.

        Contexts and the macros that saw them hold each other, so that what was shown would stay
        until the collector comes.
        """
        while self.shown:
            self.shown.pop().clear()

    def make_globals(self, d: Any) -> dict[str, Any]:
        """Return a template's globals as a plain dict, which each of its contexts copies."""
        return {**self.globals, **(d or {})}


def _only_escaped(value: Any) -> str:
    # Raises when it is undefined.
    return str(value) if isinstance(value, jinja2.Undefined) else inserted(value)
