"""Firefox, driven by its own Marionette protocol: Playwright drives only a Firefox of its own, and this one is the user's."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from pathlib import Path
from typing import Any


class Firefox:
    """A headless Firefox with a fresh profile; close it."""

    def __init__(self, program: str, profile: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        preferences = {
            "marionette.port": port,
            "intl.accept_languages": "zh-CN",
            "network.proxy.type": 0,
            "browser.startup.page": 0,
        }
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in preferences.items()]
        (profile / "user.js").write_text("".join(lines))
        self._process = subprocess.Popen(
            [program, "--headless", "--marionette", "--no-remote", "--profile", str(profile)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": str(profile)},
        )
        self._socket = self._connected(port)
        self._number = 0
        self._read()
        self("WebDriver:NewSession", capabilities={})
        self("WebDriver:SetWindowRect", width=1440, height=900)

    @staticmethod
    def _connected(port: int) -> socket.socket:
        for _ in range(150):
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=60)
            except OSError:
                time.sleep(0.2)
        raise TimeoutError("Firefox does not answer")

    def __call__(self, command: str, **parameters: object) -> Any:
        """The answer to a command of the protocol."""
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._read()
        assert error is None, error
        return result

    def _read(self) -> Any:
        length = b""
        while (char := self._socket.recv(1)) != b":":
            length += char
        data = b""
        while len(data) < int(length):
            data += self._socket.recv(int(length) - len(data))
        return json.loads(data)

    def open(self, address: str) -> None:
        """Open a page of the explorer and wait until it is complete."""
        self("WebDriver:Navigate", url=address)
        for _ in range(200):
            if self.js("return document.documentElement.dataset.ready ?? null"):
                return
            time.sleep(0.1)
        raise TimeoutError(f"{address} does not get ready")

    def js(self, script: str, *arguments: object) -> Any:
        """What the body of a function returns in the page."""
        return self("WebDriver:ExecuteScript", script=script, args=list(arguments), sandbox=None)["value"]

    def close(self) -> None:
        """End it."""
        self._socket.close()
        self._process.terminate()
        self._process.wait(30)
