"""How long the questions of the library take on a graph of a million quads, and beside rdflib on a small one.

    python benchmarks/queries.py [--build BUILD] [--quads 1000000] [--repeat 5]

The large graph is a real build many times over: in each copy every instance IRI gets a number behind its base, and names get the
number too, so that copies are different people in different places. Concepts and the ontology stay as they are. Without
--build, data/news is built first.

What is timed is the whole answer: the query is parsed, run and every row of it, without a limit, read as Python objects. "ms" is
the clock, "CPU" the time of the processor, medians both; where other programs run, the second is the one to believe.

What reads the whole graph is written for hash joins in the library, which Oxigraph joins as a whole and rdflib in a loop of all
with all. rdflib is therefore asked the plain form of benchmarks/plain, which is its faster one and gives the same rows; the
column "plain" is what Oxigraph takes for that form on the large graph (CPU, one run).
"""

from __future__ import annotations

import argparse
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyoxigraph as ox
import rdflib

from kg.graph import library
from kg.graph.query import run
from kg.graph.rows import Rows
from kg.ontology import PREFIXES

QUESTIONS = (
    "posts",
    "who-holds",
    "leaders-below",
    "agenda",
    "on-a-day",
    "participants",
    "who-proposed",
    "companies",
    "places-in",
    "couples",
    "ages",
    "bylines",
    "works",
    "evidence-of-post",
    "co-participants",
    "short-names",
    "vague-dates",
    "itinerary",
    "across-documents",
    "who-mentions",
)
"""The twenty competency questions."""

PLAIN = Path(__file__).with_name("plain")
"""Questions as plain patterns, where the library has them written for hash joins."""

LIMIT = 100.0
"""Milliseconds that are aimed at for each median on the large graph."""

_NAME = re.compile(r'( <http://www\.w3\.org/(?:2000/01/rdf-schema#label|2004/02/skos/core#altLabel)> "(?:[^"\\]|\\.)+)"')


def copies(nquads: Path, base: str, most: int) -> Iterator[bytes]:
    """The lines of the large graph: the build once as it is, then numbered copies of its instances."""
    lines = nquads.read_text("utf-8").splitlines(keepends=True)
    yield "".join(lines).encode()
    own = [line for line in lines if line.startswith(f"<{base}") and f"<{base}graph/meta>" not in line]
    written, number = len(lines), 0
    while written < most:
        number += 1
        numbered = (line.replace(f"<{base}", f"<{base}{number}/") for line in own)
        yield "".join(_NAME.sub(rf'\g<1>{number}"', line) for line in numbered).encode()
        written += len(own)


def values(store: ox.Store) -> dict[str, str]:
    """Parameters of the questions: the busiest person, organization, place and event of the build itself."""

    def busiest(pattern: str) -> str:
        query = f"SELECT ?x (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT 1"
        rows = Rows.of(ox_rows(store, query))
        return str(rows[0]["x"])

    place = busiest("?e kg:place/kg:within+ ?x")
    return {
        "person": busiest("?e kg:actor ?x . ?x a kg:Person . ?t kg:holder ?x"),
        "organization": busiest("?t kg:organization ?x"),
        "place": place,
        "entity": busiest("?u kg:mentions ?x . ?u a kg:Utterance"),
        "event": busiest("?s kg:subEventOf ?x . ?x kg:participation ?p"),
        "day": str(Rows.of(ox_rows(store, "SELECT (MIN(?d) AS ?day) { ?e a kg:Event ; kg:startDate ?d }"))[0]["day"]),
    }


def ox_rows(store: ox.Store, query: str) -> ox.QuerySolutions:
    """The rows of a SELECT."""
    result = run(store, query)
    assert isinstance(result, ox.QuerySolutions)
    return result


@dataclass(frozen=True, slots=True)
class Timing:
    """Medians of several runs in milliseconds, and the number of rows."""

    clock: float
    processor: float
    rows: int


