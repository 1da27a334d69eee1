"""Ids that are the same in every run: of items by the first title seen, of events by their version, of authors."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

LONGEST_SLUG = 48
PERSON_ID = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def slug(title: str, kind: str, taken: Container[str]) -> str:
    """An id for an item of this title that is not taken. A number is put behind only where two titles give the same."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower().replace("'", "")
    words = re.findall(r"[a-z0-9]+", plain)
    kept = ""
    for word in words:
        longer = f"{kept}-{word}" if kept else word[:LONGEST_SLUG]
        if len(longer) > LONGEST_SLUG:
            break
        kept = longer
    base = kept or f"{kind.replace('_', '-')}-{digest(title)[:8]}"
    nth = 1
    while (candidate := base if nth == 1 else f"{base}-{nth}") in taken:
        nth += 1
    return candidate


def digest(*parts: str) -> str:
    """Forty hexadecimal digits that stand for the parts."""
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=20).hexdigest()


def event_id(version: str, kind: str, *parts: str) -> str:
    """The id of what a version says in its own way: the version, the type, and a digest of what it is about."""
    return f"{version}.{kind}.{digest(*parts)[:10]}"


def version_key(name: str) -> str:
    """What stands for a version in ids: the commit at the end of its name, else how the name begins and a digest."""
    stem = re.sub(r"\.[A-Za-z]+$", "", name.replace("\\", "/").rsplit("/", 1)[-1])
    commit = re.search(r"[_@]([0-9a-f]{7,40})$", stem)
    if commit:
        return commit[1][:12]
    plain = re.sub(r"[^A-Za-z0-9-]+", "-", stem).strip("-")[:19]
    return f"{plain or 'version'}-{digest(name)[:8]}"


def person(author: str, org: str) -> str:
    """The id of an author in what is made of a history: the id that it is already, else one made of it.

    Before it is written it is replaced, as every person's is (`services.pseudonyms`): an id stays in the log for ever.
    """
    known = author.strip()
    return known if PERSON_ID.fullmatch(known) else f"p-{digest(org, known.casefold())[:10]}"
