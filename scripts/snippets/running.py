"""Running the snippets of one target: each a process of its own, led to the recorder."""

from __future__ import annotations

import importlib.util
import os
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from generator.emitters.snippets.targets import Target
from scripts.snippets.cases import ROOT, Case, oracle

TOOLCHAINS = Path(os.environ.get("CODEGEN_TOOLCHAINS") or ROOT / ".toolchains")
_DRIVERS = Path(__file__).parent / "drivers"
_NOBODY = 65534


def kind_of(target: Target) -> str:
    """Return how the target's snippets are checked: run, compiled, parsed, or not at all.

    They are modelled where a program of ours runs them, which knows the rules of their language.
    """
    if target.run.get("modelled"):
        return "modelled"
    for key, kind in (("command", "run"), ("compile", "compiled"), ("parse", "parsed")):
        if key in target.run:
            return kind
    return ""


@dataclass(frozen=True)
class Result:
    """How a snippet did: ``diffs`` from what Postman sent, by `compare.Diff`; an error's text."""

    case: Case
    diffs: Sequence[Any]
    error: str | None

    @property
    def is_strict(self) -> bool:
        """Whether the same bytes were sent, without any error."""
        return self.error is None and not self.diffs

    @property
    def is_loose(self) -> bool:
        """Whether the same was meant, without any error."""
        return self.error is None and not any(diff.loose for diff in self.diffs)


def _is_parsed(target: Target) -> bool:
    return "parse" in target.run and "compile" not in target.run


#: Holds the grammars of all languages.
_PARSERS = "tree_sitter_language_pack"


def missing_tools(target: Target, wrapped: bool = True) -> list[str]:
    """Return what the target's snippets need and what is not there: programs, or its ``check``.

    ``wrapped`` says whether they are led to the recorder, for which some need one more.
    """
    wanted = target.run.get("needs", ())
    if wrapped and target.run.get("route", "wrap") == "wrap" and "command" in target.run:
        wanted = [*wanted, "proxychains4"]
    path = _path()
    missing = [program for program in wanted if shutil.which(program, path=path) is None]
    if _is_parsed(target) and importlib.util.find_spec(_PARSERS) is None:
        missing.append(_PARSERS)
    if not missing and not _succeeds(filled(target.run.get("check", "true"))):
        missing.append(target.run["check"])
    return missing


@cache
def _succeeds(command: str) -> bool:
    env = {**os.environ, "PATH": _path()}
    return not subprocess.run(["bash", "-c", command], env=env, capture_output=True).returncode


def link_modules(folder: Path) -> None:
    """Let JavaScript below a folder find the packages of npm that are installed."""
    if (TOOLCHAINS / "node_modules").is_dir():
        (folder / "node_modules").symlink_to(TOOLCHAINS / "node_modules")


def filled(text: str) -> str:
    """Return a text of the rules with the marks replaced that are the same for all runs."""
    return text.replace("{drivers}", str(_DRIVERS)).replace("{toolchains}", str(TOOLCHAINS))


def _path() -> str:
    own = [str(Path(sys.executable).parent), str(TOOLCHAINS / "bin")]
    return os.pathsep.join([*own, os.environ.get("PATH", "/usr/bin:/bin")])


def run_target(target: Target, cases: Iterable[Case], work: Path, jobs: int) -> list[Result]:
    """Return how the snippets of a target did, in the order of the cases."""
    listed = [case for case in cases if target.name in case.snippets]
    work.mkdir(parents=True)
    for folder in (work, *work.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | 0o711)
    link_modules(work)
    homes = _work_folders({case.files for case in listed}, work)
    with (
        oracle("recorder").Recorder(str(work / "recorder")) as recorder,
        ThreadPoolExecutor(jobs) as pool,
    ):
        (work / "recorder").chmod(0o755)
        recorder.challenge.update(f"i{case.number}" for case in listed if _is_digest(case))
        session = _Session(target, work, recorder, homes)
        errors = session.prepare(listed)
        if "command" not in target.run:
            return [Result(case, (), errors.get(case.number)) for case in listed]
        return list(pool.map(lambda case: session.run(case, errors.get(case.number)), listed))


def _is_digest(case: Case) -> bool:
    return (case.expected.get("auth") or {}).get("type") == "digest"


def _work_folders(sources: set[Path], work: Path) -> dict[Path, Path]:
    """Return a copy of each folder of files: the snippets' working directories."""
    found = {}
    for index, source in enumerate(sorted(sources)):
        found[source] = work / f"files{index}"
        found[source].mkdir()
        oracle("wire").fill_workdir(str(found[source]), str(source))
    return found


