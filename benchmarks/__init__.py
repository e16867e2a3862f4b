"""Measurements: they are run by hand or by `make`, and print what they found."""
