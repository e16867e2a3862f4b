"""Credentials: where they stand, and how they are taken out of all that is shown."""
