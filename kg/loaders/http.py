"""Requests to a SPARQL server, with credentials from the environment."""

from __future__ import annotations

import base64
import os
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


def checked_url(url: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """``url`` where it is one and holds no credentials.

    Raises:
        InputError: it is something else.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in schemes or not parts.hostname:
        raise InputError(f"--into {url!r}: not an address; write for example {schemes[0]}://127.0.0.1:7878/update")
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
                raise OutputError(f"{_shown(url)}: answered {error.code} {error.reason}: {detail}{_hint(error.code)}") from error
            except (OSError, HTTPException) as error:
                reason = getattr(error, "reason", None) or error
                raise OutputError(f"{_shown(url)}: {reason}; run the same command again to go on") from error
        raise OutputError(f"{_shown(url)}: gave no answer in {TRIES} tries; run the same command again to go on")


def _shown(url: str) -> str:
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _hint(code: int) -> str:
    return f"; set {USER} and {PASSWORD}, or {TOKEN}, in the environment" if code in (401, 403) else ""
