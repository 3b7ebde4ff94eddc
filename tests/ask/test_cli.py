"""The command line: what it says, where, and with which exit code."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kg.cli import COMMANDS, kg, run
from kg.graph.worker import environment

from .conftest import Made

HOURS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def kg_process(*arguments: str, **options: object) -> subprocess.Popen[bytes]:
    """``kg`` in a process of its own."""
    command = [sys.executable, "-m", "kg.cli", *arguments]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen(command, env=environment(), **pipes)  # type: ignore[call-overload,no-any-return]


def finished(*arguments: str, data: bytes | None = None) -> tuple[int, str, str]:
    """Exit code, output and errors of a command."""
    process = kg_process(*arguments, stdin=subprocess.PIPE if data is not None else subprocess.DEVNULL)
    out, errors = process.communicate(data, timeout=60)
    return process.returncode, out.decode(), errors.decode()


COMMANDS_HERE = kg.list_commands(None)  # type: ignore[arg-type]  # the list does not depend on a context


@pytest.mark.parametrize("name", COMMANDS_HERE)
def test_help_has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The help of every command shows how it is called."""
    assert run([name, "--help"]) == 0
    assert f"  kg {name} " in capsys.readouterr().out


def test_help_lists_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """The help lists every command with a line."""
    assert run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown and COMMANDS[name] in shown for name in COMMANDS_HERE)


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """The version is one line."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("kg 0.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["qeury", "build"], "did you mean 'query'?"),
        (["query"], "BUILD"),
        (["query", "nowhere", "ASK {}"], "no such folder"),
        (["query", "{build}", "SELECT ?x WHRE {}"], "line 1, column"),
        (["query", "{build}", "LOAD <http://e.org/>"], "read-only"),
        (["query", "{build}", "ASK {}", "--format", "turtle"], "cannot be written as turtle"),
        (["query", "{build}"], "give a query"),
        (["query", "{build}", "-f", "missing.rq"], "cannot be read"),
        (["ask", "{build}", "who-hold"], "did you mean who-holds?"),
        (["ask", "{build}", "who-holds"], "needs --organization"),
        (["ask", "{build}", "who-holds", "--organization", "松湾"], "the nearest: "),
        (["ask", "{build}", "agenda", "--person", "顾明远", "--from", "yesterday"], "not a date"),
        (["ask", "{build}", "agenda", "--preson", "顾明远"], "no parameter --preson; did you mean --person?"),
        (["ask", "{build}", "career", "--person", "顾名远"], "the nearest: 顾明远"),
        (["ask", "{build}", "who-holds", "--organization", "松湾港物集团有限公司"], "the nearest: 松湾港务集团有限公司"),
        (["ask", "{build}", "most-mentioned", "--limit", "-1"], "not a whole number"),
        (["ask", "who-holds"], "name the build before it: kg ask BUILD who-holds --organization"),
        (["ask", "nowhere"], "no such folder"),
        (["explain", "{build}", "姚青", "--format", "json"], "names 2 nodes"),
        (["serve", "{build}", "--host", "0.0.0.0"], "only this machine"),
    ],
)
def test_mistakes_are_one_message(made: Made, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What could not run has exit code 2 and says why on stderr, without a traceback."""
    code = run([one.replace("{build}", str(made.out)) for one in arguments])
    shown = capsys.readouterr()
    assert code == 2
    assert words in shown.err
    assert shown.err.startswith("kg: ")
    assert "Traceback" not in shown.err
    assert shown.out == ""


@pytest.mark.parametrize(
    ("form", "begin"),
    [
        ("csv", "name\r\n"),
        ("tsv", "?name\n"),
        ("json", '{"head"'),
        ("xml", "<?xml"),
        ("table", "name\n──"),
    ],
)
def test_row_formats(made: Made, form: str, begin: str) -> None:
    """Rows come in every format of SPARQL, and as a table."""
    query = "SELECT ?name { ?p a kg:Person ; rdfs:label ?name } ORDER BY ?name"
    code, out, errors = finished("query", str(made.out), query, "--format", form)
    assert (code, errors) == (0, "")
    assert out.startswith(begin)
    assert "顾明远" in out


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_graph_formats(made: Made, form: str) -> None:
    """Triples come in every format of RDF."""
    code, out, _ = finished("query", str(made.out), "DESCRIBE ?p { ?p rdfs:label '白杉'@zh }", "--format", form)
    assert code == 0
    assert "白杉" in out


