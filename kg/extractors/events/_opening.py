"""Whether a sentence tells of a new event, or only mentions one in passing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extractors.analysis import Name
from kg.extractors.events import _dates
from kg.extractors.events._arguments import conveners
from kg.extractors.events._lines import Line
from kg.extractors.events._reading import Here, Reading, verb_of, within
from kg.extractors.events._records import GATHERINGS, Draft, Trigger
from kg.extractors.events._subjects import organ_subjects
from kg.extractors.events._tables import Frame, patterns
from kg.extractors.events._venues import venues

# Families that are told with their time, or in the headline; without either the lead of a feature only speaks of such things.
_TIMED = frozenset(
    [
        "visit",
        "journey",
        "reception",
        "call",
        "appointment",
        "award",
        "signing",
        "meeting",
        "show",
        "sport",
        "training",
        "activity",
        "ceremony",
    ]
)
_IMPERSONAL = frozenset(["launch", "accident", "conflict", "election", "funeral", "protest"])  # what needs a day or the headline
_BOUTS = ("较量", "对决")  # words for a contest whose name stands before 的
_SHORT = 16  # characters of a sentence that is nothing but a day
_INNER = ("signing", "award", "launch")  # what happens inside a gathering


def opened(reading: Reading, trigger: Trigger, line: Line, people: Sequence[Name], here: Here) -> Draft | None:
    """A new event, where the sentence tells of one."""
    analysis = reading.analysis
    day = _dates.reference(analysis, reading.main)
    when = _dates.nearest(analysis, line, trigger)
    earlier = trigger.family == "trial" and any(d.family == "trial" for d in reading.drafts)  # the hearing before the sentence
    if when is not None and ((_dates.is_old(when.value, day) and not earlier) or _dates.is_ahead(when.value, day)):
        return None
    if when is not None and _dates.is_month(when.value) and not reading.headed(trigger):
        return None
    fresh = when is not None and _dates.is_fresh(analysis, line, day)
    verb = verb_of(trigger)
    if not fresh and reading.tables.past.search(analysis.text, max(line.begin, verb - 12), verb):
        return None
    told = reading.leading(line) or fresh or line.tie is not None
    tied = line.tie is not None or bool(here) or trigger.form == "anchor" or analysis.text.startswith("这", line.begin)
    tied = tied or reading.tables.parties.search(analysis.text, line.begin, verb) is not None
    bare = when is None and not tied and not reading.drafts and not _scene(reading, trigger, line)
    if bare and trigger.family in _TIMED and not reading.headed(trigger):
        return None
    tied = tied or _contest(reading, trigger, line)
    if when is None and not tied and reading.drafts and trigger.frame is None and not reading.headed(trigger):
        return None  # a second gathering in passing, without a time of its own
    if trigger.frame is None:
        possible = _may_be_held(reading, trigger, line, people, told, fresh)
    else:
        possible = _may_act(reading, trigger, trigger.frame, line, people, here, told, fresh)
    return _draft(reading, trigger, line, here) if possible else None


def _may_be_held(reading: Reading, trigger: Trigger, line: Line, people: Sequence[Name], told: bool, fresh: bool) -> bool:
    """True where a named event is told of and not only named."""
    early = reading.leading(line) or fresh
    if _contest(reading, trigger, line):
        return True
    if trigger.form == "anchor" and not reading.drafts and not trigger.generic:
        alike = any(set(t.categories) & set(trigger.categories) for t in reading.head)
        return fresh or ((alike or reading.headed(trigger)) and line.nth <= 2)
    if trigger.form == "anchor":
        if trigger.generic and trigger.head not in ("座谈会", "座谈"):
            return False
        near = line.tie is not None or (trigger.begin - line.begin <= 14 and trigger.family != "sport")
        return fresh or (bool(reading.drafts) and near)
    if reading.is_opening(trigger):
        return True
    if trigger.form == "attend":
        return early and (bool(people) or reading.headed(trigger))
    if trigger.family == "activity":
        name = reading.text(trigger)
        held = bool(people) or bool(conveners(reading.analysis, trigger, line, reading.ranges))
        own = re.search(r"[“”\d]|第.{1,3}[届次]", name) is not None or len(trigger.head) > 2
        return early and len(name) >= 4 and (own or held) and not patterns()["unnamed"].search(name)
    return early if trigger.family == "sport" else told


def _contest(reading: Reading, trigger: Trigger, line: Line) -> bool:
    """True for one of the contests that a report on games tells of: with a place of its own."""
    main = reading.main
    if trigger.family != "sport" or main is None or main.family != "sport":
        return False
    if trigger.generic and trigger.head not in _BOUTS:
        return False
    text, names = reading.analysis.text, reading.analysis.names_in(line.begin, line.cut)
    return trigger.form in ("hold", "anchor") and any(text[n.begin - 1] in "在于" for n in names if n.kind != "person")


def _may_act(
    reading: Reading, trigger: Trigger, frame: Frame, line: Line, people: Sequence[Name], here: Here, told: bool, fresh: bool
) -> bool:
    """True where a verb tells of an event: those that its frame needs are named, and it stands where news stands."""
    analysis, main = reading.analysis, reading.main
    organs = organ_subjects(analysis, line.begin, trigger.begin, reading.ranges)
    after = any(True for _ in analysis.names_in(trigger.end, line.end if trigger.form == "anchor" else line.cut, "person"))
    party = reading.tables.parties.search(analysis.text, line.begin, trigger.begin) is not None
    early = reading.leading(line) or fresh
    tried = frame.family == "trial" and any(d.family == "trial" for d in reading.drafts)
    if tried and not fresh and _dates.nearest(analysis, line, trigger) is not None:
        return True
    if frame.needs == "person" and not (people or party):
        sides = frame.family == "reception" and bool(organs)
        sited = frame.family == "visit" and not frame.weak and bool(_sites(reading, line))
        told_of = fresh and reading.headed(trigger) and (sides or sited)  # by somebody whose name nobody knows
        listed = (
            frame.family == "appointment" and main is not None and line.begin < line.end and analysis.text[line.end - 1] in "：:"
        )
        if not told_of and not listed and not ((frame.family == "appointment" or trigger.form == "anchor") and after):
            return False
    if frame.needs == "any" and not (people or organs or after):
        return False
    if trigger.form == "anchor":
        return bool(reading.drafts)
    match frame.family:
        case "appointment" if main is not None and main.family == "meeting":
            return True
        case "oath":
            return bool(reading.drafts)
        case "sport" | "space":
            return fresh
        case "rescue":
            return reading.leading(line) and not reading.drafts
        case "training":
            return early and not reading.drafts
        case "livestream":
            return early or _on_tour(reading, people)
        case "handover":
            return fresh and bool(organs)
        case "announcement":
            first = next((x for x in reading.lines if not x.heading), line)
            return line is first and patterns()["published"].search(reading.headline) is not None and bool(people or organs)
        case "visit" if here and here[-1][1].family in ("activity", "ceremony", "show", "sport", "training"):
            return False
        case "signing" if reading.drafts and (organs or len(people) > 1):
            return True
    if frame.weak:
        return _may_stop(reading, frame, line, people, party)
    if frame.family in _IMPERSONAL and line.tie is None:
        shared = any(t.family == frame.family for t in reading.head) or trigger.head[-2:] in reading.headline
        return (reading.leading(line) and (fresh or shared)) or (fresh and shared)
    return told if frame.deep else early or line.tie in ("news", "beside")


def _on_tour(reading: Reading, people: Sequence[Name]) -> bool:
    """True where the subject is on a visit that the story is telling of."""
    tour = reading.current
    return tour is not None and tour.family == "visit" and bool({n.key for n in people} & set(tour.leads))


def _sites(reading: Reading, line: Line) -> list[Name]:
    """The places that a sentence says somebody went to."""
    return venues(reading.analysis, reading.tables, line.begin, line.cut, reading.ranges)


def _may_stop(reading: Reading, frame: Frame, line: Line, people: Sequence[Name], party: bool) -> bool:
    """True where going and looking is an event of its own: before or after a gathering, or where the headline says so."""
    if line.tie == "beside" and (people or party):
        known = {n.key for n in people} & {k for d in reading.drafts for k, _ in d.people}
        return bool(known) or party or not patterns()["same-day"].match(reading.analysis.text, line.begin)
    return reading.leading(line) and bool(people) and any(t.family == frame.family for t in reading.head)


def _scene(reading: Reading, trigger: Trigger, line: Line) -> bool:
    """True behind a sentence that is nothing but a day (3月5日，惊蛰。), and for …仪式上 as the first words on an event."""
    before = reading.lines[line.index - 1] if line.index else None
    if before is None or before.heading or before.paragraph != line.paragraph or before.end - before.begin > _SHORT:
        return trigger.form == "anchor" and not trigger.generic and not reading.drafts
    return any(w.value.precision in ("day", "part-of-day") for w in _dates.times(reading.analysis, before, None))


def _lead_day(reading: Reading, draft: Draft, line: Line) -> None:
    """The day of an event that is first named by …仪式上: that of the sentences before it, which told of its scene."""
    day = _dates.reference(reading.analysis, None)
    for other in reading.lines[: line.index]:
        if other.section != line.section or other.heading:
            continue
        for when in _dates.times(reading.analysis, other, None):
            if when.value.start and when.value.precision in ("day", "part-of-day") and not _dates.is_old(when.value, day):
                draft.time, draft.dated = when.value, True
                return


def _draft(reading: Reading, trigger: Trigger, line: Line, here: Here) -> Draft:
    """The new event with its day and what it is part of."""
    analysis, main, text = reading.analysis, reading.main, reading.analysis.text
    draft = Draft(trigger, line.index, line.paragraph, list(trigger.categories), trigger.family)
    base = here[-1][1] if here else reading.current or main
    if trigger.family == "appointment" and main is not None and main.family == "meeting":
        base = main
    draft.time, draft.dated = _dates.date(analysis, line, trigger, base)
    inner = trigger.form == "anchor" or line.tie == "inside" or bool(here and here[-1][0].form == "anchor")
    inner = inner or (bool(here) and trigger.family in _INNER) or reading.is_opening(trigger)
    if base is not None:
        meeting, near = base.family == "meeting", base.paragraph == line.paragraph
        decided = trigger.family == "appointment" and meeting
        sitting = (
            meeting
            and patterns()["sitting"].match(reading.text(trigger))
            and "次会议" in base.name
            and "全体" in reading.text(trigger)
        )
        gathered = (
            (base.family in GATHERINGS or base.family in ("sport", "show"))
            and near
            and trigger.family in _INNER
            and not draft.dated
        )
        party = near and reading.tables.parties.search(text, line.begin, trigger.begin) and base.time.start == base.time.end
        if not draft.dated and (decided or gathered or party or reading.is_opening(trigger)):
            draft.time, draft.dated = base.time, base.dated
        inner = inner or decided or bool(sitting) or gathered
    if not draft.dated and not reading.drafts and (trigger.form == "anchor" or _scene(reading, trigger, line)):
        _lead_day(reading, draft, line)
    if trigger.family in ("sport", "oath") and main is not None and not draft.dated:
        draft.time, draft.dated = main.time, main.dated
        draft.parent = main
    if trigger.family == "livestream" and base is not None and base.family == "visit" and not draft.dated:
        draft.time, draft.dated, draft.parent = base.time, base.dated, base
    if not draft.dated and text.startswith("这", line.begin) and line.index:
        draft.time, draft.dated = _dates.date(analysis, reading.lines[line.index - 1], trigger, None)
    if inner and base is not None and (not draft.time.start or not base.time.start or within(draft.time.start, base)):
        draft.parent = base if trigger.family in GATHERINGS else base.parent or base
    draft.beside = line.tie == "beside" and base is not None and draft.family != "meeting"
    reading.drafts.append(draft)
    reading.opened.add(line.section)
    return draft
