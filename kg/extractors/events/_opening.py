"""Whether a sentence tells of a new event, or only mentions one in passing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extractors.analysis import Name
from kg.extractors.events import _dates
from kg.extractors.events._arguments import conveners
from kg.extractors.events._beginning import besides, day_before, drafted, scene
from kg.extractors.events._lines import Line, masked
from kg.extractors.events._reading import Here, Reading, verb_of
from kg.extractors.events._records import Draft, Trigger
from kg.extractors.events._roundups import everywhere, item
from kg.extractors.events._subjects import organ_subjects
from kg.extractors.events._tables import Frame, patterns
from kg.extractors.events._triggers import issued
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
_IMPERSONAL = frozenset(
    ["launch", "accident", "conflict", "election", "funeral", "protest", "departure", "saving", "feat", "donation"]
)  # what needs a day or the headline
_SINGLE = frozenset(["departure", "saving", "feat", "donation"])  # what a story tells of first, or not as news
_DECIDED = ("审议通过", "表决通过")  # what a meeting does
_BOUTS = ("较量", "对决")  # words for a contest whose name stands before 的
_TITLE = 6  # characters of a title that says what a headline is


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
    bare = when is None and not tied and not reading.drafts and not scene(reading, trigger, line)
    if bare and trigger.family in _TIMED and not reading.headed(trigger):
        return None
    tied = tied or _contest(reading, trigger, line) or besides(reading, trigger, line) or item(reading, trigger, line)
    if when is None and not tied and reading.drafts and trigger.frame is None and not reading.headed(trigger):
        return None  # a second gathering in passing, without a time of its own
    if trigger.frame is None and everywhere(reading, trigger, line):
        return None
    if trigger.frame is None:
        possible = _may_be_held(reading, trigger, line, people, told, fresh)
    else:
        possible = _may_act(reading, trigger, trigger.frame, line, people, here, told, fresh)
    return drafted(reading, trigger, line, here) if possible else None


def _may_be_held(reading: Reading, trigger: Trigger, line: Line, people: Sequence[Name], told: bool, fresh: bool) -> bool:
    """True where a named event is told of and not only named."""
    early = reading.leading(line) or fresh
    if trigger.family == "activity" and patterns()["unnamed"].search(reading.text(trigger)):
        return False
    if _contest(reading, trigger, line) or besides(reading, trigger, line) or item(reading, trigger, line):
        return True
    vague = trigger.family == "activity" and not re.search(r"[“”\d《]", reading.text(trigger))
    if trigger.form == "anchor" and vague and not reading.headed(trigger) and len(trigger.head) <= 2:
        return False  # 人们在体验活动中…
    if trigger.form == "anchor" and trigger.head in reading.tables.games:
        return False  # in the Olympics: what is told are their contests
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
        held = held or (fresh and trigger.form == "hold" and trigger.verb is not None and trigger.verb.begin >= trigger.end)
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
    if frame.headed and trigger.head[:2] not in reading.headline:
        return False
    organs = organ_subjects(analysis, line.begin, trigger.begin, reading.ranges)
    after = any(True for _ in analysis.names_in(trigger.begin, line.end if trigger.form == "anchor" else line.cut, "person"))
    party = reading.tables.parties.search(analysis.text, line.begin, trigger.begin) is not None
    early = reading.leading(line) or fresh
    tried = frame.family == "trial" and any(d.family == "trial" for d in reading.drafts)
    if tried and not fresh and _dates.nearest(analysis, line, trigger) is not None:
        return True
    if frame.family == "call" and organs and reading.leading(line) and fresh:
        return True  # a party's committee, a parliament
    if party and not people and _undated_party(reading, line, trigger):
        party = False  # 多个调研组先后赶赴…: a feature tells of it without a day
    if frame.needs == "person" and not (people or party):
        sides = frame.family == "reception" and bool(organs)
        sited = frame.family == "visit" and not frame.weak and bool(_sites(reading, line))
        office = frame.family == "visit" and not frame.weak and bool(organs)
        office = office and "的" not in analysis.text[organs[-1].end : trigger.begin]
        told_of = fresh and reading.headed(trigger) and (sides or sited or office)  # by somebody whose name nobody knows
        listed = (
            frame.family == "appointment" and main is not None and line.begin < line.end and analysis.text[line.end - 1] in "：:"
        )
        if not told_of and not listed and not ((frame.family == "appointment" or trigger.form == "anchor") and after):
            return False
    passive = frame.family == "announcement" and issued(analysis, trigger)
    if frame.family == "announcement":  # 甲部、乙部、丙办公室联合印发
        organs = organs or [
            n for n in analysis.names_in(line.begin, trigger.begin, "organization") if not masked(reading.ranges, n.begin)
        ]
    titled = frame.family == "announcement" and bool(_works(reading, line))
    if frame.needs == "any" and not (people or organs or after or passive or titled):
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
            others = all(d.family == "training" and not any(d.has(n.key) for n in people) for d in reading.drafts)
            begins = bool(people) and reading.lines[line.index - 1].paragraph != line.paragraph
            return (early and not reading.drafts) or (others and begins)
        case "livestream":
            return early or _on_tour(reading, people)
        case "handover":
            return fresh and bool(organs)
        case "announcement":
            first = next((x for x in reading.lines if not x.heading and x.section == line.section), line)
            told_so = patterns()["published"].search(reading.headline) is not None or _entitled(reading, line)
            told_so = told_so or (fresh and (bool(_works(reading, line)) or line.section in reading.items))
            if trigger.head in _DECIDED and any(d.family == "meeting" for d in reading.drafts):
                return False  # 主持召开常务会议，审议通过…
            silent = bool(organs) and not passive and _says_nothing(reading, trigger)
            early = line is first or (line.lead and fresh and reading.headed(trigger) and not reading.drafts)
            named = bool(people or organs) or passive or titled or frame.inside is not None
            return early and told_so and not silent and named
        case "visit" if here and here[-1][1].family in ("activity", "ceremony", "show", "sport", "training"):
            return False
        case "signing" if reading.drafts and (organs or len(people) > 1):
            return True
    if frame.weak:
        return _may_stop(reading, frame, line, people, party)
    if frame.family == "launch" and not fresh and not reading.drafts:
        fresh = day_before(reading, line) is not None
    if frame.family in _SINGLE and (reading.drafts or patterns()["subjectless"].match(analysis.text, line.begin)):
        return False
    if frame.family in _IMPERSONAL and line.tie is None:
        shared = any(t.family == frame.family for t in reading.head) or trigger.head[-2:] in reading.headline
        return (reading.leading(line) and (fresh or shared)) or (fresh and shared)
    return told if frame.deep else early or line.tie in ("news", "beside")


def _says_nothing(reading: Reading, trigger: Trigger) -> bool:
    """True for 某局今天公布，1—5月…: the verb has no object, it only says who gives the figures."""
    return reading.analysis.text[trigger.end : trigger.end + 1] in "，,：:" and not trigger.head.endswith(("令", "通知", "下发"))


def _undated_party(reading: Reading, line: Line, trigger: Trigger) -> bool:
    """True where a visit of an unnamed party opens a story without a day of its own."""
    undated = _dates.nearest(reading.analysis, line, trigger) is None
    return undated and not reading.drafts and line.tie is None and not reading.headed(trigger)


def _entitled(reading: Reading, line: Line) -> bool:
    """True where the headline is the title of a work that the sentence names."""
    title = re.sub(r"\s", "", reading.headline)
    return any(len(w.surface) >= _TITLE and re.sub(r"\s", "", w.surface) in title for w in _works(reading, line))


def _works(reading: Reading, line: Line) -> list[Name]:
    return [w for w in reading.analysis.works if line.begin <= w.begin and w.end <= line.end]


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
