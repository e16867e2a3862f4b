"""Fuzz the readers: any bytes are read, or refused with a diagnostic; nothing else is raised.

    python -m scripts.fuzz [collection|environment|page|yaml|config]... [--seconds N]

Each reader runs in a process of its own under atheris, which `make fuzz` installs. Inputs that
reached new code are kept in the corpus (``--corpus``), from which the next run goes on; it begins
with samples of this project. A crash prints the input and leaves it in the working directory.
Exits with 1 then.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "collections"
# Larger seeds than this make the fuzzer slow.
_LONGEST = 20_000


def _collection(data: bytes) -> None:
    from generator.analysis import analyse
    from generator.loading import Inputs, load
    from generator.options import Options
    from generator.readers.source import SourceFile

    file = SourceFile("fuzz.json", data)
    options = Options(("fuzz.json",))
    analyse(options, load(options, Inputs(((file,),), ())))


def _page(data: bytes) -> None:
    from generator.analysis import analyse
    from generator.loading import Inputs, load
    from generator.options import Options
    from generator.readers.source import SourceFile

    file = SourceFile("fuzz.html" if data[:1] == b"<" else "fuzz.md", data)
    options = Options((file.path,))
    analyse(options, load(options, Inputs(((file,),), ())))


def _environment(data: bytes) -> None:
    from generator.diagnostics import Diagnostics
    from generator.readers.reading import read_environment
    from generator.readers.source import SourceFile

    read_environment(SourceFile("fuzz.json", data), Diagnostics())


def _yaml(data: bytes) -> None:
    from generator.diagnostics import Diagnostics
    from generator.readers.reading import read_environment
    from generator.readers.source import SourceFile

    read_environment(SourceFile("fuzz.yaml", data), Diagnostics())


def _config(data: bytes) -> None:
    from generator.config.jobs import read_config

    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(data)
        file.flush()
        read_config(file.name)


#: What reads bytes, and the seeds that show it the way: files below the project.
READERS: dict[str, tuple[Callable[[bytes], None], str]] = {
    "collection": (_collection, "collections/*collection.json"),
    "environment": (_environment, "collections/*environment.json"),
    "page": (_page, "generated/*/reference/*.md"),
    "yaml": (_yaml, "*.y*ml"),
    "config": (_config, "pyproject.toml"),
}


def main(arguments: list[str]) -> int:
    """Fuzz the readers one after the other; return 1 when one of them failed."""
    options = _options(arguments)
    if options.run:
        return _fuzz(options.run, Path(options.corpus), options.seconds)
    failed = []
    for name in options.readers or READERS:
        corpus = Path(options.corpus) / name
        _seed(corpus, READERS[name][1])
        command = [sys.executable, "-m", "scripts.fuzz", "--run", name]
        command += ["--corpus", str(corpus), "--seconds", str(options.seconds)]
        print(f"--- {name}", flush=True)
        if subprocess.run(command, cwd=ROOT).returncode:
            failed.append(name)
    print("failed: " + ", ".join(failed) if failed else "nothing was found")
    return 1 if failed else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Fuzz the readers.")
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(READERS))
    parser.add_argument("--seconds", type=int, default=60, help="how long each is fuzzed")
    parser.add_argument("--corpus", default=str(ROOT / ".fuzz"), help="where inputs are kept")
    parser.add_argument("--run", choices=READERS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if unknown := set(options.readers) - READERS.keys():
        parser.error(f"no reader is called {min(unknown)!r}; choose from {', '.join(READERS)}")
    return options


def _seed(corpus: Path, pattern: str) -> None:
    corpus.mkdir(parents=True, exist_ok=True)
    for path in ROOT.glob(pattern):
        if path.stat().st_size <= _LONGEST:
            (corpus / path.name).write_bytes(path.read_bytes())


def _fuzz(name: str, corpus: Path, seconds: int) -> int:
    try:
        import atheris
    except ImportError:
        print("atheris is missing: pip install atheris", file=sys.stderr)
        return 1
    with atheris.instrument_imports(include=["generator"]):
        import generator.pipeline  # noqa: F401
    from generator.diagnostics import CodegenError

    read = READERS[name][0]

    def one(data: bytes) -> None:
        with suppress(CodegenError):
            read(data)

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-timeout=20", str(corpus)], one)
    atheris.Fuzz()  # ends the process
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
