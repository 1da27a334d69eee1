"""Which version of a history an imported event was read from: what its `correlationid` says, written and read here.

`git.1a2b3c4d5e6f.authored-20260102T120000Z.m2` is a commit, when it was authored where that is not when it landed, and
the matcher that read it; `file.…` a dated file. Other imports say nothing of that kind.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal, cast

from msgspec import Struct

Source = Literal["git", "file"]
FORM = re.compile(r"(git|file)\.(.+?)(?:\.authored-\d{8}T\d{6}Z)?\.(m\d+)")


class Provenance(Struct, frozen=True):
    """The version that an event was read from, and by which matcher."""

    source: Source
    version: str
    matcher: str


def stated(source: Source, version: str, authored: dt.datetime | None, matcher: str) -> str:
    """The `correlationid` that says so; all that one version changed has the same."""
    when = f".authored-{authored:%Y%m%dT%H%M%SZ}" if authored else ""
    return f"{source}.{version}{when}.{matcher}"


def provenance(correlationid: str | None) -> Provenance | None:
    """What an event's `correlationid` says of its version; None where it says nothing of one."""
    found = FORM.fullmatch(correlationid or "")
    return Provenance(cast(Source, found[1]), found[2], found[3]) if found else None
