"""Media types by file extension: what Postman says of a file that it sends.

Python's own table depends on its version and on the machine, so that snippets would too.
"""

from __future__ import annotations

# Registered types (IANA), and the usual ones where none is registered.
_TYPES = {
    "3gp": "video/3gpp", "7z": "application/x-7z-compressed", "aac": "audio/x-aac",
    "avi": "video/x-msvideo", "avif": "image/avif", "bin": "application/octet-stream",
    "bmp": "image/bmp", "bz2": "application/x-bzip2", "crt": "application/x-x509-ca-cert",
    "css": "text/css", "csv": "text/csv", "der": "application/x-x509-ca-cert",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eml": "message/rfc822", "epub": "application/epub+zip", "flac": "audio/x-flac",
    "geojson": "application/geo+json", "gif": "image/gif", "gz": "application/gzip",
    "heic": "image/heic", "htm": "text/html", "html": "text/html", "ico": "image/x-icon",
    "ics": "text/calendar", "jar": "application/java-archive", "jpeg": "image/jpeg",
    "jpg": "image/jpeg", "js": "application/javascript", "json": "application/json",
    "jsonld": "application/ld+json", "kml": "application/vnd.google-earth.kml+xml",
    "kmz": "application/vnd.google-earth.kmz", "log": "text/plain", "m4a": "audio/mp4",
    "md": "text/markdown", "mid": "audio/midi", "mjs": "application/javascript",
    "mov": "video/quicktime", "mp3": "audio/mpeg", "mp4": "video/mp4", "mpeg": "video/mpeg",
    "mpg": "video/mpeg", "odt": "application/vnd.oasis.opendocument.text", "ogg": "audio/ogg",
    "otf": "font/otf", "p12": "application/x-pkcs12", "pdf": "application/pdf",
    "pem": "application/x-x509-ca-cert", "pfx": "application/x-pkcs12", "png": "image/png",
    "ppt": "application/vnd.ms-powerpoint",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "ps": "application/postscript", "rar": "application/x-rar-compressed",
    "rtf": "application/rtf", "sql": "application/x-sql", "svg": "image/svg+xml",
    "tar": "application/x-tar", "tgz": "application/x-gzip", "tif": "image/tiff",
    "tiff": "image/tiff", "tsv": "text/tab-separated-values", "ttf": "font/ttf",
    "txt": "text/plain", "vcf": "text/x-vcard", "wasm": "application/wasm", "wav": "audio/wave",
    "weba": "audio/webm", "webm": "video/webm", "webp": "image/webp", "woff": "font/woff",
    "woff2": "font/woff2", "xhtml": "application/xhtml+xml", "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml", "xsd": "application/xml", "xsl": "application/xml",
    "yaml": "text/yaml", "yml": "text/yaml", "zip": "application/zip",
}  # fmt: skip


def of_file(path: str) -> str:
    """Return the media type of a file by its extension; ``application/octet-stream`` for others."""
    _, dot, extension = path.rpartition("/")[2].rpartition(".")
    return _TYPES.get(extension.lower() if dot else "", "application/octet-stream")
