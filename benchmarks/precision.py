"""How many facts of a graph are right, on text that nobody labelled: draw facts at random, read them, count.

    python benchmarks/precision.py CORPUS --seed 1 [--number 100] [--kind persons]… [--format yaml] > drawn.yaml
    python benchmarks/precision.py CORPUS --seed 1 --known drawn.yaml > drawn-again.yaml
    python benchmarks/precision.py --again drawn.yaml --number 30 --seed 2 > second.yaml
    python benchmarks/precision.py --tally drawn.yaml [second.yaml]

CORPUS is a folder of documents, one document, a .jsonl file, or the folder of a build. What is no build yet is built first, in a
temporary folder or in the one that --build names. Each fact is printed with what it says in words, the document, and the sentence
it was read from, the characters that count as its evidence between ⟦ and ⟧. Write `right` or `wrong` behind `verdict:` in
the YAML or JSON lines (and why behind `reason:`), then count with --tally: precision of each kind with its 95 % interval
(Wilson's), and every wrong fact. --again takes some of the facts of a drawn file, without the verdicts, for a second reading;
--tally with both files says how far the two readings agree.

What is drawn: persons, organizations, places and works; positions (who, which post, where); events (what, which category, when);
participations (who, in which role, in which event); event-places; statements (whose words, which words); relations that a
sentence states (spouse, parent, founder, age, subOrganizationOf, basedIn, within); implied relations, which follow from
the names alone (an office is part of its organ) or from the table of administrative divisions.

A fact of the graph counts once and is shown in one of its documents, chosen by the seed; with --unit document it counts once for
each document that it was read from. The first is the stricter: what many documents name is nearly always right.

The draw depends on the seed and on the facts alone, neither on their order nor on the file that a document came in: those facts
are taken whose hash together with the seed is lowest. A graph that was made better therefore gives mostly the same sample again,
with other facts in the place of those that are gone; --known FILE writes the verdicts of an earlier reading behind the facts that
are drawn again, so that only the others have to be read. An identifier is made of the kind, the document's hash, the node and
the words of a fact.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import yaml

import kg
from kg.errors import InputError, KgError
from kg.graph.texts import Texts, sentence
from kg.workspace import read_manifest

SOURCES = 3
"""Sentences shown with a fact, one for each spelling that was read."""

NAMES = 6
"""Other names shown with an entity."""

VERDICTS = {"right": True, "wrong": False}


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence with the quote between ⟦ and ⟧, and where the quote stands (code points, end exclusive)."""

    begin: int
    end: int
    extractor: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A fact as one document states it, and what a reader thinks of it (``right``, ``wrong`` or nothing yet)."""

    id: str
    kind: str
    fact: str
    node: str
    document: str
    published: str = ""
    sources: tuple[Source, ...] = ()
    verdict: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: ``query`` gives ?node (it has the evidence) and what :attr:`words` needs; ?also is a name of many."""

    query: str
    words: Callable[[Mapping[str, str]], str]


def _plain(row: Mapping[str, str], *names: str) -> str:
    return " ".join(row[name] for name in names if row.get(name))


def _entity(row: Mapping[str, str]) -> str:
    return row["label"] + (f"  (also: {row['also']})" if row.get("also") else "") + (f"  [{row['c']}]" if row.get("c") else "")


def _position(row: Mapping[str, str]) -> str:
    when = f"  {row.get('start', '')}–{row.get('end', '')}" if row.get("start") or row.get("end") else ""
    return f"{row['who']}: {_plain(row, 'status', 'title')} of {row.get('where') or '(no organization)'}{when}"


def _event(row: Mapping[str, str]) -> str:
    days = row.get("start") or "no date"
    days += f" to {row['end']}" if row.get("end", days) != days else ""
    return f"{row['label']}  [{row['c']}]  {days}" + (f"  ({row['when']})" if row.get("when") else "")


def _statement(row: Mapping[str, str]) -> str:
    return f"{row['who']} {row.get('verb', 'says')} (the words marked)" + (f", at: {row['at']}" if row.get("at") else "")


