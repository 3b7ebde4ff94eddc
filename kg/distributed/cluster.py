"""A Ray cluster for the time of one command."""

from __future__ import annotations

import contextlib
import importlib
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kg.errors import BuildError, InputError, KgError

LOCAL_SHARE, SHARE = 0.5, 1.0
"""CPUs that a process asks for. On a small machine two that want a whole one each leave none for what is between them."""

_PATIENCE = 10.0
"""Seconds for the cluster to answer."""

_ADDRESS = "RAY_ADDRESS"
_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",  # nothing is reported to anybody
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
_LOOPBACK = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
"""By this, on any system, Ray takes a cluster for one of a single machine, whose parts talk over the loopback alone."""

_SHORTEST = "/tmp"
"""Where sockets go: their paths may have 107 bytes, which the folder for temporary files may use up by itself."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that this process is connected to.

    Attributes:
        ray: the module.
        share: CPUs that each process asks for.
        cpus: all that there are.
        actors: those that run.
    """

    ray: Any
    share: float
    cpus: int
    actors: list[Any] = field(default_factory=list)

    def start(self, actor: type, count: int, *arguments: Any, **options: Any) -> list[Any]:
        """Actors of a class."""
        remote = self.ray.remote(num_cpus=self.share, **options)(actor)
        started = [remote.remote(*arguments) for _ in range(count)]
        self.actors.extend(started)
        return started

    def end(self) -> None:
        """End all actors, whatever they are doing."""
        while self.actors:
            self.ray.kill(self.actors.pop())

    def get(self, reference: Any) -> Any:
        """What a task or actor gave back.

        Raises:
            KgError: the error that it ended with, as it was raised there.
            BuildError: it could not be run to its end.
        """
        try:
            return self.ray.get(reference)
        except self.ray.exceptions.RayTaskError as error:
            if isinstance(error.cause, KgError):
                raise error.cause from None
            raise
        except self.ray.exceptions.RayError as error:
            reason = " ".join(str(error).split())[:300]
            raise BuildError(
                f"the cluster lost work that it could not do again ({reason}); run the same command again"
            ) from error


@contextlib.contextmanager
def connected(processes: int | None = None) -> Iterator[Cluster]:
    """A cluster, until the context ends, however it ends.

    Args:
        processes: how many should run at a time on a cluster of this machine's own; by default one for each of its CPUs.

    Raises:
        InputError: Ray is not installed.
        BuildError: there is no cluster where ``RAY_ADDRESS`` says, or none can be started here.
    """
    address = os.environ.get(_ADDRESS)
    ray = _module(local=not address)
    folder = None if address else Path(tempfile.mkdtemp(prefix="kg-ray-", dir=_SHORTEST if Path(_SHORTEST).is_dir() else None))
    try:
        _begin(ray, address, folder, max(1, processes or os.cpu_count() or 1))
        cpus = int(ray.cluster_resources().get("CPU", 1))
        cluster = Cluster(ray, SHARE if address else LOCAL_SHARE, max(1, cpus))
        try:
            yield cluster
        finally:
            cluster.end()
    finally:
        ray.shutdown()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def _begin(ray: Any, address: str | None, folder: Path | None, count: int) -> None:
    quiet = {"log_to_driver": False, "logging_level": "ERROR"}
    try:
        if address:
            _reach(address)
            ray.init(address=address, **quiet)
        else:
            ray.init("local", num_cpus=count, include_dashboard=False, _temp_dir=str(folder), **quiet)
    except (OSError, ValueError, RuntimeError) as error:
        where = f"at {_ADDRESS}={address}" if address else "on this machine"
        raise BuildError(f"there is no Ray cluster {where}: {' '.join(str(error).split())[:300]}") from error


def _reach(address: str) -> None:
    """Raise OSError where nobody listens at an address; Ray itself would ask for two minutes, and then end the process."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), timeout=_PATIENCE).close()


def _module(*, local: bool) -> Any:
    for name, value in {**_QUIET, **(_LOOPBACK if local else {})}.items():
        os.environ.setdefault(name, value)
    try:
        return importlib.import_module("ray")
    except ImportError:
        raise InputError("--engine ray needs the package ray; install it with: pip install 'xinwen-kg[ray]'") from None
