"""Bodies that every country has (参议院, 国会): which country a title means by them."""

from __future__ import annotations

from kg.extractors.ledger import Ledger
from kg.extractors.lexicon import Lexicon
from kg.extractors.story import Story
from kg.facts import Entity
from kg.language.gazetteer import Gazetteer


def of_country(words: str, base: Entity | None, lexicon: Lexicon, gazetteer: Gazetteer) -> str | None:
    """The name of a body that every country has, behind a party or council (甲国人民党主席、参议院主席).

    It is no part of the other, but of the country that stands at the beginning of the other's name.
    """
    if base is None or words not in lexicon.country_bodies:
        return None
    name = base.name
    country = next((name[:i] for i in range(min(8, len(name) - 1), 1, -1) if _is_country(name[:i], gazetteer)), "")
    return country + words if country else None


def former_body(story: Story, end: int, ledger: Ledger, lexicon: Lexicon, gazetteer: Gazetteer) -> str | None:
    """The key of a country's parliament whose former officer is named (甲国前国会主席): 前 belongs to the title."""
    text = story.text
    body = lexicon.country_bodies.ending_at(text, end)
    at = end - len(body or "") - 1
    if body is None or at < 2 or text[at] not in "前原":
        return None
    begin = next((i for i in range(max(0, at - 6), at - 1) if _is_country(text[i:at], gazetteer)), None)
    if begin is None:
        return None
    key = ledger.add("organization", text[begin:at] + body)
    ledger.mention(key, story.to_document(begin, end), "titles", 0.75)
    return key


def _is_country(name: str, gazetteer: Gazetteer) -> bool:
    place = gazetteer.world(name)
    return place is not None and place.category == "country"