def _named(concept: str) -> Kind:
    query = f"""SELECT DISTINCT ?node ?label ?also ?c {{ ?node a kg:{concept} ; rdfs:label ?label
        OPTIONAL {{ ?node skos:altLabel|kg:shortName ?also FILTER(?also != ?label) }}
        OPTIONAL {{ ?node kg:category/skos:prefLabel ?c FILTER(LANG(?c) = "zh") }} }}"""
    return Kind(query, _entity)


_STATED = "(kg:spouse, kg:parent, kg:founder, kg:age, kg:subOrganizationOf, kg:basedIn, kg:within)"
_IMPLIED = "(kg:subOrganizationOf, kg:basedIn, kg:within)"


def _relation(row: Mapping[str, str]) -> str:
    return f"{row['label']} —{row['p'].rpartition('#')[2]}→ {row['other']}"


KINDS: Mapping[str, Kind] = {
    "persons": _named("Person"),
    "organizations": _named("Organization"),
    "places": _named("Place"),
    "works": _named("Work"),
    "positions": Kind(
        """SELECT DISTINCT ?node ?who ?title ?where ?status ?start ?end {
        ?node a kg:Tenure ; kg:holder/rdfs:label ?who ; kg:post/kg:postTitle ?title
        OPTIONAL { ?node kg:organization/rdfs:label ?where } OPTIONAL { ?node kg:startDate ?start }
        OPTIONAL { ?node kg:endDate ?end }
        OPTIONAL { ?node kg:tenureStatus/skos:prefLabel ?status FILTER(LANG(?status) = "en") } }""",
        _position,
    ),
    "events": Kind(
        """SELECT DISTINCT ?node ?label ?c ?start ?end ?when { ?node a kg:Event ; rdfs:label ?label
        OPTIONAL { ?node kg:category/skos:prefLabel ?c FILTER(LANG(?c) = "zh") }
        OPTIONAL { ?node kg:startDate ?start } OPTIONAL { ?node kg:endDate ?end } OPTIONAL { ?node kg:timeText ?when } }""",
        _event,
    ),
    "participations": Kind(
        """SELECT DISTINCT ?node ?who ?role ?label { ?event kg:participation ?node ; rdfs:label ?label .
        ?node kg:participant/rdfs:label ?who OPTIONAL { ?node kg:role/skos:prefLabel ?role FILTER(LANG(?role) = "en") } }""",
        lambda row: f"{row['who']} —{row.get('role', 'participant')}→ {row['label']}",
    ),
    "event-places": Kind(
        "SELECT DISTINCT ?node ?label ?where { ?node a kg:Event ; rdfs:label ?label ; kg:place/rdfs:label ?where }",
        lambda row: f"{row['label']} —at→ {row['where']}",
    ),
    "statements": Kind(
        """SELECT DISTINCT ?node ?who ?verb ?at { ?node a kg:Utterance ; kg:speaker/rdfs:label ?who
        OPTIONAL { ?node kg:verb ?verb } OPTIONAL { ?node kg:saidAt/rdfs:label ?at } }""",
        _statement,
    ),
    "relations": Kind(
        f"""SELECT DISTINCT ?node ?label ?p ?other {{ ?node a kg:Claim ; rdf:subject/rdfs:label ?label ; rdf:predicate ?p ;
        rdf:object ?o FILTER(?p IN {_STATED}) OPTIONAL {{ ?o rdfs:label ?name }} BIND(COALESCE(?name, STR(?o)) AS ?other) }}""",
        _relation,
    ),
    "implied": Kind(
        f"""SELECT DISTINCT ?node ?label ?p ?other {{ ?node ?p ?o ; rdfs:label ?label . ?o rdfs:label ?other
        FILTER(?p IN {_IMPLIED})
        FILTER NOT EXISTS {{ ?claim rdf:subject ?node ; rdf:predicate ?p ; rdf:object ?o }} }}""",
        _relation,
    ),
}
"""The kinds in the order in which they are printed."""


# ------------------------------------------------------------------- drawing


