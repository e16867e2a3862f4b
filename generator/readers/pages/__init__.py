"""Reading endpoint documentation pages."""
