"""Whom the servers run as, and directories that belong to that account."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path
from typing import NamedTuple

from deploy.commands import Failure


class Account(NamedTuple):
    """The servers' user and group. `dropped` says that the caller is root and they are not."""

    uid: int
    gid: int
    dropped: bool

    def own(self, directory: Path) -> Path:
        """The directory exists, is the account's, and nobody else but root looks into it."""
        directory.mkdir(parents=True, exist_ok=True)
        found = directory.lstat()
        # In a shared place such as /tmp somebody else could have put a directory or a link of that name there.
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (self.uid, os.geteuid()):
            raise Failure(f"{directory} belongs to another user (id {found.st_uid}); set OKR_STATE to one of yours")
        if self.dropped:
            os.chown(directory, self.uid, self.gid)
        directory.chmod(0o700)
        return directory

    def must_reach(self, directory: Path) -> None:
        """Raises Failure where a directory on the way keeps the account out."""
        for parent in [directory, *directory.parents] if self.dropped else []:
            found = parent.stat()
            if not found.st_mode & (stat.S_IXOTH if found.st_uid != self.uid else stat.S_IXUSR):
                raise Failure(
                    f"the servers run as the user `nobody`, since you are root, and {parent} keeps it out of "
                    f"{directory}; set OKR_STATE to a directory that everybody may pass through"
                )


def current() -> Account:
    """The caller's own account, or `nobody` for root, whom Postgres refuses."""
    uid = os.geteuid()
    if uid == 0:
        try:
            nobody = pwd.getpwnam("nobody")
        except KeyError:
            raise Failure(advice("Postgres does not run as root, and there is no user `nobody` to run it as")) from None
        return Account(nobody.pw_uid, nobody.pw_gid, dropped=True)
    try:
        pwd.getpwuid(uid)
    except KeyError:
        raise Failure(advice(f"Postgres does not run for user id {uid}, which has no entry in /etc/passwd")) from None
    return Account(uid, os.getegid(), dropped=False)


def advice(trouble: str) -> str:
    return f"{trouble}: add one, or set DATABASE_URL and REDIS_URL to servers of your own"


def keep_secret(path: Path, text: bytes) -> None:
    """The file holds the text, whole, and only the caller can read it."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600, exist_ok=False)
    new.write_bytes(text)
    new.replace(path)
