"""Attacks on the log, and what becomes of each: rows of a table whose columns are those who try it.

A cell is the SQLSTATE of the refusal: RIGHT, where Postgres gives the login no right to it, or LOG, where the log
itself refuses; NOTHING, where Postgres only warns, and nothing comes of it. Where one gets through (an owner, for whom
no superuser put up the guard), it is the line in which `status` says so. None: that is not tried, for it is that
login's by right, and no attack.
"""

from __future__ import annotations

from msgspec import Struct

RIGHT = "42501"
LOG = "OKR08"
NOTHING = "nothing"


class Attack(Struct, frozen=True):
    """What is tried, and what becomes of it by who tries: the three logins, a superuser, an owner who is none."""

    sql: str
    logins: str = RIGHT
    superuser: str | None = LOG
    owner: str | None = LOG