@dataclass(frozen=True, slots=True, order=True)
class _Span:
    begin: int
    end: int
    extractor: str
    quote: str


class Evidence:
    """Where each node of a graph was read: spans by node and document, and what is known of the documents."""

    def __init__(self, graph: kg.Graph, sources: Path | None) -> None:
        self.texts: Texts = graph.texts(sources)
        self.documents: dict[str, tuple[str, str]] = {}
        for row in graph.query(
            "SELECT ?d (MIN(?t) AS ?title) (MIN(?p) AS ?published) { ?d a kg:Document ; dcterms:title ?t "
            "OPTIONAL { ?a kg:inDocument ?d ; schema:datePublished ?p } } GROUP BY ?d"
        ):
            self.documents[str(row["d"])] = (str(row["title"]), str(row["published"] or ""))
        self.spans: dict[str, dict[str, list[_Span]]] = defaultdict(lambda: defaultdict(list))
        for row in graph.query(
            "SELECT ?n ?d ?b ?e ?x ?q { ?n kg:evidence ?m . ?m kg:inDocument ?d ; kg:beginIndex ?b ; kg:endIndex ?e ; "
            "kg:quote ?q ; kg:extractor ?x }"
        ):
            extractor = str(row["x"]).rpartition("/")[2]
            self.spans[str(row["n"])][str(row["d"])].append(
                _Span(int(str(row["b"])), int(str(row["e"])), extractor, str(row["q"]))
            )

    def sources(self, node: str, document: str) -> Iterator[Source]:
        """The first sentence for each spelling, at most :data:`SOURCES`."""
        first: dict[str, _Span] = {}
        for span in sorted(self.spans[node][document]):
            first.setdefault(span.quote, span)
        text = self.texts(document)
        for span in list(first.values())[:SOURCES]:
            before, quote, after = ("", span.quote, "") if text is None else sentence(text, span.begin, span.end)
            yield Source(span.begin, span.end, span.extractor, " ".join(f"{before}⟦{quote}⟧{after}".split()))


def facts(graph: kg.Graph, kind: str) -> dict[str, set[str]]:
    """Every fact of a kind in words, with the nodes that stand behind it (of its names, the first few are shown)."""
    grouped: dict[tuple[tuple[str, str], ...], set[str]] = defaultdict(set)
    for row in graph.query(KINDS[kind].query):
        values = {name: str(value) for name, value in row.items() if value is not None}
        grouped[tuple(sorted((n, v) for n, v in values.items() if n != "also"))].add(values.get("also", ""))
    found: dict[str, set[str]] = defaultdict(set)
    for fixed, names in grouped.items():
        values = {**dict(fixed), "also": "、".join(sorted(names - {""})[:NAMES])}
        found[KINDS[kind].words(values)].add(values["node"])
    return found


def draw(
    graph: kg.Graph, kinds: Sequence[str], number: int, seed: int, unit: str = "fact", sources: Path | None = None
) -> Iterator[Drawn]:
    """``number`` facts of each kind, or all where there are fewer; see the head of this file for how they are chosen."""
    evidence = Evidence(graph, sources)
    for kind in kinds:
        pool: dict[str, tuple[str, str, str]] = {}
        for words, nodes in facts(graph, kind).items():
            for node in sorted(nodes):  # two nodes of one name are two facts
                documents = sorted(evidence.spans.get(node, {}))
                if unit == "fact" and documents:
                    documents = chosen(documents, 1, f"{seed} {kind} {node} {words}")
                for document in documents:
                    whole = (kind, node, words) if unit == "fact" else (kind, node, words, document)
                    pool[_hash(*whole)] = (words, node, document)
        for key in chosen(pool, number, str(seed)):
            words, node, document = pool[key]
            title, published = evidence.documents[document]
            name = _hash(kind, document, node, words)[:12]
            yield Drawn(name, kind, words, node.rpartition("/id/")[2], title, published, tuple(evidence.sources(node, document)))


def chosen(identifiers: Iterable[str], number: int, seed: str) -> list[str]:
    """Those that hash lowest together with the seed.

    >>> chosen(["a", "b", "c", "d"], 2, "1") == chosen(["d", "c", "b", "a"], 2, "1")
    True
    """
    return sorted(identifiers, key=lambda one: (_hash(seed, one), one))[:number]


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


