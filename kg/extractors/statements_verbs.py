"""Verbs of saying and how they take what is said; the vocabulary stands in ``tables/statements.yaml``."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from kg.extractors.lexicon import table as read_table
from kg.extractors.statements_units import HIDDEN, Body, Clause

Form = Literal["clause", "marked", "colon", "object", "thanks"]


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of saying: its category (kgc:utterance-type) and how the words follow."""

    word: str
    category: str
    form: Form


@dataclass(frozen=True, slots=True)
class Use:
    """A verb in a clause. The reported words begin at ``words``; ``shape`` says how.

    ``marked``: behind a mark or at a quotation; ``direct``: right behind the verb; ``nominal``: the clause itself
    is the evidence; ``bare``: nothing follows (“…”张三说。); ``seeming``: 在张三看来; ``owned``: 张三的回答是：; ``quoted``: a
    quotation behind a comma, without any verb of saying.
    """

    begin: int
    end: int
    word: str
    category: str
    shape: Literal["marked", "direct", "nominal", "bare", "seeming", "owned", "quoted"]
    words: int


@dataclass(frozen=True, slots=True)
class Table:
    """The compiled table; names as in the YAML file, where every group is explained."""

    verbs: Mapping[str, Verb]
    pattern: re.Pattern[str]
    not_before_single: tuple[str, ...]
    denied: tuple[str, ...]
    noun_before: tuple[str, ...]
    taken_up: re.Pattern[str]
    not_after: tuple[str, ...]
    act: re.Pattern[str]
    thanks_act: re.Pattern[str]
    nominal: tuple[str, ...]
    not_speech: re.Pattern[str]
    pronouns: frozenset[str]
    possessed: tuple[str, ...]
    address: tuple[str, ...]
    households: tuple[str, ...]
    object_prepositions: frozenset[str]
    role_nouns: frozenset[str]
    coordinators: frozenset[str]
    spokespeople: tuple[str, ...]
    elders: frozenset[str]
    narrative_begin: tuple[str, ...]
    narrative_end: re.Pattern[str]
    wish_before: tuple[str, ...]
    other_source: re.Pattern[str]
    cited: tuple[str, ...]
    one_sentence: frozenset[str]
    honoured: tuple[str, ...]
    asking: re.Pattern[str]
    dated: re.Pattern[str]
    reproach: re.Pattern[str]
    issued: re.Pattern[str]
    between: tuple[str, ...]
    agent_prepositions: frozenset[str]
    inner_prepositions: frozenset[str]
    place_prepositions: frozenset[str]
    determiners: frozenset[str]
    kin: re.Pattern[str]
    old: re.Pattern[str]
    not_denied: tuple[str, ...]
    adjunct_ends: tuple[str, ...]
    turns: tuple[str, ...]
    nouns: Mapping[str, str]
    given: re.Pattern[str]
    seeming: tuple[str, ...]
    told: re.Pattern[str]
    points: tuple[str, ...]
    sources: re.Pattern[str]
    deontic_begin: tuple[str, ...]
    with_manner: frozenset[str]
    manner: tuple[str, ...]
    owned: re.Pattern[str]
    owned_behind: re.Pattern[str]
    reached: re.Pattern[str]
    points_back: re.Pattern[str]
    phrases: re.Pattern[str]
    works_of: tuple[str, ...]
    takes_people: frozenset[str]
    describes: re.Pattern[str]
    causatives: tuple[str, ...]


def _longest(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words), key=lambda w: (-len(w), w)))


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, _longest(words))) or "(?!)"


