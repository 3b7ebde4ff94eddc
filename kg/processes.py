"""Functions run in processes of their own, each call within a budget of time and memory.

A process that takes more is ended by the one that asked, whatever it is doing: a loop in a C library cannot be interrupted from
inside. The clock is the processor time of that process, so that a slow or busy machine changes nothing; the memory is what it
has resident. A limit of the system's (where there is one) stops a single allocation that would be too large to be seen coming.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any, TypeVar

import psutil

from kg.errors import BuildError

_LOOK = 0.1
"""Seconds between two looks at what a process has taken."""

_WAIT = 60.0
"""Seconds without any processor time, at the least, after which a call is taken to wait for what never comes."""

_START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from kg.processes import serve; serve(int(sys.argv[2]))"

Argument = TypeVar("Argument")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Budget:
    """What one document may take.

    Attributes:
        seconds: processor time; None for what :meth:`seconds_for` says.
        memory: bytes that the process which reads it may have.
    """

    seconds: float | None = None
    memory: int = 4_000_000_000

    def seconds_for(self, size: int) -> float:
        """Processor time that a document of ``size`` bytes may take: a hundred times what is usual, and half an hour at most.

        >>> Budget().seconds_for(3_000), Budget().seconds_for(60_000_000), Budget(5).seconds_for(3_000)
        (13.0, 1800.0, 5)
        """
        return min(1800.0, 10 + size / 1000) if self.seconds is None else self.seconds


class EndedError(Exception):
    """The process came to its end before it answered; the text says why, and ``fresh`` whether this was its first call."""

    def __init__(self, why: str, *, fresh: bool, late: bool = False) -> None:
        super().__init__(why)
        self.fresh = fresh
        self.late = late


@dataclass(slots=True, eq=False)
class _Running:
    """A process that runs: how many calls it has had, what the present one may take, and why it was ended if it was."""

    process: subprocess.Popen[bytes]
    calls: int = 0
    limit: tuple[float, float] | None = None
    why: str = ""
    late: bool = False

    def watch(self, memory: int) -> None:
        """End the process when it has taken more than it may."""
        with contextlib.suppress(psutil.Error):
            watched = psutil.Process(self.process.pid)
            used, quiet = 0.0, 0.0
            while self.process.returncode is None and not self.why:
                time.sleep(_LOOK)
                with watched.oneshot():
                    has, now = watched.memory_info().rss, _seconds(watched)
                limit = self.limit
                quiet = quiet + _LOOK if limit and now == used else 0.0
                used = now
                if has > memory:
                    self.end(_more_than(memory))
                elif limit and now - limit[0] > limit[1]:
                    self.end(f"takes more than the {limit[1]:,g} s of processor time that --max-seconds allows", late=True)
                elif limit and quiet > max(limit[1], _WAIT):
                    self.end(f"waits for something that did not come in {quiet:,.0f} s", late=True)

    def end(self, why: str, *, late: bool = False) -> None:
        """End the process, whatever it is doing."""
        self.why, self.late = why, late
        self.process.kill()


class Process:
    """One process, started when it is first needed and again after it was ended.

    Args:
        warm: called in a new process before anything else, without a limit of time.
        memory: bytes that it may have.
    """

    def __init__(self, warm: Callable[[], None], memory: int) -> None:
        self._warm = warm
        self._memory = memory
        self._running: _Running | None = None
        self._stopped = False

    def call(self, function: Callable[[Argument], Answer], argument: Argument, seconds: float) -> Answer:
        """``function(argument)`` in the process; both are pickled, so the function stands in a module.

        Raises:
            EndedError: it took more than it may, or died.
            BuildError: the process could not be started.
        """
        running = self._running or self._start()
        running.calls += 1
        try:
            with contextlib.suppress(psutil.Error):  # it has just died: the next line finds out
                running.limit = (_seconds(psutil.Process(running.process.pid)), seconds)
            answer: Answer = _exchange(running.process, function, argument)
        except (OSError, EOFError):
            self.close()
            why = running.why or "ended the process that read it (a fault in a library, or the system had no more memory)"
            raise EndedError(why, fresh=running.calls == 1, late=running.late) from None
        finally:
            running.limit = None
        return answer

    def close(self) -> None:
        """End the process, whatever it is doing."""
        running, self._running = self._running, None
        if running is not None:
            running.process.kill()
            for pipe in (running.process.stdin, running.process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            running.process.wait()

    def stop(self) -> None:
        """End the process from another thread: a call that waits for it ends with an error, and no other begins."""
        self._stopped = True
        running = self._running
        if running is not None:
            running.process.kill()

    def _start(self) -> _Running:
        command = [sys.executable, "-X", "utf8", "-c", _START, json.dumps(sys.path), str(self._memory)]
        running = _Running(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        self._running = running
        if self._stopped:
            self.close()
            raise BuildError("the build was stopped")
        threading.Thread(target=running.watch, args=(self._memory,), daemon=True).start()
        try:
            _exchange(running.process, _call, self._warm)
        except (OSError, EOFError, MemoryError) as error:
            self.close()
            if isinstance(error, MemoryError):  # the library noticed before the watch did
                running.why = running.why or _more_than(self._memory)
            raise BuildError(f"a process that reads documents could not begin: it {running.why or 'ended by itself'}") from None
        return running


def _more_than(memory: int) -> str:
    return f"needs more than the {memory / 1e6:,.0f} MB of memory that --max-memory allows"


class Processes:
    """Several processes that share the calls between them."""

    def __init__(self, count: int, warm: Callable[[], None], memory: int) -> None:
        self._all = [Process(warm, memory) for _ in range(count)]
        self._idle: queue.SimpleQueue[Process] = queue.SimpleQueue()
        for process in self._all:
            self._idle.put(process)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="kg-process")

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for process in self._all:
            process.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._all:
            process.close()

    def submit(self, function: Callable[[Argument], Answer], argument: Argument, seconds: float) -> Future[Answer]:
        """A call (see :meth:`Process.call`) by whichever process is free next.

        Where a process dies or has too much memory that has answered other calls before, a new one tries again: what it held
        of those is no fault of this one.
        """

        def call() -> Answer:
            process = self._idle.get()
            try:
                try:
                    return process.call(function, argument, seconds)
                except EndedError as error:
                    if error.fresh or error.late:
                        raise
                    return process.call(function, argument, seconds)
            finally:
                self._idle.put(process)

        return self._threads.submit(call)


def _call(function: Callable[[], None]) -> None:
    function()


def _seconds(process: psutil.Process) -> float:
    """Processor time that a process has taken."""
    times = process.cpu_times()
    return float(times.user + times.system)


def _exchange(process: subprocess.Popen[bytes], function: Callable[[Any], Any], argument: object) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    _write(process.stdin, (function, argument))
    answer, error = pickle.loads(_read(process.stdout))
    if error is not None:
        raise error
    return answer


def _write(file: IO[bytes], what: object) -> None:
    data = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    file.write(struct.pack(">Q", len(data)))
    file.write(data)
    file.flush()


def _read(file: IO[bytes]) -> bytes:
    head = file.read(8)
    if len(head) == 8:
        (length,) = struct.unpack(">Q", head)
        data = file.read(length)
        if len(data) == length:
            return data
    raise EOFError


# ------------------------------------------------------------- inside the process


def serve(memory: int) -> None:
    """Answer calls until standard input ends, which it does when the other side has gone, however that came about."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interruption is for the process that asks
    _bound(memory)
    calls: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(calls,), daemon=True).start()
    while True:
        function, argument = pickle.loads(calls.get())
        try:
            result: tuple[object, Exception | None] = (function(argument), None)
        except Exception as error:  # whatever it is, it is raised where the call was made
            result = (None, error)
        _write(answers, result)


def _listen(calls: queue.SimpleQueue[bytes]) -> None:
    try:
        while True:
            calls.put(_read(sys.stdin.buffer))
    except (OSError, EOFError):
        os._exit(1)


def _bound(memory: int) -> None:
    """Let an allocation fail that goes far beyond what the process may have (memory that is not resident yet counts here)."""
    if sys.platform == "linux":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = 2 * memory
        resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