# ------------------------------------------------------------ files of facts


def as_text(drawn: Drawn) -> str:
    """One block for reading."""
    head = f"[{drawn.kind}] {drawn.fact}\n  {drawn.document} ({drawn.published or 'no date'})  {drawn.node}  id {drawn.id}"
    return "\n".join([head, *(f"  · {one.text}  ({one.extractor})" for one in drawn.sources)]) + "\n"


def as_json(drawn: Drawn) -> str:
    """One line of JSON."""
    return json.dumps(asdict(drawn), ensure_ascii=False)


def as_yaml(drawn: Drawn) -> str:
    """One entry of a YAML list, the verdict last."""
    entry = {**asdict(drawn), "sources": [asdict(one) for one in drawn.sources]}
    text: str = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=10_000)
    return text.rstrip("\n")


FORMATS: Mapping[str, Callable[[Drawn], str]] = {"text": as_text, "jsonl": as_json, "yaml": as_yaml}


def read(path: Path) -> list[Drawn]:
    """The facts of a file that this program wrote as YAML or as JSON lines.

    Raises:
        InputError: it is no such file, or a verdict is neither ``right`` nor ``wrong`` nor empty.
    """
    try:
        text = path.read_text("utf-8")
        entries = [json.loads(line) for line in text.splitlines()] if text.startswith("{") else yaml.safe_load(text)
        found = [
            Drawn(**{**entry, "verdict": entry.get("verdict") or "", "sources": tuple(Source(**one) for one in entry["sources"])})
            for entry in entries or ()
        ]
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a file of drawn facts") from error
    except (ValueError, TypeError, KeyError, AttributeError, yaml.YAMLError) as error:
        message = " ".join(str(error).split())
        raise InputError(f"{path}: not a file of drawn facts in YAML or JSON lines ({message})") from error
    for one in found:
        if one.verdict and one.verdict not in VERDICTS:
            raise InputError(f"{path}: fact {one.id}: verdict {one.verdict!r}; write right or wrong, or leave it empty")
    return found


# ------------------------------------------------------------------ counting


