"""Who says it: from a verb of saying to its subject, in its own clause or before it."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field

from kg.extractors.statements_subjects import Grammar, Subject
from kg.extractors.statements_units import Body, Clause
from kg.extractors.statements_verbs import Table, Use, table, uses
from kg.facts import Span

_SENTENCE = 8  # characters of a quotation that can be a sentence
_TOLD = 4  # words of a clause in which somebody has another do something: who, 让, whom, what
_SHORT = 4  # characters between two joined names and a verb that both share


@dataclass
class Speech:
    """The grammar of saying for one body."""

    body: Body
    table: Table = field(default_factory=table)

    def __post_init__(self) -> None:
        self.grammar = Grammar(self.body, self.table)

    def use(self, clause: Clause) -> Use | None:
        """The verb that reports in a clause: the last before a mark, else the first that takes words."""
        found = list(uses(self.body, clause, self.table))
        owned = self.table.owned.search(self.body.text, clause.begin, clause.end) if clause.mark in ("：", "，") else None
        if owned:
            category = self.table.nouns.get(owned["noun"], "statement")
            return Use(owned.start(), owned.end(), owned["noun"], category, "owned", clause.end + 1)
        for shape in ("marked", "nominal", "direct", "bare"):
            of_shape = [u for u in found if u.shape == shape]
            if of_shape:
                return of_shape[-1] if shape == "marked" else of_shape[0]
        text, end = self.body.text, clause.end
        told = self._told(clause)
        if told is not None:
            return told
        pointed = clause.mark == "：" or (clause.mark == "，" and text.startswith(self.table.points, end + 1))
        given = self.table.given.search(text[clause.begin : end]) if pointed else None
        if given:
            at = clause.begin + given.start()
            return Use(at, end, given["noun"], self.table.nouns[given["noun"]], "marked", end + 1)
        if clause.mark == "，" and text.endswith(self.table.seeming, clause.begin, end):
            return Use(end, end, "认为", "statement", "seeming", end + 1)
        if self.table.not_speech.search(text, clause.begin, end):
            return None
        quoted = clause.mark == "：" and text.startswith("“", end + 1) and text.find("”", end) - end > 6
        if quoted or (clause.mark == "：" and self.table.phrases.search(text, clause.begin, end)):
            return Use(end, end, "说", "statement", "marked", end + 1)
        if clause.mark == "，" and self._whole_quotation(end + 1):
            return Use(end, end, "说", "statement", "quoted", end + 1)
        return None

    def _told(self, clause: Clause) -> Use | None:
        """The quotation that ends a clause behind whom somebody has do what it says: 张三让李四“天亮之前修好”."""
        units = self.body.units_in(clause.begin, clause.end)
        if len(units) < _TOLD or units[-1].tag != "hidden" or units[-1].end != clause.end or len(units[-1].text) < _SENTENCE:
            return None
        if not units[-1].text.startswith("“") or units[-2].name is None or units[-2].name.kind != "person":
            return None
        edge = self.grammar.phrase_begin(units[-2].begin)
        before = next((unit for unit in reversed(units[:-2]) if unit.end <= edge), None)
        if before is None or before.text not in self.table.causatives:
            return None
        return Use(before.begin, before.end, before.text, "instruction", "marked", units[-1].begin)

    def _whole_quotation(self, begin: int) -> bool:
        """True where a quotation that is a sentence of its own ends the sentence (张三向大家问好，“我在这儿挺好。”)."""
        text, close = self.body.text, self.body.text.find("”", begin)
        if not text.startswith("“", begin) or close - begin < _SENTENCE:
            return False
        inner, behind = text[begin + 1 : close], text[close + 1 : close + 2]
        return (inner[-1] in "。！？…" and behind in ("", "\n")) or (behind == "。" and any(c in inner for c in "，。！？"))

    def people(self, begin: int, end: int) -> list[Subject]:
        """The subjects in a stretch of a clause that are people (or 他, 她, 老人)."""
        return [s for s in self.grammar.subjects(begin, end) if s.kind != "organization"]

    def opens(self, clause: Clause, use: Use) -> bool:
        """True where a verb opens its clause but for adverbs."""
        return all(u.tag in ("d", "ad", "c", "vd") for u in self.body.units_in(clause.begin, use.begin))

    def cites(self, clauses: list[Clause], i: int) -> bool:
        """True where an unnamed speaker is a source (报道称), or cites somebody in the next clause (会议强调，张三指出，…)."""
        if self.table.sources.search(self.body.shadow, clauses[i].begin, clauses[i].end):
            return True
        if i + 1 >= len(clauses):
            return False
        use = self.use(clauses[i + 1])
        return use is not None and use.shape == "marked" and bool(self.people(clauses[i + 1].begin, use.begin))

    def speakers(self, sentence: Span, clauses: list[Clause], i: int, use: Use, topic: str | None, free: bool) -> tuple[str, ...]:
        """The keys of those who say what ``use`` in clause ``i`` reports; empty where nobody is named.

        Args:
            sentence: the sentence.
            clauses: its clauses.
            i: index of the clause of ``use``.
            use: the verb.
            topic: whom 他 means by what was read before.
            free: False where the sentence may go on with somebody's words, so that a verb without a subject is theirs.
        """
        clause = clauses[i]
        if use.shape == "seeming":
            return self._in_whose_eyes(clause)
        if use.shape == "owned":
            return self.owner(clause, use.begin)
        subjects = self.grammar.subjects(clause.begin, use.begin)
        people = [s for s in subjects if s.kind != "organization"]
        if people:
            return self._person(people[-1], sentence, use, topic)
        bodies = [s for s in subjects if self._body_gap(s.end, use.begin)]
        if bodies and use.category != "thanks" and (use.shape != "direct" or bodies[-1].end == use.begin):
            return bodies[-1].keys
        if not self.grammar.elided(clause, use.begin):
            return ()
        for earlier in reversed(clauses[:i]):
            found = self.people(earlier.begin, earlier.end)
            if found:
                return self.resolved(found[0], sentence, topic)
            adjunct = self.body.text.endswith(self.table.adjunct_ends, earlier.begin, earlier.end)
            if not adjunct and not self.grammar.elided(earlier, earlier.end):
                return ()
        asks = use.category in ("instruction", "thanks") and use.shape == "direct"
        return (topic,) if free and topic and i == 0 and asks and self.opens(clause, use) else ()

    def _in_whose_eyes(self, clause: Clause) -> tuple[str, ...]:
        """在张三看来: the name that ends the phrase."""
        for name in self.body.analysis.names_in(clause.begin, clause.end, "person"):
            stop = self.grammar.after_name(name.end)
            if self.body.text[stop : clause.end] in self.table.seeming:
                return (name.key,)
        return ()

    def owner(self, clause: Clause, at: int) -> tuple[str, ...]:
        """The person whose name, with its forms of address, ends at ``at`` (张三的回答)."""
        for name in self.body.analysis.names_in(clause.begin, at, "person"):
            if self.grammar.after_name(name.end) == at:
                return (name.key,)
        return ()

    def owner_of_words(self, clause: Clause) -> tuple[str, ...]:
        """The person whose words a clause behind a quotation speaks of: 听了张三的话, 李四的回答引来笑声."""
        for name in self.body.analysis.names_in(clause.begin, clause.end, "person"):
            if self.table.owned_behind.match(self.body.text, self.grammar.after_name(name.end), clause.end):
                return (name.key,)
        return ()

    def _person(self, subject: Subject, sentence: Span, use: Use, topic: str | None) -> tuple[str, ...]:
        if use.shape == "direct" and not self._plain_gap(subject.end, use.begin):
            return ()
        if self._noun_speaks(subject.end, use.begin):
            return ()
        keys = self.resolved(subject, sentence, topic)
        # 张三和李四会谈时表示: only the first of two speaks; 张三、李四…表示: both
        return keys[:1] if subject.joined.strip("、") and use.begin - subject.end > _SHORT else keys

    def _plain_gap(self, begin: int, end: int) -> bool:
        """True where only adverbials stand between a subject and its verb."""
        units = self.body.units_in(begin, end)
        for unit, before in zip(units, [None, *units], strict=False):
            named = unit.name is not None and unit.name.kind in ("person", "organization")
            if named and (before is None or before.tag not in ("p", "v", "w")):
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
        if any(u.tag == "v" and after.text not in ("的", "时", "后") for u, after in itertools.pairwise(units[: last + 1])):
            return False  # 握着老人的手说: the noun is an object
        opened = max((i for i, u in enumerate(units[:last]) if u.tag == "p"), default=-1)
        return opened < 0 or any(u.tag == "f" or u.text in ("时", "后") for u in units[opened:last])

    def resolved(self, subject: Subject, sentence: Span, topic: str | None) -> tuple[str, ...]:
        """The keys of a subject; a pronoun's are those of the subject before it in the sentence, else ``topic``."""
        if subject.kind == "pronoun":
            for clause in reversed(self.body.clauses(sentence)):
                if clause.end <= subject.begin:
                    earlier = [s for s in self.people(clause.begin, clause.end) if s.kind == "person"]
                    if earlier:
                        return earlier[0].keys[:1]
            return (topic,) if topic else ()
        if subject.kind == "elder":
            elder = elder_before(self.body, self.table, subject.begin)
            return (elder,) if elder else ()
        return subject.keys


def elder_before(body: Body, tab: Table, position: int) -> str | None:
    """The person last named before ``position`` (two paragraphs at most) who is said to be old, if any."""
    text = body.text
    floor = text.rfind("\n", 0, max(0, text.rfind("\n", 0, position)))
    for name in reversed(list(body.analysis.names_in(max(0, floor), position, "person"))):
        before = text[max(0, name.begin - 14) : name.begin]
        if (
            tab.old.search(before)
            or tab.old.match(text, name.end)
            or re.match("[^，。]{0,4}[0-9]{2}岁", text[name.end : name.end + 10])
        ):
            return name.key
    return None
