"""Puts the page together: template, style, the project's modules, vis-network from the installed pyvis, and the data.

The modules under ``assets`` are ES modules that Node and an editor understand as they are. In the page they become one
inline script: the modules in order of their imports, ``import`` lines and ``export`` words taken out. That needs every
top-level name to be unique, which is checked here. An inline script can be named by its hash in the page's
Content-Security-Policy; separate modules would need ``data:`` or ``blob:`` as a source of script, which is what the
policy is there to forbid.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template

_IMPORT = re.compile(r"^import\s*\{(?P<names>[^}]*)\}\s*from\s*\"\./(?P<module>[a-z-]+)\.js\";[ \t]*\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const|let)\b)", re.MULTILINE)
_TOP_LEVEL = re.compile(
    r"^(?:export )?(?:async )?(?:function\*?|class|const|let)\s+(?:(?P<name>[A-Za-z_$][\w$]*)|[{\[](?P<names>[^}\]]*))",
    re.MULTILINE,
)
_OTHER_MODULE_SYNTAX = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
_SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def modules() -> dict[str, str]:
    """Source text of each module under ``assets`` by name, sorted."""
    folder = files("kg.graph.explorer").joinpath("assets")
    found = {item.name.removesuffix(".js"): item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".js")}
    return dict(sorted(found.items()))


def joined(sources: Mapping[str, str], entry: str = "main") -> str:
    """One script out of ES modules.

    Args:
        sources: text of each module by name.
        entry: the module to start from; what it does not reach is left out.

    Raises:
        ValueError: a module uses another form of import or export than the two that are understood, imports what is
            not there, imports in a circle, or repeats a top-level name of another module.
    """
    order: list[str] = []
    owners: dict[str, str] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        if name in trail:
            raise ValueError(f"modules import each other in a circle: {' → '.join((*trail, name))}")
        if name in order:
            return
        if name not in sources:
            raise ValueError(f"{trail[-1] if trail else entry}.js imports {name}.js, which does not exist")
        for match in _IMPORT.finditer(sources[name]):
            visit(match["module"], (*trail, name))
            for wanted in filter(None, (part.strip() for part in match["names"].split(","))):
                if owners.get(wanted) != match["module"]:
                    raise ValueError(f"{name}.js imports {wanted} from {match['module']}.js, which does not define it")
        for match in _TOP_LEVEL.finditer(sources[name]):
            for defined in (
                [match["name"]] if match["name"] else [part.split(":")[-1].strip() for part in match["names"].split(",")]
            ):
                if owners.setdefault(defined, name) != name:
                    raise ValueError(f"{defined} is defined in {owners[defined]}.js and in {name}.js")
        order.append(name)

    visit(entry, ())
    parts = []
    for name in order:
        body = _EXPORT.sub("", _IMPORT.sub("", sources[name]))
        if left := _OTHER_MODULE_SYNTAX.search(body):
            raise ValueError(f"{name}.js: {left[0]!r} is a form of import or export that is not understood")
        parts.append(f"// ---- {name}.js\n{body.strip()}\n")
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


@cache
def vis_network() -> str:
    """The text of vis-network as the installed pyvis ships it, without the reference to a source map."""
    folder = files("pyvis").joinpath("lib")
    found = sorted(item.name for item in folder.iterdir() if item.name.startswith("vis-"))
    newest = max(found, key=lambda name: tuple(int(part) for part in re.findall(r"\d+", name)))
    return _SOURCE_MAP.sub("", folder.joinpath(newest, "vis-network.min.js").read_text("utf-8"))


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


_UNCONNECTED = (' data-endpoint=""', "connect-src &#x27;none&#x27;;")
_CONNECTED = (' data-endpoint="{endpoint}"', "connect-src &#x27;self&#x27;;")


def connected(text: str, endpoint: str) -> str | None:
    """A page that was written to a file, as one that a server gives out: it may ask the endpoint and nothing else.

    Args:
        text: the whole page, as :func:`page` made it without an endpoint.
        endpoint: path of a SPARQL endpoint on the same host.

    Returns:
        The page, or None where the text is not such a page (it was written by another version, or changed).
    """
    head, end, rest = text.partition("<style>")
    if not end or any(head.count(part) != 1 for part in _UNCONNECTED):
        return None
    for old, new in zip(_UNCONNECTED, _CONNECTED, strict=True):
        head = head.replace(old, new.format(endpoint=html.escape(endpoint, quote=True)))
    return head + end + rest


def page(title: str, chunks: Mapping[str, str], *, endpoint: str | None = None) -> str:
    """The whole page.

    Args:
        title: shown in the browser's tab; escaped here.
        chunks: gzip in base64, by name.
        endpoint: path of a SPARQL endpoint on the same host, for a page that a server gives out; a page without one
            may not connect to anything.
    """
    folder = files("kg.graph.explorer").joinpath("assets")
    style = folder.joinpath("explorer.css").read_text("utf-8")
    scripts = [vis_network(), joined(modules())]
    for script in (*scripts, style):
        if "</script" in script.lower() or "</style" in script.lower() or "<!--" in script:
            raise ValueError("a script or style contains what would end or hide it in a page")
    policy = {
        "default-src": "'none'",
        "script-src": " ".join(map(_hash, scripts)),
        "style-src": _hash(style),
        "img-src": "data: blob:",
        "connect-src": "'self'" if endpoint else "'none'",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    data = {name: f'<script type="application/gzip" id="chunk-{name}">{chunk}</script>' for name, chunk in chunks.items()}
    return Template(folder.joinpath("explorer.html").read_text("utf-8")).substitute(
        policy=html.escape("; ".join(f"{name} {value}" for name, value in policy.items()), quote=True),
        title=html.escape(title),
        endpoint=html.escape(endpoint or "", quote=True),
        style=style,
        vis=scripts[0],
        app=scripts[1],
        core=data.pop("core"),  # before the scripts, so that the first picture need not wait for the rest
        data="\n".join(data.values()),
    )
