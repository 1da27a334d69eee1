"""`okr-ledger COMMAND …`: finds the one command that is meant, imports only it, and turns its end into an exit code."""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib
import os
import sys
from pathlib import Path
from typing import Protocol, cast

from deploy.commands import Failure

HERE = Path(__file__).resolve().parent
EPILOG = """`okr-ledger COMMAND --help` tells more of one. In a clone, `python3 deploy` stands for `okr-ledger`, and
`python3 deploy test [ARGUMENTS OF PYTEST]` and `python3 deploy check` test and check the project itself."""


class Command(Protocol):
    """What a module in this folder provides."""

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, args: argparse.Namespace) -> int: ...


def main(argv: list[str]) -> int:
    """The command has run, or said in one line why it could not; its exit code."""
    try:
        code = dispatch(argv)
        sys.stdout.flush()
        return code
    except Failure as failure:
        print(f"okr-ledger: {failure}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has enough; Python's own flush at exit must not complain about it either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def dispatch(argv: list[str]) -> int:
    commands = registered()
    match argv:
        case [] | ["-h" | "--help" | "help"]:
            print(overview(commands))
            return 0 if argv else 2
        case ["--version"]:
            print(f"okr-ledger {version()}")
            return 0
    for words in (2, 1):
        name = " ".join(argv[:words])
        if name in commands:
            return run(name, commands[name], argv[words:])
    raise Failure(unknown(argv, sorted(commands)))


def registered() -> dict[str, Path]:
    """Each command's name and file."""
    files = sorted(HERE.glob("*.py"))
    return {file.stem.replace("_", " "): file for file in files if not file.stem.startswith("_")}


def run(name: str, file: Path, argv: list[str]) -> int:
    module = importlib.import_module(f"{__package__}.{file.stem}")
    command = cast(Command, module)
    parser = argparse.ArgumentParser(
        prog=f"okr-ledger {name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.arguments(parser)
    return command.run(parser.parse_args(argv))


def overview(commands: dict[str, Path]) -> str:
    """The help over all commands; read from their text, since importing them all would take a second."""
    width = max(map(len, commands), default=0)
    lines = [f"  {name:<{width}}  {first_line(file)}" for name, file in commands.items()]
    return "\n".join(["usage: okr-ledger COMMAND …", "", "commands:", *lines, "", EPILOG])


def first_line(file: Path) -> str:
    return (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def unknown(argv: list[str], names: list[str]) -> str:
    """Which commands could have been meant: those of the same first word, else those spelt alike, else all."""
    near = [name for name in names if name.split()[0] == argv[0]]
    near = near or difflib.get_close_matches(" ".join(argv[:2]), names) or difflib.get_close_matches(argv[0], names)
    given = " ".join(argv[:2]) if near and " " in near[0] else argv[0]
    return f"there is no command `{given}`; there is: {', '.join(near or names)}"


def version() -> str:
    import tomllib  # here, since no command but this one needs it

    project = tomllib.loads((HERE.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
