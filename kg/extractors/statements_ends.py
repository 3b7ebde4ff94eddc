"""Where reported words end: the sentences behind them that go on with them, and those that tell on."""

from __future__ import annotations

from dataclasses import dataclass

from kg.extractors.statements_records import Draft
from kg.extractors.statements_speakers import Speech
from kg.extractors.statements_subjects import Subject
from kg.extractors.statements_units import Body
from kg.extractors.statements_verbs import uses
from kg.facts import Span


@dataclass(frozen=True)
class Ends:
    """The grammar of sentences without a speaker of their own, for one body."""

    body: Body
    speech: Speech

    def goes_on(self, tail: Draft | None, sentence: Span) -> bool:
        """Let a sentence without a speaker of its own go on with the words that are open; False where it does not."""
        table = self.speech.table
        if tail is None or self.tells_on(sentence):
            return False
        if any(not self.honoured(s, tail) for s in self.people(sentence)):
            return False
        text, shadow = self.body.text, self.body.shadow
        if tail.cited:
            if not text.startswith(table.deontic_begin, sentence.begin):
                return False
        elif not table.asking.search(shadow, sentence.begin, sentence.end):
            first = self.body.clauses(sentence)[0]
            if table.dated.search(shadow, first.begin, first.end):
                return False
        tail.spans[-1] = Span(tail.spans[-1].begin, sentence.end)
        return True

    def people(self, sentence: Span) -> list[Subject]:
        """The people who are subjects in a sentence, clause by clause."""
        return [s for c in self.body.clauses(sentence) for s in self.speech.people(c.begin, c.end)]

    def honoured(self, subject: Subject, tail: Draft | None) -> bool:
        """A name with its office behind it (李四总理), other than the speaker's: a speaker refers to somebody."""
        if subject.kind != "person" or (tail is not None and subject.keys[0] in tail.speakers):
            return False
        return self.body.text.endswith(self.speech.table.honoured, subject.begin, subject.end)

    def tells_on(self, sentence: Span) -> bool:
        """A sentence in which the story tells on, cites another source, or lists who was there."""
        text, table = self.body.text, self.speech.table
        if text.startswith(table.narrative_begin, sentence.begin) or table.other_source.match(text, sentence.begin):
            return True
        return bool(table.narrative_end.search(text[sentence.begin : sentence.end])) or self._body_speaks(sentence)

    def _body_speaks(self, sentence: Span) -> bool:
        """An organization that opens a sentence and says something, even if no words are reported (某部谴责了…)."""
        clause, shadow, table = self.body.clauses(sentence)[0], self.body.shadow, self.speech.table
        bodies = [s for s in self.speech.grammar.subjects(clause.begin, clause.end) if s.begin == clause.begin]
        if not bodies or bodies[0].kind != "organization" or table.asking.search(shadow, bodies[0].end, clause.end):
            return False
        said = [u for u in uses(self.body, clause, table) if u.begin >= bodies[0].end]
        return bool(said) or bool(table.reproach.search(shadow, bodies[0].end, clause.end))
