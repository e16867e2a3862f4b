"""From units to texts: Jinja, the layout of Python, and what is kept between runs."""