def wilson(right: int, number: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), which holds for small numbers and for shares near 1 as well.

    >>> [round(bound, 3) for bound in wilson(57, 60)]
    [0.863, 0.983]
    """
    z = 1.959964
    middle, spread = right + z * z / 2, z * math.sqrt(right * (number - right) / number + z * z / 4)
    return (middle - spread) / (number + z * z), (middle + spread) / (number + z * z)


def tally(first: Sequence[Drawn], second: Sequence[Drawn] = ()) -> Iterator[str]:
    """The lines of the report: precision of each kind, agreement with a second reading, and what was wrong."""
    again = {one.id: one.verdict for one in second if one.verdict}
    yield f"{'kind':15}{'judged':>8}{'right':>7}{'wrong':>7}{'precision':>11}{'95 % interval':>16}" + (
        f"{'read twice':>12}{'agreed':>8}{'agreement':>11}" if second else ""
    )
    for kind in dict.fromkeys(one.kind for one in first):
        judged = [one for one in first if one.kind == kind and one.verdict]
        if not judged:
            yield f"{kind:15}{0:8}"
            continue
        right = sum(VERDICTS[one.verdict] for one in judged)
        low, high = wilson(right, len(judged))
        share = right / len(judged)
        line = f"{kind:15}{len(judged):8}{right:7}{len(judged) - right:7}{share:11.3f}{f'{low:.2f}–{high:.2f}':>16}"
        twice = [one for one in judged if one.id in again]
        if twice:
            agreed = sum(one.verdict == again[one.id] for one in twice)
            line += f"{len(twice):12}{agreed:8}{agreed / len(twice):11.3f}"
        yield line
    for one in first:
        if one.verdict == "wrong":
            yield f"wrong: [{one.kind}] {one.fact} ({one.document}, id {one.id})" + (f": {one.reason}" if one.reason else "")
    for one in first:
        if one.verdict and again.get(one.id, one.verdict) != one.verdict:
            yield f"disagreed: [{one.kind}] {one.fact} (id {one.id}): first {one.verdict}, then {again[one.id]}"


# -------------------------------------------------------------- command line


def parser() -> argparse.ArgumentParser:
    """The options."""
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("corpus", nargs="?", type=Path, metavar="CORPUS", help="documents, or the folder of a build")
    made.add_argument("--seed", type=int, default=1, help="another seed, other facts (default %(default)s)")
    made.add_argument("--number", type=int, default=100, help="facts of each kind (default %(default)s)")
    made.add_argument("--kind", action="append", choices=tuple(KINDS), help="this kind alone; may be repeated")
    made.add_argument("--unit", choices=("fact", "document"), default="fact", help="what counts once (default %(default)s)")
    made.add_argument("--format", choices=tuple(FORMATS), default="yaml", help="(default %(default)s; text is for reading only)")
    made.add_argument("--build", type=Path, metavar="FOLDER", help="keep the build of CORPUS here")
    made.add_argument("--known", type=Path, metavar="FILE", help="facts judged earlier: their verdicts are taken over")
    made.add_argument("--sources", type=Path, metavar="FOLDER", help="what a given build was made from, for whole sentences")
    what = made.add_mutually_exclusive_group()
    what.add_argument("--again", type=Path, metavar="FILE", help="facts of this file, without its verdicts")
    what.add_argument("--tally", type=Path, nargs="+", metavar="FILE", help="count the verdicts of one file, or of two readings")
    return made


def _draw_from(corpus: Path, options: argparse.Namespace) -> Iterator[Drawn]:
    kinds = [kind for kind in KINDS if not options.kind or kind in options.kind]
    if read_manifest(corpus) is not None:
        with kg.open(corpus) as graph:
            yield from draw(graph, kinds, options.number, options.seed, options.unit, options.sources)
        return
    if not corpus.exists():
        raise InputError(f"{corpus}: there is no such file or folder; give documents or a build")
    with tempfile.TemporaryDirectory() as scratch:
        built = kg.build(corpus, options.build or Path(scratch) / "build")
        with built as graph:
            folder = corpus if corpus.is_dir() else corpus.parent
            yield from draw(graph, kinds, options.number, options.seed, options.unit, options.sources or folder)


def _judged(drawn: Drawn, earlier: Drawn | None) -> Drawn:
    return drawn if earlier is None else replace(drawn, verdict=earlier.verdict, reason=earlier.reason)


def _again(path: Path, options: argparse.Namespace) -> Iterator[Drawn]:
    known = read(path)
    for kind in dict.fromkeys(one.kind for one in known):
        if options.kind and kind not in options.kind:
            continue
        of_kind = {one.id: one for one in known if one.kind == kind}
        for one in chosen(of_kind, options.number, str(options.seed)):
            yield replace(of_kind[one], verdict="", reason="")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; the exit status is 0, 1 where something cannot be read, 2 where the options make no sense."""
    made = parser()
    options = made.parse_args(arguments)
    if (options.corpus is None) == (options.again is None and options.tally is None):
        made.error("give CORPUS, --again FILE or --tally FILE")
    if options.tally and len(options.tally) > 2:
        made.error("--tally takes one file, or two readings")
    if options.number < 1:
        made.error("--number is at least 1")
    if options.known and options.corpus is None:
        made.error("--known goes with CORPUS")
    write = FORMATS[options.format]
    try:
        if options.tally:
            lines = tally(read(options.tally[0]), read(options.tally[1]) if len(options.tally) == 2 else ())
        else:
            known = {one.id: one for one in read(options.known)} if options.known else {}
            drawn = _again(options.again, options) if options.again else _draw_from(options.corpus, options)
            lines = (write(_judged(one, known.get(one.id))) for one in drawn)
        for line in lines:
            print(line)
        sys.stdout.flush()
    except KgError as error:
        print(f"precision.py: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever reads the lines has enough of them
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    sys.exit(main())
