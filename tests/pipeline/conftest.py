"""A few invented documents, extracted once a session, and a build of some of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kg.pipeline import extraction, publishing
from kg.workers import Outcome, Task, run
from kg.workspace import files

TEXTS = {
    "a.txt": "玄武区召开招商大会\n2024-03-02 来源:玄武区人民政府\n"
    "　　3月1日，玄武区委书记程望舒出席招商大会并讲话。区长周砚秋主持会议。\n",
    "b.txt": "玄武区慰问老人\n2024-03-09 来源:玄武区人民政府\n　　3月8日，玄武区区长周砚秋走访慰问78岁的老人陈国庆。\n",
    "c.txt": "鼓楼区召开会议\n2024-03-09 来源:南京市鼓楼区人民政府\n"
    "　　3月8日，鼓楼区副区长王立新主持召开座谈会。他表示，要做好服务。\n",
    "d.md": "# 天河区签约\n\n2024-04-02 来源:广州市天河区人民政府\n\n"
    "4月1日，通达智运集团有限公司与云澜数字科技有限公司在广州签约。\n",
    "e.jsonl": '{"title": "南京市召开会议", "text": "3月1日，玄武区委书记程望舒出席招商大会。"}\n'
    '{"title": "西湖区会见", "text": "4月10日，西湖区副区长骆青崖会见客商简牧云一行。"}\n',
}
OTHER = {
    "a.txt": "玄武区召开工作会议\n2024-05-02 来源:玄武区人民政府\n　　5月1日，玄武区委书记程望舒主持会议。\n",
    "c.txt": TEXTS["b.txt"],  # the same bytes under two names
    "d.md": "# 天河区揭牌\n\n2024-06-02 来源:广州市天河区人民政府\n\n6月1日，通达智运集团有限公司揭牌，总经理岑鹤鸣致辞。\n",
    "e.jsonl": '{"title": "西湖区会见", "text": "4月10日，西湖区副区长骆青崖会见客商简牧云一行。"}\n',
}


def write(folder: Path, texts: dict[str, str]) -> Path:
    """Write texts to a folder."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return folder


class Memo:
    """Runs each distinct task once: extraction is a pure function of it."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, object], Outcome] = {}

    def run_all(self, tasks: Iterable[Task], *_: object) -> Iterator[tuple[Task, Outcome]]:
        """Stands in for :func:`kg.workers.run_all`."""
        for task in tasks:
            what = (task.title, task.source if isinstance(task.source, bytes) else task.source.id)
            if what not in self.known:
                self.known[what] = run(task)
            yield task, self.known[what]


@pytest.fixture(scope="session")
def memo() -> Memo:
    """Outcomes of the session."""
    return Memo()


@pytest.fixture
def cached(memo: Memo, monkeypatch: pytest.MonkeyPatch) -> Memo:
    """Extraction from the session's memory, and no drawing."""
    monkeypatch.setattr(extraction, "run_all", memo.run_all)
    monkeypatch.setattr(files, "sync", lambda _: None)  # waiting for the disk shows nothing here
    monkeypatch.setattr(publishing, "write_explorer", lambda stage, *_: (stage.folder / "graph.html").write_text("drawn"))
    return memo
