"""Which organization a post is in, and whose it is: title phrases to :class:`kg.facts.Position`.

A post has its organization directly before it (某局局长), takes it from the post before it in the phrase (区委常委、组织部部长;
某局党组书记、局长), from its own level (副区长), from the phrase before in the sentence (主任甲主持，副主任乙出席), or from
the last organization whose name ends as the title needs (院长).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.extractors.bodywords import commission, own_words
from kg.extractors.countrybodies import former_body, of_country
from kg.extractors.edges import left_edge
from kg.extractors.foreignparties import organ_of, secretary_of
from kg.extractors.jurisdiction import local_place
from kg.extractors.ledger import Ledger, clean
from kg.extractors.lexicon import Lexicon, table
from kg.extractors.meanings import Reading, Spot
from kg.extractors.naming import Namer
from kg.extractors.offices import enter, office_of
from kg.extractors.organs import OrganSpan
from kg.extractors.posts import Post
from kg.facts import Span

# Bodies beside a party organ whose names need that organ's place or body before them: 某社区党委书记、居委会主任.
_OWN_BODIES = ("管委会", "纪委监委", "纪委", "监委", "村民委员会", "居民委员会", "村委会", "居委会", "理事会", "董事会", "监事会")
_WHOSE = ("全国委员会", "中央委员会")  # of what, stands before a count of sessions
_LISTED = 12  # characters of the people between two titles of an enumeration at most
_FORMER = re.compile(r"(?:^|[^一-龥]|[，、。（(“在由与和为任])(?:原|时任)$")


@dataclass(frozen=True, slots=True)
class Held:
    """A post of a phrase with the key of its organization (None where it cannot be told) and its state."""

    title: str
    organization: str | None
    status: str | None
    span: Span


class PostReader:
    """Reads the organizations of the posts of one story, phrase after phrase in the order of the text."""

    def __init__(self, reading: Reading, namer: Namer, lexicon: Lexicon, titles: frozenset[int] = frozenset()) -> None:
        self.reading, self.namer, self.lexicon = reading, namer, lexicon
        self.ledger: Ledger = namer.ledger
        self.by_end: dict[int, list[Spot]] = {}
        for spot in [*reading.spots, *reading.inner]:
            if spot.kind in ("organization", "place"):
                self.by_end.setdefault(spot.end, []).append(spot)
        self.by_begin: dict[int, list[Spot]] = {}
        for spot in reading.spots:
            if spot.kind == "organization":
                self.by_begin.setdefault(spot.begin, []).append(spot)
        self.titles: frozenset[int] = titles
        self.last: tuple[int, str, str] | None = None  # (end, title, organization) of the phrase before

    def read(self, chain: Sequence[Post]) -> list[Held]:
        """The posts of one phrase with their organizations."""
        held: list[Held] = []
        for post in chain:
            organization = self._organization(post, held)
            status = post.title.status or self._status(post)
            name = post.title.name
            if organization and post.title.head in ("党组书记", "党组副书记"):
                name = name.replace("党组", "")
            held.append(Held(name, organization, status, Span(post.begin, post.title.end)))
        named = [h for h in held if h.organization]
        if named:
            self.last = (chain[-1].title.end, chain[-1].title.head, named[-1].organization or "")
        return held

    def _status(self, post: Post) -> str | None:
        """原 before the organization (原某医院副院长) makes a former post as well."""
        text, begin = self.reading.story.text, post.title.begin
        body = self.lexicon.country_bodies.ending_at(text, begin)
        if body and text[begin - len(body) - 1] in "前原":
            return "former"  # 甲国前国会主席
        if post.organization is None:
            return None
        before = self.reading.story.text[max(0, post.begin - 4) : post.begin]
        return "former" if _FORMER.search(before) or before.endswith("村原") else None

    # ------------------------------------------------------------ the organization

    def _organization(self, post: Post, held: Sequence[Held]) -> str | None:
        title = post.title
        if title.group == "role":
            return None
        if title.head.startswith("党组") and title.head != "党组成员":
            return self._party_group(post, held)
        foreign = secretary_of(self.reading.story, title, self.ledger, self.namer.gazetteer) if title.head == "总书记" else None
        relative = (
            foreign
            or former_body(self.reading.story, title.begin, self.ledger, self.lexicon, self.namer.gazetteer)
            or self._relative(post, held)
        )
        if relative:
            return relative
        spot = max(self.by_end.get(title.begin, ()), key=lambda s: s.end - s.begin, default=None)
        if spot is None:
            return self._titled_body(post, held) or self._bare(post, held)
        if spot.kind == "organization":
            central = title.head == "总书记" and self.ledger.get(spot.key).name == "中共中央"
            if central:
                return self.namer.national(self.lexicon.implied[title.head])
            before = self.ledger.get(held[-1].organization).name if held and held[-1].organization else ""
            ahead = self.reading.story.text[max(0, spot.begin - 2) : spot.begin]
            before = f"{ahead}中央" if ahead in table("titles")["communists"] else before
            return organ_of(self.ledger.get(spot.key).name, before, self.ledger) or spot.key
        if title.group == "government":
            return self._government_of(spot)
        if title.group == "party" and title.head != "总书记":
            return self._party_of(spot)
        if title.head == "主席" and self.ledger.get(spot.key).name.endswith("自治区"):
            return self._government_of(spot)
        if title.group == "body" and held and held[-1].organization:
            return held[-1].organization
        return None

    def _titled_body(self, post: Post, held: Sequence[Held]) -> str | None:
        """A body that only its officer's title shows: the words before the title, from a proper noun on (某国交通部第一副部长).

        Without a proper noun they name a unit of the body before it in the phrase (国家统计局…、综合统计司司长).
        """
        title, story = post.title, self.reading.story
        if (
            title.group not in ("body", "calling", "party")
            or title.begin == 0
            or story.text[title.begin - 1] not in self.lexicon.units
        ):
            return None
        begin, proper = left_edge(story, title.begin, self.reading.starts, self.reading.blocked, self.lexicon)
        whole = commission(self.reading, title.begin, self.lexicon)
        begin, proper = (whole, True) if whole is not None else (begin, proper)
        if story.text[max(0, begin - 2) : begin] in table("titles")["communists"] and story.text.startswith("中央", begin):
            begin -= 2  # 甲共|中央政治局
        words = clean(story.text[begin : title.begin])
        if len(words) < 3 or words in self.lexicon.generic or words in self.lexicon.definite or words in _WHOSE:
            return None
        before = self.ledger.get(held[-1].organization).name if held and held[-1].organization else ""
        foreign = organ_of(words, before, self.ledger)
        if foreign is not None:
            self.ledger.mention(foreign, story.to_document(begin, title.begin), "titles", 0.75)
            return foreign
        outer = self._outer(held)
        base = self.ledger.get(outer) if outer else None
        own = of_country(words, base, self.lexicon, self.namer.gazetteer)
        if own:
            words, base = own, None
        body = max((s for s in self.by_begin.get(begin, ()) if s.end < title.begin), key=lambda s: s.end, default=None)
        if body is not None:  # 县水务局|防汛科科长
            entity = self.ledger.get(body.key)
            key = self._part(entity.key, entity.name + clean(story.text[body.end : title.begin]), entity.world, entity.category)
            self.ledger.alias(key, words)
        elif proper or own or words.startswith(self.lexicon.own_beginnings):
            key = self.ledger.add("organization", words)
        elif base is not None and not base.name.endswith(words):
            key = self._part(base.key, self._stem(base.name) + words, base.world, base.category)
            self.ledger.alias(key, words)
        else:
            return None
        self.ledger.mention(key, story.to_document(begin, title.begin), "titles", 0.75)
        return key

    def _outer(self, held: Sequence[Held]) -> str | None:
        """The organization of the post before, or the body around an organ inside (审判委员会委员、第一巡回法庭庭长)."""
        for one in reversed(held):
            if one.organization and not self.ledger.get(one.organization).name.endswith(self.lexicon.inner_organs):
                return one.organization
        return held[-1].organization if held else None

    def _party_group(self, post: Post, held: Sequence[Held]) -> str | None:
        """党组书记 of a body is secretary of its party group, which is part of the body."""
        at = post.title.begin
        spot = max((s for s in self.by_end.get(at, ()) if s.kind == "organization"), key=lambda s: s.end - s.begin, default=None)
        body = spot.key if spot else held[-1].organization if held else self.last[2] if self.last else None
        if body is None:
            return None
        entity = self.ledger.get(body)
        key = self._part(body, f"{entity.name}党组", entity.world, "party-committee")
        begin = spot.begin if spot else at
        self.ledger.mention(key, self.reading.story.to_document(begin, at + 2), "titles", 0.85)
        return key

    def _government_of(self, spot: Spot) -> str | None:
        entity = self.ledger.get(spot.key)
        if entity.division_code is None:
            return None
        return self._office(entity.name, entity.division_code, "government", "人民政府")

    def _party_of(self, spot: Spot) -> str | None:
        entity = self.ledger.get(spot.key)
        if entity.division_code is None:
            if entity.category == "village":
                return self.ledger.add("organization", f"{entity.name}党支部", category="grassroots")
            return None
        return self._office(entity.name, entity.division_code, "party", "委")

    def _office(self, place: str, code: str | None, organ: str, tail: str, department: str | None = None) -> str:
        division = self.namer.gazetteer.by_code(code) if code else None
        office = office_of(OrganSpan(0, 0, place[-1], None, organ, tail, department), place, self.lexicon)
        return enter(office, division, self.ledger, self.namer.gazetteer)

    def _relative(self, post: Post, held: Sequence[Held]) -> str | None:
        """A department without its committee (组织部部长 after 区委常委), a party body without its body (管委会主任)."""
        text, at = self.reading.story.text, post.title.begin
        spot = max(self.by_end.get(at, ()), key=lambda s: s.end - s.begin, default=None)
        if spot is not None and spot.extractor in ("organs", "endings") and not self._is_department(text[spot.begin : at]):
            return None
        branch = self._branch(held, at)
        if branch:
            return branch
        word = self.lexicon.departments.ending_at(text, at, max(0, at - 12)) or self.lexicon.party_bodies.ending_at(
            text, at, max(0, at - 6)
        )
        if word is None:
            word = next((w for w in _OWN_BODIES if text.endswith(w, 0, at)), None)
        if word is None:
            return None
        begin = at - len(word)
        if text[begin - 1 : begin] == "原" and word in self.lexicon.party_bodies:  # 某村原党支部书记
            before = max(self.by_end.get(begin - 1, ()), key=lambda s: s.end - s.begin, default=None)
            if before is not None:
                return self._department(before.key, word, begin, at)
        if begin > 0 and not (
            text[begin - 1] in "、，；。：（( \n" or (held and held[-1].span.end == begin) or text[begin - 1] in "兼任原和"
        ):
            return None
        base = held[-1].organization if held else None
        if base is None and self.last and self.last[0] >= self.reading.story.sentence_at(at).begin:
            base = self.last[2]
        return self._department(base, word, begin, at)

    def _branch(self, held: Sequence[Held], at: int) -> str | None:
        """某区支部主委 behind a post in a democratic party is in that party's branch there."""
        base = self.ledger.get(held[-1].organization) if held and held[-1].organization else None
        if base is None or base.category != "democratic-party":
            return None
        text = self.reading.story.text
        form = self.lexicon.party_forms.ending_at(text, at, max(0, at - 6))
        hit = next((h for h in self.reading.hits if form and h.end == at - len(form)), None)
        party = self.lexicon.parties.starting_at(base.name, 0)
        if form is None or hit is None or party is None:
            return None
        key = self._part(base.key, f"{party}{text[hit.begin : hit.end]}{form}", "", "democratic-party")
        self.ledger.mention(key, self.reading.story.to_document(hit.begin, at), "titles", 0.85)
        self.ledger.alias(key, text[hit.begin : at])
        return key

    def _is_department(self, name: str) -> bool:
        return (
            name in self.lexicon.departments
            or name in self.lexicon.party_bodies
            or name in ("管委会", "纪委", "监委", "纪委监委")
        )

    def _department(self, base: str | None, word: str, begin: int, end: int) -> str | None:
        entity = self.ledger.get(base) if base else None
        if word in ("纪委", "监委", "纪委监委"):
            division = self.namer.gazetteer.by_code(entity.world) if entity and entity.world else None
            if division is None:
                return None
            key = self._office(division.name, division.code, "supervision" if word == "监委" else "discipline", word)
        elif word in self.lexicon.departments and word not in ("办公室", "研究室"):
            if (
                entity is None
                or entity.category != "party-committee"
                or self.lexicon.departments.ending_at(entity.name, len(entity.name))
            ):
                place = next((d for level, d in self.namer.home.by_level.items() if level in "区县" or level == "市"), None)
                if place is None:
                    return None
                key = self._office(place.name, place.code, "party", "委", word)
            else:
                key = self._part(entity.key, entity.name + word, entity.world, "party-committee")
        elif entity is not None:
            name = self._stem(entity.name) + word
            key = self._part(
                entity.key if word != "管委会" else None,
                name,
                entity.world,
                "government" if word == "管委会" else entity.category,
            )
        else:
            return None
        self.ledger.mention(key, self.reading.story.to_document(begin, end), "titles", 0.9)
        return key

    def _part(self, base: str | None, name: str, world: str, category: str | None) -> str:
        key = self.ledger.add("organization", name, world=world, category=category)
        if base:
            self.ledger.relate(key, "subOrganizationOf", base)
        return key

    def _stem(self, name: str) -> str:
        """A body's name without the party organ at its end (兰州新区党工委 → 兰州新区)."""
        body = self.lexicon.party_bodies.ending_at(name, len(name))
        return name[: -len(body)] if body and len(body) < len(name) else name

    def _bare(self, post: Post, held: Sequence[Held]) -> str | None:
        title, story = post.title, self.reading.story
        if title.group == "government":
            level = self.lexicon.government_titles.get(title.head)
            if level is None:
                return None
            place = local_place(story, title.begin, level, self.reading.explicit, self.namer.home, self.namer.gazetteer)
            return self._office(place.name, place.code, "government", "人民政府") if place else None
        if title.head in self.lexicon.implied and not held:
            return self.namer.national(self.lexicon.implied[title.head])
        if title.group == "state" or (title.group == "calling" and not held):
            return None  # 国家主席 after 中共中央总书记 is no post of the party
        wants = self._wants(title.head)
        if title.head == "主席" and story.text.endswith("自治区", 0, title.begin):
            region = local_place(story, title.begin - 3, "自治区", self.reading.explicit, self.namer.home, self.namer.gazetteer)
            return self._office(region.name, region.code, "government", "人民政府") if region else None
        noun = next((d for d in self.lexicon.definite if len(d) > 1 and story.text.endswith(d, 0, title.begin)), None)
        wants = wants or ((noun.removeprefix("该"),) if noun else ())
        if title.group == "body" and self._behind_name(title.begin):
            return None  # 某主席: of what, the text does not say here
        if title.group == "body" and own_words(self.reading.story, title.begin, bool(held), self.lexicon):
            return None
        if title.group == "calling" and story.token_at(title.begin - 1).tag in ("ORG", "LOC", "nz"):
            return None  # 某会委员、某院|研究员
        if held and held[-1].organization:
            outer = self._outer(held)
            return self._from_phrase(outer if outer and wants else held[-1].organization, wants)
        sentence = story.sentence_at(title.begin)
        if self.last and self.last[0] >= sentence.begin and self._family(title.head, self.last[1]):
            return self.last[2]
        listed = story.text.endswith("、", 0, title.begin) and self.last and title.begin - self.last[0] <= _LISTED
        if wants and listed and self.last and self.last[0] >= sentence.begin:
            body = self._from_phrase(self.last[2], wants)  # 某大学党委书记甲、校长乙
            if body is not None and self.ledger.get(body).name.endswith(wants):
                return body
        if title.group == "party" and title.head != "总书记" and story.token_at(title.begin - 1).tag == "PER":
            return next(
                (
                    s.key
                    for s in reversed(self.reading.spots)
                    if sentence.begin <= s.begin and s.end <= title.begin and self.ledger.get(s.key).category == "party-committee"
                ),
                None,
            )
        if title.group in ("party", "state", "calling") or not wants:
            return None
        return self._nearest(title.begin, wants)

    def _behind_name(self, position: int) -> bool:
        """Whether a person's name stands directly before a title."""
        token = self.reading.story.token_at(position - 1) if position else None
        return token is not None and token.tag == "PER" and token.end == position

    def _wants(self, head: str) -> tuple[str, ...]:
        rows: Mapping[str, Sequence[str]] = table("titles")["wants"]
        return tuple(rows.get(head, ()))

    @staticmethod
    def _family(head: str, other: str) -> bool:
        if "总书记" in (head, other):
            return head == other
        return head == other or head in other or other in head or {head, other} <= {"主任", "副主任", "委员"}

    def _from_phrase(self, organization: str, wants: tuple[str, ...]) -> str | None:
        """The organization of the post before it in the phrase, without its party organ where the title needs that."""
        entity = self.ledger.get(organization)
        stem = self._stem(entity.name)
        fits = entity.name.endswith(wants) if wants else True
        if fits and not (wants and stem != entity.name and stem.endswith(wants) and not entity.name.startswith("中共")):
            return organization  # else 某卫健委党委书记、主任: of the commission, not of its party committee
        if stem != entity.name and not entity.name.startswith("中共"):
            for key in self.ledger.keys("organization"):
                if stem in self.ledger.names(key):
                    return key
            return self.ledger.add("organization", stem, world=entity.world)
        return organization if entity.category not in ("party-committee", "democratic-party") else None

    def _nearest(self, position: int, wants: tuple[str, ...]) -> str | None:
        """The last organization before ``position`` whose name ends as the title needs, one paragraph back at most."""
        story = self.reading.story
        floor = story.paragraph_at(story.paragraph_at(position).begin - 2).begin
        titled = {t for t in self.titles if t <= position}
        fitting = [
            s
            for s in reversed(self.reading.spots)
            if s.end <= position and s.begin >= floor and s.kind == "organization" and self.ledger.get(s.key).name.endswith(wants)
        ]
        free = [s for s in fitting if s.end not in titled]  # not somebody else's: 某会副主席甲到会
        return (free or fitting)[0].key if fitting else None
