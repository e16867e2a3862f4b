"""Request snippets: the context that each target's template reads."""
