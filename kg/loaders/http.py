"""Requests to a SPARQL server, with credentials from the environment."""

from __future__ import annotations

import base64
import os
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException

from kg.errors import InputError, OutputError

USER, PASSWORD, TOKEN = "KG_LOAD_USER", "KG_LOAD_PASSWORD", "KG_LOAD_TOKEN"
"""Environment variables: user and password (Basic or Digest, as the server asks), or a bearer token."""

SECONDS = 300.0
TRIES = 4
_PASSING = frozenset({429, 502, 503, 504})
"""Answers after which the same request may succeed."""


def credentials() -> tuple[str, str] | None:
    """User and password of the environment, or None."""
    user = os.environ.get(USER)
    return None if user is None else (user, os.environ.get(PASSWORD, ""))


WEB = ("http", "https")
BOLT = ("neo4j", "bolt", "neo4j+s", "bolt+s", "neo4j+ssc", "bolt+ssc")
FALKOR = ("falkor", "falkors", "redis", "rediss")
_KINDS = {**dict.fromkeys(WEB, "sparql or gsp"), **dict.fromkeys(BOLT, "neo4j or memgraph"), **dict.fromkeys(FALKOR, "falkordb")}
"""How an address begins → the kinds of target that have such addresses."""

EXAMPLES = {WEB: "http://127.0.0.1:7878/update", BOLT: "neo4j://127.0.0.1:7687", FALKOR: "falkor://127.0.0.1:6379/news"}


def checked_url(url: str, schemes: tuple[str, ...] = WEB) -> str:
    """``url`` where it is one and holds no credentials.

    Args:
        url: an address.
        schemes: how it may begin: :data:`WEB`, :data:`BOLT` or :data:`FALKOR`.

    Raises:
        InputError: it is something else.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InputError(f"--into {url!r}: not an address ({error}); write for example {EXAMPLES[schemes]}") from error
    if parts.scheme not in schemes or not parts.hostname or port == 0:
        kind = _KINDS.get(parts.scheme) if parts.hostname else "ladybug" if "://" not in url and url.endswith(".lbug") else None
        other = f"; with --kind {kind} it would be one" if kind and parts.scheme not in schemes else ""
        raise InputError(f"--into {url!r}: not an address of this kind of store, as {EXAMPLES[schemes]} is{other}")
    if parts.username is not None or parts.password is not None:
        raise InputError(f"--into: no user or password in the address; set {USER} and {PASSWORD} in the environment")
    return url


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect would send credentials and data to an address that nobody named."""

    def redirect_request(self, *_: object) -> None:
        return None


class Client:
    """Sends requests; a passing failure is tried again, every other is an error of one line.

    Args:
        seconds: how long one request may take.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._openers: dict[str, urllib.request.OpenerDirector] = {}
        self._headers: dict[str, str] = {}
        token = os.environ.get(TOKEN)
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        elif (pair := credentials()) is not None:
            self._headers["Authorization"] = "Basic " + base64.b64encode(":".join(pair).encode()).decode()

    def _opener(self, url: str) -> urllib.request.OpenerDirector:
        """One that answers a server's question for Digest; Basic is sent unasked."""
        parts = urllib.parse.urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._openers:
            handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
            if (pair := credentials()) is not None and not os.environ.get(TOKEN):
                passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
                passwords.add_password(None, host, *pair)
                handlers.append(urllib.request.HTTPDigestAuthHandler(passwords))
            self._openers[host] = urllib.request.build_opener(*handlers)
        return self._openers[host]

    def send(self, url: str, data: bytes, media: str, accept: str = "*/*", method: str = "POST") -> bytes:
        """The body of the answer to a request.

        Raises:
            OutputError: the server cannot be reached or refuses.
        """
        headers: Mapping[str, str] = {"Content-Type": media, "Accept": accept, **self._headers}
        for at in range(TRIES):
            request = urllib.request.Request(url, data=data, headers=dict(headers), method=method)
            try:
                with self._opener(url).open(request, timeout=self.seconds) as answer:
                    body: bytes = answer.read()
                    return body
            except urllib.error.HTTPError as error:
                with error:
                    detail = " ".join(error.read(2000).decode("utf-8", "replace").split())[:300]
                if error.code == 401 and headers.get("Authorization", "").startswith("Basic"):
                    # the server wants Digest: let it ask
                    headers = {name: value for name, value in headers.items() if name != "Authorization"}
                    self._headers.pop("Authorization", None)
                    continue
                if error.code in _PASSING and at + 1 < TRIES:
                    time.sleep(0.5 * 2**at)
                    continue
                said = f"{error.code} {error.reason}" + (f": {detail}" if detail else "")
                raise OutputError(f"{_shown(url)}: answered {said}{_hint(error.code, detail)}") from error
            except (OSError, HTTPException) as error:
                reason = getattr(error, "reason", None) or error
                text = getattr(reason, "strerror", None) or reason
                if isinstance(reason, ConnectionRefusedError | socket.gaierror):
                    text = f"cannot be reached ({text}); see that the address is right and the server runs"
                    raise OutputError(f"{_shown(url)}: {text}, then give the same command again") from error
                raise OutputError(f"{_shown(url)}: {text}; run the same command again to go on") from error
        raise OutputError(f"{_shown(url)}: gave no answer in {TRIES} tries; run the same command again to go on")


def _shown(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


_HINTS = {
    401: f"set {USER} and {PASSWORD}, or {TOKEN}, in the environment",
    403: f"set {USER} and {PASSWORD}, or {TOKEN}, in the environment",
    404: "is the address right? --into is where the store takes data, --query where it takes queries",
    405: "is the address right? --into is where the store takes data, --query where it takes queries",
    413: "send less at once with --batch",
    415: "is the address that of --kind? sparql sends updates, gsp whole graphs",
}
"""Answer of a server → what to do."""

_DETAILS = {
    "No plain default graph": "this store has no default graph: name one with --default-graph",
    "has exceeded 10000 lines": "send less at once with --batch 500",
}
"""Words of an answer → what to do: Virtuoso says the most with 400."""


def _hint(code: int, detail: str) -> str:
    hint = next((text for words, text in _DETAILS.items() if words in detail), _HINTS.get(code))
    return f"; {hint}" if hint else ""
