"""Print the script for a shell's completion.

It completes commands, options, choices and files, of the word `okr-ledger`. In a clone, give that word a meaning first:
in bash and zsh by `okr-ledger() { python3 /path/to/clone/deploy "$@"; }`, in fish by
`alias okr-ledger='python3 /path/to/clone/deploy'`. The lines below go into ~/.bashrc, ~/.zshrc (after `compinit`) and
~/.config/fish/config.fish.

examples:
  eval "$(okr-ledger completion bash)"
  eval "$(okr-ledger completion zsh)"
  okr-ledger completion fish | source
"""

from __future__ import annotations

import argparse

import shtab

from deploy.commands.__main__ import first_line, loaded, registered

SHELLS = ("bash", "zsh", "fish")
PATHS = ("FILE", "PATH")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which shell."""
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=f"one of {', '.join(SHELLS)}")


def run(args: argparse.Namespace) -> int:
    """The script is printed."""
    print(shtab.complete(whole(), shell=args.shell))  # nosec B604 # names a shell, starts none
    return 0


def whole() -> argparse.ArgumentParser:
    """One parser of everything: a command of two words stands below its first."""
    top = argparse.ArgumentParser(prog="okr-ledger")
    top.add_argument("--version", action="store_true", help="print the version")
    words = top.add_subparsers()
    seconds: dict[str, argparse._SubParsersAction[argparse.ArgumentParser]] = {}
    for name, file in registered().items():
        first, _, second = name.partition(" ")
        if second and first not in seconds:
            seconds[first] = words.add_parser(first, help=f"{first} …").add_subparsers()
        under, says = seconds[first] if second else words, first_line(file)
        parser = under.add_parser(second or first, help=says, description=says)
        loaded(file).arguments(parser)
        for action in parser._actions:
            if action.metavar in PATHS:
                action.complete = shtab.FILE  # type: ignore[attr-defined]
    return top
