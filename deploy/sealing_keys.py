"""Where the sealing keys are: in an environment variable, in a file that one names, or in the state directory."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.commands import Failure
from events.proof import keys
from events.proof.keys import Keys
from events.proof.note import Signer

VARIABLE, FILE = "SEALING_KEY", "SEALING_KEY_FILE"
OWN = "sealing.key"  # in the state directory
NO_KEY = (
    f"there is no sealing key: set {FILE} to a file, which `okr-ledger sealing key --add FILE` makes, or {VARIABLE} to "
    "what stands in one"
)


def given(environ: Mapping[str, str]) -> Keys | None:
    """The keys that the environment holds or names; None where it does neither. Raises Failure."""
    text, path = environ.get(VARIABLE), environ.get(FILE)
    if text and path:
        raise Failure(f"{VARIABLE} and {FILE} are both set; set one")
    if text:
        return _parsed(text, VARIABLE)
    return read(Path(path)) if path else None


def read(path: Path) -> Keys:
    """The keys of a file. Raises Failure."""
    try:
        return _parsed(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise Failure(
            f"cannot read the sealing key {path}: {why}; `okr-ledger sealing key --add FILE` makes one"
        ) from None


def _parsed(text: str, where: str) -> Keys:
    try:
        return keys.parsed(text)
    except ValueError as error:
        raise Failure(f"{where}: {error}") from None


def kept(path: Path, tell: Callable[[str], None]) -> Keys:
    """The keys of the file, which is made with a first one where it is not there; `tell` then hears of it."""
    if not path.exists() and _placed(path, keys.text([new(keys.NAME)])):
        tell(f"made a key that logs are sealed with: {path}; keep a copy of it elsewhere, and away from the database")
    return read(path)


def new(name: str) -> Signer:
    """A key that nobody had before."""
    return Signer(name, secrets.token_bytes(32))


def added(path: Path, name: str | None) -> Keys:
    """The file has one key more, which signs from now on; the file is made where it is not there. Raises Failure."""
    before = read(path).signers if path.exists() else ()
    if before and name not in (None, before[-1].name):
        raise Failure(
            f"the keys in {path} have the name {before[-1].name}, which the origins of the logs bear: keep it"
        )
    after = (*before, new(before[-1].name if before else name or keys.NAME))
    if not _placed(path, keys.text(after), instead=bool(before)):
        raise Failure(f"{path} was made by somebody else just now: look at it, then try again")
    return Keys(after)


def _placed(path: Path, text: str, instead: bool = False) -> bool:
    """The file holds the text, whole, and only the caller can read it; False: somebody else has made it meanwhile."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if instead:
            new.replace(path)
        else:
            path.hardlink_to(new)
    except FileExistsError:
        return False
    except OSError as error:
        raise Failure(f"cannot write the sealing key {path}: {error.strerror or error}") from None
    finally:
        new.unlink(missing_ok=True)
    return True