def test_query_from_standard_input(made: Made) -> None:
    """A query can come from a pipe, with a byte order mark or without."""
    code, out, _ = finished("query", str(made.out), "-", data="\ufeffASK { ?p kg:spouse ?q }".encode())
    assert (code, out.strip()) == (0, "true")


def test_query_from_a_file(made: Made, tmp_path: Path) -> None:
    """A query can come from a file."""
    (tmp_path / "one.rq").write_text("ASK { ?p kg:founder ?q }", "utf-8")
    code, out, _ = finished("query", str(made.out), "-f", str(tmp_path / "one.rq"))
    assert (code, out.strip()) == (0, "true")


def test_count_counts_once(made: Made) -> None:
    """The union of all graphs holds every triple once."""
    code, out, _ = finished("query", str(made.out), "SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT *) AS ?m) { ?s ?p ?o }")
    n, m = out.split()[-1].split(",")
    assert code == 0
    assert n == m


def test_limit_seconds(made: Made) -> None:
    """A query that would run for hours ends at its limit."""
    begun = time.monotonic()
    code, out, errors = finished("query", str(made.out), HOURS, "--limit-seconds", "1")
    assert code == 2
    assert "cut after 1 s" in errors
    assert out == ""
    assert time.monotonic() - begun < 10


def test_interrupt(made: Made) -> None:
    """Ctrl-C ends a query at once, with 130 and one line."""
    process = kg_process("query", str(made.out), HOURS)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert errors.decode().strip() == "kg: interrupted"


def test_broken_pipe(made: Made) -> None:
    """A reader that goes away is no mistake worth a message."""
    process = kg_process("query", str(made.out), "SELECT * { ?a ?b ?c . ?d ?e ?f }", "--format", "csv")
    assert process.stdout is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr is not None
    errors = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(20) == 141
    assert errors == ""


def test_table_fits_the_terminal(made: Made) -> None:
    """On a terminal a query prints a table whose lines fit, Chinese characters counted as two columns."""
    from wcwidth import wcswidth

    main, side = pty.openpty()
    environ = {**environment(), "COLUMNS": "60", "LINES": "30"}
    command = [
        sys.executable,
        "-m",
        "kg.cli",
        "query",
        str(made.out),
        "SELECT ?p ?name ?q { ?p rdfs:label ?name ; kg:evidence/kg:quote ?q }",
    ]
    with subprocess.Popen(command, stdout=side, stderr=subprocess.DEVNULL, env=environ) as process:
        os.close(side)
        data = b""
        try:
            while piece := os.read(main, 65536):
                data += piece
        except OSError:
            pass
        os.close(main)
        assert process.wait() == 0
    lines = data.decode().replace("\r\n", "\n").strip().split("\n")
    assert len(lines) > 20
    assert max(wcswidth(line) for line in lines) <= 60


def test_ask_lists_questions(made: Made) -> None:
    """Without a question, the library is listed in both languages."""
    code, out, _ = finished("ask", str(made.out))
    assert code == 0
    assert "who-holds --organization ENTITY [--title STRING]" in out
    assert "某机构的职务由谁担任？" in out
    assert out.count("\n") >= 75


@pytest.mark.parametrize("arguments", [["agenda", "--help"], ["-h", "agenda"], ["agenda", "--person", "顾明远", "--help"]])
def test_help_of_a_question(made: Made, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """--help beside the name of a question says what that question is and takes."""
    assert run(["ask", str(made.out), *arguments]) == 0
    shown = capsys.readouterr().out
    assert "agenda --person ENTITY [--from DATE] [--to DATE]" in shown
    assert "起始日期  first day" in shown


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT ?p { ?p a kg:Persn }", "kg: note: kg:Persn is no term of the ontology; did you mean kg:Person?\n"),
        (
            "ASK { ?e kg:category kgc:symposiun }",
            "kg: note: kgc:symposiun is no term of the ontology; did you mean kgc:symposium?\n",
        ),
        ("ASK { ?p a kg:Person }", ""),
        ("PREFIX kg: <http://e.org/> ASK { ?p a kg:Persn }", ""),
        ('ASK { ?p ?q "kg:Persn" }', ""),
        ("ASK { ?t kg:holder/rdfs:label ?n ; (kg:place|kg:about)? ?x . FILTER(?x IN (kg:Person,kg:Place)) }", ""),
    ],
)
def test_mistyped_terms_are_told(made: Made, query: str, told: str) -> None:
    """A term that the ontology does not have only finds nothing, so a note names it; the answer stays as it is."""
    code, out, errors = finished("query", str(made.out), query)
    assert code == 0
    assert errors == told
    assert out


