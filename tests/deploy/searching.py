"""Looks for words wherever a ledger keeps anything: in every table of the database, in the queue, in files."""

from __future__ import annotations

import asyncio
import gzip
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import redis

TABLES = """
select format('%I.%I', n.nspname, c.relname) as name
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'm')
order by 1
"""


def found_in_database(url: str, words: Iterable[str]) -> dict[str, set[str]]:
    """The words that a row of a table holds, by table: of all schemas, those of Postgres too."""

    async def look() -> dict[str, set[str]]:
        connection = await asyncpg.connect(url)
        try:
            found = {name: await _in_table(connection, name, words) for (name,) in await connection.fetch(TABLES)}
        finally:
            await connection.close()
        return {name: there for name, there in found.items() if there}

    return asyncio.run(look())


async def _in_table(connection: asyncpg.Connection, name: str, words: Iterable[str]) -> set[str]:
    """What Postgres writes of the rows, and what stands in their bytes."""
    rows = await connection.fetch(f"select t::text from {name} t")
    texts = [row[0] for row in rows]
    if not name.startswith(("pg_catalog.", "information_schema.")):
        rows = await connection.fetch(f"select * from {name}")
        texts += [_readable(value) for row in rows for value in row if isinstance(value, bytes)]
    return found_in(texts, words)


def _readable(value: bytes) -> str:
    packed = value.startswith(b"\x1f\x8b")
    return (gzip.decompress(value) if packed else value).decode(errors="replace")


def found_in_queue(url: str, words: Iterable[str]) -> set[str]:
    """The words that stand in a key, or in what it holds."""
    with redis.Redis.from_url(url) as queue:
        return found_in([_readable(each) for each in _kept(queue)], words)


def _kept(queue: Any) -> Iterator[bytes]:
    for key in queue.scan_iter():
        yield key
        match queue.type(key):
            case b"string":
                yield queue.get(key) or b""
            case b"hash":
                yield from (part for pair in queue.hgetall(key).items() for part in pair)
            case b"set":
                yield from queue.smembers(key)
            case b"zset":
                yield from queue.zrange(key, 0, -1)
            case b"list":
                yield from queue.lrange(key, 0, -1)
            case b"stream":
                yield from (part for _, held in queue.xrange(key) for pair in held.items() for part in pair)
            case b"none":  # it went meanwhile
                pass
            case other:
                raise AssertionError(f"a key of the type {other!r}: how is it read?")


def found_in_files(paths: Iterable[Path], words: Iterable[str]) -> set[str]:
    """The words that stand in the files; in an archive in its members too."""
    texts: list[str] = []
    for path in paths:
        texts.append(path.read_bytes().decode(errors="replace"))
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                texts += [archive.read(name).decode(errors="replace") for name in archive.namelist()]
    return found_in(texts, words)


def found_in(texts: Iterable[str], words: Iterable[str]) -> set[str]:
    """The words that stand in a text, in whatever case."""
    folded = [text.casefold() for text in texts if text]
    return {word for word in words if any(word.casefold() in text for text in folded)}
