"""Reads a Containerfile, as much of one as this project's has: its stages, and in each the instructions in order."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from deploy.commands import Failure

REFERENCE = re.compile(r"\$\{(\w+)\}")
KEPT = ("RUN", "COPY", "ENV", "WORKDIR", "USER", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD")


class Step(Struct, frozen=True):
    """An instruction, and what follows it."""

    does: str
    rest: str

    @property
    def words(self) -> list[str]:
        """What follows, as a list: JSON where it is written so, else words of a shell."""
        if self.rest.startswith("["):
            found: list[str] = json.loads(self.rest)
            return found
        return shlex.split(self.rest)


class Stage(Struct, kw_only=True):
    """A stage: its name, if it has one, and its instructions."""

    name: str
    steps: list[Step] = field(default_factory=list)

    def last(self, does: str) -> list[str]:
        """The words of the last such instruction; none where there is none."""
        return next((step.words for step in reversed(self.steps) if step.does == does), [])


def stages(text: str, arguments: Mapping[str, str]) -> list[Stage]:
    """The stages, all of which are made from an argument's image; an argument stands for its value in FROM alone, since
    a shell puts it in elsewhere. Raises Failure for what this does not know."""
    found: list[Stage] = []
    for number, line in enumerate(text.replace("\\\n", " ").splitlines(), 1):
        does, _, rest = line.strip().partition(" ")
        match does:
            case "" | "#" | "ARG":
                pass
            case "FROM":
                image, _, name = rest.partition(" AS ")
                if not (argument := REFERENCE.fullmatch(image)) or argument[1] not in arguments:
                    raise Failure(f"Containerfile, line {number}: FROM {image} is no given image")
                found.append(Stage(name=name))
            case _ if does in KEPT and found:
                found[-1].steps.append(Step(does, rest))
            case _ if does.startswith("#"):
                pass
            case _:
                raise Failure(f"Containerfile, line {number}: {does} is not known here; known are {', '.join(KEPT)}")
    return found


def read(path: Path, arguments: Mapping[str, str]) -> list[Stage]:
    """The stages of a file."""
    return stages(path.read_text(encoding="utf-8"), arguments)
