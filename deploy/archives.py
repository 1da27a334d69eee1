"""Archives as files: opened, made in their place only when they are whole, and what is read of them for a check."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec

from deploy import heads, named_files, sealing_keys
from deploy.commands import Failure
from deploy.commands.__main__ import version as version_of
from deploy.servers import state_directory
from deploy.system import System
from events.catalogue import recall
from events.log import read
from events.log.archived import Beside
from events.proof import archive, tree
from events.proof.archive import Archive, NotAnArchive
from events.proof.checkpoint import Signed
from events.proof.keys import Keys
from events.proof.note import Verifier
from projections.policy import DEFAULT, evolve

ENDING = ".zip"


def meant(text: str) -> bool:
    """Whether an argument means an archive rather than an organisation or a file of heads."""
    return text.endswith(ENDING) or os.path.isfile(text)  # noqa: PTH113 - Path raises for a name that is too long


@contextmanager
def opened(path: str) -> Iterator[Archive]:
    """The archive of a file. Raises Failure where it is none, also for what is found while it is read in the block."""
    with named_files.opened(path, "expected an archive of `okr-ledger export`") as file:
        try:
            yield Archive(file)
        except NotAnArchive as error:
            raise Failure(f"{path}: no sound archive: {error}") from None


@contextmanager
def made(path: str) -> Iterator[BinaryIO]:
    """What is written in the block is the file when the block is left; until then the file is what it was."""
    new = Path(f"{path}.part")
    try:
        with new.open("wb") as file:
            yield file
        new.replace(path)
    except OSError as error:
        raise Failure(f"cannot write {path}: {error.strerror or error}; --output takes a file's path") from None
    finally:
        new.unlink(missing_ok=True)


async def beside(system: System, org: str, up_to: int) -> Beside:
    """What an archive of the log up to a position has beside it."""
    sealing, policy, version = system.settings.sealing, DEFAULT, 0
    while entries := await read.stream(system.app, org, "org", version):
        for position, body in entries:
            policy = evolve(policy, recall(body)) if position <= up_to else policy
        version += len(entries)
    return Beside(
        keys=[verifier.vkey for verifier in sealing.verifiers(org)] if sealing else [],
        policy=msgspec.json.format(msgspec.json.encode(policy), indent=1) + b"\n",
        made_at=dt.datetime.now(dt.UTC),
        made_by=f"okr-ledger {version_of()}",
    )


def keys_here() -> Keys | None:
    """The sealing keys of this installation, looked for without starting anything of it; None where there are none."""
    own = state_directory() / sealing_keys.OWN
    return sealing_keys.given(os.environ) or (sealing_keys.read(own) if os.access(own, os.R_OK) else None)


def leaves(of: Archive) -> Iterator[bytes]:
    """The hashes of the archive's events, in their order."""
    for bodies in of.events():
        yield from map(tree.leaf, bodies)


def signed(of: Archive, keys: Sequence[Verifier], strict: bool) -> list[Signed]:
    """The heads in the archive, the latest first; their signatures as `heads.kept` checks them."""
    text = of.text(archive.HEADS)
    return heads.of_text(text, archive.HEADS, keys, strict) if text else []
