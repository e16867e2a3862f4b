"""Helpers of the scripts at the top level; not part of the distribution."""
