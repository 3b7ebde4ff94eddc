"""Stops of a tour: a visit that goes on, sentence by sentence, has a sub-event for each site it comes to.

The class of stories: …走访调研A园区。X来到B公司，察看…。在C社区，X了解…。在老党员D家中，…。随后的座谈会上，….
The sites of the sentence that opens the tour are the tour's own places; each site that a later sentence comes to is a stop
with the tour's day and leaders. A stop at an organization is where the text puts it (位于A大厦的B站), otherwise at the one
place of the tour.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from kg.extractors.analysis import Name
from kg.extractors.events._lines import Line, masked
from kg.extractors.events._reading import Reading
from kg.extractors.events._records import Draft, Trigger
from kg.facts import Span

MOST = 12
"""Stops of one tour at most; further sites are places of the tour itself."""

_GONE = "走访"  # how the label tells of a stop at which the text names no verb of going
_LOCATED = "位于"
_SITES = frozenset({"park", "building", "venue"})  # places of one site, where all of a visit happens


def goes_on(tour: Draft | None, line: Line) -> bool:
    """True where a sentence may tell of a stop of a tour that an earlier sentence opened."""
    if tour is None or tour.family != "visit" or tour.parent is not None:
        return False
    return tour.line < line.index and not line.heading and (bool(tour.leads) or not tour.people)


def arrive(reading: Reading, tour: Draft, line: Line, sites: Sequence[Name], trigger: Trigger | None = None) -> None:
    """Add the sites that a sentence of a tour comes to.

    Args:
        reading: the story so far; new stops are added to it.
        tour: the visit.
        line: the sentence.
        sites: its places and bodies, in order.
        trigger: the verb of going or looking; None where an 在-phrase alone says it.
    """
    text, where = reading.analysis.text, dict[str, Name]()
    for site, behind in itertools.pairwise(sites):
        if text.endswith(_LOCATED, 0, site.begin) and "的" in text[site.end : behind.begin]:
            where[behind.key] = site
    inside = {place.key for place in where.values()}
    for site in sites:
        if site.key in inside or site.key in tour.places or any(site.key in s.sites for s in _of(reading, tour)):
            continue
        if not room(reading, tour):
            tour.place(site)
            continue
        span = _verb(reading, line, site, trigger)
        verb = span.cut(text).removeprefix("先后").removeprefix("实地").removesuffix("了") if span else _GONE
        stop = _open(reading, tour, line, span or Span(site.begin, site.end), f"{verb}{site.surface}", "visit")
        stop.sites[site.key] = [Span(site.begin, site.end)]
        if site.kind == "organization":
            stop.people[site.key, "host"] = [Span(site.begin, site.end)]
        else:
            stop.place(site)
        if site.key in where:
            stop.place(where[site.key])


def call_on(reading: Reading, tour: Draft, line: Line, visited: Sequence[Name]) -> None:
    """Add the people whom one sentence says are visited, as one stop of a visit of sympathy."""
    names = reading.analysis.entities
    span = Span(visited[0].begin, visited[-1].end)
    stop = _open(reading, tour, line, span, "看望" + "、".join(names[n.key].name for n in visited), "sympathy-visit")
    stop.called = not any((n, "lead") in tour.people for n in _named(reading, line))
    for name in visited:
        stop.add(name, "honoree")


def came(reading: Reading, tour: Draft, line: Line, trigger: Trigger) -> None:
    """A verb of going in the sentence after the one that names who is visited tells of that visit (A来到老人家中)."""
    stop = next(iter(_of(reading, tour)[-1:]), None)
    if stop is not None and stop.called and stop.paragraph == line.paragraph and stop.line < line.index:
        stop.spans = [Span(trigger.begin, trigger.end)]
        stop.called = False


def finish(reading: Reading) -> list[Draft]:
    """The stops of the story's tours: each with a place where one is known; a tour's only site is its own place."""
    kept = []
    for tour in reading.done:
        stops = _of(reading, tour)
        if len(stops) == 1 and not tour.places and stops[0].sites:
            _fold(tour, stops[0])
            stops = []
        for stop in stops:
            if not stop.places:
                _settle(reading, tour, stop)
        kept += stops
    return kept


def held_there(reading: Reading, draft: Draft) -> None:
    """A gathering or broadcast during the visit of a single site was held there."""
    tour = draft.parent
    if draft.places or tour is None or tour.family != "visit" or len(tour.places) != 1:
        return
    entity = reading.analysis.entities[next(iter(tour.places))]
    if entity.kind == "place" and entity.category in _SITES:
        draft.places.update(tour.places)


def room(reading: Reading, tour: Draft) -> bool:
    """True where a tour may have another stop."""
    return len(_of(reading, tour)) < MOST


def _of(reading: Reading, tour: Draft) -> list[Draft]:
    return [stop for stop in reading.stops if stop.parent is tour]


def _named(reading: Reading, line: Line) -> list[str]:
    return [n.key for n in reading.analysis.names_in(line.begin, line.cut, "person")]


def _verb(reading: Reading, line: Line, site: Name, trigger: Trigger | None) -> Span | None:
    """The verb of going or looking that a site belongs to: the last before it in its sentence, else the trigger behind it."""
    before = [
        Span(m.start(), m.end())
        for m in reading.tables.place_before.finditer(reading.analysis.text, line.begin, site.begin)
        if m.end() - m.start() > 1 and m.group() != _LOCATED and not masked(reading.ranges, m.start())
    ]
    if before:
        return before[-1]
    return Span(trigger.begin, trigger.end) if trigger is not None else None


def _open(reading: Reading, tour: Draft, line: Line, span: Span, what: str, category: str) -> Draft:
    """A new stop, with the tour's day and its leaders."""
    trigger = Trigger(span.begin, span.end, reading.analysis.text[span.begin : span.end], "verb", category, (category,), "visit")
    stop = Draft(trigger, line.index, line.paragraph, [category], "visit", time=tour.time, dated=tour.dated, parent=tour)
    stop.name = "、".join(reading.analysis.entities[key].name for key in tour.leads[:3]) + what
    stop.leads, stop.spans = list(tour.leads), [span]
    for key in tour.leads:
        told = [Span(n.begin, n.end) for n in reading.analysis.names_in(line.begin, line.cut, "person") if n.key == key]
        stop.people[key, "lead"] = told or list(tour.people.get((key, "lead"), [span]))
    reading.stops.append(stop)
    return stop


def _fold(tour: Draft, stop: Draft) -> None:
    """Make a tour's only site a place of the tour."""
    tour.places.update(stop.places or stop.sites)
    tour.spans += stop.spans
    for (key, role), spans in stop.people.items():
        if role != "lead":
            tour.people.setdefault((key, role), spans)


def _settle(reading: Reading, tour: Draft, stop: Draft) -> None:
    """Put a stop where its tour was, where that is one place; otherwise a body is its own venue."""
    places = [key for key in tour.places if reading.analysis.entities[key].kind == "place"]
    if len(places) == 1 and len(tour.places) == 1:
        stop.places[places[0]] = tour.places[places[0]]
    else:
        stop.places.update(stop.sites)
