"""The Markdown reference: what its pages say, and how they lead to each other."""