@functools.cache
def table() -> Table:
    """The table of reported speech, read once in a process."""
    raw: dict[str, Any] = read_table("statements")
    verbs = {w: Verb(w, row["category"], row["form"]) for row in raw["verbs"] for w in row["words"]}
    nouns = {w: row["category"] for row in raw["nouns"] for w in row["words"]}
    modifiers = f"(?:{_either(raw['act_modifiers'])})*"
    return Table(
        verbs=verbs,
        pattern=re.compile(f"(?P<verb>{_either(verbs)})(?P<suffix>{_either(raw['suffixes'])})?"),
        not_before_single=_longest(raw["not_before_single"]),
        denied=_longest(raw["denied"]),
        noun_before=_longest(raw["noun_before"]),
        taken_up=re.compile(raw["taken_up"]),
        not_after=_longest(raw["not_after"]),
        act=re.compile(f"了?{modifiers}(?:{_either(raw['acts'])})"),
        thanks_act=re.compile(f"(?:深表|表示|表达|致以)了?{modifiers}(?:{_either(raw['thanks_acts'])})"),
        nominal=_longest(raw["nominal"]),
        not_speech=re.compile(_either(raw["not_speech"])),
        pronouns=frozenset(raw["pronouns"]),
        possessed=_longest(raw["possessed"]),
        address=_longest(raw["address"]),
        households=_longest(raw["households"]),
        object_prepositions=frozenset(raw["object_prepositions"]),
        role_nouns=frozenset(raw["role_nouns"]),
        coordinators=frozenset(raw["coordinators"]),
        spokespeople=_longest(raw["spokespeople"]),
        elders=frozenset(raw["elders"]),
        narrative_begin=_longest(raw["narrative_begin"]),
        narrative_end=re.compile(f"(?:{_either(raw['narrative_end'])})[。！]?$"),
        wish_before=_longest(raw["wish_before"]),
        other_source=re.compile("|".join(raw["other_source"])),
        cited=_longest(raw["cited"]),
        one_sentence=frozenset(raw["one_sentence"]),
        honoured=_longest(raw["honoured"]),
        asking=re.compile(raw["asking"]),
        dated=re.compile(raw["dated"]),
        reproach=re.compile(f"(?:{_either(raw['reproach'])})了"),
        issued=re.compile(raw["issued"]),
        between=_longest(raw["between"]),
        agent_prepositions=frozenset(raw["agent_prepositions"]),
        inner_prepositions=frozenset(raw["inner_prepositions"]),
        place_prepositions=frozenset(raw["place_prepositions"]),
        determiners=frozenset(raw["determiners"]),
        kin=re.compile(f"的?(?:{_either(raw['kin'])})"),
        old=re.compile(raw["old"]),
        not_denied=_longest(raw["not_denied"]),
        adjunct_ends=_longest(raw["adjunct_ends"]),
        turns=_longest(raw["turns"]),
        nouns=nouns,
        given=re.compile(f"{raw['given']}[^，。；：！？]{{0,12}}?(?P<noun>{_either(nouns)})$"),
        seeming=_longest(raw["seeming"]),
        told=re.compile(raw["told"]),
        points=_longest(raw["points"]),
        sources=re.compile(_either(raw["sources"])),
        deontic_begin=_longest(raw["deontic_begin"]),
        with_manner=frozenset(raw["with_manner"]),
        manner=_longest(raw["manner"]),
        owned=re.compile(raw["owned"]),
        owned_behind=re.compile(raw["owned_behind"]),
        reached=re.compile(raw["reached"]),
        points_back=re.compile(raw["points_back"]),
        phrases=re.compile(raw["phrases"]),
        works_of=_longest(raw["works_of"]),
        takes_people=frozenset(raw["takes_people"]),
        describes=re.compile(raw["describes"].replace("QUOTED", f"{HIDDEN}+")),
        causatives=_longest(raw["causatives"]),
    )


_THANKS = re.compile("(?:对|向|就)[^，。；]{2,}")
_SPOKEN = "，：“"


def uses(body: Body, clause: Clause, tab: Table) -> Iterator[Use]:
    """The verbs of saying in a clause, in order; a report with 了 and a noun (介绍了…) is the only one of its clause."""
    nominal = _nominal(body, clause, tab)
    if nominal is not None:
        yield nominal
        return
    thanks = tab.thanks_act.search(body.shadow, clause.begin, clause.end)
    for match in tab.pattern.finditer(body.shadow, clause.begin, clause.end):
        if thanks is not None and thanks.start() <= match.start() < thanks.end():
            opening = _THANKS.search(body.shadow, clause.begin, thanks.start())
            if opening and match.start() <= thanks.start() + 2:
                yield Use(match.start(), thanks.end(), "感谢", "thanks", "nominal", opening.start())
            continue
        use = _use(body, clause, tab, match)
        if use is not None:
            yield use


