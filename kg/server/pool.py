"""Worker processes that answer queries; one that takes too long is killed and replaced."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kg.errors import BuildError, KgError
from kg.graph.worker import DATA, END, ERROR, HEADER, Request, TooSlowError, arguments, environment, error_of, parse_head
from kg.server.settings import Settings
from kg.workspace import Reader, open_reader

BUFFER = 1 << 20
"""Bytes of an answer that are held back, so that a query that fails early still gets its own status."""


class BusyError(KgError):
    """More queries wait than may."""


@dataclass(slots=True)
class _Process:
    process: asyncio.subprocess.Process
    store: Path

    async def frame(self) -> tuple[bytes, bytes]:
        assert self.process.stdout is not None
        kind, length = parse_head(await self.process.stdout.readexactly(5))
        return kind, await self.process.stdout.readexactly(length) if length else b""

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        if self.process.stdin is not None:
            self.process.stdin.close()
        await self.process.wait()


@dataclass(slots=True)
class Answer:
    """An answer on its way: its media type, what has come already, and the rest."""

    form: str
    media_type: str
    pieces: AsyncIterator[bytes]


class Pool:
    """The processes that answer for one generation of a build."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._reader: Reader = open_reader(settings.build)
        self._idle: list[_Process] = []
        self._slots = asyncio.Semaphore(settings.workers)
        self._waiting = 0

    @property
    def seconds(self) -> float:
        """Longest time for a query."""
        return self._settings.seconds

    @property
    def reader(self) -> Reader:
        """The generation that is served."""
        return self._reader

    def reopen(self) -> None:
        """Serve the generation that is current now; queries that run finish on the old one."""
        old, self._reader = self._reader, open_reader(self._settings.build)
        old.close()

    async def start(self) -> None:
        """Start the processes, so that the first queries do not wait for them."""
        self._idle = list(await asyncio.gather(*(self._spawn() for _ in range(self._settings.workers))))

    async def close(self) -> None:
        """End all processes and let the generation go."""
        await asyncio.gather(*(process.end() for process in self._idle))
        self._idle.clear()
        self._reader.close()

    async def _spawn(self) -> _Process:
        store = self._reader.store.resolve()
        process = await asyncio.create_subprocess_exec(
            *arguments(store, self._settings.memory),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment(),
            limit=1 << 18,
            start_new_session=True,
        )
        return _Process(process, store)

    async def _take(self) -> _Process:
        while self._idle:
            process = self._idle.pop()
            if process.process.returncode is None and process.store == self._reader.store.resolve():
                return process
            await process.end()
        return await self._spawn()

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        if self._waiting >= self._settings.waiting:
            raise BusyError("too many queries wait already; try again in a moment")
        self._waiting += 1
        try:
            await self._slots.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._slots.release()

    @asynccontextmanager
    async def ask(self, request: Request, *, unlimited: bool = False) -> AsyncIterator[Answer]:
        """Ask a question; the limits of the settings are put in here.

        Args:
            request: what is asked.
            unlimited: without a limit of time and length (for what the server itself asks).

        Raises:
            KgError: the query is wrong or refused, or is cut before :data:`BUFFER` bytes have come.
        """
        limits = self._settings
        if not unlimited:
            request = replace(request, seconds=limits.seconds, most_bytes=limits.most_bytes)
        request = replace(request, build=str(limits.build), sources=str(limits.sources or ""))
        async with self._slot():
            worker = await self._take()
            deadline = asyncio.get_running_loop().time() + request.seconds if request.seconds is not None else None
            pieces = self._pieces(worker, request, deadline)
            done = False
            try:
                head = json.loads(await anext(pieces))
                held: list[bytes] = []
                size = 0
                async for piece in pieces:
                    held.append(piece)
                    size += len(piece)
                    if size >= BUFFER:
                        break

                async def rest() -> AsyncIterator[bytes]:
                    nonlocal done
                    for piece in held:
                        yield piece
                    async for piece in pieces:
                        yield piece
                    done = True

                yield Answer(head["form"], head["media_type"], rest())
            except KgError as error:
                # A process that has said what is wrong is ready for the next question; one that was cut is not.
                done = not isinstance(error, TooSlowError | BuildError)
                raise
            finally:
                await pieces.aclose()
                if done and worker.process.returncode is None:
                    self._idle.append(worker)
                else:
                    await worker.end()

    async def _pieces(self, worker: _Process, request: Request, deadline: float | None) -> AsyncGenerator[bytes, None]:
        assert worker.process.stdin is not None
        try:
            async with asyncio.timeout_at(deadline):
                worker.process.stdin.write(request.line())
                await worker.process.stdin.drain()
            while True:
                async with asyncio.timeout_at(deadline):
                    kind, payload = await worker.frame()
                if kind in (HEADER, DATA):
                    yield payload
                elif kind == ERROR:
                    raise error_of(payload)
                elif kind == END:
                    return
        except TimeoutError:
            await worker.end()
            raise TooSlowError(f"the query was cut after {request.seconds:g} s; ask for less") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise BuildError("the query needed more memory than it may have, or crashed; ask for less") from None

    async def text(self, request: Request, *, unlimited: bool = False) -> str:
        """A whole answer as text; raises as :meth:`ask`."""
        async with self.ask(request, unlimited=unlimited) as answer:
            return b"".join([piece async for piece in answer.pieces]).decode()
