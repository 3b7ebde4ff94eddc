"""The commands: build, add, remove and status."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

import msgspec

from kg.cache import FactsCache, fingerprint
from kg.errors import BuildError, InputError
from kg.extractors.userlexicon import parse as parse_lexicon
from kg.inventory import Inventory, load
from kg.ontology import DEFAULT_BASE
from kg.pipeline.extraction import Runner, extract, hash_file
from kg.pipeline.publishing import publish
from kg.pipeline.records import BuildReport, Progress, Status
from kg.processes import Budget
from kg.resolution.rules import parse_rules
from kg.workspace import Manifest, Workspace, check_output


def build(
    source: Path,
    out: Path,
    *,
    jobs: int = 1,
    max_memory: int | None = None,
    max_seconds: float | None = None,
    base: str = DEFAULT_BASE,
    identity: Path | None = None,
    lexicon: Path | None = None,
    runner: Runner | None = None,
    progress: Progress | None = None,
    notify: Callable[[str], None] | None = None,
    wait: float = math.inf,
) -> BuildReport:
    """Read a folder of documents and write its graph.

    Documents that an earlier or interrupted build of ``out`` extracted already are not extracted again.

    Args:
        source: the folder, or one file.
        out: where the graph goes: a new or empty folder, or an earlier build.
        jobs: processes that work at once.
        max_memory: bytes that a process may have; by default those that read may have 4 GB. A document for which a reading
            process needs more is refused by name.
        max_seconds: processor time that a document may take before it is refused by name; by default ten seconds and one for
            each 1,000 bytes, half an hour at most.
        base: how instance IRIs begin.
        identity: a YAML file of the user's identity decisions (:mod:`kg.resolution.rules`).
        lexicon: a YAML file of further names and titles.
        runner: runs extraction elsewhere, as :class:`kg.distributed.Extractors` does; by default it is processes of this machine.
        progress: called as documents are done.
        notify: called with a line when there is somebody to wait for.
        wait: seconds to wait for another process that writes to ``out``.

    Raises:
        InputError: there is nothing to read, or a user's table has a mistake.
        OutputError: ``out`` is a file, holds what kg did not write, or cannot be written.
        BuildError: more memory is needed than is allowed; another process keeps ``out``.
    """
    from kg.ontology import checked_base
    from kg.reading import survey

    base = checked_base(base)
    check_output(out)
    rules_text, lexicon_text = read_table(identity), read_table(lexicon)
    if lexicon is not None:  # a mistake is the user's, not that of every document
        parse_lexicon(lexicon_text or "", lexicon.name)
    if rules_text is not None and identity is not None:
        parse_rules(rules_text, identity.name)
    found = survey(source)
    inside = [one for one in found.sources if _below(one.path, out)]
    sources = [one for one in found.sources if one not in inside]
    if not sources:
        raise InputError(
            f"{source}: no documents found; name a folder with .txt, .md, .html, .pdf, .docx, .jsonl or .parquet files"
        )
    left_out = tuple(f"{one.title} ({one.reason})" for one in found.ignored)
    budget = _budget(max_seconds, max_memory)
    with Workspace.open(out, create=True, wait=wait, notify=notify) as workspace:
        before = _present(workspace)
        configuration = fingerprint(lexicon_text)
        with closing(FactsCache(workspace.facts, configuration)) as cache:
            started = time.perf_counter()
            files = extract([(one.title, one.path) for one in sources], cache, jobs, lexicon_text, progress, budget, runner)
            inventory = Inventory((), left_out, rules_text, identity.name if identity else "", lexicon_text).with_files(files)
            timings = {"extraction": time.perf_counter() - started}
            return publish(workspace, cache, inventory, before, base, timings, progress, max_memory, jobs)


def add(
    out: Path,
    sources: Sequence[Path],
    *,
    root: Path | None = None,
    jobs: int = 1,
    max_memory: int | None = None,
    max_seconds: float | None = None,
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
        jobs: processes that work at once.
        max_memory: as for :func:`build`.
        max_seconds: as for :func:`build`.
        progress: called as documents are done.
        notify: called with a line when there is somebody to wait for.
        wait: seconds to wait for another process that writes to ``out``.

    Raises:
        InputError: there is nothing to read.
        BuildError: more memory is needed than is allowed; there is no build, it was made by another version, or another
            process keeps it.
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
    budget = _budget(max_seconds, max_memory)
    with Workspace.open(out, wait=wait, notify=notify) as workspace:
        before = _required(workspace)
        manifest = workspace.manifest
        assert manifest is not None
        with closing(FactsCache(workspace.facts, _same_configuration(out, manifest, before))) as cache:
            started = time.perf_counter()
            files = {file.title: file for file in before.files}
            files.update(
                (file.title, file) for file in extract(sorted(wanted.items()), cache, jobs, before.lexicon, progress, budget)
            )
            inventory = msgspec.structs.replace(
                before.with_files(files.values()), left_out=tuple(sorted({*before.left_out, *left_out}))
            )
            timings = {"extraction": time.perf_counter() - started}
            return publish(workspace, cache, inventory, before, manifest.base, timings, progress, max_memory, jobs)


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
                near = get_close_matches(name, [file.title for file in before.files], n=1)
                hint = f"did you mean {near[0]}? " if near else ""
                raise InputError(f"{title}: not in the build; {hint}kg status {out} shows what is")
            gone |= matches
        with closing(FactsCache(workspace.facts, _same_configuration(out, manifest, before))) as cache:
            inventory = before.with_files(file for file in before.files if file.title not in gone)
            return publish(workspace, cache, inventory, before, manifest.base, {}, progress)


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
                seen[one.title] = hash_file(one.path)
            except OSError:
                seen[one.title] = None
    return replace(
        result,
        new=tuple(title for title in seen if title not in known),
        changed=tuple(title for title, digest in seen.items() if title in known and known[title] != digest),
        gone=tuple(title for title in known if title not in seen),
        unchanged=tuple(title for title, digest in seen.items() if known.get(title) == digest),
    )


def _budget(seconds: float | None, memory: int | None) -> Budget:
    return Budget(seconds) if memory is None else Budget(seconds, memory)


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


def read_table(path: Path | None) -> str | None:
    """The text of a user's table.

    Raises:
        InputError: it cannot be read.
    """
    if path is None:
        return None
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check its name") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error


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
