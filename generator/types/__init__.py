"""Types of values: what they are, how examples tell them, and when two are one."""
