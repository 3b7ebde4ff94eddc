"""Stories that tell of the like at many places: 全球多地举办春节活动, 我市多地开展义诊."""

from __future__ import annotations

from kg.extractors.events._lines import Line
from kg.extractors.events._reading import Reading
from kg.extractors.events._records import Draft, Trigger
from kg.extractors.events._tables import patterns


def everywhere(reading: Reading, trigger: Trigger, line: Line) -> bool:
    """True for the sentence of a round-up that only says that there are many (全球多地举行庙会、灯光秀等活动)."""
    many = patterns()["many-places"]
    return many.search(reading.headline) is not None and many.search(reading.analysis.text, line.begin, trigger.begin) is not None


def item(reading: Reading, trigger: Trigger, line: Line) -> bool:
    """True for one of the events at many places that a story tells of (多地举行…活动), told with a place of its own."""
    if trigger.form not in ("hold", "anchor") or not patterns()["many-places"].search(reading.headline):
        return False
    return any(n.kind != "person" for n in reading.analysis.names_in(line.begin, line.cut))


def other_item(reading: Reading, draft: Draft, line: Line) -> bool:
    """True where a paragraph of a round-up tells of another item than the one that an event is of."""
    return draft.paragraph != line.paragraph and patterns()["many-places"].search(reading.headline) is not None
