"""A build of which no machine holds everything: from shards of rows to sorted shards of N-Quads."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from kg import mapping
from kg._version import __version__
from kg.distributed import documents, writing
from kg.distributed.cluster import Cluster
from kg.distributed.exchange import Exchange, Here, OnCluster, Step
from kg.distributed.extracting import read_here, read_on
from kg.distributed.identity import resolve
from kg.distributed.sources import File, Target, bundles, files
from kg.distributed.writing import Plan, Sums
from kg.errors import OutputError
from kg.extractors.userlexicon import parse as parse_lexicon
from kg.mapping import Counts
from kg.ontology import DEFAULT_BASE, checked_base
from kg.processes import Budget
from kg.resolution.rules import Rules

MANIFEST, REPORT = "shards.json", "report.json"
"""The file that is written last, which says that the others are whole, and the one about documents."""

_OURS = re.compile(r"graph-\d+-of-\d+\.nq(\.tmp)?|(shards|report)\.json(\.tmp)?")
_PART = 4_000_000
"""Bytes of input for each shard of the graph, which is some forty times as large."""

_MOST_PARTS = 500
"""Parts by themselves: between every two of them there is a piece in each step, and one program knows of all pieces."""

Progress = Callable[[int, int, str], None]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Settings:
    """How documents are read and named; as :func:`kg.pipeline.build` has it, with the texts of the user's tables."""

    base: str = DEFAULT_BASE
    lexicon: str | None = None
    rules: Rules = field(default_factory=Rules)
    budget: Budget = field(default_factory=Budget)
    shards: int | None = None


@dataclass(frozen=True, slots=True)
class Shards:
    """What was written.

    Attributes:
        out: where.
        names: the shards, whose lines in this order are those of graph.nq.
        documents: how many there are.
        counts: quads and instances of each class.
        refused: title → why it could not be read.
        left_out: files that are not documents.
        notes: a line for each of the user's identity rules that means nothing here.
        timings: step → seconds.
    """

    out: str
    names: tuple[str, ...]
    documents: int
    counts: dict[str, int]
    refused: dict[str, str]
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    timings: dict[str, float]


def build_shards(
    source: str, out: str, settings: Settings, cluster: Cluster | None = None, progress: Progress | None = None
) -> Shards:
    """Read a folder of rows and write its graph in sorted shards; end to end they are graph.nq of a local build.

    Args:
        source: a folder or file of this machine or of another file system (``s3://…``).
        out: where the shards go: a new or empty folder, or one of shards.
        settings: how documents are read.
        cluster: where the work is done; by default in this process.
        progress: called with each step, and as files are done.

    Raises:
        InputError: there is nothing to read, or a user's table has a mistake.
        OutputError: ``out`` holds something other than shards, or cannot be written.
        BuildError: work was lost that could not be done again.
    """
    base = checked_base(settings.base)
    if settings.lexicon is not None:
        parse_lexicon(settings.lexicon, "lexicon")
    listed, left_out = files(source, out)
    target = Target(out)
    before = check_shards(out)
    with suppress(FileNotFoundError):
        target.remove(MANIFEST)  # what follows is not whole until it is there again
    parts = settings.shards or _parts(listed, cluster)
    exchange: Exchange = OnCluster(cluster, parts) if cluster else Here(parts)
    run = _Run(exchange, settings, progress)
    read = run.read(listed, cluster)
    gathered = run.timed("documents", lambda: documents.gather(exchange, read))
    result = run.write(gathered, Plan(base, {}), out)
    written, counts, notes = result
    refused = dict(sorted(pair for note in read.notes for pair in exchange.get(note)))
    for name in before:
        if name not in {one[0] for one in written} and name not in (MANIFEST, REPORT):
            target.remove(name)
    found = Shards(
        out,
        tuple(name for name, *_ in written),
        counts.documents,
        {"quads": sum(lines for _, lines, *_ in written), **counts.classes},
        refused,
        tuple(left_out),
        notes,
        run.timings,
    )
    _report(target, found, base, written)
    return found


def check_shards(out: str) -> list[str]:
    """What a folder holds that shards may be written to. Touches nothing.

    Raises:
        OutputError: it holds something other than shards.
    """
    names = Target(out).names()
    strange = [name for name in names if not _OURS.fullmatch(name)]
    if strange:
        raise OutputError(f"{out}: holds something other than shards (such as {strange[0]}); choose an empty or a new folder")
    return names


