"""What a sentence adds to an event: its name, day, places, participants."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extractors.analysis import Name
from kg.extractors.events import _dates, _stops
from kg.extractors.events._arguments import conveners, frame_arguments, named_after
from kg.extractors.events._lines import Line, clause_begin
from kg.extractors.events._reading import Here, Reading, verb_of
from kg.extractors.events._records import GATHERINGS, Draft, Trigger
from kg.extractors.events._subjects import subjects, titled_begin, unique
from kg.extractors.events._tables import patterns
from kg.extractors.events._venues import chain_ends, event_venues, stop_place, venues
from kg.facts import Span

_FLIGHTS = ("发射", "升空", "首飞", "首航", "启航", "开幕", "开赛")  # with a crew, or with those who light the fire
_TALKS = ("谈判", "磋商", "会商")
_WATCHED = ("观看", "欣赏")
_SUBJECTLESS = frozenset(["accident", "conflict", "launch", "announcement", "trial", "space", "election", "protest"])


def fill(reading: Reading, draft: Draft, trigger: Trigger, line: Line, at: int, people: Sequence[Name], new: bool) -> None:
    """Add what a trigger's sentence says of its event.

    Args:
        reading: the story so far.
        draft: the event.
        trigger: the words that tell of it.
        line: the sentence.
        at: where the trigger's part of the sentence begins.
        people: its subject.
        new: True where the sentence opened the event.
    """
    analysis = reading.analysis
    if not new and _other_contest(reading, draft, trigger, line):
        return
    held = trigger.verb is not None and trigger.verb.end <= trigger.begin
    end = max(trigger.end, trigger.verb.end if trigger.verb is not None else 0)
    draft.spans.append(Span(verb_of(trigger) if held else trigger.begin, end))
    draft.heads.add(trigger.head)
    name = trigger.prefix + reading.text(trigger)
    if trigger.frame is None and len(name) > len(draft.name) and not (trigger.generic and (draft.name or not new)):
        draft.name = name
    draft.categories += [c for c in trigger.categories if c not in draft.categories]
    first, frame = draft.trigger.frame, trigger.frame
    telling = frame is not None and frame.family == "visit" and not frame.weak
    if draft.line == line.index and first is not None and first.weak and telling:
        draft.trigger = trigger  # 来到X，看望Y: the telling verb
    if not new and trigger.form == "hold" and draft.trigger.form == "attend" and draft.line != line.index:
        own = _dates.nearest(analysis, line, trigger)
        if own is not None and own.value.start is not None and not _dates.same_day(own):
            draft.dated = False  # a delegation of the 3rd and 4th attends a meeting, which was held on the 4th
    if not new and not draft.dated:
        time, stated = _dates.date(analysis, line, trigger, None)
        if stated and not _dates.is_old(time, _dates.reference(analysis, reading.main)):
            draft.time, draft.dated = time, True
    _subject(reading, draft, trigger, line, at, people, new)
    _conveners(reading, draft, trigger, line, people, new)
    if draft.family not in ("appointment", "call"):
        before = reading.lines[line.index - 1] if line.index else None
        if new and before is not None and analysis.text.startswith("这", line.begin):  # …响起警报。这是…演练。
            for place in venues(analysis, reading.tables, before.begin, before.end, reading.ranges):
                draft.place(place)
        found = event_venues(analysis, reading.tables, draft, trigger, line, reading.ranges)
        if not new and trigger.family == "visit" and _stops.goes_on(draft, line):
            if found:
                _stops.arrive(reading, draft, line, found, trigger)
            else:
                _stops.came(reading, draft, line, trigger)
            found = []
        for place in found:
            if new or not _abroad(reading, draft, place):
                draft.place(place)
    if draft.family in ("signing", "announcement"):
        works = [w.key for w in analysis.works if line.begin <= w.begin and w.end <= line.cut]
        draft.about += [key for key in dict.fromkeys(works) if key not in draft.about]
    elif draft.family in GATHERINGS:
        dealt = patterns()["dealt-with"]
        works = [
            w.key
            for w in analysis.works
            if line.begin <= w.begin
            and w.end <= line.end
            and dealt.search(analysis.text[max(line.begin, w.begin - 9) : w.begin].rstrip("《"))
        ]
        draft.about += [key for key in dict.fromkeys(works) if key not in draft.about]


def _other_contest(reading: Reading, draft: Draft, trigger: Trigger, line: Line) -> bool:
    """True for a result of another contest than the single one told of (…皮艇比赛收官。…蹦床决赛中，甲夺金)."""
    if draft.family != "sport" or trigger.frame is None or draft.trigger.head in reading.tables.games:
        return False
    found = patterns()["contest"].search(reading.analysis.text, line.begin, trigger.begin)
    return found is not None and line.index != draft.line and found[0] not in draft.name


def _abroad(reading: Reading, draft: Draft, place: Name) -> bool:
    """True for another country than that of a gathering: what the story tells of there is another one (在甲国，…；在乙国，…)."""
    entities = reading.analysis.entities
    if draft.family not in GATHERINGS or entities[place.key].category != "country":
        return False
    return place.key not in draft.places and any(entities[key].category == "country" for key in draft.places)


def part(reading: Reading, draft: Draft, trigger: Trigger) -> None:
    """Make one meeting for each guest of 分别会见甲、乙: they were met one after the other."""
    text = reading.analysis.text
    if draft.family != "reception" or not (reading.text(trigger).startswith("分别") or text.endswith("分别", 0, trigger.begin)):
        return
    guests = [key for key, role in draft.people if role == "counterpart"]
    names, group = reading.analysis.entities, [draft]
    for guest in guests[1:]:
        twin = Draft(
            trigger, draft.line, draft.paragraph, list(draft.categories), draft.family, time=draft.time, dated=draft.dated
        )
        twin.leads, twin.spans, twin.places = list(draft.leads), list(draft.spans), dict(draft.places)
        twin.people = {who: list(spans) for who, spans in draft.people.items() if who[1] != "counterpart" or who[0] == guest}
        group.append(twin)
        reading.drafts.append(twin)
        del draft.people[guest, "counterpart"]
    for each, guest in zip(group, guests, strict=False):
        each.twins = [other for other in group if other is not each]
        if each.twins:
            each.name = "、".join(names[key].name for key in draft.leads[:3]) + "会见" + names[guest].name


def _subject(reading: Reading, draft: Draft, trigger: Trigger, line: Line, at: int, people: Sequence[Name], new: bool) -> None:
    """The subject of an event's verb, and the verb's other arguments."""
    analysis, tables = reading.analysis, reading.tables
    if new and (draft.family == "space" or trigger.head.endswith(_FLIGHTS)):  # …成功发射，X、Y顺利进入太空
        crew = subjects(analysis, tables, trigger.end, line.cut, reading.ranges)
        if crew and titled_begin(analysis, crew[0], line.begin) == clause_begin(analysis.text, line.begin, crew[0].begin):
            for person in crew:
                draft.add(person, "attendee")
    if new and "election" in draft.categories:
        _parties(reading, draft, line)
    if (new and draft.family not in _SUBJECTLESS) or (not draft.leads and draft.family in ("visit", "journey")):
        draft.leads = [n.key for n in people]
    if trigger.frame is None:
        return
    if trigger.family != draft.family:  # a verb told inside a named event: 大会选举产生…
        for person in (*people, *analysis.names_in(trigger.end, line.cut, "person")):
            draft.add(person, "attendee")
        return
    always = new or not draft.leads or draft.family in ("sport", "appointment", "trial")
    leads = unique(n for n in people if (always or n.key in draft.leads) and (n.begin < trigger.begin or n in reading.topic))
    frame_arguments(analysis, draft, trigger, line, reading.ranges, at, leads)
    if trigger.frame.with_role:  # X同Y会谈: Y does not lead
        kept = [k for k in draft.leads if (k, "lead") in draft.people or (k, "attendee") in draft.people]
        draft.leads = kept or draft.leads


def _conveners(reading: Reading, draft: Draft, trigger: Trigger, line: Line, people: Sequence[Name], new: bool) -> None:
    """Who holds a named event; people who hold or watch it are present."""
    if trigger.form == "hold" or (trigger.form == "anchor" and trigger.verb is not None):
        for body in conveners(reading.analysis, trigger, line, reading.ranges):
            draft.add(body, "lead" if trigger.head in _TALKS else "convener")
    if trigger.frame is None and new and not any(role == "convener" for _, role in draft.people):
        for body in named_after(reading.analysis, trigger):
            draft.add(body, "convener")
    if trigger.verb is None or trigger.verb.end > trigger.begin:
        return
    watched = trigger.form == "attend" and trigger.verb.cut(reading.analysis.text) in _WATCHED
    if trigger.form == "hold" or watched:
        for person in people:
            draft.add(person, "attendee")


def _parties(reading: Reading, draft: Draft, line: Line) -> None:
    """Those who win or lose seats in an election, as far as the paragraph says."""
    for other in reading.lines:
        if other.paragraph == line.paragraph:
            for name in reading.analysis.names_in(other.begin, other.cut, "organization"):
                if patterns()["party-after"].match(reading.analysis.text, name.end):
                    draft.add(name, "attendee")


def anchored(reading: Reading, line: Line, here: Here) -> None:
    """In a sentence that begins …会上 the first people named behind it take part."""
    for trigger, draft in here:
        if trigger.form == "anchor" and draft.family in GATHERINGS:
            for name in subjects(reading.analysis, reading.tables, trigger.end, line.cut, reading.ranges)[:3]:
                if not draft.has(name.key):
                    draft.add(name, "attendee")


def stop(reading: Reading, line: Line, here: Here) -> None:
    """A sentence of a tour that begins with a place (在X，A了解…) adds a stop."""
    tour = reading.current
    if tour is not None and tour.family == "visit" and not here and not line.spoken and line.tie is None:
        sites = stop_place(reading.analysis, line.begin, line.end, reading.ranges)
        if _stops.goes_on(tour, line):
            _stops.arrive(reading, tour, line, sites)
        else:
            for name in sites:
                tour.place(name)


def elaborate(reading: Reading, line: Line) -> None:
    """The sentence that tells at length what the lead summed up gives its day, its place and its people."""
    draft = reading.main
    if draft is None or draft.family != "rescue" or draft.dated or draft.line == line.index or line.spoken:
        return
    when = next(iter(_dates.times(reading.analysis, line, None)), None)
    names = subjects(reading.analysis, reading.tables, line.begin, line.cut, reading.ranges)
    if when is None or when.value.start is None or when.begin > line.begin + 2 or not {n.key for n in names} & set(draft.leads):
        return
    draft.time, draft.dated = when.value, True
    for name in names:
        draft.add(name, "attendee")
    places = [n for n in chain_ends(reading.analysis, when.end, line.cut, reading.ranges) if n.kind == "place"]
    for place in places[:1]:
        draft.place(place)


def _elsewhere(reading: Reading, line: Line) -> bool:
    """True where somebody speaks on a day of his own (发言人张三17日表示), in the paragraphs after a meeting was told of."""
    grammar, text = patterns(), reading.analysis.text
    if grammar["other-news"].match(text, line.begin):
        return True
    timed = any(reading.analysis.name_at(w.begin) is None for w in reading.analysis.times_in(line.begin, line.cut))
    return timed and line.paragraph != reading.lines[reading.current.line].paragraph if reading.current else False


def speaker(reading: Reading, line: Line, here: Here) -> None:
    """Who speaks in a meeting takes part in it; residents who talk to the reporter do not."""
    if not line.says:
        return
    who = line.speaker
    if who is None and reading.topic and reading.pronoun(line, line.cut):
        who = reading.topic[0]
    if who is None:
        return
    before = reading.analysis.text[max(line.begin, who.begin - 8) : who.begin]
    if any(before.endswith(word) for word in reading.tables.bystanders):
        return
    outer = [d for _, d in here if d.family in GATHERINGS]
    draft = outer[-1] if outer else reading.current
    if draft is None or draft.family != "meeting":
        return
    if before.endswith("发言人") and not outer and "announcement" not in draft.categories:
        return  # a spokesman tells of the meeting or of something else, elsewhere
    opening = reading.lines[draft.line]
    if not outer and line.tie is None and not draft.has(who.key) and _elsewhere(reading, line):
        return
    if outer or opening.heading or opening.section == line.section:
        draft.add(who, "speech")
