"""A clock of its own for one program, where libfaketime is installed (Debian: `apt install faketime`)."""

from __future__ import annotations

from pathlib import Path

FOUND = [*Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), *Path("/usr/lib/faketime").glob("libfaketime.so.1")]


def variables(clock: Path) -> dict[str, str]:
    """What a program's environment needs, so that its clock is the one that the file says; time that is waited for
    passes as ever."""
    return {
        "LD_PRELOAD": str(FOUND[0]),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def set_to(clock: Path, moment: str) -> None:
    """The clock shows that, as seen from the machine's: `-1h`, `+0`."""
    clock.write_text(f"{moment}\n")
    clock.chmod(0o644)
