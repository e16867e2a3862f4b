"""Several sources become one Api, of which a config may choose requests."""
