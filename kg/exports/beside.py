"""The small files beside the data of an export: configurations, load scripts, the README."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from kg.exports.model import PropertyGraph
from kg.exports.profiles import Profile
from kg.exports.tables import Tally

NEPTUNE = {
    "source": "s3://BUCKET/xinwen-kg/",
    "iamRoleArn": "arn:aws:iam::ACCOUNT:role/ROLE",
    "region": "REGION",
    "failOnError": "TRUE",
    "parallelism": "MEDIUM",
    "updateSingleCardinalityProperties": "FALSE",
}


def qleverfile(names: Sequence[str], base: str) -> str:  # noqa: ARG001  # one signature for all templates
    """The Qleverfile of the ``qlever`` command."""
    return f"""[data]
NAME = xinwen-kg
DESCRIPTION = Chinese news as a knowledge graph

[index]
INPUT_FILES = {" ".join(names)}
CAT_INPUT_FILES = gzip -dc {" ".join(names)}
SETTINGS_JSON = {{ "num-triples-per-batch": 1000000 }}
FORMAT = nq

[server]
HOST_NAME = localhost
PORT = 7019
ACCESS_TOKEN = ${{QLEVER_TOKEN}}

[runtime]
SYSTEM = docker
IMAGE = docker.io/adfreiburg/qlever:latest
"""


def qlever_settings(names: Sequence[str], base: str) -> str:  # noqa: ARG001
    """Settings of the index builder, for whoever calls it without the ``qlever`` command."""
    return json.dumps({"num-triples-per-batch": 1000000, "prefixes-external": [""]}, indent=1) + "\n"


def virtuoso(names: Sequence[str], base: str) -> str:
    """The isql script: register the files, load them, write a checkpoint, show what failed."""
    register = "".join(f"ld_dir('.', '{name}', '{base}graph/facts');\n" for name in names)
    return (
        f"{register}rdf_loader_run();\ncheckpoint;\nSELECT ll_file, ll_error FROM DB.DBA.load_list WHERE ll_error IS NOT NULL;\n"
    )


def graphdb(names: Sequence[str], base: str) -> str:  # noqa: ARG001
    """The repository's configuration: no inference, so that what is counted is what was loaded."""
    return """@prefix config: <tag:rdf4j.org,2023:config/> .
@prefix graphdb: <http://www.ontotext.com/config/graphdb#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

[] a config:Repository ;
    config:rep.id "xinwen-kg" ;
    rdfs:label "Chinese news as a knowledge graph" ;
    config:rep.impl [
        config:rep.type "graphdb:SailRepository" ;
        config:sail.impl [
            config:sail.type "graphdb:Sail" ;
            graphdb:ruleset "empty" ;
            graphdb:enable-context-index "true" ;
            graphdb:enablePredicateList "true"
        ]
    ] .
"""


def neptune(names: Sequence[str], base: str) -> str:
    """The request that starts Neptune's loader."""
    if any(name.endswith(".nq.gz") for name in names):
        rdf = {"format": "nquads", "parserConfiguration": {"baseUri": base}}
        return json.dumps(NEPTUNE | rdf, indent=1) + "\n"
    return json.dumps(NEPTUNE | {"format": "opencypher"}, indent=1) + "\n"


TEMPLATES: Mapping[tuple[str, str], Callable[[Sequence[str], str], str]] = {
    ("qlever", "Qleverfile"): qleverfile,
    ("qlever", "graph.settings.json"): qlever_settings,
    ("virtuoso", "load.isql"): virtuoso,
    ("graphdb", "repository.ttl"): graphdb,
    ("neptune", "load.json"): neptune,
    ("neptune-opencypher", "load.json"): neptune,
}
"""(profile, file) → what writes it from the data files' names and the base of the graph."""


def neo4j_script(tally: Tally) -> str:
    """``import.sh`` for neo4j-admin."""
    lines = ["#!/bin/sh", "set -eu", "neo4j-admin database import full neo4j --overwrite-destination \\"]
    lines.append("  --array-delimiter=U+001F --multiline-fields=true --id-type=string \\")
    for label, names in sorted(tally.node_files.items()):
        lines.append(f"  --nodes={','.join([f'{label}-header.csv', *names])} \\")
    seen: dict[str, list[str]] = {}
    for (type_, _, _), names in sorted(tally.edge_files.items()):
        seen.setdefault(type_, []).extend(name for name in names if name not in seen.get(type_, []))
    for type_, names in seen.items():
        lines.append(f"  --relationships={','.join([f'{type_}-header.csv', *sorted(names)])} \\")
    lines[-1] = lines[-1].removesuffix(" \\")
    return "\n".join(lines) + "\n"


def falkordb_script(graph: PropertyGraph, tally: Tally) -> str:
    """``insert.sh`` for falkordb-bulk-insert."""
    lines = [
        "#!/bin/sh",
        "set -eu",
        'falkordb-bulk-insert "${GRAPH:-news}" --enforce-schema \\',
        '  --server-url "${FALKORDB_URL:-falkor://127.0.0.1:6379}" \\',
    ]
    for label, names in sorted(tally.node_files.items()):
        lines += [f"  --nodes-with-label {label} {name} \\" for name in names]
    for (type_, _, _), names in sorted(tally.edge_files.items()):
        lines += [f"  --relations-with-type {type_} {name} \\" for name in names]
    lines += [f"  --index {kind.label}:id \\" for kind in graph.table.nodes if kind.label in tally.nodes]
    lines[-1] = lines[-1].removesuffix(" \\")
    return "\n".join(lines) + "\n"


def readme(profile: Profile, names: Sequence[str], counts: Mapping[str, object], base: str) -> str:
    """The README: what this is, how the store loads it, what to watch for, what must be there afterwards."""
    load = profile.load.replace("{files}", " ".join(names)).rstrip("\n")
    expected = "\n".join(_expected(counts))
    return f"""# {profile.about[0].upper()}{profile.about[1:]}

A knowledge graph of Chinese news, written by `kg export --to {profile.name}`. Instances begin with <{base}>.

## Load

```
{load}
```

## Watch for

{profile.watch.replace("{base}", base).strip()}

## Then count

{expected}
"""


def _expected(counts: Mapping[str, object]) -> list[str]:
    lines = []
    for name, value in counts.items():
        if isinstance(value, Mapping):
            lines += [f"- {key}: {number}" for key, number in value.items()]
        elif value:
            lines.append(f"- {name}: {value}")
    return lines
