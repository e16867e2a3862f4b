"""What to do about a diagnostic, by its rule: for ``codegen explain`` and the documentation."""

from __future__ import annotations

#: A sentence or two for each rule of `diagnostics.RULES`.
REMEDIES: dict[str, str] = {
    "input-unreadable": (
        "Check the path; it is relative to the working directory, or to the config's folder."
    ),
    "input-large": "Split the file, or set CODEGEN_UNLIMITED=1 and allow for time and memory.",
    "input-encoding": "Save the file as UTF-8.",
    "input-json": "Export the collection from Postman again, and look for merge conflict markers.",
    "input-yaml": "Write each key once, without anchors and tags.",
    "input-format": (
        "Pass a collection (v1, v2.0, v2.1, v3) or a documentation page, and environments with "
        "-e."
    ),
    "schema": "Correct the named place, or import the collection into Postman and export it again.",
    "collection-empty": "Check the path, and export the collection with its requests.",
    "item-not-object": "Remove the entry, or make it a folder or a request.",
    "item-and-request": "Keep one of the two: `item` makes it a folder, `request` a request.",
    "request-without-url": "Give the request a URL in Postman.",
    "url-raw-only": "Save the request in Postman again, which adds `host` and `path`.",
    "method-invalid": "Correct the method; a variable in braces is allowed.",
    "header-invalid": "Remove line breaks and control characters from the header, or disable it.",
    "header-fixed": "Remove the header; it is sent anyway, with the right value.",
    "auth-unknown": "Choose another auth type in Postman, or send the credential as a header.",
    "auth-unsupported": (
        "Use the Python client, which signs, or set the variable to a signature you made."
    ),
    "auth-token": (
        "Get a token in the browser, and pass it to the client or set it in the environment."
    ),
    "secret-literal": (
        "Replace it with a {{variable}}, and put the value into an environment that is not "
        "committed. If the file was shared, have the credential replaced."
    ),
    "variable-limit": "Check the values of the named variables; one refers back to itself.",
    "dynamic-stand-in": "Pass the value yourself where it matters, as an argument or a variable.",
    "body-unknown-mode": (
        "Export the collection from Postman again, or change the body to raw text."
    ),
    "body-pruned": "Remove the body, or allow it in the request's settings (`disableBodyPruning`).",
    "body-file-unset": "Choose a file in Postman, or pass one to the client's method.",
    "tls-verification": "Pass an httpx client to the client that trusts your server's certificate.",
    "script-prerequest": (
        "Set what the script sets, as settings of the client or in the environment."
    ),
    "script-sets-variable": "Call that request first, and pass on the value from its response.",
    "v1-orphan": "Add the request to the `order` of its folder, or remove it.",
    "v3-left-out": "Move the file out of the collection's folder, or ignore this.",
    "v3-auths": "Keep only the auth that should be used.",
    "v3-query": "Make the URL and `queryParams` agree.",
    "variable-conflict": "Generate the collections separately, or rename one of the variables.",
    "version-absent": "Nothing: all requests are new. If the file was moved, pass its old path.",
    "version-empty": "Check the path; an error page, for example, has no requests.",
    "page-without-endpoints": (
        "Pass the page that describes the requests; method and address must be in its text."
    ),
    "page-cut": "Split the page.",
    "page-incomplete": (
        "Check the place: the method, path or server may be in an image, or cut off."
    ),
    "page-contradiction": "Correct the page, or its collection.",
    "file-in-the-way": "Move the file away, or replace it with --force.",
    "file-edited": (
        "Move your change to a template (--templates) or to the source; --force discards it."
    ),
    "template": (
        "Check the line in the template; docs/targets-authoring.md lists what templates can " "use."
    ),
    "site": "Run pip install 'postman-codegen[site]'; MkDocs' own message follows.",
    "stale": "Run the command that is printed, and commit what it writes.",
    "output-refused": "Choose a folder for the output that holds nothing else.",
    "output-unwritable": "Check the folder's permissions and the free disk space.",
    "cache-unwritable": "Set CODEGEN_CACHE_DIR to a writable folder, or pass --no-cache.",
    "config": "Correct the named line; `codegen init` writes an example with all keys.",
    "config-unmatched": "Correct the pattern, name or filter, or remove it.",
    "config-name": "Choose another name, or name the request by its pointer (`#/item/0`).",
    "extra": "Install the named extra, such as 'postman-codegen[dask]'.",
    "scheduler": "Check that the scheduler is running and reachable, with workers of this version.",
    "worker-died": "Give the process more memory, or run the job alone to see more.",
    "shard": "Pass the records of all shards of one run, each once.",
    "internal": "Please report it, with the output of -v and, if possible, the input.",
}