class _Run:
    """The steps of one build, timed."""

    def __init__(self, exchange: Exchange, settings: Settings, progress: Progress | None) -> None:
        self.exchange = exchange
        self.settings = settings
        self.progress = progress
        self.timings: dict[str, float] = {}

    def timed(self, name: str, step: Callable[[], Result]) -> Result:
        """A step that is over when this returns, as far as the next needs it."""
        if self.progress is not None:
            self.progress(0, 0, name)
        started = time.perf_counter()
        done = step()
        self.timings[name] = self.timings.get(name, 0.0) + time.perf_counter() - started
        return done

    def read(self, listed: Sequence[File], cluster: Cluster | None) -> Step:
        """Read and extract."""
        some, parts, budget, lexicon = list(bundles(listed)), self.exchange.parts, self.settings.budget, self.settings.lexicon
        if cluster is None:
            return self.timed("extraction", lambda: read_here(some, lexicon, budget, parts))
        return self.timed("extraction", lambda: read_on(cluster, some, lexicon, budget, parts, self.progress))

    def write(self, gathered: Step, plan: Plan, out: str) -> tuple[list[tuple[str, int, int, str]], Counts, tuple[str, ...]]:
        """Decide and write everything but the report: name, lines, bytes and hash of each shard; counts; notes."""
        exchange = self.exchange
        profiles, known = self.timed("profiles", lambda: documents.look(exchange, gathered, self.settings.rules))
        decided = self.timed("resolution", lambda: self._resolved(profiles, known))
        keys = [step for step in decided if "key" in step.sent]
        names = self._names(known.user, keys)
        cuts = _cuts([exchange.get(note) for note in exchange.step(writing.sample, plan, gathered.kept).notes], exchange.parts)
        plan = replace(plan, names=names, cuts=cuts)
        whole, (extractors, origins) = self.timed("mapping", lambda: self._mapped(plan, gathered, decided))
        sums: list[Sums] = [exchange.get(note) for note in whole.notes]
        classes: Counter[str] = Counter()
        for one in sums:
            classes.update(one.classes)
        count = sum(exchange.get(note) for note in gathered.notes)
        counts = Counts(sum(one.triples for one in sums), count, dict(sorted(classes.items())))
        meta = sorted({quad.line().encode() for quad in mapping.meta_quads(counts, extractors, origins, plan.base)})
        common = exchange.share((plan, out, meta))
        shards = exchange.step(writing.shard, common, whole.kept)
        written = self.timed("shards", lambda: [exchange.get(note) for note in shards.notes])
        return written, counts, known.user.notes

    def _resolved(self, profiles: Step, known: Any) -> list[Step]:
        steps = resolve(self.exchange, list(profiles.kept), known)
        for note in steps[-1].notes:
            self.exchange.get(note)
        return steps

    def _names(self, user: Any, keys: Sequence[Step]) -> dict[str, str]:
        found = self.exchange.step(writing.renamed, user, (), *keys)
        rows = sorted(row for note in found.notes for row in self.exchange.get(note))
        return dict(sorted({key: name for _, key, name in rows}.items()))

    def _mapped(self, plan: Plan, gathered: Step, decided: Sequence[Step]) -> tuple[Step, tuple[set[str], set[str]]]:
        exchange = self.exchange
        common = exchange.share(plan)
        own = exchange.step(writing.documents, common, gathered.kept, *decided)
        shared = exchange.step(writing.entities, common, (), own)
        labels: dict[str, str] = {}
        for note in shared.notes:
            labels |= exchange.get(note)
        late = exchange.step(writing.tenures, exchange.share(replace(plan, labels=labels)), (), own, shared)
        identity = [exchange.step(writing.decisions, common, step.kept) for step in decided]
        whole = exchange.step(writing.together, common, (), own, shared, late, *identity)
        extractors, origins = set[str](), set[str]()
        for note in own.notes:
            some, others = exchange.get(note)
            extractors |= some
            origins |= others
        for note in whole.notes:
            exchange.get(note)
        return whole, (extractors, origins)


def _parts(listed: Sequence[File], cluster: Cluster | None) -> int:
    return max(cluster.cpus if cluster else 1, min(_MOST_PARTS, -(-sum(file.size for file in listed) // _PART)))


def _cuts(samples: Sequence[Sequence[bytes]], parts: int) -> list[bytes]:
    """Where shards begin, so that they are about as long as each other."""
    lines = sorted(line for some in samples for line in some)
    return [lines[len(lines) * number // parts] if lines else b"" for number in range(1, parts)]


def _report(target: Target, found: Shards, base: str, written: Sequence[tuple[str, int, int, str]]) -> None:
    about = {
        "documents": found.documents,
        "counts": found.counts,
        "refused": found.refused,
        "left_out": list(found.left_out),
        "notes": list(found.notes),
        "timings": {name: round(seconds, 2) for name, seconds in found.timings.items()},
    }
    target.write(REPORT, _json(about))
    shards = [{"name": name, "lines": lines, "bytes": size, "sha256": digest} for name, lines, size, digest in written]
    target.write(MANIFEST, _json({"kg": "shards", "version": __version__, "base": base, "shards": shards}))


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
