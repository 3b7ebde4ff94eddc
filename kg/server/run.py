"""Running the server."""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Callable

import uvicorn

from kg.errors import InputError
from kg.server.app import create_app
from kg.server.settings import MOST_HEADERS, Settings


def listen(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say.

    Raises:
        InputError: it is not a loopback address, or the port is taken.
    """
    host = "127.0.0.1" if settings.host == "localhost" else settings.host
    try:
        address = ipaddress.ip_address(host)
    except ValueError as error:
        raise InputError(f"--host {settings.host}: not an address; use 127.0.0.1 or ::1") from error
    if not address.is_loopback:
        raise InputError(
            f"--host {settings.host}: only this machine is served; use 127.0.0.1, and a proxy of your own for others"
        )
    made = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, settings.port))
    except OSError as error:
        made.close()
        raise InputError(
            f"port {settings.port} of {host} cannot be used ({error.strerror}); choose another with --port"
        ) from error
    made.listen(512)
    return made


def serve(settings: Settings, ready: Callable[[str], None]) -> None:
    """Serve until interrupted.

    Args:
        settings: what and where.
        ready: called with the address once the socket listens.

    Raises:
        InputError: the address cannot be used.
        BuildError: there is no build.
    """
    app = create_app(settings)
    with listen(settings) as made:
        host, port = made.getsockname()[:2]
        # Broken-off answers are how a client learns of a limit; uvicorn would print each as a mistake.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            h11_max_incomplete_event_size=MOST_HEADERS,
            http="h11",
            ws="none",
            lifespan="on",
            timeout_keep_alive=15,
            timeout_graceful_shutdown=3,
        )
        ready(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        uvicorn.Server(config).run(sockets=[made])
