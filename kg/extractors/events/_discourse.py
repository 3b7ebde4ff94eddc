"""From sentences to events: the story is read once, from its first sentence to its last."""

from __future__ import annotations

from kg.extractors.analysis import Name
from kg.extractors.events import _stops, _telling, _visitors
from kg.extractors.events._headlines import from_headline
from kg.extractors.events._identity import same
from kg.extractors.events._lines import Line
from kg.extractors.events._notices import notice
from kg.extractors.events._opening import opened
from kg.extractors.events._reading import Reading, verb_of
from kg.extractors.events._records import GATHERINGS, Draft, Trigger
from kg.extractors.events._roles import Target, give_roles, predicates
from kg.extractors.events._subjects import subjects
from kg.extractors.events._triggers import triggers


def read(reading: Reading) -> list[Draft]:
    """Read all sentences of the body, and return the events in the order in which they were told."""
    if notice(reading) is not None:
        return reading.drafts
    _lines(reading)
    if not reading.done and not reading.drafts:
        reading.turn()
        reading.current = from_headline(reading)
        if reading.current is not None:
            _lines(reading)
    _join_umbrella(reading)
    reading.done += reading.drafts
    stops = _stops.finish(reading)
    for draft in reading.done:
        if draft.family in (*GATHERINGS, "livestream"):
            _stops.held_there(reading, draft)
    return [*reading.done, *stops]


def _lines(reading: Reading) -> None:
    """Read the sentences of the body, one after the other."""
    paragraph = -1
    for line in reading.lines:
        if line.heading:
            if line.section in reading.items:
                _join_umbrella(reading)
                reading.turn(line)
            continue
        if line.paragraph != paragraph:
            paragraph = line.paragraph
            if reading.current is not None and reading.current.beside and reading.outer is not None:
                reading.current = reading.outer
        _sentence(reading, line)


def _sentence(reading: Reading, line: Line) -> None:
    """Read one sentence: its triggers, then its role predicates, then what is said."""
    analysis, tables, ranges = reading.analysis, reading.tables, reading.ranges
    here = _events(reading, line)
    _turn(reading, here)
    if not line.spoken:
        signed = next((d for d in reversed(reading.drafts) if d.family == "signing"), None)
        target = Target(analysis, here, reading.current, signed)
        tied = line.tie is not None or analysis.text.startswith(("他", "她"), line.begin)
        give_roles(analysis, tables, line, ranges, target, reading.topic if tied else [], [t for t, _ in here])
        _telling.anchored(reading, line, here)
    _telling.speaker(reading, line, here)
    _telling.stop(reading, line, here)
    _visitors.told(reading, line, here)
    _telling.elaborate(reading, line)
    first = subjects(analysis, tables, line.begin, line.cut, ranges)
    if first and not line.spoken:
        reading.topic = first[:1]
    if line.speaker is not None:
        reading.topic = [line.speaker]


def _events(reading: Reading, line: Line) -> list[tuple[Trigger, Draft]]:
    """The events that a sentence's triggers tell of, told before or new."""
    analysis, tables, ranges = reading.analysis, reading.tables, reading.ranges
    here: list[tuple[Trigger, Draft]] = []
    people: list[Name] = []
    at = line.begin
    roles = predicates(analysis, tables, line, ranges)
    for trigger in triggers(analysis, tables, line, ranges):
        if trigger.frame is not None:  # people before a role predicate are not the subject of a verb behind it
            done = max((p.end for p in roles if at < p.end <= trigger.begin), default=at)
            if any(n.kind in ("person", "organization") for n in analysis.names_in(done, trigger.begin)):
                at = done
        own = subjects(analysis, tables, at, verb_of(trigger), ranges)
        if not own and not people and reading.pronoun(line, verb_of(trigger)):
            own = list(reading.topic)
        people = own or people
        draft = same(reading, trigger, line, people, here)
        new = draft is None
        if draft is None and trigger.form != "point":
            draft = opened(reading, trigger, line, people, here)
        if draft is None:
            continue
        if new or trigger.form != "point":
            _telling.fill(reading, draft, trigger, line, at if own else line.begin, people, new)
        if new:
            _telling.part(reading, draft, trigger)
        here.append((trigger, draft))
        if trigger.form == "verb" and trigger.frame is not None and not trigger.frame.weak:
            at = trigger.end
    return here


def _turn(reading: Reading, here: list[tuple[Trigger, Draft]]) -> None:
    """Make the sentence's events the present one; what happens inside another event does not take its place."""
    for _, draft in here:
        if draft.family == "funeral" and draft is not reading.main:
            continue
        if draft.parent is None or (draft.family in GATHERINGS and draft.trigger.form == "anchor"):
            if draft.beside:
                nested = reading.current is not None and reading.current.beside
                reading.outer = reading.outer if nested else reading.current
            reading.current = draft


def _join_umbrella(reading: Reading) -> None:
    """An undated visit of several leaders is the dated one that follows, where only one does.

    建军节前夕，甲、乙走访慰问…。29日，甲一行来到…: one event; with a second visit, of 乙, the first sentence sums up two.
    """
    visits = [d for d in reading.drafts if d.family == "visit"]
    for whole in visits:
        parts = [d for d in visits if d is not whole and d.leads and set(d.leads) < set(whole.leads)]
        others = any(not d.leads for d in visits)
        if len(parts) != 1 or others or whole.time.start or whole.places or not parts[0].time.start:
            continue
        part = parts[0]
        whole.time, whole.dated = part.time, part.dated
        whole.categories += [c for c in part.categories if c not in whole.categories]
        whole.spans += part.spans
        whole.places.update(part.places)
        for role, spans in part.people.items():
            whole.people.setdefault(role, []).extend(spans)
        for draft in reading.drafts:
            if draft.parent is part:
                draft.parent = whole
        reading.drafts.remove(part)
        return
