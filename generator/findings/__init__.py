"""Findings: diagnostics with their lines, how runs end, and the forms that tools read."""
