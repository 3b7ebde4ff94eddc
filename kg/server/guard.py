"""What every request passes before it is looked at, and every answer before it leaves."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content Security Policy of our own pages: nothing from elsewhere, nothing inline."""

HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


class Guard:
    """Refuses requests for other host names (a page elsewhere may have pointed its own name here) and adds safe headers."""

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str] = HOSTS, shared: bool = False) -> None:
        self._app = app
        self._hosts = hosts
        self._shared = shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on (ASGI)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", POLICY)
                headers.setdefault("X-Content-Type-Options", "nosniff")
                headers.setdefault("Referrer-Policy", "no-referrer")
                headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if self._shared else "same-origin")
            await send(message)

        names = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        if len(names) != 1 or self._name(names[0]) not in self._hosts:
            refusal = PlainTextResponse("this server answers to 127.0.0.1 and localhost only\n", 421)
            await refusal(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    @staticmethod
    def _name(host: str) -> str:
        name, colon, port = host.rpartition(":")
        return name if colon and port.isdigit() else host
