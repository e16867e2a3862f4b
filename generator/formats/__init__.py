"""JSON, TOML and YAML: their values, and where in a text each of them stands."""