def timed(ask: Callable[[], int], repeat: int) -> Timing:
    """Ask several times; a run before them fills the caches and is not counted."""
    clock, processor = [], []
    rows = ask() if repeat > 1 else 0
    for _ in range(repeat):
        begun, worked = time.perf_counter(), time.process_time()
        rows = ask()
        clock.append(1000 * (time.perf_counter() - begun))
        processor.append(1000 * (time.process_time() - worked))
    return Timing(statistics.median(clock), statistics.median(processor), rows)


def main() -> None:
    """Print both tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--build", type=Path)
    options.add_argument("--quads", type=int, default=1_000_000)
    options.add_argument("--repeat", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        build = given.build
        if build is None:
            from kg import pipeline

            build = Path(folder) / "build"
            pipeline.build(Path(__file__).resolve().parents[1] / "data" / "news", build)
        compare(build, Path(folder), given.quads, given.repeat)


def compare(build: Path, folder: Path, quads: int, repeat: int) -> None:
    """Time the questions on the large graph with Oxigraph, on the small one with Oxigraph and rdflib."""
    from kg.workspace import open_reader

    with open_reader(build) as reader:
        base, nquads = reader.manifest.base, reader.file("graph.nq")
        small = ox.Store.read_only(str(reader.store))
        made = ox.Store(str(folder / "large"))
        for part in copies(nquads, base, quads):
            made.bulk_load(part, ox.RdfFormat.N_QUADS)
        made.optimize()
        del made
        large = ox.Store.read_only(str(folder / "large"))
        given = values(small)
        dataset = rdflib.Dataset(default_union=True)
        dataset.parse(data=nquads.read_bytes(), format="nquads")
        print(f"large graph: {len(large):,} quads; small graph: {len(small):,} quads; medians of {repeat} runs in ms")
        print(f"{'question':18}{'ms':>9}{'CPU':>9}{'plain':>9}{'rows':>8}{'small':>9}{'rdflib':>10}{'rows':>7}{'faster':>8}")
        measured = []
        for name in QUESTIONS:
            asked = library.question(name)
            wanted = {one.name: given[one.name] for one in asked.parameters if one.default is None}
            sparql = library.fill(asked, wanted, small)
            plain = PLAIN / f"{name}.rq"
            asked_so = plain.read_text("utf-8") if plain.exists() else sparql
            on_large, on_small = timed(counting(large, sparql), repeat), timed(counting(small, sparql), repeat)
            before = f"{timed(counting(large, asked_so), 1).processor:.1f}" if plain.exists() else ""
            by_rdflib = timed(partial(_by_rdflib, dataset, asked_so), 1)
            measured.append(on_large)
            note = "" if on_small.rows == by_rdflib.rows else f"  rdflib: {by_rdflib.rows} rows"
            if on_large.clock > LIMIT:
                note += "  over the limit" + (" by the clock" if on_large.processor <= LIMIT else "")
            faster = by_rdflib.processor / max(on_small.processor, 0.001)
            print(
                f"{name:18}{on_large.clock:9.1f}{on_large.processor:9.1f}{before:>9}{on_large.rows:8}"
                f"{on_small.clock:9.2f}{by_rdflib.clock:10.1f}{on_small.rows:7}{faster:7.0f}×{note}",
                flush=True,
            )
        for what, times in (("clock", [one.clock for one in measured]), ("CPU", [one.processor for one in measured])):
            within = sum(one <= LIMIT for one in times)
            print(
                f"{what}: {within} of {len(times)} within {LIMIT:g} ms; "
                f"median of the medians {statistics.median(times):.1f}, slowest {max(times):.1f}"
            )


def counting(store: ox.Store, sparql: str) -> Callable[[], int]:
    """Asks a query, reads every row and counts them."""
    return lambda: sum(1 for _ in ox_rows(store, sparql))


def _by_rdflib(dataset: rdflib.Dataset, sparql: str) -> int:
    return len(dataset.query(sparql, initNs=PREFIXES))


if __name__ == "__main__":
    main()
