"""The static site: a tree of pages for Material for MkDocs becomes HTML that works offline.

`render` turns a page into HTML, `highlight` the code in it, `plugin` has MkDocs take these and
makes the index of what can be found, `build` lets MkDocs put all of it into its theme.
"""
