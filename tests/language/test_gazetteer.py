"""Known places: codes, short names, ambiguity, and what only looks like a place."""

from __future__ import annotations

import pytest

from kg.language import divisions
from kg.language.divisions import Division, short_name
from kg.language.gazetteer import Gazetteer, WorldPlace
from kg.language.tagger import Tagger

G = Gazetteer()


def names(text: str) -> list[str]:
    """The words that are found."""
    return [text[f.begin : f.end] for f in G.find(text)]


@pytest.mark.parametrize(
    ("name", "level", "short"),
    [
        ("杨浦区", "district", "杨浦"),
        ("浦东新区", "district", "浦东"),
        ("恩施土家族苗族自治州", "city", "恩施"),
        ("内蒙古自治区", "province", "内蒙古"),
        ("积石山保安族东乡族撒拉族自治县", "district", "积石山"),
        ("赵县", "district", "赵县"),
        ("四平路街道", "street", "四平路街道"),
        ("锡林郭勒盟", "city", "锡林郭勒"),
        ("香港特别行政区", "province", "香港"),
    ],
)
def test_short_name(name: str, level: str, short: str) -> None:
    """A short name is the name without its generic part and the nations."""
    assert short_name(name, level) == short  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "name", "category", "chain"),
    [
        ("310110", "杨浦区", "district", ["杨浦区", "上海市"]),
        ("310110009", "四平路街道", "subdistrict", ["四平路街道", "杨浦区", "上海市"]),
        ("450200", "柳州市", "city", ["柳州市", "广西壮族自治区"]),
        ("420000", "湖北省", "municipality", ["湖北省"]),
        ("429004", "仙桃市", "district", ["仙桃市", "湖北省"]),
        ("710100", "台北市", "city", ["台北市", "台湾省"]),
    ],
)
def test_by_code(code: str, name: str, category: str, chain: list[str]) -> None:
    """A code gives the division, its place type and what contains it, pseudo-levels left out."""
    division = G.by_code(code)
    assert division is not None
    assert (division.name, division.category) == (name, category)
    assert [d.name for d in G.chain(division)] == chain


def test_coordinates() -> None:
    """Divisions have the coordinates of their seat: 杨浦区 lies at 31.3 north, 121.5 east."""
    division = G.by_code("310110")
    assert division is not None
    assert division.latitude == pytest.approx(31.3, abs=0.1)
    assert division.longitude == pytest.approx(121.5, abs=0.1)


def test_coordinates_are_there() -> None:
    """All provinces, and at least 95 of 100 cities and districts, have coordinates; streets and towns have none."""
    known = list(divisions.load())
    share = {
        level: sum(one.latitude is not None and one.longitude is not None for one in known if one.level == level)
        / sum(one.level == level for one in known)
        for level in divisions.LEVELS
    }
    assert share["province"] == 1.0
    assert share["city"] >= 0.95
    assert share["district"] >= 0.95
    assert share["street"] == 0.0


def test_unknown() -> None:
    """What is unknown is None or empty."""
    assert G.by_code("999999") is None
    assert G.by_name("不存在区") == ()
    assert G.world("不存在国") is None
    assert G.resolve("不存在区") is None


