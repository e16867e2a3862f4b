"""What a file's name says of its format; imports nothing, for what must start fast."""

from __future__ import annotations

YAML_ENDINGS = (".yaml", ".yml")


def is_yaml(path: str) -> bool:
    """Whether a file is YAML by its name."""
    return path.endswith(YAML_ENDINGS)


def is_toml(path: str) -> bool:
    """Whether a file is TOML by its name."""
    return path.endswith(".toml")
