"""Model styles: how the client describes the JSON that it receives."""

from __future__ import annotations

from collections.abc import Callable, Collection

from generator.emitters.client.pytypes import Annotations, ClassContext, body_class, model_class
from generator.frozen import Frozen, changed
from generator.types.datatypes import Field

Received = Callable[[str, Collection[Field], Annotations], ClassContext]


class ModelStyle(Frozen):
    """How a class of an answer is made; templates of the style's name write it and its base.

    ``parses`` says that texts become dates, times and UUIDs; ``requirement`` is what the client
    needs to be installed.
    """

    received: Received
    parses: bool
    requirement: str | None = None


def _typed_dict(name: str, members: Collection[Field], annotations: Annotations) -> ClassContext:
    return body_class(name, members, annotations, sent=False)


def _pydantic(name: str, members: Collection[Field], annotations: Annotations) -> ClassContext:
    optional = [changed(member, required=False) for member in members]
    return model_class(name, optional, annotations, _PYDANTIC_ATTRIBUTES)


_PYDANTIC_ATTRIBUTES = frozenset({
    "construct", "copy", "dict", "field", "from_orm", "json", "model_computed_fields",
    "model_config", "model_construct", "model_copy", "model_dump", "model_dump_json", "model_extra",
    "model_fields", "model_fields_set", "model_json_schema", "model_parametrized_name",
    "model_post_init", "model_rebuild", "model_validate", "model_validate_json",
    "model_validate_strings", "parse_file", "parse_obj", "parse_raw", "schema", "schema_json",
    "to_dict", "update_forward_refs", "validate",
})  # fmt: skip

STYLES = {
    "model": ModelStyle(model_class, parses=True),
    "typeddict": ModelStyle(_typed_dict, parses=False),
    "pydantic": ModelStyle(_pydantic, parses=True, requirement="pydantic>=2.7"),
}
