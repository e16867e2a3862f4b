"""Generate from hostile collections and run what came out: nothing hostile may get through."""