def test_explain_is_coloured_on_a_terminal(made: Made) -> None:
    """On a terminal the quote of an explanation has a colour of its own."""
    main, side = pty.openpty()
    command = [sys.executable, "-m", "kg.cli", "explain", str(made.out), "白杉"]
    with subprocess.Popen(command, stdout=side, stderr=subprocess.DEVNULL, env=environment()) as process:
        os.close(side)
        data = b""
        try:
            while piece := os.read(main, 65536):
                data += piece
        except OSError:
            pass
        os.close(main)
        assert process.wait() == 0
    assert "\x1b[33m白杉" in data.decode()


def test_ask_prints_its_query(made: Made) -> None:
    """A question's SPARQL can be had, to go on from there."""
    code, out, _ = finished("ask", str(made.out), "career", "--person=白杉", "--sparql")
    assert code == 0
    again, rows, _ = finished("query", str(made.out), "-", "--format", "csv", data=out.encode())
    assert again == 0
    assert "总经理,松湾港务集团有限公司" in rows


def test_explain_json(made: Made) -> None:
    """An explanation can be read by a program."""
    code, out, _ = finished("explain", str(made.out), "松港集团", "--format", "json", "--sources", str(made.sources))
    assert code == 0
    assert json.loads(out)["label"] == "松湾港务集团有限公司"


def test_explain_text(made: Made) -> None:
    """An explanation shows sentence, document, offsets, extractor and confidence."""
    code, out, _ = finished("explain", str(made.out), "孟大海", "--sources", str(made.sources))
    assert code == 0
    assert "今年68岁的老职工孟大海和妻子罗兰芝到场。" in out
    assert "a/座谈会.txt:" in out
    assert "kin " in out
    assert "0.90" in out
    assert "\x1b[" not in out


def test_validate(made: Made) -> None:
    """A build whose quotes stand in their sources is valid."""
    code, out, _ = finished("validate", str(made.out), "--sources", str(made.sources))
    assert (code, "0 wrong; 0 documents not at hand" in out) == (0, True), out


def test_validate_finds_a_changed_source(made: Made, tmp_path: Path) -> None:
    """A source that is gone leaves its quotes unread, which is not valid."""
    code, out, _ = finished("validate", str(made.out), "--sources", str(tmp_path))
    assert code == 1
    assert "quotes not compared" in out


def test_validate_without_sources_names_the_option(made: Made) -> None:
    """Quotes that cannot be read again without the folder are counted as such, and the line says which option names it."""
    code, out, _ = finished("validate", str(made.out))
    assert code == 1
    assert "quotes not compared: name the folder that the build was made from with --sources" in out


@pytest.mark.parametrize(("arguments", "seconds"), [(["--help"], 0.3), (["query", "{build}", "ASK {}"], 0.8)])
def test_cold_start(made: Made, arguments: list[str], seconds: float) -> None:
    """Starting costs little processor time."""
    import resource

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    finished(*[one.replace("{build}", str(made.out)) for one in arguments])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < seconds


@pytest.mark.parametrize("module", ["onnxruntime", "rdflib", "networkx", "numpy", "igraph", "starlette"])
def test_query_imports_nothing_heavy(made: Made, module: str) -> None:
    """A query needs none of the libraries of building, drawing and serving."""
    code = "import sys; from kg.cli import run; run(sys.argv[2:]); sys.exit(sys.argv[1] in sys.modules)"
    command = [sys.executable, "-c", code, module, "query", str(made.out), "ASK {}"]
    assert subprocess.run(command, env=environment(), stdout=subprocess.DEVNULL, check=False).returncode == 0
