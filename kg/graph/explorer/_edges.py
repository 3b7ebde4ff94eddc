"""The edges of the explorer: n-ary nodes of the ontology folded into connections of two drawn nodes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from kg.graph.explorer._reader import KG, RDF, Reader
from kg.graph.explorer._records import Edge, Evidence, Post, Speech
from kg.ontology import RELATIONS


def tenures(
    reader: Reader, types: Mapping[str, str], names: Mapping[str, str], evidence: Mapping[str, tuple[Evidence, ...]]
) -> tuple[dict[str, list[Post]], list[Edge]]:
    """Posts without a drawn organization by holder, and an edge for each tenure in one; equal tenures are joined."""
    holders, organizations = reader.one(KG + "holder"), reader.one(KG + "organization")
    posts, titles = reader.one(KG + "post"), reader.one(KG + "postTitle")
    statuses, observed = reader.one(KG + "tenureStatus"), reader.many(KG + "observedOn")
    starts, ends = reader.one(KG + "startDate"), reader.one(KG + "endDate")
    joined: defaultdict[tuple[str, str, str, str], tuple[set[str], set[Evidence]]] = defaultdict(lambda: (set(), set()))
    for tenure in sorted(holders):
        title = titles.get(posts.get(tenure, ""), names.get(posts.get(tenure, ""), ""))
        dates, spans = joined[(holders[tenure], organizations.get(tenure, ""), title, statuses.get(tenure, ""))]
        dates.update(observed.get(tenure, ()))
        dates.update(filter(None, (starts.get(tenure), ends.get(tenure))))
        spans.update(evidence.get(tenure, ()))
    held: defaultdict[str, list[Post]] = defaultdict(list)
    edges = []
    for (holder, organization, title, status), (dates, spans) in sorted(joined.items()):
        if organization not in types:
            held[holder].append(Post(title, names.get(organization), status or None, tuple(sorted(dates))))
        elif holder in types:
            edges.append(Edge(holder, organization, "tenure", title, tuple(sorted(dates)), status, tuple(sorted(spans))))
    return held, edges


def speeches(
    reader: Reader, types: Mapping[str, str], names: Mapping[str, str], evidence: Mapping[str, tuple[Evidence, ...]]
) -> tuple[dict[str, list[Speech]], list[Edge]]:
    """Utterances by speaker, and an edge from the speaker to each entity that the words deal with."""
    speakers, categories, occasions = reader.one(KG + "speaker"), reader.one(KG + "category"), reader.one(KG + "saidAt")
    about, mentions = reader.many(KG + "about"), reader.many(KG + "mentions")
    said: defaultdict[str, list[Speech]] = defaultdict(list)
    joined: defaultdict[tuple[str, str, str], set[Evidence]] = defaultdict(set)
    for utterance in sorted(speakers):
        speaker, category = speakers[utterance], categories.get(utterance, "")
        spans = evidence.get(utterance, ())
        said[speaker].append(Speech(names.get(utterance, ""), category, occasions.get(utterance), spans))
        for target in {*about.get(utterance, ()), *mentions.get(utterance, ())}:
            if speaker in types and target in types and target != speaker:
                joined[(speaker, target, category)].update(spans)
    edges = [Edge(s, t, "speech", label, evidence=tuple(sorted(spans))) for (s, t, label), spans in sorted(joined.items())]
    for speeches in said.values():
        speeches.sort(key=lambda speech: (speech.evidence, speech.label))
    return said, edges


def participations(
    reader: Reader, types: Mapping[str, str], names: Mapping[str, str], evidence: Mapping[str, tuple[Evidence, ...]]
) -> tuple[dict[str, list[str]], list[Edge]]:
    """Names of unnamed groups by event, and an edge for each participant that is drawn."""
    participants, roles = reader.one(KG + "participant"), reader.one(KG + "role")
    groups: defaultdict[str, list[str]] = defaultdict(list)
    joined: defaultdict[tuple[str, str, str], set[Evidence]] = defaultdict(set)
    for event, participation in sorted(reader.pairs(KG + "participation")):
        participant = participants.get(participation, "")
        if participant in types and event in types:
            joined[(participant, event, roles.get(participation, ""))].update(evidence.get(participation, ()))
        elif participant in names:
            groups[event].append(names[participant])
    edges = [Edge(s, t, "participation", role, evidence=tuple(sorted(spans))) for (s, t, role), spans in sorted(joined.items())]
    return groups, edges


def plain(reader: Reader, types: Mapping[str, str], evidence: Mapping[str, tuple[Evidence, ...]]) -> list[Edge]:
    """Edges that are one triple, with the evidence of their claims; a symmetric pair is drawn once."""
    subjects, predicates, objects = reader.one(RDF + "subject"), reader.one(RDF + "predicate"), reader.one(RDF + "object")
    claims: defaultdict[tuple[str, str, str], set[Evidence]] = defaultdict(set)
    for claim in sorted(subjects):
        triple = (subjects[claim], predicates.get(claim, ""), objects.get(claim, ""))
        claims[triple].update(evidence.get(claim, ()))
    edges = []
    for kind in RELATIONS:
        triples = {(s, o) for s, o in reader.pairs(KG + kind) if s in types and o in types and s != o}
        for source, target in sorted(triples):
            spans = set(claims.get((source, KG + kind, target), ()))
            if kind == "spouse" and (target, source) in triples:
                if source > target:
                    continue
                spans |= claims.get((target, KG + kind, source), set())
            edges.append(Edge(source, target, kind, evidence=tuple(sorted(spans))))
    return edges
