"""Notices of appointments: a headline that says so, and lines that say who becomes and leaves what.

The class of documents: 某市委关于甲等同志职务任免的通知, with 甲同志任某局局长；免去乙同志的某局局长职务。 on lines of
their own and the issuer's signature with its date at the end; 任前公示 in the same form.
"""

from __future__ import annotations

from kg.extractors.analysis import Name
from kg.extractors.events._lines import Line
from kg.extractors.events._reading import Reading
from kg.extractors.events._records import Draft, Trigger
from kg.extractors.events._tables import patterns
from kg.facts import Span, TimeValue

_APPOINTMENT = "appointment"


def notice(reading: Reading) -> Draft | None:
    """The appointment event of a notice, with everybody whose posts its lines change; None for other documents."""
    heading = next((line for line in reading.lines if line.heading and _says(reading, line)), None)
    if heading is None:
        return None
    people = [name for line in reading.lines if not line.heading for name in _changed(reading, line)]
    if not people:
        return None
    trigger = Trigger(heading.begin, heading.end, "任免", "verb", _APPOINTMENT, (_APPOINTMENT,), _APPOINTMENT)
    draft = Draft(trigger, heading.index, heading.paragraph, [_APPOINTMENT], _APPOINTMENT)
    draft.name = reading.analysis.text[heading.begin : heading.end].strip()
    draft.spans.append(Span(heading.begin, heading.end))
    draft.time = _signed(reading) or draft.time
    draft.dated = draft.time.start is not None
    draft.leads = list(dict.fromkeys(name.key for name in people))
    for name in people:
        draft.add(name, "lead")
    reading.drafts.append(draft)
    return draft


def _says(reading: Reading, line: Line) -> bool:
    return patterns()["personnel-notice"].search(reading.analysis.text, line.begin, line.end) is not None


def _changed(reading: Reading, line: Line) -> list[Name]:
    """The people of a line whose posts it changes: 甲同志任…, 免去乙同志的…职务, 推荐丙同志为…人选."""
    text, grammar = reading.analysis.text, patterns()
    names = reading.analysis.names_in(line.begin, line.end, "person")
    return [n for n in names if grammar["changed-post"].match(text, n.end, line.end)]


def _signed(reading: Reading) -> TimeValue | None:
    """The day under the signature: a paragraph at the end that is nothing but a date."""
    text = reading.analysis.text
    for line in reversed(reading.lines[-3:]):
        when = next(iter(reading.analysis.times_in(line.begin, line.end)), None)
        if when is not None and when.value.start is not None and when.value.precision == "day":
            alone = text[line.begin : when.begin] + text[when.end : line.end]
            return when.value if not alone.strip("。 \n\u3000") else None
    return None