class _Session:
    """The snippets of one target on their way through compiler, process and recorder."""

    def __init__(
        self, target: Target, work: Path, recorder: Any, homes: Mapping[Path, Path]
    ) -> None:
        self.target = target
        self.rules = target.run
        self.work = work
        self.recorder = recorder
        self.homes = homes

    def prepare(self, cases: Sequence[Case]) -> dict[int, str]:
        """Write all snippets and compile them; return the errors of those that do not."""
        for case in cases:
            text = case.snippets[self.target.name]
            for old, new in self.rules.get("replace", ()):
                text = text.replace(old, new.replace("{n}", str(case.number)))
            path = self._file(case)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8", "replace"))
        if "prepare" in self.rules:
            self._shell(self.rules["prepare"], cases, check=True)
        if _is_parsed(self.target):
            return dict(self._unparsed(cases))
        if "compile" not in self.rules:
            return {}
        errors = dict(self._uncompiled(cases))
        if errors:
            self._compile([case for case in cases if case.number not in errors])
        return errors

    def _file(self, case: Case) -> Path:
        pattern = self.rules.get("file", f"{{n}}.{self.target.extension}")
        return self.work / str(pattern).replace("{n}", str(case.number))

    def _unparsed(self, cases: Sequence[Case]) -> Iterator[tuple[int, str]]:
        """Yield the cases in which tree-sitter finds a syntax error."""
        from tree_sitter_language_pack import get_parser

        parser = get_parser(self.rules["parse"])
        for case in cases:
            if parser.parse(self._file(case).read_bytes()).root_node.has_error:
                yield case.number, f"{self._file(case).name} has a syntax error"

    def _uncompiled(self, cases: Sequence[Case]) -> Iterator[tuple[int, str]]:
        """Yield the cases that do not compile: halves are tried until they are found."""
        error = self._compile(cases)
        if error is None or not cases:
            return
        if len(cases) == 1:
            yield cases[0].number, error
            return
        half = len(cases) // 2
        yield from self._uncompiled(cases[:half])
        yield from self._uncompiled(cases[half:])

    def _compile(self, cases: Sequence[Case]) -> str | None:
        if "driver" in self.rules:
            for template in sorted((_DRIVERS / self.rules["driver"]).iterdir()):
                driver = jinja2.Template(template.read_text(), keep_trailing_newline=True)
                numbers = [case.number for case in cases]
                (self.work / template.stem).write_text(driver.render(numbers=numbers))
        done = self._shell(self.rules["compile"], cases, check=False)
        output = (done.stdout + done.stderr).decode("utf-8", "replace")
        return output[-2000:] if done.returncode else None

    def _shell(
        self, command: str, cases: Sequence[Case], check: bool
    ) -> subprocess.CompletedProcess[bytes]:
        files = " ".join(str(self._file(case).relative_to(self.work)) for case in cases)
        return subprocess.run(
            ["bash", "-c", self._common(command.replace("{files}", files))],
            cwd=self.work,
            env={**os.environ, "PATH": _path()},
            capture_output=True,
            check=check,
        )

    def run(self, case: Case, error: str | None) -> Result:
        """Run a snippet and compare what it sent."""
        if error is None:
            error = self._sent(case)
        entries = self.recorder.entries(f"i{case.number}")
        seen = oracle("wire").observed_record("", None, entries, error)
        if (seen.get("host"), case.expected["host"]) == ("127.0.0.1", "localhost"):
            seen["host"] = "localhost"  # it was looked up before the connection was led away
        own = {name.lower() for name in self.rules.get("own_headers", ())}
        own -= {name.lower() for name, _ in case.expected["headers"]}
        if "headers" in seen:
            seen["headers"] = [row for row in seen["headers"] if row[0].lower() not in own]
        return Result(case, oracle("compare").compare_request(dict(case.expected), seen), error)

    def _sent(self, case: Case) -> str | None:
        """Let a snippet send; return what went wrong, if anything."""
        home = self.work / f"home{case.number}"
        home.mkdir()
        home.chmod(0o777)
        command = [self._filled(word, case) for word in shlex.split(self.rules["command"])]
        process = subprocess.Popen(
            [*self._wrapping(case, home), *command],
            cwd=self.homes[case.files],
            env=self._environment(case, home),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        limit = self.rules.get("seconds", 20)
        try:
            _, stderr = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return f"timed out after {limit} s"
        if process.returncode:
            return f"exit {process.returncode}: {stderr.decode('utf-8', 'replace')[-1500:]}"
        return None

    def _environment(self, case: Case, home: Path) -> dict[str, str]:
        proxy = self.recorder.proxy_url(f"i{case.number}")
        env = oracle("wire").proxy_environment(proxy, self.recorder.ca, str(home)) | {
            "PATH": _path()
        }
        if self.rules.get("route", "wrap") == "wrap":
            env = {name: value for name, value in env.items() if "proxy" not in name.lower()}
        own = {name: self._filled(value, case) for name, value in self.rules.get("env", {}).items()}
        return {**env, **own, **case.env}

    def _filled(self, word: str, case: Case) -> str:
        """Return a word of the rules with its marks replaced."""
        word = word.replace("{file}", str(self._file(case))).replace("{n}", str(case.number))
        return self._common(word)

    def _common(self, text: str) -> str:
        return filled(text.replace("{work}", str(self.work)).replace("{ca}", self.recorder.ca))

    def _wrapping(self, case: Case, home: Path) -> list[str]:
        """Return what a command is run with: our certificates, no rights, and the way out."""
        words: list[str] = []
        if os.geteuid() == 0:
            bundle = "/etc/ssl/certs/ca-certificates.crt"
            script = f'mount --bind "$0" {bundle} && exec "$@"'
            words += ["unshare", "--mount", "sh", "-c", script, self.recorder.ca]
            # The interpreter may stand in a folder that only root may read.
            words += ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups"]
            words += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
        if self.rules.get("route", "wrap") == "wrap":
            config = home / "proxychains.conf"
            server = f"http {self.recorder.host} {self.recorder.port} i{case.number} x"
            config.write_text(
                "strict_chain\nquiet_mode\nproxy_dns\nremote_dns_subnet 224\n"
                f"tcp_read_time_out 15000\ntcp_connect_time_out 8000\n[ProxyList]\n{server}\n"
            )
            words += ["proxychains4", "-q", "-f", str(config)]
        return words
