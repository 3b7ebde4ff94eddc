"""From files to a build, and from one state of a build to the next.

``build`` makes the state of a folder of documents; ``add`` and ``remove`` change which documents a build is made of. All three
end in the same step, :func:`_publish`: the graph is a function of the set of documents, so any sequence of
changes gives the bytes of a fresh build of the final set. Documents that did not change are not extracted again.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import msgspec
import pyoxigraph

from kg import resolution
from kg._version import __version__
from kg.cache import FactsCache, Listing, fingerprint
from kg.errors import BuildError, DocumentError, InputError, KgError, OutputError
from kg.extractors.userlexicon import parse as parse_lexicon
from kg.facts import DocumentFacts
from kg.inventory import File, Inventory, key_map, load, save, suffix_of
from kg.ontology import DEFAULT_BASE
from kg.resolution.records import Local, Resolution
from kg.resolution.rules import Rules, parse_rules
from kg.workers import Outcome, Task, run_all
from kg.workspace import TEXTS, Manifest, Stage, Workspace, check_output, text_path

Progress = Callable[[int, int, str], None]
"""Called with how much is done, how much there is (0: not known), and what is at hand."""

TITLE = "新闻知识图谱"
"""Heading of graph.html."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """A node of the graph that a change of the set of documents renamed.

    ``cause`` is ``merge`` (the node joined another one) or ``split`` (it no longer is one with another one);
    ``documents`` the titles of documents in which it is named.
    """

    old: str
    new: str
    cause: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build, ``add`` or ``remove`` did.

    Attributes:
        out: the build's folder.
        generation: number of the present state.
        documents: documents in the build.
        counts: what the graph holds: quads, triples, instances of each class.
        refused: title → why it could not be read. These documents are not in the graph.
        left_out: files that are not documents.
        warnings: (title, line) of documents that were read with a reservation.
        added, replaced, removed, unchanged: titles of files, by what happened to them.
        renamed: nodes that got another key.
        timings: step → seconds.
    """

    out: Path
    generation: int
    documents: int
    counts: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    renamed: tuple[Renaming, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """What a build holds, and how a folder of documents differs from it.

    ``files`` and ``refused`` describe the build; the other fields are titles of files of the folder, empty where none was given.
    """

    out: Path
    generation: int
    version: str
    documents: int
    files: tuple[str, ...]
    refused: dict[str, str]
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    current: bool = True
    """False where the build was made by another version or with another lexicon: build again."""


# ------------------------------------------------------------------- commands


def build(
    source: Path,
    out: Path,
    *,
    jobs: int = 1,
    base: str = DEFAULT_BASE,
    identity: Path | None = None,
    lexicon: Path | None = None,
    progress: Progress | None = None,
    notify: Callable[[str], None] | None = None,
    wait: float = math.inf,
) -> BuildReport:
    """Read a folder of documents and write its graph.

    Documents that an earlier or interrupted build of ``out`` extracted already are not extracted again.

    Args:
        source: the folder, or one file.
        out: where the graph goes: a new or empty folder, or an earlier build.
        jobs: processes that read and extract. (More than one needs the usual ``if __name__ == "__main__"`` in a script.)
        base: how instance IRIs begin.
        identity: a YAML file of the user's identity decisions (:mod:`kg.resolution.rules`).
        lexicon: a YAML file of further names and titles.
        progress: called as documents are done.
        notify: called with a line when there is somebody to wait for.
        wait: seconds to wait for another process that writes to ``out``.

    Raises:
        InputError: there is nothing to read, or a user's table has a mistake.
        OutputError: ``out`` is a file, holds what kg did not write, or cannot be written.
        BuildError: another process keeps ``out``.
    """
    from kg.ontology import checked_base
    from kg.reading import survey

    base = checked_base(base)
    check_output(out)
    rules_text, lexicon_text = _text(identity), _text(lexicon)
    if lexicon is not None:  # a mistake is the user's, not that of every document
        parse_lexicon(lexicon_text or "", lexicon.name)
    if rules_text is not None and identity is not None:
        parse_rules(rules_text, identity.name)
    found = survey(source)
    inside = [one for one in found.sources if _below(one.path, out)]
    sources = [one for one in found.sources if one not in inside]
    if not sources:
        raise InputError(f"{source}: no documents found; name a folder with .txt, .md, .html, .pdf, .docx or .jsonl files")
    left_out = tuple(f"{one.title} ({one.reason})" for one in found.ignored)
    with Workspace.open(out, create=True, wait=wait, notify=notify) as workspace:
        before = _present(workspace)
        configuration = fingerprint(lexicon_text)
        with closing(FactsCache(workspace.facts, configuration)) as cache:
            started = time.perf_counter()
            files = _extract([(one.title, one.path) for one in sources], cache, jobs, lexicon_text, progress)
            inventory = Inventory((), left_out, rules_text, identity.name if identity else "", lexicon_text).with_files(files)
            return _publish(workspace, cache, inventory, before, base, {"extraction": time.perf_counter() - started}, progress)


def add(
    out: Path,
    sources: Sequence[Path],
    *,
    root: Path | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    notify: Callable[[str], None] | None = None,
    wait: float = math.inf,
) -> BuildReport:
    """Add documents to a build, or replace those of the same title.

    Args:
        out: the build.
        sources: files and folders. The title of a document is its path relative to ``root``; without one, relative to the
            folder that was named, and a single file's name.
        root: the folder that titles are relative to.
        jobs: processes that read and extract.
        progress: called as documents are done.
        notify: called with a line when there is somebody to wait for.
        wait: seconds to wait for another process that writes to ``out``.

    Raises:
        InputError: there is nothing to read.
        BuildError: there is no build, it was made by another version, or another process keeps it.
    """
    from kg.reading import survey

    wanted: dict[str, Path] = {}
    left_out: set[str] = set()
    for source in sources:
        found = survey(source)
        for one in found.sources:
            if not _below(one.path, out):
                wanted[_title_under(root, one.path, one.title)] = one.path
        left_out |= {f"{one.title} ({one.reason})" for one in found.ignored}
    if not wanted:
        raise InputError(f"{', '.join(map(str, sources)) or 'nothing'}: no documents found; name files or folders with documents")
    with Workspace.open(out, wait=wait, notify=notify) as workspace:
        before = _required(workspace)
        manifest = workspace.manifest
        assert manifest is not None
        with closing(FactsCache(workspace.facts, _same_configuration(out, manifest, before))) as cache:
            started = time.perf_counter()
            files = {file.title: file for file in before.files}
            files.update((file.title, file) for file in _extract(sorted(wanted.items()), cache, jobs, before.lexicon, progress))
            inventory = msgspec.structs.replace(
                before.with_files(files.values()), left_out=tuple(sorted({*before.left_out, *left_out}))
            )
            timings = {"extraction": time.perf_counter() - started}
            return _publish(workspace, cache, inventory, before, manifest.base, timings, progress)


def remove(
    out: Path,
    titles: Sequence[str],
    *,
    progress: Progress | None = None,
    notify: Callable[[str], None] | None = None,
    wait: float = math.inf,
) -> BuildReport:
    """Take documents out of a build, with everything that only they supported.

    Args:
        out: the build.
        titles: titles of files as ``kg status`` shows them; a folder's title (``a/``) takes everything below it.
        progress: called with the step at hand.
        notify: called with a line when there is somebody to wait for.
        wait: seconds to wait for another process that writes to ``out``.

    Raises:
        InputError: a title is not in the build (nothing is removed then).
        BuildError: there is no build, it was made by another version, or another process keeps it.
    """
    with Workspace.open(out, wait=wait, notify=notify) as workspace:
        before = _required(workspace)
        manifest = workspace.manifest
        assert manifest is not None
        gone: set[str] = set()
        for title in titles:
            name = title.rstrip("/")
            matches = {file.title for file in before.files if file.title == name or file.title.startswith(f"{name}/")}
            if not matches:
                raise InputError(f"{title}: not in the build; kg status {out} shows what is")
            gone |= matches
        with closing(FactsCache(workspace.facts, _same_configuration(out, manifest, before))) as cache:
            inventory = before.with_files(file for file in before.files if file.title not in gone)
            return _publish(workspace, cache, inventory, before, manifest.base, {}, progress)


def status(out: Path, source: Path | None = None) -> Status:
    """What a build holds and, where ``source`` is given, how that folder differs from it. Changes nothing.

    Raises:
        InputError: there is no such folder as ``source``.
        BuildError: there is no build, or it is damaged.
    """
    from kg.reading import survey
    from kg.workspace import PRIVATE, open_reader

    with open_reader(out) as reader:
        manifest = reader.manifest
        inventory = load(out / PRIVATE / f"inventory-{manifest.generation}.msgpack")
    known = {file.title: file.hash for file in inventory.files}
    result = Status(
        out,
        manifest.generation,
        manifest.version,
        len(inventory.titles()),
        tuple(known),
        inventory.refused(),
        current=manifest.configuration == fingerprint(inventory.lexicon),
    )
    if source is None:
        return result
    seen: dict[str, str | None] = {}
    for one in survey(source).sources:
        if not _below(one.path, out):
            try:
                seen[one.title] = _hash_file(one.path)
            except OSError:
                seen[one.title] = None
    return replace(
        result,
        new=tuple(title for title in seen if title not in known),
        changed=tuple(title for title, digest in seen.items() if title in known and known[title] != digest),
        gone=tuple(title for title in known if title not in seen),
        unchanged=tuple(title for title, digest in seen.items() if known.get(title) == digest),
    )


# ----------------------------------------------------------------- extraction


def _extract(
    sources: Sequence[tuple[str, Path]], cache: FactsCache, jobs: int, lexicon: str | None, progress: Progress | None
) -> list[File]:
    """Read and extract what the cache does not have; one record a file, in the order of ``sources``."""
    files: dict[str, File] = {}
    rows: dict[str, tuple[str, list[tuple[str, str]], list[tuple[str, str]]]] = {}
    total = len(sources)
    done = 0

    def tasks() -> Iterator[Task]:
        for title, path in sources:
            yield from _tasks_of(title, path, cache, lexicon, files, rows)

    def tell(title: str) -> None:
        if progress is not None:
            progress(max(done, len(files)), total, title)

    tell("")
    for task, outcome in run_all(tasks(), jobs):
        _keep(task, outcome, cache, files, rows)
        done = len(files)
        tell(task.title)
    for title, (digest, documents, refused) in rows.items():
        documents.sort(key=lambda one: int(one[0].removeprefix("#")))
        listing = Listing(tuple(documents), tuple(refused))
        cache.put_listing(digest, suffix_of(title), listing)
        files[title] = File(title, digest, listing.documents, tuple((title + ending, why) for ending, why in listing.refused))
    tell("")
    return [files[title] for title, _ in sources]


def _tasks_of(
    title: str,
    path: Path,
    cache: FactsCache,
    lexicon: str | None,
    files: dict[str, File],
    rows: dict[str, tuple[str, list[tuple[str, str]], list[tuple[str, str]]]],
) -> Iterator[Task]:
    """What has to be extracted of one file; what is known already is entered in ``files``."""
    from kg.reading import LIMITS, read_rows

    suffix = suffix_of(title)
    try:
        size = path.stat().st_size
        if suffix != ".jsonl" and size > LIMITS.file_bytes:
            reason = f"has {size:,} bytes, more than the {LIMITS.file_bytes:,} that are read; split it"
            files[title] = File(title, "", (), ((title, reason),))
            return
        digest = _hash_file(path)
        known = cache.listing(digest, suffix)
        if known is not None:
            files[title] = File(title, digest, known.documents, tuple((title + ending, why) for ending, why in known.refused))
            return
        if suffix != ".jsonl":
            yield Task(title, path.read_bytes(), lexicon)
            return
        rows[title] = (digest, [], [])
        for row in read_rows(path, title):
            if isinstance(row, DocumentError):
                rows[title][2].append((row.title.removeprefix(title), row.reason))
            elif cache.has(row.id, suffix):
                rows[title][1].append((row.titles[0].removeprefix(title), row.id))
            else:
                yield Task(row.titles[0], row, lexicon)
    except DocumentError as error:
        rows.pop(title, None)
        files[title] = File(title, "", (), ((title, error.reason),))
    except OSError as error:
        rows.pop(title, None)
        reason = f"cannot be read ({error.strerror or type(error).__name__}); check that it is there and readable"
        files[title] = File(title, "", (), ((title, reason),))


def _keep(
    task: Task,
    outcome: Outcome,
    cache: FactsCache,
    files: dict[str, File],
    rows: dict[str, tuple[str, list[tuple[str, str]], list[tuple[str, str]]]],
) -> None:
    """Enter what came of a task in the cache, and in the records of its file."""
    suffix = suffix_of(task.title)
    if isinstance(outcome, tuple):
        for one in outcome:
            cache.put(one.id, suffix, one.facts, one.text, one.text_hash)
    if not isinstance(task.source, bytes):
        file = task.title.rpartition("#")[0]
        ending = task.title.removeprefix(file)
        if file not in rows:  # the file could not be read to its end: it was refused as a whole
            return
        if isinstance(outcome, DocumentError):
            rows[file][2].append((ending, outcome.reason))
        else:
            rows[file][1].extend((ending, one.id) for one in outcome)
        return
    digest = hashlib.sha256(task.source).hexdigest()
    if isinstance(outcome, DocumentError):
        files[task.title] = File(task.title, digest, (), ((task.title, outcome.reason),))
        return
    documents = tuple((one.title.removeprefix(task.title), one.id) for one in outcome)
    cache.put_listing(digest, suffix, Listing(documents))
    files[task.title] = File(task.title, digest, documents)


# ------------------------------------------------------------------- the graph


class _Supply:
    """The facts of all documents of an inventory, read from the cache each time they are asked for."""

    def __init__(self, cache: FactsCache, inventory: Inventory) -> None:
        self.cache = cache
        self.titles = inventory.titles()

    def __call__(self) -> Iterator[DocumentFacts]:
        for document, titles in self.titles.items():
            yield replace(self.cache.facts(document, suffix_of(titles[0])), titles=tuple(titles))

    def text(self, document: str) -> str | None:
        """The text of a document."""
        return self.cache.text(document, suffix_of(self.titles[document][0]))

    def text_hashes(self) -> dict[str, str]:
        """Document id → SHA-256 of the text that stands under ``text/``."""
        found = ((document, self.cache.text_hash(document, suffix_of(titles[0]))) for document, titles in self.titles.items())
        return {document: digest for document, digest in found if digest is not None}


def _publish(
    workspace: Workspace,
    cache: FactsCache,
    inventory: Inventory,
    before: Inventory,
    base: str,
    timings: dict[str, float],
    progress: Progress | None,
) -> BuildReport:
    """Write the graph of an inventory as the next generation and make it current."""
    from kg.graph import outputs
    from kg.graph.report import document_report

    supply = _Supply(cache, inventory)
    hashes = supply.text_hashes()
    clock = _Clock(timings, progress)
    with clock.step("resolution"):
        rules = parse_rules(inventory.identity, inventory.identity_name or "identity.yaml") if inventory.identity else Rules()
        decided = resolution.resolve(supply(), rules)
    stage = workspace.stage()
    try:
        with clock.step("graph"):
            _write_texts(workspace.out, hashes, supply)
            written = outputs.write(
                supply,
                decided,
                nquads=stage.folder / "graph.nq",
                turtle=stage.folder / "graph.ttl",
                store=stage.store,
                base=base,
                text_hashes=hashes,
            )
        with clock.step("explorer"):
            _write_html(stage, supply, base)
        counts = {"quads": written.quads, "triples": written.triples, "documents": len(supply.titles), **written.classes}
        reports = [document_report(facts, written.problems.get(facts.document, ())) for facts in supply()]
        renamed = _renamings(before, inventory, decided)
        _write_reports(workspace, stage, inventory, reports, counts, base, timings, renamed)
        keys = tuple(sorted((*local, key) for local, key in decided.keys.items() if key != resolution.default_key(*local)))
        save(msgspec.structs.replace(inventory, keys=keys), workspace.inventory_path(stage.generation))
        with clock.step("commit"):
            workspace.commit(
                stage, Manifest(stage.generation, __version__, base, configuration=cache.configuration, counts=counts)
            )
    except OSError as error:
        if isinstance(error, KgError):
            raise
        raise OutputError(
            f"{workspace.out}: cannot be written ({error.strerror or error}); free some space or choose another --out"
        ) from error
    finally:
        committed = workspace.manifest is not None and workspace.manifest.generation == stage.generation
        workspace.sweep(frozenset(hashes) if committed else None)
    files = [(file.hash, file.suffix) for file in inventory.files]
    cache.prune(((document, suffix_of(titles[0])) for document, titles in supply.titles.items()), files)
    old = {file.title: file.hash for file in before.files}
    new = {file.title: file.hash for file in inventory.files}
    return BuildReport(
        out=workspace.out,
        generation=stage.generation,
        documents=len(supply.titles),
        counts=counts,
        refused=inventory.refused(),
        left_out=inventory.left_out,
        warnings=tuple((one.titles[0], line) for one in reports for line in one.warnings),
        added=tuple(title for title in new if title not in old),
        replaced=tuple(title for title in new if title in old and old[title] != new[title]),
        removed=tuple(title for title in old if title not in new),
        unchanged=tuple(title for title in new if old.get(title) == new[title]),
        renamed=renamed,
        timings=timings,
    )


def _write_texts(out: Path, hashes: dict[str, str], supply: _Supply) -> None:
    """Keep the texts that a reader made. They are named by content, so that they harm nobody before the commit."""
    if not hashes:
        return
    (out / TEXTS).mkdir(exist_ok=True)
    for document, digest in hashes.items():
        path = text_path(out, document)
        if path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
            continue
        temporary = path.with_suffix(".tmp")
        temporary.write_bytes((supply.text(document) or "").encode("utf-8", "surrogatepass"))
        temporary.replace(path)


def _write_html(stage: Stage, supply: _Supply, base: str) -> None:
    from kg.graph.explorer import write_html
    from kg.mapping.iris import Iris

    iris = Iris(base)
    of_node = {iris.document(document)[1:-1]: document for document in supply.titles}
    store = pyoxigraph.Store.read_only(str(stage.store))
    write_html(
        store,
        stage.folder / "graph.html",
        title=TITLE,
        texts=lambda node: supply.text(of_node[node]) if node in of_node else None,
    )


def _write_reports(
    workspace: Workspace,
    stage: Stage,
    inventory: Inventory,
    reports: Iterable[object],
    counts: dict[str, int],
    base: str,
    timings: dict[str, float],
    renamed: Sequence[Renaming],
) -> None:
    from kg.graph.report import DocumentReport, Report, write_report

    documents = tuple(one for one in reports if isinstance(one, DocumentReport))
    report = Report(documents, inventory.refused(), inventory.left_out, counts, base, timings)
    write_report(report, stage.folder / "report.json", stage.folder / "report.md")
    log = workspace.out / "identity-log.jsonl"
    lines = log.read_text(encoding="utf-8") if log.is_file() else ""
    for one in renamed:
        entry = {"generation": stage.generation, "old": one.old, "new": one.new, "cause": one.cause, "documents": one.documents}
        lines += json.dumps(entry, ensure_ascii=False) + "\n"
    if lines:
        (stage.folder / log.name).write_text(lines, encoding="utf-8", newline="\n")


def _renamings(before: Inventory, after: Inventory, decided: Resolution) -> tuple[Renaming, ...]:
    """The nodes of documents in both states whose key is another one now."""
    old, titles = key_map(before), after.titles()
    present = before.titles().keys()

    def old_key(local: Local) -> str | None:
        return old.get(local, resolution.default_key(*local)) if local[0] in present else None

    changed: dict[tuple[str, str], set[str]] = {}
    for local, key in decided.keys.items():
        previous = old_key(local)
        if previous is not None and previous != key:
            changed.setdefault((previous, key), set()).update(titles[local[0]])
    members: dict[str, set[str | None]] = {new: set() for _, new in changed}
    for local, key in decided.keys.items():
        if key in members:
            members[key].add(old_key(local))
    return tuple(
        Renaming(previous, key, "merge" if members[key] - {previous} else "split", tuple(sorted(documents)))
        for (previous, key), documents in sorted(changed.items())
    )


# --------------------------------------------------------------------- helpers


class _Clock:
    """Measures the steps of a command, and says which one is at hand."""

    def __init__(self, timings: dict[str, float], progress: Progress | None) -> None:
        self.timings = timings
        self.progress = progress
        self.name = ""
        self.started = 0.0

    def step(self, name: str) -> _Clock:
        """A step, as a context."""
        self.name = name
        return self

    def __enter__(self) -> None:
        if self.progress is not None:
            self.progress(0, 0, self.name)
        self.started = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.timings[self.name] = time.perf_counter() - self.started


def _present(workspace: Workspace) -> Inventory:
    """The inventory of the current generation; empty where there is none or it is damaged (a build then starts anew)."""
    if workspace.manifest is None:
        return Inventory()
    try:
        return load(workspace.inventory_path(workspace.manifest.generation))
    except BuildError:
        return Inventory()


def _required(workspace: Workspace) -> Inventory:
    if workspace.manifest is None:
        raise BuildError(f"{workspace.out}: the manifest is missing or damaged; build again")
    return load(workspace.inventory_path(workspace.manifest.generation))


def _same_configuration(out: Path, manifest: Manifest, inventory: Inventory) -> str:
    """The fingerprint of this installation, which has to be that of the build."""
    configuration = fingerprint(inventory.lexicon)
    if manifest.configuration != configuration:
        raise BuildError(f"{out}: was made by another version of kg ({manifest.version}); run kg build again with its folder")
    return configuration


def _text(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its name") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _hash_file(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _below(path: Path, folder: Path) -> bool:
    """True where ``path`` lies in ``folder``: a build in the folder of its documents is not one of them."""
    return path.resolve().is_relative_to(folder.resolve())


def _title_under(root: Path | None, path: Path, title: str) -> str:
    if root is None:
        return title
    try:
        return PurePosixPath(path.resolve().relative_to(root.resolve()).as_posix()).as_posix()
    except ValueError:
        raise InputError(f"{path}: does not lie below {root}; name its folder as root") from None
