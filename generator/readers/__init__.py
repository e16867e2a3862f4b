"""Reading inputs; importing this imports nothing of weight."""
