"""Send a file, once as a part of a form and once alone, and save what comes back.

    PYTHONPATH=generated/kitchen-sink/client python examples/files.py FILE SAVED

BASE_URL is another server than the API's own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kitchen_sink import Client


def main(file: Path, saved: Path) -> None:
    """Send ``file`` and write the second answer to ``saved`` as it arrives."""
    with Client(base_url=os.environ.get("BASE_URL")) as client:
        form = client.bodies.multipart.with_raw_response
        raw = form.texts_and_file(title=file.stem, picture=file)
        print(f"{raw.status} {raw.headers.get('Content-Type')}: {raw.text}")
        alone = client.bodies.files.with_streaming_response
        with alone.file_by_its_source(content=file) as stream, saved.open("wb") as target:
            for piece in stream.iter_bytes():
                target.write(piece)
    print(f"saved {saved.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
