"""Runs the snippets of every target and compares what they send with what Postman sends."""
