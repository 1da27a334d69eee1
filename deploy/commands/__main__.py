"""`okr-ledger COMMAND …`: finds the one command that is meant, imports only it, and turns its end into an exit code."""

from __future__ import annotations

import ast
import difflib
import importlib
import os
import re
import sys
import textwrap
from pathlib import Path
from typing import cast

from deploy import logs, usage
from deploy.commands import Failure
from deploy.harmless import harmless_streams

HERE = Path(__file__).resolve().parent
HELP = ("-h", "--help")
NO_TEXT = re.compile("[\0\ud800-\udfff]")
EPILOG = (
    "`okr-ledger COMMAND --help` tells more of one, with examples. `okr-ledger completion --help` says how a shell "
    "completes all this.",
    "exit codes: 0 done; 1 done, and what was checked is not as it should be, differs or is behind; 2 could not be "
    "done, and the last line says why.",
    "In a clone, `python3 deploy` stands for `okr-ledger`; `python3 deploy test [ARGUMENTS OF PYTEST]` and "
    "`python3 deploy check` test and check the project itself.",
)


def main(argv: list[str]) -> int:
    """The command has run, or said in one line why it could not; its exit code."""
    with harmless_streams():
        return ended(argv)


def ended(argv: list[str]) -> int:
    """The same, on the streams that there are."""
    try:
        code = dispatch(argv)
        sys.stdout.flush()
        return code
    except Failure as failure:
        return failed(str(failure))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        muted()
        return 141
    except SystemExit:
        # rich's, when whoever reads our output went away: its code would be that of a finding.
        return 141
    except OSError as error:
        muted()
        where = f"{named(error.filename, argv)}: " if error.filename else ""
        return failed(f"{where}{os.strerror(error.errno) if error.errno else type(error).__name__}")
    except Exception as error:
        # Not Python's own code 1, which is for findings; and not what the error says, which may be anybody's.
        where = logs.place(error)
        return failed(f"that is a mistake in okr-ledger, please report it: {type(error).__name__} at {where}")


def named(file: object, argv: list[str]) -> str:
    """A file as the person may know it: where it lies only if that was said in the command."""
    path = os.fsdecode(file) if isinstance(file, str | bytes) else str(file)
    given = [each.rpartition("=")[2] for each in argv]
    return path if any(each and path.startswith(each) for each in given) else Path(path).name


def muted() -> None:
    """Python's own flush at exit does not complain once more of an output that takes nothing."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def failed(why: str) -> int:
    """The line is told, and nothing but one line; the exit code."""
    print(f"okr-ledger: {' '.join(why.split())}", file=sys.stderr)
    return 2


def dispatch(argv: list[str]) -> int:
    """The command that the words name has run, or the help over several is printed."""
    if odd := next((word for word in argv if NO_TEXT.search(word)), None):
        raise Failure(f"{ascii(odd)[:100]} is no text: expected UTF-8 without NUL; a link can give a file another name")
    commands = registered()
    match argv:
        case []:
            print(overview(commands), file=sys.stderr)
            return 2
        case ["-h" | "--help" | "help"]:
            print(overview(commands))
            return 0
        case ["help", *asked]:
            return dispatch([*asked, "--help"])
        case ["--version"]:
            print(f"okr-ledger {version()}")
            return 0
    for words in (2, 1):
        name = " ".join(argv[:words])
        if name in commands:
            return run(name, commands[name], argv[words:])
    group = {name: file for name, file in commands.items() if name.split()[0] == argv[0]}
    if group and argv[1:] and argv[1] in HELP:
        print(overview(group, EPILOG[:1]))
        return 0
    raise Failure(unknown(argv, sorted(commands)))


def registered() -> dict[str, Path]:
    """Each command's name and file."""
    files = sorted(HERE.glob("*.py"))
    return {file.stem.replace("_", " ", 1).replace("_", "-"): file for file in files if not file.stem.startswith("_")}


def loaded(file: Path) -> usage.Command:
    """The command that the file holds."""
    return cast(usage.Command, importlib.import_module(f"{__package__}.{file.stem}"))


def run(name: str, file: Path, argv: list[str]) -> int:
    """The command has run; its exit code."""
    command = loaded(file)
    try:
        args = usage.parser(name, command).parse_args(argv)
    except SystemExit:  # argparse's, after the help
        return 0
    return command.run(args)


def overview(commands: dict[str, Path], epilog: tuple[str, ...] = EPILOG) -> str:
    """The help over all commands; read from their text, since importing them all would take a second."""
    names, width = max(map(len, commands), default=0), usage.width()
    lines = [
        textwrap.fill(
            first_line(file), width, initial_indent=f"  {name:<{names}}  ", subsequent_indent=" " * (names + 4)
        )
        for name, file in commands.items()
    ]
    told = [textwrap.fill(part, width) for part in epilog]
    return "\n\n".join(["usage: okr-ledger COMMAND …", "\n".join(["commands:", *lines]), *told])


def first_line(file: Path) -> str:
    """What the command does, in the first line of its docstring."""
    return (ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def unknown(argv: list[str], names: list[str]) -> str:
    """Which commands could have been meant: those of the same first word, else those spelt alike, else all."""
    near = [name for name in names if name.split()[0] == argv[0]]
    near = near or difflib.get_close_matches(" ".join(argv[:2]), names) or difflib.get_close_matches(argv[0], names)
    given = " ".join(argv[:2]) if near and " " in near[0] else argv[0]
    return f"there is no command `{given}`; there is: {', '.join(near or names)}"


def version() -> str:
    """The project's version."""
    import tomllib  # here, since no command but this one needs it

    project = tomllib.loads((HERE.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