def _nominal(body: Body, clause: Clause, tab: Table) -> Use | None:
    described = tab.describes.search(body.shadow, clause.begin, clause.end)
    if described:
        return Use(described.start(), described.end(), "形容", "statement", "nominal", described.start())
    for word in tab.nominal:
        at = body.shadow.find(word, clause.begin, clause.end)
        if at >= 0 and at + len(word) < clause.end:
            verb = tab.verbs.get(word[:2])
            return Use(at, at + len(word), word[:2], verb.category if verb else "statement", "nominal", at)
    return None


def _use(body: Body, clause: Clause, tab: Table, match: re.Match[str]) -> Use | None:
    """One verb, if it is one here, and where the reported words begin."""
    text, story = body.text, body.analysis.story
    verb, begin, end = tab.verbs[match["verb"]], match.start(), match.end()
    reached = tab.reached.match(text, begin, clause.end)
    if reached and reached.end() >= clause.end - 2:
        return Use(begin, reached.end(), "说", "statement", "bare", clause.end + 1)
    if match["suffix"]:
        closed = end >= clause.end or text[end] in _SPOKEN
        end = end if closed or (match["suffix"] in ("称", "说") and story.is_boundary(end)) else match.end("verb")
    suffixed = end > match.end("verb")
    if not _is_verb(body, begin, verb, suffixed, tab):
        return None
    last, before_mark = end >= clause.end, clause.mark in ("，", "：") and clause.mark != ""
    quoted = text[end : end + 1] == "“"
    word = text[begin:end]
    with_manner = verb.word in tab.with_manner and text.endswith(tab.manner, 0, begin)
    marks = ("：", "。", "，") if with_manner else ("：", "。")
    if verb.form == "colon" and not suffixed and not quoted and not (last and clause.mark in marks):
        return None
    if quoted:
        return Use(begin, end, word, verb.category, "marked", end)
    if last or (verb.word == "告诉" and tab.told.match(text[begin : clause.end])):
        return Use(begin, end, word, verb.category, "marked" if before_mark else "bare", clause.end + 1)
    if not suffixed and verb.form not in ("clause", "object", "thanks"):
        return None
    if not (story.is_boundary(end) or body.analysis.name_at(end) is not None):
        return None
    if verb.word == "表示" and tab.act.match(text, end):
        return None
    if text[end] in "了过着" or text.startswith(tab.not_after, end):
        return None
    return Use(begin, end, word, verb.category, "direct", end)


def _is_verb(body: Body, begin: int, verb: Verb, suffixed: bool, tab: Table) -> bool:
    """True where the characters are the verb, not part of a name or of another word, a noun, or denied."""
    names, story = body.analysis, body.analysis.story
    if names.name_at(begin) is not None:
        return False
    if begin > 0 and names.name_at(begin - 1) is not None:
        return True
    if body.text.endswith(tab.spokespeople, 0, begin):
        return True
    if not story.is_boundary(begin) and body.text[begin - 1] not in "地着笑他她话文":
        return False
    if suffixed:
        return True
    if verb.form != "clause" and story.token_at(begin).tag in ("n", "vn", "an", "nz"):
        return False
    return not _other_word(body.text, begin, verb, tab)


def _other_word(text: str, begin: int, verb: Verb, tab: Table) -> bool:
    before = text[max(0, begin - 4) : begin]
    if len(verb.word) == 1 and before.endswith(tab.not_before_single):
        return True
    if verb.category == "statement" and verb.form == "object" and before.endswith(tab.wish_before):
        return True
    if before.endswith(tab.denied) and not before.endswith(tab.not_denied):
        return True
    if verb.form == "clause" or len(verb.word) < 2:
        return False
    return before.endswith(tab.noun_before) or tab.taken_up.search(text, max(0, begin - 12), begin) is not None
