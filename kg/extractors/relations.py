"""Relations that a text states between named entities, and ages.

The classes of sentences are patterns over names and words (:mod:`.relations_patterns`); this module reads a story with them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator

from kg.extractors.analysis import Analysis, Name
from kg.extractors.lexicon import load
from kg.extractors.placewords import crosses_borders
from kg.extractors.relations_patterns import Encoded, Pattern, encode, patterns
from kg.extractors.statements_speakers import elder_before
from kg.extractors.statements_subjects import Grammar
from kg.extractors.statements_units import Body, body_of
from kg.extractors.statements_verbs import table as saying_table
from kg.facts import Mention, Relation

__all__ = ["find"]

EXTRACTOR = "relations"
CONFIDENCE = 0.85
_OLDEST = 120

_NUMERALS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ELDER = re.compile("老(?:人|先生|奶奶|爷爷|太太)")
_ROLES = {"antecedent": (3, True), "clause": (0, True), "subject": (0, False)}  # see _Reader._antecedent
_LEVELS = "省市县区镇乡道州旗邦村国"  # last characters of names that say how wide they are
_YEAR = re.compile("((?:19|20)[0-9]{2})年")

Fact = tuple[str, str, str | int, int, int]


def find(analysis: Analysis, document_text: str, body: Body | None = None) -> list[Relation]:
    """Spouses, parents, founders, ages, and where and under what an organization or a place is, as the story says it.

    Args:
        analysis: the story with its names resolved.
        document_text: the text of the document; mentions count in it.
        body: the story cut up (:func:`.statements_units.body_of`), where it is at hand.

    Returns:
        Relations in the order of the text, one for each pair, with the phrases that say so. ``spouse`` and ``age`` have one
        value for a person: the first that the text gives.
    """
    body = body or body_of(analysis)
    encoded = encode(body)
    reader = _Reader(body, encoded)
    found: dict[tuple[str, str, str | int], list[Mention]] = {}
    settled: dict[tuple[str, str], str | int] = {}
    for predicate, subject, target, begin, end in _outermost(reader.facts()):
        if predicate in ("spouse", "age", "within"):
            if settled.setdefault((predicate, subject), target) != target:
                continue
            if predicate == "spouse" and settled.setdefault((predicate, str(target)), subject) != subject:
                continue
        if predicate == "spouse" and (predicate, target, subject) in found:
            subject, target = str(target), subject
        place = analysis.span(begin, end)
        mention = Mention(place.begin, min(place.end, len(document_text)), EXTRACTOR, CONFIDENCE)
        mentions = found.setdefault((predicate, subject, target), [])
        if mention not in mentions:
            mentions.append(mention)
    return [Relation(s, p, o, tuple(m)) for (p, s, o), m in found.items()]


def _outermost(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Facts in the order of the text, without those inside a longer phrase that says the same (张三及[其爱人李四])."""
    reach: dict[str, tuple[int, int]] = {}
    for fact in sorted(facts, key=lambda f: (f[3], -f[4], str(f))):
        predicate, _, _, begin, end = fact
        first, last = reach.get(predicate, (-1, -1))
        if end > last or begin == first:
            yield fact
        if end > last:
            reach[predicate] = (begin, end)


