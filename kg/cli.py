"""The command ``kg``: finds the command, reports what went wrong in one line, and knows nothing else.

Each command stands in a module of its own under :mod:`kg.commands` and is imported when it is called, so that
``kg --help`` costs nothing but click.

Exit codes: 0 done; 1 done, but some documents were refused (they are named); 2 could not run; 130 interrupted.
"""

from __future__ import annotations

import difflib
import importlib
import importlib.util
import os
import signal
import sys
from collections.abc import Sequence

import click

from kg._version import __version__
from kg.errors import KgError

DONE, REFUSED, FAILED, INTERRUPTED = 0, 1, 2, 128 + signal.SIGINT
BROKEN_PIPE = 141
"""What a shell reports for a program that writes to a pipe nobody reads (128 + SIGPIPE)."""

COMMANDS: dict[str, str] = {
    "build": "Read files and write the graph.",
    "ask": "Ask a question from the library.",
    "query": "Run a SPARQL query.",
    "view": "Open the interactive network.",
    "explain": "Show the facts of an entity with their sources.",
    "serve": "SPARQL endpoint, explorer and entity pages.",
    "add": "Add documents to a build.",
    "remove": "Remove documents from a build.",
    "status": "Say what a build holds.",
    "export": "Write another store's bulk format.",
    "load": "Load a build into a running store.",
    "import": "Read a graph back.",
    "validate": "Check shapes and quotes.",
    "evaluate": "Compare a build with gold facts.",
    "mcp": "Read-only tools for assistants.",
}
"""Every command and its line in ``kg --help``; the module is ``kg.commands.NAME`` (``import_`` for import)."""

EPILOG = """\b
Examples:
  kg build data/news --out build
  kg ask build who-holds --organization 中共五华区委
  kg query build "SELECT ?name WHERE { ?p a kg:Person ; rdfs:label ?name } LIMIT 10"
  kg serve build
"""


def module_of(command: str) -> str:
    """The module that holds ``command``.

    >>> module_of("import")
    'kg.commands.import_'
    """
    return f"kg.commands.{command}_" if command == "import" else f"kg.commands.{command}"


def _exists(command: str) -> bool:
    return importlib.util.find_spec(module_of(command)) is not None


class LazyGroup(click.Group):
    """A group of commands whose modules are imported only when they run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The commands of this installation, in the order of a day's work."""
        return [name for name in COMMANDS if _exists(name)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        """The command called ``cmd_name``, or None."""
        if cmd_name not in COMMANDS or not _exists(cmd_name):
            return None
        command: click.Command = importlib.import_module(module_of(cmd_name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help, written without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a name that does not exist is answered with the nearest one that does."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            near = difflib.get_close_matches(name, self.list_commands(ctx), n=1, cutoff=0.5)
            hint = f"did you mean {near[0]!r}?" if near else "see kg --help"
            raise click.UsageError(f"no command {name!r}; {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, message="kg %(version)s")
def kg() -> None:
    """Chinese news into a knowledge graph that can be asked, seen and loaded anywhere."""


def _say(message: str) -> None:
    line = " ".join(message.split("\n")).strip() if "\n" in message and "^" not in message else message
    click.echo(f"kg: {line}", err=True)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; whatever goes wrong is one line on stderr."""
    try:
        result = kg.main(args=None if arguments is None else list(arguments), prog_name="kg", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "", err=True)
        return FAILED
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "kg"
        _say(
            f"{error.format_message()} (see {path} --help)" if "--help" not in error.format_message() else error.format_message()
        )
        return FAILED
    except click.ClickException as error:
        _say(error.format_message())
        return FAILED
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader has gone (kg query … | head), which click turns into SystemExit. What remains in the buffer must not
        # be written at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KgError as error:
        _say(str(error))
        return FAILED
    except (OSError, MemoryError, RecursionError) as error:
        if os.environ.get("KG_TRACEBACK"):
            raise
        _say(f"{type(error).__name__}: {error}")
        return FAILED
    except Exception as error:
        # The last line of defence of the command line: a mistake of ours is still one line for the user.
        if os.environ.get("KG_TRACEBACK"):
            raise
        _say(f"internal error, please report it: {type(error).__name__}: {error} (KG_TRACEBACK=1 shows where)")
        return FAILED
    return result if isinstance(result, int) else DONE


def main() -> None:
    """Entry point of the command ``kg``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower() not in ("utf-8", "utf8"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    code = run()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = BROKEN_PIPE
    sys.exit(code)


if __name__ == "__main__":
    main()
