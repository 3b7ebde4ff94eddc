"""Reading the sentences of a body for reported speech, with what was read before in mind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kg.extractors.statements_ends import Ends
from kg.extractors.statements_records import Draft, State
from kg.extractors.statements_speakers import Speech
from kg.extractors.statements_units import Body, Clause
from kg.extractors.statements_verbs import Use
from kg.extractors.transcripts import turns
from kg.facts import Span

_SHORTEST = 8  # characters of a labelled paragraph's words


def read(body: Body) -> list[Draft]:
    """All statements of a body."""
    return Reader(body).run()


@dataclass
class Reader:
    """One pass over a body."""

    body: Body
    drafts: list[Draft] = field(default_factory=list)
    state: State = field(default_factory=State)

    def __post_init__(self) -> None:
        self.speech = Speech(self.body)
        self.table = self.speech.table
        self.ends = Ends(self.body, self.speech)
        self.turns = {paragraph.begin: label for label, paragraph in turns(self.body.analysis.story)}

    def run(self) -> list[Draft]:
        """Read every paragraph in order."""
        story = self.body.analysis.story
        for index, paragraph in enumerate(self.body.paragraphs, story.headings):
            if not paragraph:
                continue
            if story.is_title(index) and self.state.turn is None and paragraph[0].begin not in self.turns:
                self.state = State()  # what follows may be other news, and its pronouns mean nobody of this
                continue
            if not self.body.text.startswith(self.table.deontic_begin, paragraph[0].begin):
                self.state.open = None
            back = self.table.points_back.search(self.body.text, paragraph[0].begin, paragraph[0].end)
            self.state.quote = self.state.quote if back else None
            if not (self._turn(paragraph) or self._labelled(paragraph)):
                for sentence in paragraph:
                    self._sentence(sentence, sentence == paragraph[-1])
        return self.drafts

    # ------------------------------------------------------------ paragraphs and sentences

    def _turn(self, paragraph: tuple[Span, ...]) -> bool:
        """A paragraph of a transcript: a turn behind its label or below it, or one more paragraph of the turn before."""
        begin, words = paragraph[0].begin, Span(paragraph[0].begin, paragraph[-1].end)
        if begin in self.turns:
            self.state.turn = None
            if self._labelled(paragraph):
                self.state.turn = self.drafts[-1]
                return True
            label = self.turns[begin]
            speakers = [s for s in self.speech.people(label.begin, label.end) if s.kind == "person" and s.end == label.end]
            if speakers and label.end + 1 >= words.end:
                self.state.turn = Draft(speakers[0].keys, "说", "statement", [], 0.9)
            return self.state.turn is not None
        turn = self.state.turn
        others = [s for s in self.ends.people(paragraph[0]) if s.kind == "person" and not self.ends.honoured(s, turn)]
        if turn is None or others or self.ends.tells_on(paragraph[0]) or words.end - words.begin < _SHORTEST:
            self.state.turn = None
            return False
        turn.spans.append(words)
        if len(turn.spans) == 1:
            self._add(turn)
        return True

    def _labelled(self, paragraph: tuple[Span, ...]) -> bool:
        """A paragraph that is one person's words behind a label: 某协会会长张三：建议…."""
        first, words = self.body.clauses(paragraph[0])[0], Span(paragraph[0].begin, paragraph[-1].end)
        if first.mark != "：" or self.body.text[words.end - 1] not in "。！？”":
            return False
        if self.body.text[words.end - 1] == "”" and self.body.text[first.end + 1] != "“":
            return False  # the title of a portrait: 张三：乡村里的“领路人”
        subjects = [s for s in self.speech.people(first.begin, first.end) if s.kind == "person"]
        words = Span(first.end + 1, words.end)
        if len(subjects) != 1 or subjects[0].end != first.end or words.end - words.begin < _SHORTEST:
            return False
        match = self.table.pattern.match(self.body.text, words.begin)
        verb = self.table.verbs[match["verb"]] if match and len(match["verb"]) > 1 else None
        self._add(Draft(subjects[0].keys, verb.word if verb else "说", verb.category if verb else "statement", [words], 0.9))
        self.state.open = None
        return True

    def _sentence(self, sentence: Span, last: bool) -> None:
        text = self.body.text
        if text[sentence.begin] == "“" and text.find("”", sentence.begin) in (sentence.end - 1, sentence.end - 2):
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
        elif not self.ends.goes_on(self.state.open, sentence):
            self.state.open = None
            self._new_topic(sentence)

    def _bare_quote(self, sentence: Span, last: bool) -> None:
        """A quotation that is a sentence: it waits for the next sentence, or goes on with the quotation before."""
        previous = self.state.last
        if not last:
            self.state.quote = sentence
        elif previous is not None and self._follows(previous, sentence):
            previous.spans.append(sentence)
        else:
            self.state.quote = sentence  # for a paragraph that points back to it

    def _follows(self, previous: Draft, quote: Span) -> bool:
        """True where a quotation stands right behind a quotation that has its speaker."""
        return previous.direct and 0 <= quote.begin - previous.spans[-1].end <= 2

    def _attach(self, quote: Span, sentence: Span, found: list[Draft]) -> None:
        """Give a waiting quotation to who speaks in the sentence behind it, or else is its subject."""
        previous = self.state.last
        owner = self.speech.owner_of_words(self.body.clauses(sentence)[0])
        if owner:
            self._add(Draft(owner, "说", "statement", [quote], 0.7, direct=True))
            return
        goes_on = previous is not None and self._follows(previous, quote)
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
            for subject in self.speech.people(clause.begin, clause.end)[:1]:
                keys = self.speech.resolved(subject, sentence, self.state.topic)[:1]  # of 张三和李四 the first
                if keys:
                    self._add(Draft(keys, "说", "statement", [quote], 0.6, direct=True))
                    return

    # ------------------------------------------------------------ verbs

    def _utterances(self, sentence: Span) -> Iterator[Draft]:
        """The statements of a sentence; one without spans has a speaker and a verb only (…张三说。)."""
        clauses = self.body.clauses(sentence)
        active: Draft | None = None
        for i, clause in enumerate(clauses):
            use = self.speech.use(clause)
            if use is None or not (self._breaks_out(active, clauses, i, use) if active else self._may_open(clause, use)):
                continue
            speakers = self.speech.speakers(sentence, clauses, i, use, self.state.topic, self.state.open is None)
            if not speakers:
                if not self._unnamed(clause, use):
                    continue
                if active is None:
                    self.state.open = None
                    if not self.speech.cites(clauses, i):
                        return
                    continue
                self._close(active, clause)
                continue
            if active is not None:
                self._close(active, clause)
            active = self._draft(sentence, clause, use, speakers)
            if use.shape == "bare" and i and not active.spans and self._quoted(clauses[i - 1]):
                active.spans.append(Span(clauses[i - 1].begin, clauses[i - 1].end))
                active.direct = True
            yield active

    def _draft(self, sentence: Span, clause: Clause, use: Use, speakers: tuple[str, ...]) -> Draft:
        text = self.body.text
        end = clause.end if use.shape == "nominal" and clause.mark != "：" else sentence.end
        spans = [Span(use.words, end)] if use.shape != "bare" and use.words < end else []
        direct = bool(spans) and text[spans[0].begin] == "“" and end - text.find("”", spans[0].begin) <= 2
        closing = text.find("”", clause.begin) if text[clause.begin] == "“" else -1
        if clause.begin + 4 <= closing < clause.end:  # “…，”张三说，“…”
            spans.insert(0, Span(clause.begin, closing + 1))
        people = [s for s in self.speech.people(clause.begin, use.begin) if s.kind == "person"]
        cited = bool(people) and text.endswith(self.table.cited, 0, people[-1].end)
        return Draft(speakers, use.word, use.category, spans, 0.85, direct, use.shape, cited)

    def _quoted(self, clause: Clause) -> bool:
        """True for a clause that is a quotation, as before 张三说."""
        text = self.body.text
        return text[clause.begin] == "“" and text.find("”", clause.begin) == clause.end - 1

    def _may_open(self, clause: Clause, use: Use) -> bool:
        """False where the verb is inside somebody's words: 李四总理指出 in what 张三 says."""
        if self.state.open is None or self.state.open.cited:
            return True
        people = self.speech.people(clause.begin, use.begin)
        return not (people and self.ends.honoured(people[-1], self.state.open))

    def _unnamed(self, clause: Clause, use: Use) -> bool:
        """True where somebody speaks who has no name (大家表示，…), which ends the words before."""
        verb = self.table.verbs.get(use.word)
        takes_clause = verb is None or (verb.form == "clause" and len(verb.word) > 1)
        reports = use.shape == "marked" or (use.shape == "direct" and takes_clause)
        return reports and not (self.state.open is not None and self.speech.grammar.elided(clause, use.begin))

    def _close(self, active: Draft, clause: Clause) -> None:
        """End the words of ``active`` before ``clause``."""
        if active.spans:
            active.spans[-1] = Span(active.spans[-1].begin, min(active.spans[-1].end, clause.begin))

    def _breaks_out(self, active: Draft, clauses: list[Clause], i: int, use: Use) -> bool:
        """True where a clause is not part of the words that ``active`` reports in the same sentence."""
        clause = clauses[i]
        people = self.speech.people(clause.begin, use.begin)
        asked = active.category in ("thanks", "instruction") and active.shape == "direct"
        loose = asked or active.shape in ("nominal", "bare")
        if loose or clauses[i - 1].mark == "；":
            if people:
                return True
            if use.shape == "nominal":
                return loose and self.speech.grammar.elided(clause, use.end)
            verb = self.table.verbs.get(use.word)
            takes_words = use.shape == "marked" or (verb is not None and verb.form in ("object", "thanks", "clause"))
            return loose and takes_words and use.shape != "bare" and self.speech.opens(clause, use)
        return bool(people) and use.shape == "marked" and self.body.text.startswith(self.table.turns, people[-1].end)

    # ------------------------------------------------------------ state

    def _add(self, draft: Draft) -> None:
        self.drafts.append(draft)
        self.state.last = draft
        self.state.topic = draft.speakers[0] if len(draft.speakers) == 1 else None

    def _new_topic(self, sentence: Span) -> None:
        """The person a later 他 means: the first subject, who does it in the passive, else a name that opens the sentence."""
        for subject in self.ends.people(sentence):
            keys = self.speech.resolved(subject, sentence, self.state.topic)
            if keys:
                self.state.topic = keys[0] if len(keys) == 1 else self.state.topic
                return
        for clause in self.body.clauses(sentence):
            for agent in self.speech.grammar.agents(clause.begin, clause.end):
                self.state.topic = agent
                return
        for name in self.body.analysis.names_in(sentence.begin, sentence.end, "person"):
            if name.begin == sentence.begin and self.body.visible(name):
                self.state.topic = name.key
            return
