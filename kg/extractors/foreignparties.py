"""Parties of other countries: whose general secretary is meant, and whose are the organs named behind the party's."""

from __future__ import annotations

import re

from kg.extractors.ledger import Ledger
from kg.extractors.lexicon import table
from kg.extractors.posts import Title
from kg.extractors.story import Story
from kg.language.gazetteer import Gazetteer

_OWN = ("中国共产党", "中共", "我党", "全党", "的党")
# A party with its central committee directly before a title: 甲国劳动党中央, 甲共中央.
_PARTY = re.compile(r"(?:[\u4e00-\u9fff]{1,14}党|[\u4e00-\u9fff]共)(?=(?:中央委员会|中央)?$)")
# The party in the name of one of its organs: 甲共|中央政治局.
_ORGAN = re.compile(r"(.*?(?:共|党))中央")
_NATIONAL = re.compile(r"(?:中共)?中央(?=.)")
_REACH = 22  # characters before a title in which its party stands
_POSTS = 24  # characters of further posts between a title and its holder


def secretary_of(story: Story, title: Title, ledger: Ledger, gazetteer: Gazetteer) -> str | None:
    """The key of the party of another country whose general secretary a title means, None for the party of China.

    The party stands before the title (甲共中央总书记乙), or elsewhere in the story where the same person has the title
    (乙总书记).
    """
    text = story.text
    key = _before(story, title.begin, ledger, gazetteer)
    if key is not None:
        return key
    for token in (
        story.token_at(title.begin - 1) if title.begin else None,
        story.token_at(title.end) if title.end < len(text) else None,
    ):
        if token is None or token.tag != "PER" or title.begin not in (token.end, token.begin - len(title.name)):
            continue
        name = re.escape(text[token.begin : token.end])
        for found in re.finditer(rf"(?:党|共)(?:中央委员会|中央)?总书记[^，。；\n]{{0,{_POSTS}}}{name}", text):
            key = _before(story, text.index("总书记", found.start()), ledger, gazetteer)
            if key is not None:
                return key
    return None


def _before(story: Story, end: int, ledger: Ledger, gazetteer: Gazetteer) -> str | None:
    text = story.text
    begin = max(0, end - _REACH)
    found = _PARTY.search(text[begin:end])
    if found is None or found.group().endswith(_OWN):
        return None
    name = found.group()
    at = begin + found.start()
    if name.endswith("共"):
        at, name = at + len(name) - 2, name[-2:]
        countries: dict[str, str] = table("titles")["communists"]
        full = countries.get(name)
        if full is None:
            return None
    else:
        starts = (i for i in range(len(name) - 2) for j in range(i + 2, min(len(name), i + 9)) if _country(name[i:j], gazetteer))
        shift = max(starts, default=None)
        if shift is None:
            return None
        at, full = at + shift, name[shift:]
    key = ledger.add("organization", full, category="party")
    ledger.mention(key, story.to_document(at, end), "titles", 0.8)
    if name != full and name.endswith("共"):
        ledger.alias(key, name)
    return key


def _country(name: str, gazetteer: Gazetteer) -> bool:
    place = gazetteer.world(name)
    return place is not None and place.category == "country"


def organ_of(name: str, before: str, ledger: Ledger) -> str | None:
    """The key of an organ of another country's party that is named like one of China's (甲共中央政治局委员、中央书记处书记).

    Args:
        name: the national organ that the words mean by themselves (中央书记处).
        before: the organization of the post before it in the phrase.
        ledger: the document's entities.
    """
    party = _ORGAN.match(before)
    national = _NATIONAL.match(name)
    if party is None or national is None or party[1].endswith(_OWN):
        return None
    return ledger.add("organization", f"{party[1]}中央{name[national.end() :]}", category="party")
