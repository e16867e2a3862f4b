"""What to do about a diagnostic, by its rule: for ``codegen explain`` and the documentation."""

from __future__ import annotations

#: A sentence or two for each rule of `diagnostics.RULES`.
REMEDIES: dict[str, str] = {
    "input-unreadable": (
        "Look at the path, which starts where the command is run or where the config is."
    ),
    "input-large": "Split it, or set CODEGEN_UNLIMITED=1 and give it time and memory.",
    "input-encoding": "Save the file as UTF-8.",
    "input-json": (
        "Export the collection again from Postman; a merge conflict may stand in the file."
    ),
    "input-yaml": "Write the key once; anchors and tags are not read.",
    "input-format": (
        "Give a collection (v1, v2.0, v2.1, v3), an environment with -e, or a page of "
        "documentation."
    ),
    "schema": (
        "Correct the place that is named, or import the collection into Postman and export it "
        "again."
    ),
    "collection-empty": "Look at the path, and export the collection again with its requests.",
    "item-not-object": "Remove the entry, or make it a folder or a request.",
    "item-and-request": "Keep one of the two: `item` makes it a folder, `request` a request.",
    "request-without-url": "Give the request a URL in Postman.",
    "url-raw-only": "Save the request in Postman again: it writes `host` and `path` beside `raw`.",
    "method-invalid": "Correct the method; a variable in braces is allowed.",
    "header-invalid": "Take line ends and control characters out of the header, or switch it off.",
    "header-fixed": "Remove the header: it is sent anyhow, with the right value.",
    "auth-unknown": "Choose a type of auth in Postman, or send the credential as a header.",
    "auth-unsupported": (
        "Use the client, which signs, or set the variable to a signature made elsewhere."
    ),
    "auth-token": "Get a token in the browser and give it to the client, or in the environment.",
    "secret-literal": (
        "Put a {{variable}} in its place and its value into an environment that is not "
        "committed; if the file was shared, have the credential replaced."
    ),
    "variable-limit": (
        "Look at the values of the variables that are named; one leads back to itself."
    ),
    "dynamic-stand-in": (
        "Give the value yourself where it matters: as an argument, or by a variable."
    ),
    "body-unknown-mode": "Export the collection again from Postman, or write the body as raw text.",
    "body-pruned": (
        "Remove the body, or allow it in the settings of the request (`disableBodyPruning`)."
    ),
    "body-file-unset": ("Choose a file in Postman, or give one to the method of the client."),
    "tls-verification": (
        "Give the client an httpx client that trusts the certificate of your server."
    ),
    "script-prerequest": (
        "Set what the script sets: as settings of the client, or in the environment."
    ),
    "script-sets-variable": "Call that request first, and pass on the value from its response.",
    "v1-orphan": "Put the request into the `order` of its folder, or remove it.",
    "v3-left-out": (
        "Move it out of the collection's folder, or leave it: it is no request over HTTP."
    ),
    "v3-auths": "Keep the one that is to be used.",
    "v3-query": "Make URL and `queryParams` say the same.",
    "variable-conflict": (
        "Generate the collections apart, or give one of the variables another name."
    ),
    "version-absent": "Nothing: all its requests are new. Where it only moved, give its old path.",
    "version-empty": "Look at the path: a page that says an error has no requests.",
    "page-without-endpoints": (
        "Give the page that describes requests: method and address must stand in its text."
    ),
    "page-cut": "Split the page.",
    "page-incomplete": (
        "Look at the place: method, path or server may stand in an image, or was cut off."
    ),
    "page-contradiction": "Correct the page, or the collection that it goes with.",
    "file-in-the-way": "Move the file away, or let --force replace it.",
    "file-edited": (
        "Take your change out, to a template of your own (--templates) or to the source; "
        "--force gives it up."
    ),
    "template": (
        "Look at the line of the template; docs/targets-authoring.md says what templates see."
    ),
    "site": "pip install 'postman-codegen[site]'; what MkDocs says stands beside it.",
    "stale": "Run the command that is named, and commit what it writes.",
    "output-refused": "Choose a folder of its own for the output.",
    "output-unwritable": "Look at the folder's permissions and at the space on its disk.",
    "cache-unwritable": (
        "Set CODEGEN_CACHE_DIR to a folder that can be written, or give --no-cache."
    ),
    "config": "Correct the line that is named; `codegen init` writes an example with all keys.",
    "config-unmatched": "Correct the pattern, name or filter, or remove it.",
    "config-name": "Ask for another name, or say by a pointer (`#/item/0`) which request is meant.",
    "extra": "Install the extra that is named, such as 'postman-codegen[dask]'.",
    "scheduler": (
        "Look whether the scheduler runs and can be reached, with workers of this version."
    ),
    "worker-died": "Give the process more memory, or run the job alone to see more.",
    "shard": "Give the records of all shards of one run, each once.",
    "internal": "Please report it, with what -v prints and, if possible, the input.",
}
