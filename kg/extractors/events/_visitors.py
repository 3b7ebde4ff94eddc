"""People whom a sentence names around the present event: who is visited, who competes, who is on a list of appointments."""

from __future__ import annotations

from kg.extractors.analysis import Name
from kg.extractors.events import _stops
from kg.extractors.events._lines import Line, masked
from kg.extractors.events._reading import Here, Reading
from kg.extractors.events._tables import patterns


def told(reading: Reading, line: Line, here: Here) -> None:
    """Add the people of a sentence that has no role predicate for them."""
    if line.spoken or line.heading:
        return
    _visited(reading, line, here)
    _competing(reading, line)
    _listed(reading, line)


def _visited(reading: Reading, line: Line, here: Here) -> None:
    """老党员X, 在X家中: visited in a sympathy visit; 与X一同 takes part in any visit."""
    tour, text, grammar = reading.current, reading.analysis.text, patterns()
    if tour is None or tour.family != "visit" or reading.lines[tour.line].section != line.section:
        return
    sympathy = "sympathy-visit" in tour.categories
    names = list(reading.analysis.names_in(line.begin, line.cut, "person"))
    honoured, visited = False, list[Name]()
    for name in names:
        before = text[max(line.begin, name.begin - 6) : name.begin]
        listed = honoured and before.endswith(("、", "和"))
        honoured = listed or grammar["visited-before"].search(before) is not None
        at_home = text.startswith("在", line.begin) and grammar["visited-after"].match(text, name.end, line.cut) is not None
        if sympathy and (honoured or at_home):
            if not any(d.has(name.key) for d in (tour, *reading.stops)):
                visited.append(name)
        elif before.endswith(("与", "同", "和")) and grammar["together"].match(text, name.end, line.cut):
            next((d for _, d in here if d.parent is tour), tour).add(name, "attendee")
    if visited and len(tour.leads) == 1 and _stops.goes_on(tour, line) and _stops.room(reading, tour):
        _stops.call_on(reading, tour, line, visited)
        return
    for name in visited:
        tour.add(name, "honoree")


def _competing(reading: Reading, line: Line) -> None:
    """Everybody whom the paragraph of a contest names, one of several in a report on games."""
    contest = reading.drafts[-1] if reading.drafts else None
    if contest is None or contest.family != "sport" or contest.parent is None or contest.paragraph != line.paragraph:
        return
    for name in reading.analysis.names_in(line.begin, line.cut, "person"):
        if not masked(reading.ranges, name.begin):
            contest.add(name, "attendee")


def _listed(reading: Reading, line: Line) -> None:
    """X为…局长；X的…职务。 on lines of their own."""
    draft = next((d for d in reversed(reading.drafts) if d.family == "appointment"), None)
    name = next(reading.analysis.names_in(line.begin, line.end, "person"), None)
    if draft is None or name is None or name.begin != line.begin:
        return
    if patterns()["listed-post"].match(reading.analysis.text, name.end, line.end):
        draft.add(name, "lead")
