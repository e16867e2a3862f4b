"""``codegen.toml``: the jobs of a project, and what is wrong with them."""
