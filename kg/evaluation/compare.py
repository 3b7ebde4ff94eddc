"""One document of a graph against its gold facts, area by area.

The rules are those of data/gold/README.md: what counts as found, what as wrong, what is left out of account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kg.evaluation.events import compare_events
from kg.evaluation.figures import Tally
from kg.evaluation.gold import ENTITY_AREAS, Gold, spelling
from kg.evaluation.view import GraphView
from kg.reading.encoding import decode

LONGEST_QUOTE = 600
"""A longer quote is not credited with the phrases in it."""

MOST_UTTERANCES = 20
"""Utterances of one speaker beyond this number are wrong."""

PARENTS = (("within", 1), ("subOrganizationOf", 2))
"""How many direct parents a node may have by a property."""


class Comparison:
    """One document: what the graph says of it and what the gold says."""

    def __init__(self, view: GraphView, gold: Gold) -> None:
        self.view = view
        self.gold = gold
        self.document = view.document(gold.source)
        self.tally = Tally(gold.source)

    def run(self, docs: Path | None) -> Tally:
        """Compare every area that the gold speaks of; quotes too where ``docs``, the input folder, is given."""
        gold = self.gold
        if gold.entries("articles"):
            self._articles()
        for area, kind in ENTITY_AREAS.items():
            if gold.speaks_of(area):
                self._entities(area, kind)
        if gold.speaks_of("organizations"):
            self._facilities()
        if gold.speaks_of("positions"):
            self._positions()
        if gold.speaks_of("events"):
            compare_events(self.view, gold, self.document, self.tally)
        if gold.speaks_of("statements"):
            self._statements()
        self._relations()
        if docs is not None:
            self._quotes(docs)
        return self.tally

    # ------------------------------------------------------------ articles

    def _articles(self) -> None:
        view, gold, tally = self.view, self.gold, self.tally
        wanted = {spelling(article["headline"]): article for article in gold.entries("articles")}
        optional = [spelling(headline) for headline in gold.entries("optional_articles")]
        seen: set[str] = set()
        for node in sorted(view.articles.get(self.document or "", ())):
            headline = next((name for name in wanted if name in view.labels[node] and name not in seen), None)
            if headline is None:
                if not any(name in label for name in optional for label in view.labels[node]):
                    tally.wrong("articles", view.show(node))
                continue
            seen.add(headline)
            tally.right("articles")
            self._published(node, headline, str(wanted[headline].get("published") or ""))
            self._authors(node, headline, wanted[headline].get("authors") or [])
        for headline in sorted(wanted.keys() - seen):
            article = wanted[headline]
            tally.missed("articles", article["headline"])
            if article.get("authors"):
                tally.missed("authors", [headline, article["authors"]], len(article["authors"]))
            if len(str(article.get("published") or "")) == len("2025-07-01"):
                tally.missed("published", headline)

    def _published(self, node: str, headline: str, stated: str) -> None:
        if len(stated) != len("2025-07-01"):
            return
        found = self.view.published.get(node)
        if found == stated:
            self.tally.right("published")
            return
        self.tally.missed("published", [headline, stated])
        if found is not None:
            self.tally.wrong("published", [headline, found])

    def _authors(self, node: str, headline: str, authors: list[str]) -> None:
        found = sorted(self.view.authors[node])
        for author in authors:
            names = self.gold.names(author, "persons")
            hit = next((person for person in found if self.view.labels[person] & names), None)
            if hit:
                found.remove(hit)
                self.tally.right("authors")
            else:
                self.tally.missed("authors", [headline, min(names)])
        for person in found:
            self.tally.wrong("authors", [headline, self.view.show(person)])

    # ------------------------------------------------------------ entities

    def _facility_names(self) -> list[set[str]]:
        return [{spelling(name) for name in names} for names in self.gold.entries("facilities")]

    def _entities(self, area: str, kind: str) -> None:
        view, gold, tally = self.view, self.gold, self.tally
        given = gold.entries(area)
        wanted = [{spelling(name) for name in names} for names in given]
        times: dict[str, int] = defaultdict(int)
        for names in wanted:
            for name in names:
                times[name] += 1
        own = [{name for name in names if times[name] == 1} for names in wanted]
        nodes = view.of_class(kind, self.document)
        merged = {node for node in nodes if sum(bool(view.labels[node] & names) for names in own) > 1}
        free = [node for node in nodes if node not in merged]
        for names, listed in zip(wanted, given, strict=True):
            best = next((node for node in free if listed and spelling(listed[0]) in view.labels[node]), None)
            hit = best or next((node for node in free if view.labels[node] & names), None)
            if hit:
                free.remove(hit)
                tally.right(area)
            else:
                tally.missed(area, listed[0])
        optional = {spelling(name) for names in gold.entries("optional_" + area) for name in names}
        optional |= gold.bylines() if area == "persons" else set()
        facilities = self._facility_names() if kind in ("Organization", "Place") else []
        used: set[int] = set()
        for node in [*free, *sorted(merged)]:
            labels = view.labels[node]
            spot = next((i for i, names in enumerate(facilities) if labels & names and i not in used), None)
            if spot is not None and node not in merged:
                used.add(spot)
            elif node in merged or not labels & optional or any(labels & names for names in wanted if not names & optional):
                tally.wrong(area, view.show(node))

    def _facilities(self) -> None:
        nodes = self.view.of_class("Organization", self.document) + self.view.of_class("Place", self.document)
        for names, listed in zip(self._facility_names(), self.gold.entries("facilities"), strict=True):
            if any(self.view.labels[node] & names for node in nodes):
                self.tally.right("organizations")
            else:
                self.tally.missed("organizations", listed[0])

    # ----------------------------------------------------------- positions

    def _positions(self) -> None:
        view, tally = self.view, self.tally
        rows = [(holder, body, title) for tenure, holder, body, title in view.tenures if self.document in view.seen_in[tenure]]
        free = sorted(set(rows), key=str)
        repeats = len(rows) - len(free)
        for fact in self.gold.entries("positions"):
            row = next((row for row in free if self._is_position(row, fact)), None)
            if row:
                free.remove(row)
                tally.right("positions")
            else:
                tally.missed("positions", fact)
        optional = self.gold.entries("optional_positions")
        for row in free:
            if not any(self._is_position(row, fact) for fact in optional):
                holder, body, title = row
                tally.wrong("positions", [view.show(holder), title, body and view.show(body)])
        if repeats > len(optional):
            tally.wrong("positions", f"{repeats} repeated tenures", repeats)

    def _is_position(self, row: tuple[str, str | None, str | None], fact: list[Any]) -> bool:
        (holder, body, title), (person, wanted, organization) = row, fact
        labels, gold = self.view.labels, self.gold
        if not labels[holder] & gold.names(person, "persons"):
            return False
        return any(
            spelling(title or "") == reading
            and (
                place is None
                or (body is not None and bool(labels[body] & gold.names(place, "organizations", "facilities", "places")))
            )
            for reading, place in readings(wanted, organization)
        )

    # ---------------------------------------------------------- statements

    def _statements(self) -> None:
        view, gold, tally, labels = self.view, self.gold, self.tally, self.view.labels
        mentions = view.mentions.get(self.document, {}) if self.document is not None else {}
        said = [(u or "", s or "", spelling(mentions[m or ""][0])) for u, s, m in view.utterances if m in mentions]
        for speaker, _, phrase in gold.entries("statements"):
            names, words = gold.names(speaker), spelling(phrase)
            heard = [who for _, who, quote in said if words in quote and len(quote) <= LONGEST_QUOTE]
            if any(labels[who] & names for who in heard):
                tally.right("statements")
            else:
                tally.missed("statements", [speaker, phrase])
            if any(not labels[who] & names for who in heard):
                tally.wrong("statements", [speaker, phrase, [view.show(who) for who in heard]])
        known = gold.all_names(entry[0] for entry in gold.entries("statements")) | gold.everybody() | gold.bylines()
        count: dict[str, int] = defaultdict(int)
        for _, who in sorted({(utterance, who) for utterance, who, _ in said}):
            count[who] += 1
            if not labels[who] & known:
                tally.wrong("statements", ["nobody of the gold", view.show(who)])
            elif count[who] > MOST_UTTERANCES:
                tally.wrong("statements", ["too many", view.show(who)])

    # ----------------------------------------------------------- relations

    def _relations(self) -> None:
        view, gold, tally, labels = self.view, self.gold, self.tally, self.view.labels
        relations, attributes = gold.entries("relations"), gold.entries("attributes")
        for subject, name, target in relations:
            if name not in view.relations:
                raise ValueError(f"unknown relation {name!r}")
            left, right = gold.names(subject), gold.names(target)
            if any(labels[a] & left and labels[b] & right for a, b in view.relations[name]):
                tally.right("relations")
            else:
                tally.missed("relations", [subject, name, target])
        for subject, name, value in attributes:
            person = gold.names(subject, "persons")
            if any(labels[a] & person and b == str(value) for a, b in view.links.get(name, ())):
                tally.right("relations")
            else:
                tally.missed("relations", [subject, name, value])
        here = {node for node in view.kinds if self.document in view.seen_in[node]}
        couples = [(gold.names(s), gold.names(o)) for s, name, o in relations if name == "spouse"]
        for a, b in sorted(view.links["spouse"]):
            if a < b and a in here and b in here:
                known = ((labels[a] & x and labels[b] & y) or (labels[a] & y and labels[b] & x) for x, y in couples)
                if not any(known):
                    tally.wrong("relations", [view.show(a), "spouse", view.show(b)])
        ages = [(gold.names(s, "persons"), str(value)) for s, _, value in [*attributes, *gold.entries("optional_attributes")]]
        for node, age in sorted(view.links["age"]):
            if node in here and not any(labels[node] & names and age == value for names, value in ages):
                tally.wrong("relations", [view.show(node), "age", age])
        for name, most in PARENTS:
            parents: dict[str, int] = defaultdict(int)
            for child, _ in view.links[name]:
                parents[child] += 1
            for node in sorted(here):
                if parents[node] > most:
                    extra = parents[node] - most
                    tally.wrong("relations", [view.show(node), f"{extra} parents too many by kg:{name}"], extra)

    # ------------------------------------------------------------ evidence

    def _quotes(self, docs: Path) -> None:
        path = docs / self.gold.source
        if not (path.is_file() and path.suffix in (".txt", ".md")):
            return
        text, _ = decode(path.read_bytes(), self.gold.source)
        mentions = self.view.mentions.get(self.document, {}) if self.document is not None else {}
        for mention, (quote, begin, end) in sorted(mentions.items()):
            if begin is not None and end is not None and text[int(begin) : int(end)] == quote:
                self.tally.right("evidence")
            else:
                self.tally.wrong("evidence", [mention, quote[:20]])


def readings(title: str, organization: str | None) -> Iterator[tuple[str, str | None]]:
    """A post and the other way to write it: 党组书记 of a body is 书记 of its 党组.

    >>> list(readings("党组书记", "河湾区财政局"))
    [('党组书记', '河湾区财政局'), ('书记', '河湾区财政局党组')]
    """
    yield spelling(title), organization
    if organization and title.startswith("党组"):
        yield spelling(title[2:]), organization + "党组"
    elif organization and organization.endswith("党组"):
        yield "党组" + spelling(title), organization[:-2]