@pytest.mark.parametrize(
    ("name", "context", "code"),
    [
        ("杨浦区", [], "310110"),
        ("杨浦", [], "310110"),
        ("朝阳区", [], None),
        ("朝阳区", ["北京市"], "110105"),
        ("朝阳区", ["长春市"], "220104"),
        ("朝阳区", ["海淀区"], "110105"),
        ("鼓楼区", [], None),
        ("鼓楼区", ["南京市"], "320106"),
        ("鼓楼区", ["玄武区"], "320106"),
        ("城中区", ["柳州市"], "450202"),
        ("新城区", ["陕西省"], "610102"),
        ("普陀区", ["杨浦区"], "310107"),
        ("普陀区", ["舟山市"], "330903"),
        ("吉林", [], "220000"),
        ("海南", [], "460000"),
        ("承德", [], "130800"),
        ("上海", ["朝阳区"], "310000"),
        ("临夏州", [], "622900"),
        ("凉山州", [], "513400"),
    ],
)
def test_resolve(name: str, context: list[str], code: str | None) -> None:
    """A name is resolved by what contains it, what it contains, or its neighbours; otherwise it stays open."""
    around = [d for c in context for d in G.by_name(c)[:1]]
    division = G.resolve(name, around)
    assert (division.code if division else None) == code


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # full names, longest first
        ("上海市杨浦区四平路街道办事处", ["上海市", "杨浦区", "四平路街道"]),
        ("杨浦、恩施和内蒙古", ["杨浦", "恩施", "内蒙古"]),
        ("甘肃省临夏州积石山县", ["甘肃省", "临夏州", "积石山县"]),
        # streets named after places
        ("走过南京东路、四川北路和北京西路", []),
        ("项目在上海路演", ["上海"]),
        # everyday words only behind what contains them
        ("社会和平，世界大同小异", []),
        ("辽宁朝阳和广西来宾", ["辽宁", "朝阳", "广西", "来宾"]),
        ("真金白银", []),
        ("河北赵县和县委", ["河北", "赵县"]),
        # words that contain a name
        ("国家长治久安，沿海地区与出海口", []),
        ("山西长治", ["山西", "长治"]),
        # the world
        ("法国总统到访美国纽约", ["法国", "美国", "纽约"]),
        ("长三角和粤港澳大湾区", ["长三角", "粤港澳大湾区"]),
        ("印度尼西亚与印度", ["印度尼西亚", "印度"]),
        ("刚果（金）和科特迪瓦", ["刚果（金）", "科特迪瓦"]),
        ("中国人、蒙古族、日本人", []),
        ("", []),
    ],
)
def test_find(text: str, found: list[str]) -> None:
    """Known places are found, and words that only contain their names are not."""
    assert names(text) == found


def test_find_prefers_what_is_contained() -> None:
    """An ambiguous name directly behind what contains it has one candidate."""
    found = G.find("吉林长春朝阳区和朝阳区")
    assert [len(f.candidates) > 1 for f in found] == [True, False, False, True]
    assert found[2].candidates[0].name == "朝阳区"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("美国《海报》刊登李长春的文章", ["美国"]),
        ("他在长春工作", ["长春"]),
        ("易地搬迁安置点", []),
        ("安徽省安庆市迎江区", ["安徽省", "安庆市", "迎江区"]),
    ],
)
def test_find_with_tokens(text: str, found: list[str]) -> None:
    """With the tagger's words, names across word borders and inside personal names are left out."""
    (tokens,) = Tagger().tag([text])
    assert [text[f.begin : f.end] for f in G.find(text, tokens)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("客商来沪考察，代表赴京参会，选手抵榕", [("沪", "上海市"), ("京", "北京市"), ("榕", "福州市")]),
        ("在柳期间，他走访企业", [("柳", "柳州市")]),
        ("在深考察", [("深", "深圳市")]),
        ("在深入推进中，在新征程上，通过考察", []),
        ("在京东集团、在桂林、到湘潭", []),
    ],
)
def test_abbreviations(text: str, found: list[tuple[str, str]]) -> None:
    """One-character names count behind verbs of movement and stay, and not where another word begins."""
    assert [(text[f.begin : f.end], f.candidates[0].name) for f in G.abbreviations(text)] == found


@pytest.mark.parametrize(
    ("name", "category", "within"),
    [
        ("美国", "country", None),
        ("阿联酋", "country", None),
        ("挪威", "country", None),
        ("奥斯陆", "city", "挪威"),
        ("加沙地带", "region", "巴勒斯坦领土"),
        ("长三角", "region", "中国"),
        ("中东", "region", None),
    ],
)
def test_world(name: str, category: str, within: str | None) -> None:
    """Countries, cities and regions have a place type and the country they lie in."""
    place = G.world(name)
    assert isinstance(place, WorldPlace)
    assert (place.category, place.within) == (category, within)


def test_every_parent_is_known() -> None:
    """Every division ends in a province, each step one of the list."""
    from kg.language.gazetteer import _index

    divisions = _index().by_code.values()
    assert len(divisions) > 40_000
    assert all(isinstance(d, Division) and G.chain(d)[-1].level == "province" for d in divisions)
