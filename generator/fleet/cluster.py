"""A Dask cluster: its workers make trees, of bytes that are read here and for files written here.

So workers need codegen and nothing else: no access to sources and outputs, and nothing is written
twice or half when one of them is lost. See docs/scale.md.
"""

from __future__ import annotations

import pickle
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from generator.diagnostics import CodegenError, Diagnostic, Diagnostics
from generator.fleet.connection import first_line
from generator.frozen import Frozen, changed
from generator.loading import Inputs, all_files, read_inputs
from generator.options import Options
from generator.origin import Origin
from generator.pipeline import Tree, build
from generator.rendering.templatefolders import template_files
from generator.version import GENERATOR

if TYPE_CHECKING:
    from distributed import Future

    Client: TypeAlias = Any  # its methods have no types
    Products: TypeAlias = Future[bytes]

# A batch is big enough that what a task costs (about 1 ms) does not count, and small enough that
# every worker has some. Only so many are under way that their trees fit into memory.
_BATCH_JOBS = 16
_BATCH_BYTES = 4_000_000
_BATCHES_EACH = 3
LEAST_UNDER_WAY = 8


class Parcel(Frozen):
    """All that a tree is made of: options, inputs, and templates of the user by their path."""

    options: Options
    inputs: Inputs
    templates: Mapping[str, bytes]

    @property
    def size(self) -> int:
        """The number of bytes of the inputs."""
        return sum(len(file.content) for file in all_files(self.options, self.inputs))


class Product(Frozen):
    """What a worker makes of a parcel."""

    files: Mapping[str, bytes]
    seeds: Mapping[str, bytes]
    diagnostics: tuple[Diagnostic, ...]


def make_parcel(options: Options) -> Parcel:
    """Return the parcel of a run; errors as in `loading.read_inputs`."""
    folder = Path(options.templates) if options.templates else None
    paths = template_files(folder) if folder else ()
    templates = {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths if folder}
    return Parcel(options, read_inputs(options), templates)


def trees(
    client: Client, parcels: Iterable[Parcel | None], count: int
) -> Iterator[Tree | Exception | None]:
    """Yield the tree of each parcel, or the error that it ended with, in their order.

    ``None`` stays what it is. Parcels are taken when there is room for them; ``count`` is how many
    there will be.
    """
    jobs = max(1, min(_BATCH_JOBS, count // _room(client)))
    batches = _batches(parcels, jobs)
    under_way: deque[tuple[list[Parcel | None], Products | Exception]] = deque()
    while True:
        room = max(0, _room(client) - len(under_way))
        under_way += [(batch, _submit(client, batch)) for batch in islice(batches, room)]
        if not under_way:
            return
        yield from _results(client, *under_way.popleft())


def threads(client: Client) -> int:
    """Return how many threads the workers have now; they may come and go."""
    if client.status != "running":
        return 0
    try:
        found: dict[str, int] = client.nthreads()
    except Exception:  # the connection is lost; what is under way will say so
        return 0
    return sum(found.values())


def _room(client: Client) -> int:
    """Return how many batches may be under way."""
    return max(LEAST_UNDER_WAY, _BATCHES_EACH * threads(client))


def _batches(parcels: Iterable[Parcel | None], jobs: int) -> Iterator[list[Parcel | None]]:
    batch: list[Parcel | None] = []
    size = 0
    for parcel in parcels:
        batch.append(parcel)
        size += parcel.size if parcel else 0
        if len(batch) == jobs or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _submit(client: Client, batch: list[Parcel | None]) -> Products | Exception:
    """Have a batch done; an error of the connection takes the place of the result."""
    # As bytes, so that neither Dask nor the scheduler looks for tasks in them.
    content = pickle.dumps([parcel for parcel in batch if parcel])
    try:
        future: Products = client.submit(make_products, GENERATOR, content, pure=False)
    except Exception as error:
        return error
    return future


def _results(
    client: Client, batch: list[Parcel | None], future: Products | Exception
) -> Iterator[Tree | Exception | None]:
    from distributed import KilledWorker

    given = [parcel for parcel in batch if parcel]
    try:
        if isinstance(future, Exception):
            raise future
        found = iter(pickle.loads(future.result()))
    except KilledWorker:
        if len(given) > 1:  # one of them is at fault; the others are done without it
            for parcel in batch:
                yield from _results(client, [parcel], _submit(client, [parcel]))
            return
        message = "every worker that was given this job died; it may need more memory"
        found = iter([CodegenError("worker-died", message)])
    except Exception as error:
        found = iter([_lost(error)] * len(given))
    for parcel in batch:
        yield _tree(parcel, next(found)) if parcel else None


def _lost(error: Exception) -> CodegenError:
    if isinstance(error, CodegenError):
        return error
    if isinstance(error, OSError | CancelledError):
        return CodegenError("scheduler", "the connection to the scheduler was lost")
    return CodegenError("scheduler", f"the cluster failed: {first_line(error)}")


def _tree(parcel: Parcel, found: Product | Exception) -> Tree | Exception:
    if isinstance(found, Exception):
        return found
    inputs = all_files(parcel.options, parcel.inputs)
    return Tree(found.files, Diagnostics(found.diagnostics), inputs, found.seeds)


# On a worker


def make_products(generator: str, content: bytes) -> bytes:
    """Return a pickled list: what each of the pickled parcels becomes, or the error it ended with.

    ``generator`` is who asks; another version would make other bytes.
    """
    if generator != GENERATOR:
        message = f"the workers have {GENERATOR}, this is {generator}; install the same"
        raise CodegenError("scheduler", message)
    return pickle.dumps([_product(parcel) for parcel in pickle.loads(content)])


def _product(parcel: Parcel) -> Product | Exception:
    try:
        with tempfile.TemporaryDirectory() as folder:
            for path, content in parcel.templates.items():
                (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / path).write_bytes(content)
            templates = folder if parcel.options.templates else None
            tree = build(changed(parcel.options, templates=templates), parcel.inputs)
    except Exception as error:
        return _portable(error)
    return Product(dict(tree.files), tree.seeds, tuple(map(_plain, tree.diagnostics)))


def _plain(one: Diagnostic) -> Diagnostic:
    """Return a diagnostic without what readers keep in its origin."""
    origin = one.origin and Origin(one.origin.source, one.origin.pointer)
    return changed(one, origin=origin)


def _portable(error: Exception) -> Exception:
    """Return an error that can be pickled, with where it was raised as a note."""
    import traceback

    text = "".join(traceback.format_exception(error))
    try:
        found: Exception = pickle.loads(pickle.dumps(error))
    except Exception:
        found = RuntimeError(f"{type(error).__name__}: {error}")
    if hasattr(found, "add_note"):
        found.add_note(text)
    return found
