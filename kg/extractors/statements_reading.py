"""Reading the sentences of a body for reported speech, with what was read before in mind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.extractors.statements_subjects import Grammar, Subject
from kg.extractors.statements_units import Body, Clause
from kg.extractors.statements_verbs import Table, Use, table, uses
from kg.facts import Span


@dataclass
class Draft:
    """A statement in the making. ``direct`` is True where the words stand between quotation marks."""

    speakers: tuple[str, ...]
    verb: str
    category: str
    spans: list[Span]
    confidence: float
    direct: bool = False
    shape: str = "marked"
    cited: bool = False


@dataclass
class State:
    """What the sentences before leave behind.

    ``open`` is the statement that a sentence without a subject goes on with, ``topic`` the person that 他 means,
    ``quote`` a quotation that still waits for its speaker.
    """

    open: Draft | None = None
    last: Draft | None = None
    topic: str | None = None
    quote: Span | None = None


_OLD = re.compile(
    "老(?:人|党员|战士|兵|英雄|伴|先生|太太|干部|红军|工人|师傅|劳模|奶奶|爷爷)|离休|退休|[0-9]{2}岁|[六七八九]旬|高龄"
)
_COORDINATE = re.compile("^(?:[^，。；]{0,24})(?:则|也|对此)")


def read(body: Body) -> list[Draft]:
    """All statements of a body."""
    return Reader(body, table()).run()


@dataclass
class Reader:
    """One pass over a body."""

    body: Body
    table: Table
    drafts: list[Draft] = field(default_factory=list)
    state: State = field(default_factory=State)

    def __post_init__(self) -> None:
        self.grammar = Grammar(self.body, self.table)

    def run(self) -> list[Draft]:
        """Read every paragraph in order."""
        for paragraph in self.body.paragraphs:
            if not paragraph:
                continue
            goes_on = self.state.open is not None and self.body.text.startswith(self.table.deontic_begin, paragraph[0].begin)
            if not goes_on:
                self.state.open = None
            self.state.quote = None
            if not self._labelled(paragraph):
                for sentence in paragraph:
                    self._sentence(sentence, sentence == paragraph[-1])
        return self.drafts

    # ------------------------------------------------------------ forms of a paragraph or sentence

    def _labelled(self, paragraph: tuple[Span, ...]) -> bool:
        """A paragraph that is one person's words behind a label: 某协会会长张三：建议…."""
        first = self.body.clauses(paragraph[0])
        end = paragraph[-1].end
        if not first or first[0].mark != "：" or self.body.text[end - 1] not in "。！？”":
            return False
        subjects = [s for s in self.grammar.subjects(first[0].begin, first[0].end) if s.kind == "person"]
        words = Span(first[0].end + 1, end)
        if len(subjects) != 1 or subjects[0].end != first[0].end or words.end - words.begin < 8:
            return False
        match = self.table.pattern.match(self.body.text, words.begin)
        verb = self.table.verbs[match["verb"]] if match and match["verb"] in self.table.verbs and len(match["verb"]) > 1 else None
        draft = Draft(subjects[0].keys, verb.word if verb else "说", verb.category if verb else "statement", [words], 0.9)
        self._add(draft)
        self.state.open = None
        return True

    def _sentence(self, sentence: Span, last: bool) -> None:
        text = self.body.text
        if text[sentence.begin] == "“" and self._closing(sentence.begin) in (sentence.end - 1, sentence.end - 2):
            self._bare_quote(sentence, last)
            return
        found = list(self._utterances(sentence))
        quote, self.state.quote = self.state.quote, None
        if quote is not None:
            self._attach(quote, sentence, found)
        kept = [d for d in found if d.spans]
        for draft in kept:
            self._add(draft)
        if kept:
            tail = kept[-1]
            closed = tail.direct or tail.shape == "nominal" or tail.category == "thanks" or tail.verb in self.table.one_sentence
            self.state.open = None if closed else tail
            return
        subjects = [
            s for c in self.body.clauses(sentence) for s in self.grammar.subjects(c.begin, c.end) if s.kind != "organization"
        ]
        if self.state.open is not None and not self._narrative(sentence):
            subjects = [s for s in subjects if not self._honoured(s)]
        if self.state.open is not None and not subjects and not self._narrative(sentence) and self._may_go_on(sentence):
            tail = self.state.open
            tail.spans[-1] = Span(tail.spans[-1].begin, sentence.end)
            return
        self.state.open = None
        self._new_topic(sentence, subjects)

    def _closing(self, begin: int) -> int:
        return self.body.text.find("”", begin)

    def _bare_quote(self, sentence: Span, last: bool) -> None:
        """A quotation that is a sentence: it waits for the next sentence, or goes on with the quotation before."""
        previous = self.state.last
        if last:
            near = previous is not None and previous.direct and 0 <= sentence.begin - previous.spans[-1].end <= 2
            if near and previous is not None:
                previous.spans.append(sentence)
            return
        self.state.quote = sentence

    def _attach(self, quote: Span, sentence: Span, found: list[Draft]) -> None:
        """Give a waiting quotation to who speaks in the sentence behind it, or else is its subject."""
        previous = self.state.last
        goes_on = previous is not None and previous.direct and 0 <= quote.begin - previous.spans[-1].end <= 2
        if found and (not goes_on or not found[0].spans):
            first = found[0]
            if first.shape == "bare" or first.direct:
                first.spans.insert(0, quote)
                first.direct = True
            else:
                found.insert(0, Draft(first.speakers, "说", "statement", [quote], 0.7, direct=True))
            return
        if goes_on and previous is not None:
            previous.spans.append(quote)
            return
        for clause in self.body.clauses(sentence):
            subject = next((s for s in self.grammar.subjects(clause.begin, clause.end) if s.kind != "organization"), None)
            keys = self._resolved(subject, sentence) if subject else ()
            if len(keys) == 1:
                self._add(Draft(keys, "说", "statement", [quote], 0.6, direct=True))
                return

    def _may_go_on(self, sentence: Span) -> bool:
        """Words cited with a title go on only with what is asked for (要…), others with anything."""
        open_ = self.state.open
        if open_ is not None and open_.cited:
            return self.body.text.startswith(self.table.deontic_begin, sentence.begin)
        first = self.body.clauses(sentence)[0]
        words = self.body.shadow[sentence.begin : sentence.end]
        return bool(self.table.asking.search(words)) or not self.table.dated.search(self.body.shadow, first.begin, first.end)

    def _honoured(self, subject: Subject) -> bool:
        """A name with its office behind it, other than the speaker's."""
        if subject.kind != "person" or (self.state.open is not None and subject.keys[0] in self.state.open.speakers):
            return False
        return self.body.text[: subject.end].endswith(self.table.honoured)

    def _narrative(self, sentence: Span) -> bool:
        text = self.body.text
        begin = sentence.begin
        if text.startswith(self.table.narrative_begin, begin) or self.table.other_source.match(text, begin):
            return True
        return bool(self.table.narrative_end.search(text[begin : sentence.end])) or self._body_speaks(sentence)

    def _body_speaks(self, sentence: Span) -> bool:
        """An organization that opens a sentence and says something, even if it is no statement with words (某部谴责了…)."""
        clause = self.body.clauses(sentence)[0]
        subjects = [
            s for s in self.grammar.subjects(clause.begin, clause.end) if s.kind == "organization" and s.begin == clause.begin
        ]
        if not subjects or self.table.asking.search(self.body.shadow, subjects[0].end, clause.end):
            return False
        found = [u for u in uses(self.body, clause, self.table) if u.begin >= subjects[0].end]
        return bool(found) or bool(self.table.reproach.search(self.body.shadow, subjects[0].end, clause.end))

    # ------------------------------------------------------------ verbs and their subjects

    def _utterances(self, sentence: Span) -> Iterator[Draft]:
        """The statements of a sentence; one without spans has a speaker and a verb only (…张三说。)."""
        clauses = self.body.clauses(sentence)
        active: Draft | None = None
        for i, clause in enumerate(clauses):
            if active is not None and not self._breaks_out(active, clauses, i):
                continue
            use = self._use(clause)
            if use is None or (active is None and self._referred_to(clause, use)):
                continue
            speakers = self._speakers(sentence, clauses, i, use)
            if not speakers:
                verb = self.table.verbs.get(use.word)
                reports = use.shape == "marked" or (use.shape == "direct" and (verb is None or verb.form == "clause"))
                if reports and not (self.state.open and self.grammar.elided(clause, use.begin)):
                    if active is None:
                        self.state.open = None
                        return
                    self._close(active, clause)
                continue
            if active is not None:
                self._close(active, clause)
            end = clause.end if use.shape == "nominal" else sentence.end
            spans = [Span(use.words, end)] if use.shape != "bare" and use.words < end else []
            leading = self._leading_quote(clause)
            if leading is not None:
                spans.insert(0, leading)
            draft = Draft(speakers, use.word, use.category, spans, 0.85, shape=use.shape)
            draft.cited = self._cited(clause, use)
            draft.direct = (
                bool(spans) and self.body.text[spans[-1].begin] == "“" and spans[-1].end - self._closing(spans[-1].begin) <= 2
            )
            yield draft
            active = draft

    def _cited(self, clause: Clause, use: Use) -> bool:
        people = [s for s in self.grammar.subjects(clause.begin, use.begin) if s.kind == "person"]
        return bool(people) and self.body.text[: people[-1].end].endswith(self.table.cited)

    def _referred_to(self, clause: Clause, use: Use) -> bool:
        """Inside the words of somebody: 李四总理指出 is part of what they say."""
        if self.state.open is None or self.state.open.cited:
            return False
        people = [s for s in self.grammar.subjects(clause.begin, use.begin) if s.kind != "organization"]
        return bool(people) and self._honoured(people[-1])

    def _close(self, active: Draft, clause: Clause) -> None:
        """End the words of ``active`` before ``clause``."""
        if active.spans:
            active.spans[-1] = Span(active.spans[-1].begin, min(active.spans[-1].end, clause.begin))

    def _leading_quote(self, clause: Clause) -> Span | None:
        """The quotation that opens a clause: “…，”张三说，“…”."""
        if self.body.text[clause.begin] != "“":
            return None
        end = self._closing(clause.begin)
        return Span(clause.begin, end + 1) if clause.begin + 4 <= end < clause.end else None

    def _breaks_out(self, active: Draft, clauses: list[Clause], i: int) -> bool:
        """True where a clause is not part of the words that ``active`` reports."""
        clause = clauses[i]
        use = self._use(clause)
        if use is None:
            return False
        subjects = [s for s in self.grammar.subjects(clause.begin, use.begin) if s.kind != "organization"]
        loose = active.shape in ("nominal", "bare") or (active.category in ("thanks", "instruction") and active.shape == "direct")
        if clauses[i - 1].mark == "；" or loose:
            if subjects:
                return True
            if use.shape == "nominal":
                return loose and self.grammar.elided(clause, use.end)
            verb = self.table.verbs.get(use.word)
            asks = verb is not None and verb.form in ("object", "thanks", "clause")
            return loose and (asks or use.shape == "marked") and use.shape != "bare" and self._at_start(clause, use)
        lead = self.body.text[clause.begin : use.begin]
        return bool(subjects) and use.shape == "marked" and bool(_COORDINATE.search(lead))

    def _at_start(self, clause: Clause, use: Use) -> bool:
        return all(u.tag in ("d", "ad", "c", "vd") for u in self.body.units_in(clause.begin, use.begin))

    def _use(self, clause: Clause) -> Use | None:
        """The verb that reports in a clause: one before a mark, else the first that takes words."""
        found = list(uses(self.body, clause, self.table))
        for shape in ("marked", "nominal", "direct", "bare"):
            of_shape = [u for u in found if u.shape == shape]
            if of_shape:
                return of_shape[-1] if shape == "marked" else of_shape[0]
        text = self.body.text
        if (
            clause.mark == "："
            and text[clause.end + 1 : clause.end + 2] == "“"
            and self._closing(clause.end + 1) - clause.end > 6
        ):
            if not self.table.not_speech.search(text, clause.begin, clause.end):
                return Use(clause.end, clause.end, "说", "statement", "marked", clause.end + 1)
        return None

    def _speakers(self, sentence: Span, clauses: list[Clause], i: int, use: Use) -> tuple[str, ...]:
        """Who says it: the subject of the verb's clause, or of the clause before where it has none of its own."""
        clause = clauses[i]
        subjects = self.grammar.subjects(clause.begin, use.begin)
        people = [s for s in subjects if s.kind != "organization"]
        if people:
            subject = people[-1]
            if use.shape == "direct" and not self._plain_gap(subject.end, use.begin):
                return ()
            if self._noun_speaks(subject.end, use.begin):
                return ()
            return self._narrowed(subject, use, self._resolved(subject, sentence))
        bodies = [
            s
            for s in subjects
            if self._plain_gap(s.end, use.begin) or self.table.issued.fullmatch(self.body.text, s.end, use.begin)
        ]
        if bodies and use.category not in ("thanks",) and (use.shape != "direct" or bodies[-1].end == use.begin):
            return bodies[-1].keys
        if not self.grammar.elided(clause, use.begin):
            return ()
        for j in range(i - 1, -1, -1):
            earlier = [s for s in self.grammar.subjects(clauses[j].begin, clauses[j].end) if s.kind != "organization"]
            if earlier:
                return self._resolved(earlier[0], sentence)
            if not self.grammar.elided(clauses[j], clauses[j].end) and not self._adjunct(clauses[j]):
                return ()
        asks = use.category in ("instruction", "thanks") and use.shape == "direct"
        if self.state.open is None and self.state.topic and i == 0 and self._at_start(clause, use) and asks:
            return (self.state.topic,)
        return ()

    def _adjunct(self, clause: Clause) -> bool:
        return self.body.text[clause.begin : clause.end].endswith(("时", "后", "上", "中", "下", "里", "前", "际"))

    def _plain_gap(self, begin: int, end: int) -> bool:
        """True where only adverbials stand between a subject and its verb."""
        units = self.body.units_in(begin, end)
        for unit, before in zip(units, [None, *units], strict=False):
            if (
                unit.name is not None
                and unit.name.kind in ("person", "organization")
                and (before is None or before.tag not in ("p", "v", "w"))
            ):
                return False
        return self.grammar.elided(Clause(begin, end, ""), end)

    def _body_gap(self, begin: int, end: int) -> bool:
        """True where only adverbials or the means of saying stand between an organization and its verb."""
        if self.table.issued.fullmatch(self.body.text, begin, end):
            return True
        for unit in self.body.units_in(begin, end):
            if unit.tag in ("d", "ad", "c", "TIME", "t", "f", "u", "hidden"):
                continue
            return unit.tag == "p" or unit.text.startswith(self.table.between)
        return True

    def _noun_speaks(self, begin: int, end: int) -> bool:
        """True where a noun with 的 stands right before the verb: 张三考察时的讲话表示, but not 张三用流利的中文说."""
        units = [u for u in self.body.units_in(begin, end) if u.tag not in ("d", "ad", "TIME", "t", "vd")]
        if len(units) < 2 or units[-1].tag not in ("n", "vn", "an") or units[-1].text.endswith("时"):
            return False
        last = max((i for i, u in enumerate(units) if u.text == "的"), default=-1)
        if last < 0:
            return False
        if any(u.tag == "v" and after.text not in ("的", "时", "后") for u, after in zip(units[:last], units[1:], strict=False)):
            return False  # 握着老人的手说: the noun is an object
        opened = max((i for i, u in enumerate(units[:last]) if u.tag == "p"), default=-1)
        return opened < 0 or any(u.tag == "f" or u.text in ("时", "后") for u in units[opened:last])

    def _narrowed(self, subject: Subject, use: Use, keys: tuple[str, ...]) -> tuple[str, ...]:
        """张三和李四会谈时表示: only the first of two speaks; 张三、李四表示: both."""
        return keys[:1] if subject.joined.strip("、") and use.begin - subject.end > 4 else keys

    def _resolved(self, subject: Subject, sentence: Span) -> tuple[str, ...]:
        if subject.kind == "pronoun":
            for clause in reversed(self.body.clauses(sentence)):
                if clause.end > subject.begin:
                    continue
                earlier = [s for s in self.grammar.subjects(clause.begin, clause.end) if s.kind == "person"]
                if earlier:
                    return earlier[0].keys[:1]
            return (self.state.topic,) if self.state.topic else ()
        if subject.kind == "elder":
            elder = elder_before(self.body, subject.begin)
            return (elder,) if elder else ()
        return subject.keys

    # ------------------------------------------------------------ state

    def _add(self, draft: Draft) -> None:
        self.drafts.append(draft)
        self.state.last = draft
        self.state.topic = draft.speakers[0] if len(draft.speakers) == 1 else None

    def _new_topic(self, sentence: Span, subjects: list[Subject]) -> None:
        """The person a later 他 means: the first subject, else a name that opens the sentence."""
        for subject in subjects:
            keys = self._resolved(subject, sentence)
            if keys:
                self.state.topic = keys[0] if len(keys) == 1 else self.state.topic
                return
        first = next(
            (n for n in self.body.analysis.names_in(sentence.begin, sentence.end, "person") if self.body.visible(n)), None
        )
        if first is not None and first.begin == sentence.begin:
            self.state.topic = first.key


def elder_before(body: Body, position: int) -> str | None:
    """The person last named before ``position`` (two paragraphs at most) who is said to be old, if any."""
    text = body.text
    floor = text.rfind("\n", 0, max(0, text.rfind("\n", 0, position)))
    for name in reversed(list(body.analysis.names_in(max(0, floor), position, "person"))):
        if (
            _OLD.search(text[max(0, name.begin - 14) : name.begin])
            or _OLD.match(text, name.end)
            or re.match("[^，。]{0,4}[0-9]{2}岁", text[name.end : name.end + 10])
        ):
            return name.key
    return None
