"""From sentences to events: what opens an event, what goes on with it, what is only mentioned."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kg.extractors.analysis import Analysis, Name
from kg.extractors.events import _dates
from kg.extractors.events._drafts import GATHERINGS, Draft
from kg.extractors.events._grammar import chain_ends, organ_subjects, stop_place, subjects, unique, venues
from kg.extractors.events._lines import Line
from kg.extractors.events._participants import Target, conveners, event_venues, frame_arguments, give_roles, named_after, predicates
from kg.extractors.events._tables import Tables
from kg.extractors.events._triggers import Trigger, triggers
from kg.facts import Span

_TOLD = re.compile(r"(?:发布|公布|印发|出台|颁布|《|通知|立法|通过)")
_SAME_DAY_TIES = ("当天", "当日", "同日", "同一天", "当晚", "随后", "之后", "此后", "接着", "稍后")
_TALKS = ("谈判", "磋商", "会商")
_OPENINGS = ("开幕式", "闭幕式")
_TIMED = frozenset({"visit", "journey", "reception", "call", "appointment", "award", "signing", "meeting", "show", "sport", "training", "activity", "ceremony"})
_RELATED = {"ceremony": frozenset({"launch", "signing", "award", "appointment", "show", "sport", "other"})}


class Reading:
    """The events of one story while it is read from the first sentence to the last."""

    def __init__(self, analysis: Analysis, tables: Tables, lines: Sequence[Line], ranges: Sequence[Span]) -> None:
        self.analysis, self.tables, self.lines, self.ranges = analysis, tables, lines, ranges
        self.drafts: list[Draft] = []
        self.current: Draft | None = None
        self.outer: Draft | None = None  # what ``current`` was before a sentence told of something beside it
        self.topic: list[Name] = []
        self.opened: set[int] = set()  # sections that have an event
        self.head = [t for line in lines if line.heading for t in triggers(analysis, tables, line, ranges)]
        self.headline = " ".join(analysis.text[line.begin : line.end] for line in lines if line.heading)

    # ------------------------------------------------------------ the loop

    def run(self) -> list[Draft]:
        """Read all sentences; where the body tells of no event, the headline may."""
        paragraph = -1
        for line in self.lines:
            if line.heading:
                continue
            if line.paragraph != paragraph:
                paragraph = line.paragraph
                if self.current is not None and self.current.beside and self.outer is not None:
                    self.current = self.outer
            self._read(line)
        return self.drafts

    @property
    def main(self) -> Draft | None:
        """The first event of the story."""
        return self.drafts[0] if self.drafts else None

    def _read(self, line: Line) -> None:
        analysis, tables = self.analysis, self.tables
        here: list[tuple[Trigger, Draft]] = []
        at = line.begin
        people: list[Name] = []
        spoken_of = predicates(analysis, tables, line, self.ranges)
        for trigger in triggers(analysis, tables, line, self.ranges):
            if trigger.frame is not None:
                done = max((p.end for p in spoken_of if at < p.end <= trigger.begin), default=at)
                if any(n.kind in ("person", "organization") for n in analysis.names_in(done, trigger.begin)):
                    at = done
            own = subjects(analysis, tables, at, self._verb(trigger), self.ranges)
            if not own and not people and self._pronoun(line, self._verb(trigger)):
                own = list(self.topic)
            people = own or people
            draft = self._same(trigger, line, people, here)
            new = draft is None
            if draft is None and trigger.form != "point":
                draft = self._open(trigger, line, people, here)
            if draft is None:
                continue
            if new or trigger.form != "point":
                self._fill(draft, trigger, line, at if own else line.begin, people, new)
            here.append((trigger, draft))
            if trigger.form == "verb" and trigger.frame is not None and not trigger.frame.weak:
                at = trigger.end
        for _, draft in here:
            if draft.family == "funeral" and draft is not self.main:
                continue
            if draft.parent is None or draft.family in GATHERINGS and draft.trigger.form == "anchor":
                if draft.beside:
                    self.outer = self.outer if self.current is not None and self.current.beside else self.current
                self.current = draft
        if not line.spoken:
            target = Target(analysis, here, self.current)
            got = give_roles(analysis, tables, line, self.ranges, target, self._carried(line), [t for t, _ in here])
            self._anchored(line, here, got)
        self._speaker(line, here)
        self._stop(line, here)
        self._elaborate(line, here)
        first = subjects(analysis, tables, line.begin, line.cut, self.ranges)
        if first and not line.spoken:
            self.topic = first[:1]
        if line.speaker is not None:
            self.topic = [line.speaker]

    def _verb(self, trigger: Trigger) -> int:
        return min(trigger.begin, trigger.verb.begin) if trigger.verb is not None else trigger.begin

    def _pronoun(self, line: Line, end: int) -> bool:
        """True where 他 or 她 is the subject before ``end``."""
        return re.search(r"(?:^|[，。：；])(?:他|她)(?!们)", "，" + self.analysis.text[line.begin : end]) is not None

    def _carried(self, line: Line) -> list[Name]:
        """The subject of the sentence before, for sentences that begin with a tie and name nobody: 随后，…主持召开…."""
        return self.topic if line.tie is not None or re.match(r"(?:他|她)", self.analysis.text[line.begin : line.begin + 1]) else []

    # ------------------------------------------------------------ one event or two

    def _same(self, trigger: Trigger, line: Line, people: Sequence[Name], here: Sequence[tuple[Trigger, Draft]]) -> Draft | None:
        """The event told before that a trigger speaks of."""
        name = self.analysis.text[trigger.begin : trigger.end]
        for draft in reversed(self.drafts):
            if trigger.frame is None:
                if self._same_name(trigger, draft, name, line):
                    return draft
            elif self._same_verb(trigger, draft, line, people, here):
                return draft
        return None

    def _same_name(self, trigger: Trigger, draft: Draft, name: str, line: Line) -> bool:
        if draft.name and (name in draft.name or draft.name in name) and not trigger.generic:
            return True
        if draft.name and trigger.head in draft.heads and trigger.generic and len(trigger.head) > 2:
            return True
        if trigger.family == "training" == draft.family and draft.paragraph != line.paragraph and not self._dated(line, trigger, draft):
            return True
        if trigger.head in _OPENINGS and draft.family == "meeting" and draft.parent is None or trigger.head == "开班式" and draft.family == "training":
            return True
        if trigger.head in _OPENINGS and trigger.head[:2] not in draft.name + "".join(draft.heads):
            return False
        if trigger.generic:
            if trigger.family == "activity":
                return draft.parent is None
            if trigger.head in ("座谈会", "座谈", "协商会", "讲座", "演练", "运动会", "比赛"):
                return trigger.head in draft.heads or draft.name.endswith(trigger.head) or (trigger.head == "座谈会" and draft.trigger.head.startswith("座谈"))
            if trigger.family == draft.family or bool(_RELATED.get(trigger.family, frozenset()) & set(draft.categories)):
                return draft.parent is None or trigger.form == "point"
            return False
        if set(trigger.categories) & set(draft.categories) and trigger.form in ("attend", "point", "anchor"):
            return not draft.name or trigger.head in draft.heads and _subsequence(name, draft.name)
        return bool(trigger.family == "ceremony" and draft.family in ("launch", "award", "signing") and not draft.name and set(trigger.categories) & set(draft.categories))

    def _same_verb(self, trigger: Trigger, draft: Draft, line: Line, people: Sequence[Name], here: Sequence[tuple[Trigger, Draft]]) -> bool:
        frame = trigger.frame
        if frame is None:
            return False
        keys = {n.key for n in people}
        in_line = any(d is draft for _, d in here)
        if frame.family in ("visit", "journey"):
            if draft.family not in ("visit", "journey"):
                return False
            if in_line:
                return True
            if line.tie == "news" or line.tie == "beside" and not draft.beside and draft.paragraph != line.paragraph and self._dated(line, trigger, draft):
                return False
            party = self.tables.parties.search(self.analysis.text, line.begin, line.end) is not None
            leads = set(draft.leads)
            if keys and keys < leads and not draft.time.start and _dates.nearest(self.analysis, line, trigger) is not None:
                return False  # an umbrella sentence (甲、乙分别慰问…) and the visit of one of them
            if keys & leads:
                return not self._dated(line, trigger, draft) or frame.weak
            return (not keys or party or not leads) and not (line.tie == "beside" and not draft.beside and draft.family in GATHERINGS)
        if frame.family == "appointment":
            return draft.trigger.family == "appointment" or "election" in draft.categories
        if frame.family == "sport":
            return draft.family == "sport" and (draft.trigger.frame is None and (draft is self.main or draft.paragraph == line.paragraph) or in_line)
        if frame.family == "meeting":
            return "symposium" in draft.categories and (in_line or draft.paragraph == line.paragraph)
        if frame.category in draft.categories:
            if frame.family in ("award", "training") and draft.name:
                return True
            if frame.family == "launch" and draft.name:
                return trigger.head[-2:] in draft.name or any(trigger.head[-2:] in head for head in draft.heads)
            if frame.family == "signing":
                return in_line or bool(draft.name)
            if frame.family == "reception":
                return in_line or bool(keys & set(draft.leads)) and not self._objects(trigger, line) - {k for k, _ in draft.people}
            if frame.family == "conflict":
                return in_line or draft.paragraph == line.paragraph and not self._dated(line, trigger, draft)
            if frame.family == "trial":
                return in_line or draft.paragraph == line.paragraph
            return in_line or not self._dated(line, trigger, draft)
        if frame.family == "election" and draft.family == "meeting":
            return True
        return False

    def _objects(self, trigger: Trigger, line: Line) -> set[str]:
        return {n.key for n in self.analysis.names_in(trigger.end, line.cut, "person")}

    def _dated(self, line: Line, trigger: Trigger, draft: Draft) -> bool:
        """True where a sentence gives another day than the event's."""
        when = _dates.nearest(self.analysis, line, trigger)
        if when is None or _dates.same_day(when):
            return False
        return when.value.start != draft.time.start and when.value.start is not None and not _within(when.value.start, draft)

    # ------------------------------------------------------------ a new event

    def _open(self, trigger: Trigger, line: Line, people: Sequence[Name], here: Sequence[tuple[Trigger, Draft]]) -> Draft | None:
        """A new event, where the sentence tells of one and not only in passing."""
        analysis, tables = self.analysis, self.tables
        text = analysis.text
        day = _dates.reference(analysis, self.main)
        when = _dates.nearest(analysis, line, trigger)
        if when is not None and (_dates.is_old(when.value, day) or _dates.is_ahead(when.value, day)):
            return None
        fresh = when is not None and _dates.is_fresh(analysis, line, day)
        if not fresh and tables.past.search(text, max(line.begin, self._verb(trigger) - 12), self._verb(trigger)):
            return None
        told = self._leading(line) or fresh or line.tie is not None
        bare = when is None and line.tie is None and not here and trigger.form != "anchor" and not analysis.text.startswith("这", line.begin)
        if bare and trigger.family in _TIMED and not self.drafts and not self._headed(trigger):
            return None
        if trigger.frame is None:
            if not self._may_hold(trigger, line, people, told, fresh):
                return None
        elif not self._may_act(trigger, line, people, told, fresh):
            return None
        return self._draft(trigger, line, people, here)

    def _headed(self, trigger: Trigger) -> bool:
        """True where the headline tells of such an event too."""
        return any(t.family == trigger.family or t.head == trigger.head for t in self.head) or trigger.head in self.headline

    def _leading(self, line: Line) -> bool:
        """True in the first paragraph of a section, and in the next two while none of it told of an event."""
        return line.lead or line.nth <= 2 and line.section not in self.opened

    def _may_hold(self, trigger: Trigger, line: Line, people: Sequence[Name], told: bool, fresh: bool) -> bool:
        if trigger.form == "anchor":
            if trigger.generic and trigger.head not in ("座谈会", "座谈"):
                return False
            return bool(self.drafts) and line.tie is not None or fresh or bool(self.drafts) and trigger.begin - line.begin <= 14 and trigger.family != "sport"
        if self._opening(trigger):
            return True
        if trigger.form == "attend":
            return (self._leading(line) or fresh) and bool(people)
        if trigger.family == "activity":
            name = self.analysis.text[trigger.begin : trigger.end]
            held = bool(people) or bool(conveners(self.analysis, trigger, line, self.ranges))
            own = re.search(r"[“”\d]|第.{1,3}[届次]", name) is not None or len(trigger.head) > 2 or held
            return (self._leading(line) or fresh) and len(name) >= 4 and own and not re.match(r"多种|各种|丰富|系列|一系列|相关|等", name)
        if trigger.family == "sport" and not (self._leading(line) or fresh):
            return False
        return told

    def _may_act(self, trigger: Trigger, line: Line, people: Sequence[Name], told: bool, fresh: bool) -> bool:
        frame = trigger.frame
        assert frame is not None
        text = self.analysis.text
        organs = organ_subjects(self.analysis, line.begin, trigger.begin, self.ranges)
        after = list(self.analysis.names_in(trigger.end, line.end if trigger.form == "anchor" else line.cut, "person"))
        party = self.tables.parties.search(text, line.begin, trigger.begin)
        if frame.needs == "person" and not (people or party or (frame.family == "appointment" or trigger.form == "anchor") and after):
            if not (fresh and self._headed(trigger) and frame.family == "reception" and organs):
                return False
        if trigger.form == "anchor":
            return bool(self.drafts)
        if frame.family == "appointment" and self.main is not None and self.main.family == "meeting":
            return True
        if frame.family in ("sport", "space"):
            return fresh
        if frame.family == "rescue":
            return self._leading(line) and not self.drafts
        if frame.family == "training":
            return (self._leading(line) or fresh) and not self.drafts
        if frame.family == "handover":
            return fresh and bool(organs)
        if frame.needs == "any" and not (people or organs or after):
            return False
        if frame.weak:
            if line.tie == "beside" and (people or party):
                leads = {n.key for n in people} & {k for d in self.drafts for k, _ in d.people}
                return bool(leads or party) or not text.startswith(_SAME_DAY_TIES, line.begin)
            return self._leading(line) and bool(people) and any(t.family == frame.family for t in self.head)
        if frame.family == "announcement":
            first = next((x for x in self.lines if not x.heading), line)
            return line is first and _TOLD.search(self.headline) is not None and bool(people or organs)
        if frame.family in ("launch", "accident", "conflict", "election", "funeral", "protest") and not line.tie:
            shared = any(t.family == frame.family for t in self.head) or any(w in self.headline for w in (trigger.head[-2:],))
            return self._leading(line) and (fresh or shared) or fresh and shared
        if frame.family == "signing" and self.drafts and (organs or len(people) > 1):
            return True
        if frame.deep:
            return told
        return self._leading(line) or fresh or line.tie in ("news", "beside")

    def _draft(self, trigger: Trigger, line: Line, people: Sequence[Name], here: Sequence[tuple[Trigger, Draft]]) -> Draft:
        categories = list(trigger.categories)
        draft = Draft(trigger, line.index, line.paragraph, categories, trigger.family)
        base = here[-1][1] if here else self.current or self.main
        if trigger.family == "appointment" and self.main is not None and self.main.family == "meeting":
            base = self.main
        draft.time, draft.dated = _dates.date(self.analysis, line, trigger, base)
        inner = trigger.form == "anchor" or line.tie == "inside" or bool(here and here[-1][0].form == "anchor")
        gathered = base is not None and base.family in GATHERINGS and base.paragraph == line.paragraph and not draft.dated
        if gathered and base is not None and trigger.family in ("signing", "award", "launch"):
            draft.time, draft.dated, inner = base.time, base.dated, True
        if base is not None and base.family == "meeting" and re.match(r"第.{1,12}次(?:全体)?会议", self.analysis.text[trigger.begin : trigger.end]):
            inner = inner or "次会议" in base.name and "全体" in self.analysis.text[trigger.begin : trigger.end]
        inner = inner or bool(here) and trigger.family in ("signing", "award", "launch") or self._opening(trigger)
        if trigger.family == "appointment" and base is not None and base.family == "meeting":
            inner = True
            if not draft.dated:
                draft.time, draft.dated = base.time, base.dated
        if not draft.dated and self.analysis.text.startswith("这", line.begin) and line.index:
            draft.time, draft.dated = _dates.date(self.analysis, self.lines[line.index - 1], trigger, None)
        if inner and base is not None and (not draft.time.start or not base.time.start or _within(draft.time.start, base)):
            draft.parent = base.parent or base if trigger.family not in GATHERINGS else base
        draft.beside = line.tie == "beside" and base is not None and draft.family != "meeting"
        self.drafts.append(draft)
        self.opened.add(line.section)
        return draft

    def _opening(self, trigger: Trigger) -> bool:
        """True for the opening or closing ceremony of the story's main event (a contest, a fair, a conference)."""
        return trigger.head in _OPENINGS and self.current is not None and self.current.family in ("sport", "show")

    # ------------------------------------------------------------ what a sentence adds

    def _fill(self, draft: Draft, trigger: Trigger, line: Line, at: int, people: Sequence[Name], new: bool) -> None:
        analysis, tables = self.analysis, self.tables
        begin = min(trigger.begin, trigger.verb.begin) if trigger.verb is not None and trigger.verb.end <= trigger.begin else trigger.begin
        draft.spans.append(Span(begin, max(trigger.end, trigger.verb.end if trigger.verb else 0)))
        draft.heads.add(trigger.head)
        name = analysis.text[trigger.begin : trigger.end]
        if trigger.frame is None and (not draft.name or len(name) > len(draft.name)) and not (trigger.generic and draft.name):
            if new or not trigger.generic:
                draft.name = name
        draft.categories += [c for c in trigger.categories if c not in draft.categories]
        if not new and not draft.dated:
            time, stated = _dates.date(analysis, line, trigger, None)
            if stated and not _dates.is_old(time, _dates.reference(analysis, self.main)):
                draft.time, draft.dated = time, True
        if new and draft.family in ("launch", "space"):
            for person in subjects(analysis, tables, trigger.end, line.cut, self.ranges):
                draft.add(person, "attendee")
        if new and "election" in draft.categories:
            self._parties(draft, line)
        if new and draft.family not in ("accident", "conflict", "launch", "announcement", "trial", "space", "election"):
            draft.leads = [n.key for n in people]
        elif not draft.leads and draft.family in ("visit", "journey"):
            draft.leads = [n.key for n in people]
        if trigger.frame is not None and trigger.family == draft.family:
            leads = people if new or not draft.leads else [n for n in people if n.key in draft.leads]
            if draft.family in ("sport", "appointment", "trial"):
                leads = people
            frame_arguments(analysis, tables, draft, trigger, line, self.ranges, at, self._not_objects(leads, trigger, line))
        elif trigger.frame is not None:
            for person in (*people, *analysis.names_in(trigger.end, line.cut, "person")):
                draft.add(person, "attendee")
        if trigger.form == "hold":
            for body in conveners(analysis, trigger, line, self.ranges):
                draft.add(body, "lead" if trigger.head in _TALKS else "convener")
        if trigger.frame is None and new and not any(role == "convener" for _, role in draft.people):
            for body in named_after(analysis, trigger):
                draft.add(body, "convener")
        if trigger.form == "hold":
            if trigger.verb is not None and trigger.verb.end <= trigger.begin:
                for person in people:
                    draft.add(person, "attendee")
        if draft.family not in ("appointment", "call"):
            if new and analysis.text.startswith("这", line.begin) and line.index:
                for place in venues(analysis, tables, self.lines[line.index - 1].begin, self.lines[line.index - 1].end, self.ranges):
                    draft.place(place)
            for place in event_venues(analysis, tables, draft, trigger, line, self.ranges):
                draft.place(place)
        for work in analysis.works:
            if line.begin <= work.begin and work.end <= line.cut and work.key not in draft.about and draft.family in ("signing", "announcement"):
                draft.about.append(work.key)

    def _not_objects(self, people: Sequence[Name], trigger: Trigger, line: Line) -> list[Name]:
        return unique(n for n in people if n.begin < trigger.begin or n in self.topic)

    def _anchored(self, line: Line, here: Sequence[tuple[Trigger, Draft]], got: Sequence[Name]) -> None:
        """In a sentence that begins …会上 the first people named behind it take part."""
        for trigger, draft in here:
            if trigger.form == "anchor" and draft.family in GATHERINGS:
                for name in subjects(self.analysis, self.tables, trigger.end, line.cut, self.ranges)[:3]:
                    if not draft.has(name.key):
                        draft.add(name, "attendee")

    def _parties(self, draft: Draft, line: Line) -> None:
        """Those who win or lose seats in an election, as far as the paragraph says."""
        for other in self.lines:
            if other.paragraph == line.paragraph:
                for name in self.analysis.names_in(other.begin, other.cut, "organization"):
                    if re.match(r"(?:获得|赢得|拿下|失去|得票|以|从\d|在.{0,10}[获中]|不仅|将|率先|共获|继续)", self.analysis.text[name.end : name.end + 12]):
                        draft.add(name, "attendee")

    def _stop(self, line: Line, here: Sequence[tuple[Trigger, Draft]]) -> None:
        """A sentence of a tour that begins with a place (在X，A了解…) adds a stop."""
        tour = self.current
        if tour is None or tour.family != "visit" or here or line.spoken or line.tie is not None:
            return
        for name in stop_place(self.analysis, line.begin, line.end, self.ranges):
            tour.place(name)

    def _elaborate(self, line: Line, here: Sequence[tuple[Trigger, Draft]]) -> None:
        """The sentence that tells at length what the lead summed up gives its day, its place and its people."""
        draft = self.main
        if draft is None or draft.family != "rescue" or draft.dated or draft.line == line.index or line.spoken:
            return
        when = next(iter(_dates.times(self.analysis, line, None)), None)
        names = subjects(self.analysis, self.tables, line.begin, line.cut, self.ranges)
        if when is None or when.begin > line.begin + 2 or when.value.start is None or not {n.key for n in names} & set(draft.leads):
            return
        draft.time, draft.dated = when.value, True
        for name in names:
            draft.add(name, "attendee")
        places = [n for n in chain_ends(self.analysis, when.end, line.cut, self.ranges) if n.kind == "place"]
        for name in places[:1]:
            draft.place(name)

    def _speaker(self, line: Line, here: Sequence[tuple[Trigger, Draft]]) -> None:
        """Who speaks in a gathering takes part in it."""
        if not line.says:
            return
        speaker = line.speaker
        if speaker is None and self._pronoun(line, line.cut) and self.topic:
            speaker = self.topic[0]
        if speaker is None:
            return
        before = self.analysis.text[max(line.begin, speaker.begin - 8) : speaker.begin]
        if any(before.endswith(word) for word in self.tables.bystanders):
            return
        outer = [d for _, d in here if d.family in GATHERINGS]
        draft = outer[-1] if outer else self.current
        if draft is not None and draft.family == "meeting" and (outer or self.lines[draft.line].section == line.section):
            draft.add(speaker, "speech")


def _subsequence(left: str, right: str) -> bool:
    """True where the shorter name's characters stand in the longer one in order (专题讲座, “…”专题…讲座)."""
    short, long = sorted((left, right), key=len)
    rest = iter(long)
    return all(char in rest for char in short)


def _within(day: object, draft: Draft) -> bool:
    """True where a day falls into an event's days."""
    start, end = draft.time.start, draft.time.end or draft.time.start
    return start is not None and end is not None and start <= day <= end  # type: ignore[operator]
