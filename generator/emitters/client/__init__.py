"""The typed Python client: classes, methods, settings and the files around them."""
