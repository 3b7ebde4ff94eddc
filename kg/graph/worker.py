"""A process that answers queries and can be killed, because a running Oxigraph query cannot be cancelled.

It reads requests, one JSON object a line, from its standard input and writes frames to its standard output: a letter, a
length of four bytes, the payload. ``H`` is the header of an answer (JSON: form, media_type), ``D`` a piece of it, ``E``
an error (JSON: kind, message, line, column), ``Z`` its end. :class:`Worker` is the side that asks.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, cast

from kg.errors import BuildError, InputError, KgError, QueryError

if TYPE_CHECKING:
    import pyoxigraph as ox
    from typing_extensions import Buffer

HEADER, DATA, ERROR, END = b"H", b"D", b"E", b"Z"
PIECE = 1 << 16
GRACE = 2.0
"""Seconds after its limit at which a worker ends itself, should nobody have ended it."""


@dataclass(frozen=True, slots=True)
class Request:
    """A query and how it is to be answered.

    ``operation`` is ``query`` for SPARQL; ``explain``, ``search``, ``near`` (``query`` is then a name or an IRI), ``fill``
    (a question of the library, its parameters in ``values``) and ``explorer`` (the page; ``query`` is its title) answer in
    JSON, the last in HTML. ``format`` is a name of :data:`kg.graph.query.FORMATS`, or empty for the usual
    one of the query's form; ``seconds`` and ``most_bytes`` are limits, None for none; ``sources`` is the folder the build
    was made from, if it is at hand.
    """

    query: str
    operation: str = "query"
    format: str = ""
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    seconds: float | None = None
    most_bytes: int | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    build: str = ""
    sources: str = ""

    def line(self) -> bytes:
        """The request as the worker reads it."""
        return json.dumps(asdict(self)).encode() + b"\n"


class TooLargeError(QueryError):
    """The answer is longer than it may be."""


class TooSlowError(QueryError):
    """The answer takes longer than it may."""


def arguments(store: Path, memory: int | None = None) -> list[str]:
    """The command that starts a worker for a store folder; ``memory`` bounds its address space, in bytes."""
    return [sys.executable, "-P", "-X", "utf8", "-m", "kg.graph.worker", str(store), str(memory or 0)]


def environment() -> dict[str, str]:
    """The environment of a worker: it finds this very package, whatever the working directory."""
    here = str(Path(__file__).resolve().parents[2])
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join([here, path]) if path else here}


def error_of(payload: bytes) -> KgError:
    """The error that a frame ``E`` carries."""
    fields = json.loads(payload)
    kind = {"large": TooLargeError, "query": QueryError}.get(fields["kind"])
    if kind is None:
        return {"input": InputError}.get(fields["kind"], BuildError)(fields["message"])
    return kind(fields["message"], fields["line"], fields["column"])


class Worker:
    """A worker process, asked one question at a time by blocking reads.

    Args:
        store: the folder of an Oxigraph database.
    """

    def __init__(self, store: Path) -> None:
        self._process = subprocess.Popen(arguments(store), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment())
        self._cut = threading.Event()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()

    def ask(self, request: Request) -> Iterator[bytes]:
        """The pieces of an answer, as they are found.

        Raises:
            QueryError: the query is wrong or refused; :class:`TooSlowError` and :class:`TooLargeError` where a limit cut it.
            BuildError: the store cannot be opened, or the process died.
        """
        timer = threading.Timer(request.seconds, self._out_of_time) if request.seconds is not None else None
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(request.line())
            self._process.stdin.flush()
            if timer:
                timer.daemon = True
                timer.start()
            while True:
                kind, payload = self._frame()
                if kind == DATA:
                    yield payload
                elif kind == ERROR:
                    raise error_of(payload)
                elif kind == END:
                    return
        except (EOFError, BrokenPipeError) as error:
            if self._cut.is_set() and request.seconds is not None:
                raise TooSlowError(
                    f"the query was cut after {request.seconds:g} s; ask for less, or raise --limit-seconds"
                ) from error
            raise BuildError("the process that answers queries ended; the query may need more memory than there is") from error
        finally:
            if timer:
                timer.cancel()

    def _out_of_time(self) -> None:
        self._cut.set()
        self._process.kill()

    def _frame(self) -> tuple[bytes, bytes]:
        kind, length = parse_head(self._read(5))
        return kind, self._read(length)

    def _read(self, size: int) -> bytes:
        assert self._process.stdout is not None
        data = self._process.stdout.read(size) if size else b""
        if len(data) < size:
            raise EOFError
        return data


def parse_head(head: bytes) -> tuple[bytes, int]:
    """Kind and length of a frame, from its first five bytes."""
    return head[:1], int(struct.unpack(">I", head[1:5])[0])


# ------------------------------------------------------------- inside the process


class _Frames(io.RawIOBase):
    """A file whose content goes out as frames, up to a number of bytes."""

    def __init__(self, out: IO[bytes], most: int | None) -> None:
        super().__init__()
        self._out = out
        self._most = most
        self._size = 0
        self._held: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        data = bytes(data)
        self._size += len(data)
        if self._most is not None and self._size > self._most:
            raise TooLargeError(
                f"the answer is longer than {self._most:,} bytes; ask for less with LIMIT, or for columns you need"
            )
        self._held.append(data)
        self._length += len(data)
        if self._length >= PIECE:
            self.send()
        return len(data)

    def send(self) -> None:
        if self._held:
            _send(self._out, DATA, b"".join(self._held))
            self._held.clear()
            self._length = 0


def _send(out: IO[bytes], kind: bytes, payload: bytes = b"") -> None:
    out.write(kind + struct.pack(">I", len(payload)) + payload)
    if kind != DATA or len(payload) < PIECE:
        out.flush()


def _answer(store: ox.Store, request: Request, out: IO[bytes]) -> None:
    frames = _Frames(out, request.most_bytes)
    try:
        if request.operation == "query":
            _query(store, request, out, frames)
        else:
            media_type, text = _other(store, request)
            _send(out, HEADER, json.dumps({"form": request.operation, "media_type": media_type}).encode())
            frames.write(text.encode("utf-8", "replace"))
        frames.send()
        _send(out, END)
    except KgError as error:
        names = ((TooLargeError, "large"), (QueryError, "query"), (InputError, "input"))
        name = next((name for kind, name in names if isinstance(error, kind)), "build")
        line, column = (error.line, error.column) if isinstance(error, QueryError) else (None, None)
        _send(out, ERROR, json.dumps({"kind": name, "message": str(error), "line": line, "column": column}).encode())


def _query(store: ox.Store, request: Request, out: IO[bytes], frames: _Frames) -> None:
    from kg.graph.query import check, format_called, formats_for, run, serialize

    kind = check(request.query)
    wanted = format_called(request.format, kind) if request.format else formats_for(kind)[0]
    result = run(store, request.query, default_graphs=request.default_graphs, named_graphs=request.named_graphs)
    _send(out, HEADER, json.dumps({"form": kind, "media_type": wanted.media_type}).encode())
    serialize(result, cast(IO[bytes], frames), wanted)  # what Oxigraph needs of a file is write()


def _other(store: ox.Store, request: Request) -> tuple[str, str]:
    if request.operation == "search":
        from kg.graph.entities import search

        return "application/json", json.dumps([{name: str(row[name]) for name in row} for row in search(store, request.query)])
    if request.operation == "near":
        from kg.graph.entities import near

        return "application/json", json.dumps(near(store, request.query))
    if request.operation == "fill":
        from kg.graph.library import fill, question

        return "text/plain", fill(question(request.query), request.values, store)
    from kg.graph.texts import finder

    texts = finder(store, Path(request.build), Path(request.sources) if request.sources else None)
    if request.operation == "explain":
        from kg.graph.explain import explain

        return "application/json", json.dumps(asdict(explain(store, request.query, texts=texts)))
    if request.operation != "explorer":
        raise InputError(f"no operation {request.operation!r}")
    from kg.graph.explorer import to_html

    return "text/html", to_html(store, title=request.query, texts=texts, endpoint="/sparql")


def _bound(memory: int) -> None:
    if memory and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main(arguments: Sequence[str]) -> int:
    """Answer requests until standard input ends."""
    import pyoxigraph

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    out = sys.stdout.buffer
    _bound(int(arguments[1]))
    try:
        store = pyoxigraph.Store.read_only(arguments[0])
    except (OSError, ValueError, RuntimeError) as error:  # RocksDB reports a damaged file as any of them
        sys.stdin.buffer.readline()
        message = f"{Path(arguments[0]).name}: the store cannot be opened ({type(error).__name__}); run kg build again"
        _send(out, ERROR, json.dumps({"kind": "build", "message": message}).encode())
        return 2
    for line in sys.stdin.buffer:
        fields = json.loads(line)
        fields["default_graphs"], fields["named_graphs"] = tuple(fields["default_graphs"]), tuple(fields["named_graphs"])
        request = Request(**fields)
        if request.seconds is not None and hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, request.seconds + GRACE)
        _answer(store, request, out)
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)
    return 0


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main(sys.argv[1:]))
    os._exit(1)
