"""What styles of models cost: importing 1,000 of them, and decoding a body of about 3 MB.

    python benchmarks/models.py [--repeat N]

Each measurement runs in a process of its own; the smallest of N is printed, in milliseconds of
processor time. What the styles import themselves (httpx, pydantic, msgspec) is not counted.
Styles whose package is not installed are left out. ``decode`` makes the objects of a body that is
parsed already; ``read`` also reads three members of each row, as a caller would.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.inputs import SCHEMA
from generator.options import Options
from generator.pipeline import generate

CLASSES = 1000
ROWS = 10_000
ROW = {
    "id": "0d4f6c1e-7a52-4c39-8e11-b6a0c2f9d7e4", "name": "a name of some length", "count": 1,
    "ratio": 1.5, "on": True, "createdAt": "2026-01-02T03:04:05Z", "day": "2026-01-02",
    "owner": {"id": "0d4f6c1e-7a52-4c39-8e11-b6a0c2f9d7e5", "name": "b"}, "tags": ["x", "y"],
    "note": None,
}  # fmt: skip

HAND = {
    "dataclass": (
        "from dataclasses import dataclass\n",
        "@dataclass\nclass Row{n}:\n{fields}\n",
        "rows = [{read}(row) for row in body]",
    ),
    "msgspec": (
        "import msgspec\n",
        "class Row{n}(msgspec.Struct):\n{fields}\n",
        "rows = msgspec.convert(body, list[Row0])",
    ),
}
FIELDS = {
    "id": "UUID", "name": "str", "count": "int", "ratio": "float", "on": "bool",
    "createdAt": "datetime", "day": "date", "owner": "Owner", "tags": "list[str]", "note": "None",
}  # fmt: skip
READ = """
def read_row(row):
    return Row0(
        UUID(row["id"]), row["name"], row["count"], row["ratio"], row["on"],
        datetime.fromisoformat(row["createdAt"].replace("Z", "+00:00")),
        date.fromisoformat(row["day"]), Owner(UUID(row["owner"]["id"]), row["owner"]["name"]),
        row["tags"], row["note"],
    )
"""


def main() -> None:
    """Measure every style and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeat", type=int, default=5)
    repeat = parser.parse_args().repeat
    print(f"{'':10} {'import':>8} {'decode':>8} {'read':>8}   ms")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "body.json").write_text(json.dumps([ROW] * ROWS))
        for style in ("model", "typeddict", "pydantic", "dataclass", "msgspec"):
            if style in ("pydantic", "msgspec") and importlib.util.find_spec(style) is None:
                continue
            place = root / style
            place.mkdir()
            script = _by_hand(place, style) if style in HAND else _generated(place, style)
            found = [_run(script, root) for _ in range(repeat)]
            shown = (f"{min(times):8.0f}" for times in zip(*found, strict=True))
            print(f"{style:10} {' '.join(shown)}")


def _generated(place: Path, style: str) -> str:
    """Write a client with all classes; return the script that measures it."""
    items = []
    for number in range(CLASSES):
        body = [ROW] if not number else [{f"m{number}_{index}": index for index in range(10)}]
        head = [{"key": "Content-Type", "value": "application/json"}]
        answer = {"name": "ok", "code": 200, "body": json.dumps(body), "header": head}
        request = {"method": "GET", "url": f"https://h.test/{number}"}
        items.append({"name": f"List rows {number}", "request": request, "response": [answer]})
    source = place / "big.json"
    source.write_text(json.dumps({"info": {"name": "Big", "schema": SCHEMA}, "item": items}))
    options = replace(Options(str(source)), emit=("client",), models=style, package="big")
    generate(options, place / "out")
    is_dictionary = style == "typeddict"
    names = '["id"], row["createdAt"], row["owner"]["id"]' if is_dictionary else ""
    read = f"row{names}" if is_dictionary else "row.id, row.created_at, row.owner.id"
    return _script(
        place / "out" / "client",
        f"import httpx{', pydantic' * (style == 'pydantic')}",
        "import big.types",
        "import big._runtime.models\nfrom big.types import *\n"
        "import big.types as t\nfrom big._runtime.models import decode\n"
        "Row = next(c for c in vars(t).values() if 'createdAt' in getattr(c, '__annotations__', ())"
        " or 'created_at' in getattr(c, '__annotations__', ()))",
        "rows = decode(body, list[Row])",
        read,
    )


def _by_hand(place: Path, style: str) -> str:
    """Write a module with all classes; return the script that measures it."""
    head, template, decode = HAND[style]
    lines = ["from datetime import date, datetime", "from uuid import UUID", head]
    owner = "    id: UUID\n    name: str"
    lines.append(template.replace("Row{n}", "Owner").replace("{fields}", owner))
    for number in range(CLASSES):
        fields = FIELDS.items() if not number else [(f"m{index}", "int") for index in range(10)]
        text = "\n".join(f"    {name}: {kind}" for name, kind in fields)
        lines.append(template.replace("{n}", str(number)).replace("{fields}", text))
    lines.append(READ)
    (place / "rows.py").write_text("\n".join(lines))
    decode = decode.replace("{read}", "read_row")
    started = f"import uuid, datetime, {'dataclasses' if style == 'dataclass' else style}"
    return _script(
        place, started, "import rows", "from rows import *", decode,
        "row.id, row.createdAt, row.owner.id",
    )  # fmt: skip


def _script(path: Path, base: str, load: str, prepare: str, decode: str, read: str) -> str:
    return f"""
import json, sys, time
sys.path.insert(0, {str(path)!r})
{base}
def now(): return time.process_time() * 1000
start = now()
{load}
loaded = now()
{prepare}
body = json.load(open("body.json"))
before = now()
{decode}
decoded = now()
for row in rows: {read}
print(json.dumps([loaded - start, decoded - before, now() - before]))
"""


def _run(script: str, folder: Path) -> list[float]:
    # The first run of a module compiles it, which is not what is measured.
    command = [sys.executable, "-c", script]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    found: list[float] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
