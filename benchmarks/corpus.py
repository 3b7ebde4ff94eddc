"""Made-up news in any number: a small grammar over a made-up world, the same for the same seed.

The world has real districts with invented officials (others every two years), companies and schools, so that names come back in
other articles as they do in a real archive: a district's leaders in hundreds of them, most other people in one. Articles differ
in kind (meeting, visit, signing, accident, portrait, notice), length (log-normal, median about 600 characters) and layout (web
text, newspaper columns with hard line ends, headline with sub-headline and byline, photo captions).

    python benchmarks/corpus.py FOLDER --articles 1000            one .txt file each, in folders of a thousand
    python benchmarks/corpus.py rows.jsonl --articles 100000      one row each
"""

from __future__ import annotations

import argparse
import datetime
import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

TABLES = Path(__file__).with_suffix(".yaml")


@dataclass(frozen=True, slots=True)
class Made:
    """An article: a file name without its suffix, its headline and its text with the layout."""

    name: str
    headline: str
    text: str


class World:
    """Districts with their people and bodies."""

    def __init__(self, random_: random.Random) -> None:
        self.random = random_
        self.tables = yaml.safe_load(TABLES.read_text(encoding="utf-8"))
        self.given = self.tables["given"].replace(" ", "")
        self.surnames = self.tables["surnames"].replace(" ", "")
        districts = self.tables["districts"].items()
        self.districts = [(above, name) for above, names in districts for name in names.split()]
        self.casts = {district: [self._cast() for _ in range(4)] for district in self.districts}

    def one_of(self, table: str) -> str:
        """A word of a table."""
        return self.random.choice(self.tables[table].split())

    def person(self) -> str:
        """A name; one given name in five has a single character."""
        given = self.random.sample(self.given, 1 if self.random.random() < 0.2 else 2)
        return self.random.choice(self.surnames) + "".join(given)

    def company(self) -> str:
        """A company's name."""
        return "".join(self.random.sample(self.tables["marks"].split(), 2)) + self.one_of("trades") + self.one_of("forms")

    def _cast(self) -> dict[str, list[str]]:
        """Who holds office in a district in two years, and who does business there."""
        return {
            **{role: [self.person()] for role in ("sec", "may", "npc", "cppcc")},
            "vice": [self.person() for _ in range(4)],
            "h": [self.person() for _ in self.tables["bureaux"].split()],
            "c": [self.company() for _ in range(12)],
            "y": [self.person() for _ in range(12)],
        }


def articles(count: int, seed: int = 7) -> Iterator[Made]:
    """Articles; the first ones of a longer run are those of a shorter one."""
    random_ = random.Random(seed)
    world = World(random_)
    for number in range(count):
        yield _article(world, random_, number)


def _article(world: World, random_: random.Random, number: int) -> Made:
    above, district = random_.choice(world.districts)
    day = datetime.date(2017, 1, 1) + datetime.timedelta(days=random_.randrange(8 * 365))
    cast = world.casts[above, district][(day.year - 2017) // 2]
    bureaux = world.tables["bureaux"].split()
    bureau, company = random_.randrange(len(bureaux)), random_.randrange(12)
    values = {
        **{role: cast[role][0] for role in ("sec", "may", "npc", "cppcc")},
        **{"vice": random_.choice(cast["vice"]), "b": bureaux[bureau], "h": cast["h"][bureau]},
        **{"c": cast["c"][company], "y": cast["y"][company], "x": world.person(), "w": world.person()},
        **{"d": district, "s": world.one_of("subjects"), "r": f"{world.one_of('places')}{random_.randint(1, 300)}号"},
        "t": f"{day.month}月{day.day}日" + random_.choice(("", "上午", "下午")),
        "school": f"{district[:-1]}{world.one_of('schools')}小学",
    }
    headline, *first = random_.choice(list(world.tables["kinds"].values()))
    following = random_.sample(world.tables["sentences"], len(world.tables["sentences"]))
    length = min(6000, max(180, round(random_.lognormvariate(6.4, 0.6))))
    sentences: list[str] = []
    for sentence in itertools.chain(first, itertools.cycle(following)):
        numbers = {name: random_.randint(2, most) for name, most in (("n", 900), ("m", 400), ("p", 99))}
        if len(sentences) >= len(first) and random_.random() < 0.3:
            values["x"], values["w"] = world.person(), world.person()
        sentences.append(sentence.format(**values, **numbers, age=random_.randint(60, 90)))
        if len(sentences) > len(first) and sum(map(len, sentences)) >= length:
            break
    title = headline.format(**values)
    city = above.split("省")[-1].removesuffix("市")
    layout = _Layout(title, day, above + district, city + world.one_of("papers"), world.person())
    return Made(f"{number // 1000:04}/{number:07}", title, layout.text(random_, sentences))


@dataclass(frozen=True, slots=True)
class _Layout:
    """What stands around the sentences of an article."""

    headline: str
    day: datetime.date
    where: str
    paper: str
    reporter: str

    def text(self, random_: random.Random, sentences: list[str]) -> str:
        """The article in one of the layouts."""
        paragraphs: list[str] = []
        while sentences:
            size = random_.randint(1, 4)
            paragraphs.append("　　" + "".join(sentences[:size]))
            sentences = sentences[size:]
        style = random_.random()
        if style < 0.5:  # as on a web page
            return f"{self.headline}\n{self.day} 来源：{self.paper}\n" + "\n".join(paragraphs) + "\n"
        if style < 0.8:  # a newspaper's column: every line ends hard
            width = random_.randint(17, 26)
            lines = [paragraph[i : i + width] for paragraph in paragraphs for i in range(0, len(paragraph), width)]
            return f"{self.headline}\n■ 本报记者 {self.reporter}\n" + "\n".join(lines) + "\n"
        day = f"{self.day.year}年{self.day.month}月{self.day.day}日"
        head = f"{self.headline}\n——{self.where}加快推进重点工作\n{day} {self.paper}\n"
        start = f"　　本报讯（记者 {self.reporter}）{paragraphs[0].strip()}"
        caption = f"\n图为活动现场。{self.reporter} 摄\n" if style > 0.9 else ""
        return head + "\n".join([start, *paragraphs[1:]]) + "\n" + caption


def write(target: Path, made: Iterator[Made]) -> int:
    """Write articles to a folder, or to a .jsonl file; returns the number of their characters."""
    characters = 0
    if target.suffix == ".jsonl":
        with target.open("w", encoding="utf-8") as rows:
            for one in made:
                characters += len(one.text)
                rows.write(json.dumps({"title": one.headline, "text": one.text}, ensure_ascii=False) + "\n")
        return characters
    for one in made:
        path = target / f"{one.name}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(one.text, encoding="utf-8")
        characters += len(one.text)
    return characters


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    print(f"{write(given.target, articles(given.articles, given.seed)):,} characters")


if __name__ == "__main__":
    main()
