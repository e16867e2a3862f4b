"""Auth types: what each is, when it signs, and where its credentials go."""
