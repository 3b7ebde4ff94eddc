"""Where the places of a local story lie when the text does not say: in the place that the story speaks of.

A district's paper writes 虬江 or 中天大厦 and means those of its district. The rule holds for places at which an event of
the story
happened, that are smaller than a district and that neither the text nor the gazetteer puts elsewhere, in a paper of the district
or a story that names it more than once. It is an inference: the relation has no evidence of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extractors.analysis import Analysis
from kg.extractors.ledger import Ledger
from kg.facts import Event

_LOCAL = frozenset(("subdistrict", "neighbourhood", "village", "road", "water", "island", "park", "building", "venue"))


def at_home(ledger: Ledger, analyses: Sequence[Analysis], found: Sequence[Event]) -> None:
    """Put the local venues of events into the district that their story speaks of.

    Args:
        ledger: the document's entities; relations are added.
        analyses: the stories, in the order of their articles.
        found: the events of all stories.
    """
    outer = {r.subject: str(r.object) for r in ledger.relations() if r.predicate == "within"}
    homes = {a.story.article.index: a.home for a in analyses}
    published = [a.story.article.publisher or "" for a in analyses]
    papers = {home for home in homes.values() if home and any(n in p for p in published for n in ledger.names(home))}
    for event in found:
        home = homes.get(event.article)
        if home is None or ledger.get(home).category != "district" or (len(ledger.mentions(home)) < 2 and home not in papers):
            continue
        elsewhere = any(
            ledger.get(p).category in ("district", "city", "municipality", "country") and ledger.key(p) != home
            for p in event.places
        )
        for place in event.places:
            top, seen = ledger.key(place), set()
            while top in outer and top not in seen:
                seen.add(top)
                top = outer[top]
            entity = ledger.get(top)
            if entity.kind == "place" and entity.category in _LOCAL and top != home and not elsewhere:
                ledger.relate(top, "within", home)
                outer[top] = home
