"""Names: what folders, requests, methods and variables are called, given once for all outputs."""
