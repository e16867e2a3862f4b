"""The output tree: which files stand in it, what its lock says, and writing it."""
