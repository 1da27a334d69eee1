"""What is not the log's own is turned on it: the server's files and settings, and locks that would hold others up."""

from __future__ import annotations

from tests.events.log.attacks import LOG, RIGHT, Attack

LINE = "acme,3,org,3,forged,2020-01-01,2020-01-01,,{},x"

# A superuser reads and writes the files that the server can, and sets what it is run with.
FILES = [
    "copy log.event to '/tmp/events'",
    "copy log.event to program 'cat'",
    "select pg_read_file('/etc/hostname')",
    "select lo_import('/etc/hostname')",
    "select lo_export(1, '/tmp/events')",
    "load 'nothing'",
    "set local session_replication_role = replica",
    "set local zero_damaged_pages = on",
    "select pg_switch_wal()",
]
# What an owner may lock is his to lock.
LOCKS = [
    "select * from log.head for update",
    "select * from log.head for key share",
    "select * from log.event for share",
    "lock table log.event in exclusive mode",
    "lock table log.head in access exclusive mode",
]

TABLE = [
    Attack(f"copy log.event from program 'echo {LINE}' (format csv)", superuser=LOG, owner=RIGHT),
    *(Attack(sql, superuser=None, owner=RIGHT) for sql in FILES),
    *(Attack(sql, superuser=None, owner=None) for sql in LOCKS),
]
