"""How much of a full build's time it costs to add one document to it: one run, both measured side by side.

Usage: python benchmarks/incremental.py [--documents 1000] [--raw FILE.jsonl] [--out RESULT.json]

Documents are made by a small seeded generator of reports from invented districts' life, or are rows of a .jsonl file with real
text. Prints JSON: seconds of the full build and of the added document, by step, and their ratios.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from pathlib import Path

from kg import pipeline
from kg.pipeline import BuildReport

DISTRICTS = ("玄武区", "鼓楼区", "武侯区", "青羊区", "天河区", "越秀区", "西湖区", "朝阳区")
SURNAMES = "程周沈顾陆裴荀温骆卞傅宋方祝简虞竺秦"
GIVEN = "望舒砚秋怀山惟清鸣谦映雪令仪如瑾青崖知秋子衿远航既白怀瑾牧云秋水怀谷"
SUBJECTS = ("招商引资", "安全生产", "基层治理", "数字经济", "河道整治", "教育发展", "养老服务", "文化旅游")
SENTENCES = (
    "{day}上午，{district}委书记{a}主持召开{subject}工作座谈会，区长{b}出席会议并讲话。",
    "{a}指出，要把{subject}摆在突出位置，进一步压实责任、细化措施。",
    "{day}，{district}区长{b}走访慰问企业，副区长{c}参加。",
    "{b}表示，{district}将持续推进{subject}，让居民共享发展成果。",
    "区{subject}办公室负责人{c}介绍，目前全区已完成年度任务的{number}%。",
    "座谈会上，{district}工商联主席{c}建议，完善{subject}的配套政策。",
)


def article(random_: random.Random) -> str:
    """One report."""
    district = random_.choice(DISTRICTS)
    names = [random_.choice(SURNAMES) + "".join(random_.sample(GIVEN, 2)) for _ in range(3)]
    month, day = random_.randint(1, 12), random_.randint(1, 28)
    values = {
        "district": district,
        "subject": random_.choice(SUBJECTS),
        "day": f"{month}月{day}日",
        **dict(zip("abc", names, strict=True)),
    }
    chosen = [random_.choice(SENTENCES) for _ in range(random_.randint(6, 16))]
    sentences = [sentence.format(**values, number=random_.randint(20, 99)) for sentence in chosen]
    paragraphs = "\n".join("　　" + "".join(sentences[i : i + 3]) for i in range(0, len(sentences), 3))
    return f"{district}召开{values['subject']}工作会议\n2024-{month:02}-{day:02} 来源:{district}人民政府\n{paragraphs}\n"


def rows(path: Path, count: int) -> list[str]:
    """Texts of a .jsonl file."""
    with path.open(encoding="utf-8") as lines:
        found = (json.loads(line) for _, line in zip(range(count), lines, strict=False))
        return [max((value for value in row.values() if isinstance(value, str)), key=len) for row in found]


def timed(what: str, report: BuildReport, seconds: float) -> dict[str, object]:
    """The figures of one command."""
    return {"command": what, "seconds": round(seconds, 2), **{step: round(value, 3) for step, value in report.timings.items()}}


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--raw", type=Path)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    random_ = random.Random(7)
    count = options.documents + 1
    texts = rows(options.raw, count) if options.raw else [article(random_) for _ in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        source, out, extra = Path(folder, "source"), Path(folder, "out"), Path(folder, "extra")
        source.mkdir()
        extra.mkdir()
        for number, text in enumerate(texts):
            (extra if number == options.documents else source).joinpath(f"{number:06}.txt").write_text(text, encoding="utf-8")
        started = time.perf_counter()
        full = pipeline.build(source, out)
        whole = time.perf_counter() - started
        started = time.perf_counter()
        added = pipeline.add(out, [extra])
        one = time.perf_counter() - started
    core = sum(added.timings.get(step, 0.0) for step in ("extraction", "resolution"))
    result = {
        "documents": full.documents,
        "quads": full.counts["quads"],
        "runs": [timed("build", full, whole), timed("add", added, one)],
        "command": round(one / whole, 4),
        "extraction and resolution": round(core / whole, 4),
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