class _Reader:
    """Applies the patterns to one story."""

    def __init__(self, body: Body, encoded: Encoded) -> None:
        self.body = body
        self.encoded = encoded
        self.grammar = Grammar(body, saying_table())
        self.patterns, self.past = patterns()

    def facts(self) -> Iterator[Fact]:
        """(predicate, subject, object, begin, end) of every match, positions in the story."""
        for pattern in self.patterns:
            position = 0
            while match := pattern.form.search(self.encoded.text, position):
                position = match.start() + 1
                fact = self._fact(pattern, match)
                if fact is not None:
                    yield fact
                    position = match.end() - 1 if match.end() - 1 > match.start() else match.end()

    def _fact(self, pattern: Pattern, match: re.Match[str]) -> Fact | None:
        at = self.encoded.at
        begin, end = at[match.start()], self._end(match.end())
        if "m" in match.re.groupindex and match["m"] and not self._nominal(at[match.start("m")], at[match.end("m")]):
            return None
        if pattern.present and not match["now"] and self._of_past(begin):
            return None
        subject = self._who(pattern.subject, match, begin)
        if subject is None:
            return None
        if pattern.object == "n" and pattern.present:
            subject = self._head(subject)
            end = max(end, subject.end)
        if pattern.object == "n":
            age = _number(match["n"])
            plausible = age is not None and 0 < age <= _OLDEST and not re.match("[0-9]", self.body.text[begin - 1 : begin])
            return ("age", subject.key, age, begin, end) if plausible and age is not None else None
        target = self._who(pattern.object, match, begin)
        if target is None or target.key == subject.key:
            return None
        if pattern.relation == "located" and self._no_container(subject, target):
            return None
        predicate = pattern.relation
        if pattern.address:
            narrower = self._addressed(subject, match[pattern.like] if pattern.like else None)
            if narrower is None or narrower.key == target.key:
                return None
            subject, end = narrower, narrower.end
        elif predicate == "located" and self._loose(subject):
            return None
        if predicate == "located":
            predicate = "basedIn" if subject.kind == "organization" else "within"
        return predicate, subject.key, target.key, begin, end

    def _addressed(self, name: Name, like: str | None) -> Name | None:
        """What an address ends with: the name, or the place that it begins with (某村 of 某村党支部), or None.

        Not a country or a division with a code, whose place is known; nor what is cut out of a longer word.
        """
        begins = [n for n in self.body.analysis.inner if n.begin == name.begin and n.kind == "place" and n.end < name.end]
        if begins and self._known(begins[0]):
            return None
        name = begins[0] if begins and name.kind == "organization" else name
        other = self.encoded.names.get(like) if like else None
        if self._known(name) or (other is not None and not self._alike(other, name)):
            return None
        story = self.body.analysis.story
        if not (story.is_boundary(name.begin) or self.body.text[name.begin - 1] in _LEVELS):
            return None  # one word of both: some river's bank, some town's airport
        if not story.is_boundary(name.end) or (name.kind == "place" and not begins and self._goes_on(name)):
            return None
        return name

    def _alike(self, name: Name, other: Name) -> bool:
        """True for two villages, two towns, two streets: what stands before the first holds for the second."""
        same = self.body.analysis.entities[name.key].category == self.body.analysis.entities[other.key].category
        return same and name.surface[-1:] == other.surface[-1:] and other.surface[-1:] in "村镇乡区道路街巷弄"

    def _no_container(self, name: Name, outer: Name) -> bool:
        """True where what stands before a name or behind 位于 does not contain it.

        A road, a hill or a river (islands lie in seas); a state or a seat beside a body of many states (甲国北约), or
        before an organ whose state is known.
        """
        entities = self.body.analysis.entities
        inner, container = entities[name.key], entities[outer.key]
        if container.kind != "place" or (container.category == "building" and inner.kind == "place"):
            return True
        if container.category in ("water", "road"):
            return inner.category not in (
                ("island",) if container.category == "water" else ("building", "venue", "neighbourhood")
            )
        if inner.kind == "organization":
            return inner.category == "international" or inner.name in load().national
        return crosses_borders(inner.name)

    def _known(self, name: Name) -> bool:
        entity = self.body.analysis.entities[name.key]
        return bool(entity.division_code) or entity.category in ("country", "municipality", "region")

    def _goes_on(self, name: Name) -> bool:
        """True where a noun follows a name at once, so that the name only modifies it (某国飞地)."""
        units = self.body.units_in(name.end, name.end + 4)
        return bool(units) and units[0].begin == name.end and units[0].tag in ("n", "nz", "vn", "m", "PER", "LOC", "ORG")

    def _head(self, name: Name) -> Name:
        """The name that ends a noun phrase which ``name`` is part of: 85岁的张三父亲李四 tells the age of 李四."""
        units = self.body.units_in(name.end, name.end + 12)
        nouns = list(itertools.takewhile(lambda u: u.tag == "n", units))
        if nouns and nouns[0].begin == name.end and len(nouns) < len(units):
            last = units[len(nouns)].name
            if last is not None and last.kind == "person" and last.begin == nouns[-1].end:
                return last
        return name

    def _loose(self, name: Name) -> bool:
        """True for a country (位于某海的某国), for what crosses borders (某省境内的高速), and where a noun follows a place."""
        if self.body.analysis.entities[name.key].category in ("country", "municipality", "region", "road", "water"):
            return True
        return name.kind == "place" and self._goes_on(name)

    def _end(self, index: int) -> int:
        """Where the story's character before encoded ``index`` ends."""
        name = self.encoded.names.get(self.encoded.text[index - 1])
        return name.end if name else self.encoded.at[index - 1] + 1

    def _nominal(self, begin: int, end: int) -> bool:
        """True where no verb stands in a modifier (a verb before 的 may)."""
        units = self.body.units_in(begin, end)
        roles = self.grammar.table.role_nouns
        for unit, after in zip(units, [*units[1:], None], strict=True):
            relative = after is not None and after.text == "的"
            if unit.tag in ("v", "p", "r") and unit.text not in roles and not relative:
                return False
        return True

    def _of_past(self, begin: int) -> bool:
        """True where the sentence puts what it says into another year before ``begin``."""
        sentence = self.body.analysis.story.sentence_at(begin)
        before = self.body.text[sentence.begin : begin]
        published = self.body.analysis.published
        years = [int(m[1]) for m in _YEAR.finditer(before)]
        return bool(self.past.search(before)) or any(published is None or y != published.year for y in years)

    def _who(self, role: str, match: re.Match[str], begin: int) -> Name | None:
        if role not in _ROLES:
            return self.encoded.names.get(match[role])
        back, named = _ROLES[role]
        key = elder_before(self.body, self.grammar.table, begin) if _ELDER.match(match[0]) else None
        key = key or self._antecedent(begin, back, named)
        return next((n for n in self.body.analysis.names if n.key == key), None) if key else None

    def _antecedent(self, position: int, back: int, named: bool) -> str | None:
        """The person that a pronoun or an empty subject at ``position`` stands for, or None.

        The nearest subject before it in its sentence, else the first of one of the ``back`` sentences before; with ``named`` also
        a name that is no subject, where it is the only one or opens its sentence (张三同志的遗体…).
        """
        paragraph = next((p for p in self.body.paragraphs if p and p[0].begin <= position < p[-1].end), ())
        sentences = [s for s in paragraph if s.begin <= position]
        for sentence in reversed(sentences[-1 - back :]):
            clauses = [c for c in self.body.clauses(sentence) if c.end <= position]
            for clause in reversed(clauses) if sentence == sentences[-1] else clauses:
                subjects = [s for s in self.grammar.subjects(clause.begin, clause.end) if s.kind == "person"]
                if subjects:
                    return subjects[0].keys[0]
            names = self.body.analysis.names_in(sentence.begin, min(sentence.end, position), "person")
            people = [x for x in names if self.body.visible(x)] if named else []
            if people and (len({x.key for x in people}) == 1 or people[0].begin == sentence.begin):
                return people[0].key
        return None


def _number(text: str) -> int | None:
    """An age in digits or characters.

    >>> _number("97"), _number("八十五"), _number("一百零三"), _number("十")
    (97, 85, 103, 10)
    """
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in _NUMERALS:
            digit = _NUMERALS[char]
        else:
            total += max(digit, 1) * (100 if char == "百" else 10)
            digit = 0
    return total + digit
