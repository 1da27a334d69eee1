"""How a command is asked: its parser, its help as wide as the terminal, and wrong usage said in one line."""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
import textwrap
from typing import NoReturn, Protocol

from deploy.commands import Failure

EXAMPLES = "\nexamples:\n"
WIDEST = 100
PORTS = range(65536)


class Command(Protocol):
    """What a module of the commands provides."""

    __doc__: str | None

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, args: argparse.Namespace) -> int: ...


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where to read on, instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Raises Failure."""
        raise Failure(f"{message.removeprefix('argument ')}; `{self.prog} --help` shows what it takes")


class Layout(argparse.HelpFormatter):
    """Fills paragraphs to the terminal's width, and leaves what is indented (the examples) as it is written."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=width())

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        return "\n\n".join(
            part if "\n " in part else textwrap.fill(" ".join(part.split()), width) for part in text.split("\n\n")
        )


def width() -> int:
    """The terminal's columns; lines that are longer than a hand or two are hard to read."""
    return min(shutil.get_terminal_size().columns, WIDEST)


def parser(name: str, command: Command) -> Parser:
    """The command's parser: its docstring is the help, whose examples come after the options."""
    says, marked, examples = (command.__doc__ or "").partition(EXAMPLES)
    made = Parser(
        prog=f"okr-ledger {name}",
        description=says.strip(),
        epilog=f"{marked.strip()}\n{examples.rstrip()}" if marked else None,
        formatter_class=Layout,
        allow_abbrev=False,
    )
    command.arguments(made)
    return made


def formats(parser: argparse.ArgumentParser, *more: str) -> None:
    """`--format`: text for people, unless JSON (or one more) is asked for."""
    choices = ["text", "json", *more]
    few = len(choices) < 4
    says = "how to print it (default: text)" if few else f"{', '.join(choices[:-1])} or {choices[-1]} (default: text)"
    metavar = None if few else "FORMAT"
    parser.add_argument("--format", choices=choices, default="text", metavar=metavar, help=says)


def answer(told: object) -> None:
    """It is printed as JSON, alone on its line, and with the same bytes as over HTTP."""
    import msgspec  # here, since help needs neither

    from events.terms import encode_term

    sys.stdout.flush()
    sys.stdout.buffer.write(msgspec.json.Encoder(enc_hook=encode_term, decimal_format="number").encode(told) + b"\n")


def date(text: str) -> dt.date:
    """A day of an argument, in the years that an event can name."""
    from events.moments import YEARS

    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = dt.date.min
    if day.year not in YEARS:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; expected one like 2026-03-31")
    return day


def port(text: str) -> int:
    """A port of an argument; 0 is any that is free."""
    if not text.isdecimal() or int(text) not in PORTS:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; expected 1 to 65535, or 0 for any")
    return int(text)
