"""Files that the command line is given: whatever they are, opening and reading them ends, within a size."""

from __future__ import annotations

import os
import stat
from typing import BinaryIO

from deploy.commands import Failure

MIB = 1024 * 1024


def opened(path: str, expected: str) -> BinaryIO:
    """The file, open. Raises Failure with what was expected where there is none, and for all but a regular file.

    Anything else may keep its reader waiting, or go on for ever.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise Failure(f"cannot read {path}: {why}; {expected}") from None
    mode = os.fstat(file).st_mode
    if not stat.S_ISREG(mode):
        os.close(file)
        why = "Is a directory" if stat.S_ISDIR(mode) else "no regular file"
        raise Failure(f"cannot read {path}: {why}; {expected}")
    return os.fdopen(file, "rb", buffering=MIB)


def whole(path: str, most: int, expected: str) -> bytes:
    """The bytes of a regular file of at most so many. Raises Failure with what was expected."""
    with opened(path, expected) as file:
        try:
            return bounded(file, path, most, expected)
        except OSError as error:
            raise Failure(f"cannot read {path}: {error.strerror or error}; {expected}") from None


def bounded(file: BinaryIO, path: str, most: int, expected: str) -> bytes:
    """The rest of a file, at most so many bytes. Raises Failure with what was expected where it is longer."""
    body = file.read(most + 1)
    if len(body) > most:
        raise Failure(f"{path}: larger than {most // MIB} MiB; {expected}")
    return body
