"""Rate limits: where they are read, and that the client waits for its turn."""

from __future__ import annotations

import asyncio
import importlib
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.diagnostics import Diagnostics
from generator.emitters.operations.ratelimits import Limit, stated_limits
from generator.frozen import changed
from generator.model import Endpoint, Source
from generator.readers.postman import collection as reader
from tests.built import collection, item
from tests.recording import Answer, Recorder, recording
from tests.trees import generated, imported

TEXT = "Reads a thing. This API is limited to **2 requests per minute**."
ITEMS = [
    item("Get thing", "{{baseUrl}}/thing", description=TEXT),
    item("Get other", "{{baseUrl}}/other"),
]


def _endpoint(description: str = "", *rows: str) -> Endpoint:
    document = collection(item("a", "http://h/", description=description))
    api = reader.read(document, Source("a", "", "a"), Diagnostics())
    return changed(api.endpoints[0], rate_limits=rows)


@pytest.mark.parametrize(
    ("rows", "limits"),
    [
        (("Burst: 10/s", "Steady: 150/m"), [(10, 1), (150, 60)]),
        (("100 requests per minute",), [(100, 60)]),
        (("1,000 calls/min",), [(1000, 60)]),
        (("60 per 30 seconds",), [(60, 30)]),
        (("0/s", "5000/h", "v1/s"), []),
    ],
)
def test_rows_of_limits(rows: tuple[str, ...], limits: list[tuple[int, int]]) -> None:
    assert stated_limits(_endpoint("", *rows)) == tuple(Limit(*limit) for limit in limits)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        (TEXT, [(2, 60)]),
        ("Rate limit: 5 requests / second, 200 requests / minute.", [(5, 1), (200, 60)]),
        ("Rate limits: 700 requests per 5 seconds; tests: 200 requests per 5 seconds.", [(700, 5)]),
        ("We saw 100 requests per minute.", []),
        ("The limit is 10 items per minute.", []),
        ("Limited to 200 requests per hour, to 1000 requests a day.", []),
        ("A limit. Costs 0.5 requests per second, $10 calls per minute.", []),
        ("limit: 99999999999 requests per second", []),
    ],
)  # fmt: skip
def test_limits_in_a_description(text: str, limits: list[tuple[int, int]]) -> None:
    assert stated_limits(_endpoint(text)) == tuple(Limit(*limit) for limit in limits)


@pytest.fixture(scope="module")
def server() -> Iterator[Recorder]:
    with recording() as recorder:
        yield recorder


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    tree = generated(tmp_path_factory.mktemp("limits"), collection(*ITEMS))
    with imported(tree) as module:
        yield module


def test_a_request_waits_for_its_turn(
    package: Any, server: Recorder, slept: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, package.__name__)
    client = package.Client(base_url=server.url)
    for _ in range(3):
        client.get_thing()
        client.get_other()
    assert len(server.take()) == 6
    (seconds,) = slept
    assert 0 < seconds <= 60
    assert [r.message for r in caplog.records if "turn" in r.message] == [
        f"Root.get_thing: GET {server.url}/thing: its turn comes in {seconds:.1f} s"
    ]


def test_an_async_request_does_too(package: Any, server: Recorder, slept: list[float]) -> None:
    async def use() -> None:
        async with package.AsyncClient(base_url=server.url) as client:
            await asyncio.gather(*(client.get_thing() for _ in range(5)))

    asyncio.run(use())
    assert [round(seconds / 60) for seconds in slept] == [1, 1, 2]


def test_what_is_sent_again_waits_too(package: Any, server: Recorder, slept: list[float]) -> None:
    answers = iter([Answer(503, b"", (("Retry-After", "0"),)), Answer()])
    server.rule = lambda request: next(answers, Answer())
    client = package.Client(base_url=server.url)
    client.get_thing()
    client.get_thing()
    assert slept[0] == 0 and len(slept) == 2 and slept[1] > 0


def test_limits_can_be_switched_off(package: Any, server: Recorder, slept: list[float]) -> None:
    client = package.Client(base_url=server.url, rate_limits=False)
    for _ in range(5):
        client.get_thing()
    assert slept == []


def test_a_client_without_limits_has_no_module(tmp_path: Any) -> None:
    tree = generated(tmp_path, collection(*ITEMS[1:]))
    assert not list(tree.client.rglob("limits.py"))
    assert "rate_limits" not in (tree.client / tree.package / "_client.py").read_text()


@given(st.lists(st.floats(0, 20), max_size=60), st.integers(1, 5), st.integers(6, 12))
def test_no_window_has_more_than_its_limit(
    package: Any, pauses: list[float], few: int, more: int
) -> None:
    limits = importlib.import_module(f"{package.__name__}._runtime.limits")
    stated = [limits.Limit(few, 1), limits.Limit(more, 10)]
    limiter, now, turns = limits.Limiter(), 0.0, []
    for pause in pauses:
        now += pause
        turns.append(now + limiter.pause("a", stated, now))
    assert turns == sorted(turns)
    for limit in stated:
        for first, later in zip(turns, turns[limit.requests :], strict=False):
            assert later - first >= limit.seconds - 1e-6
