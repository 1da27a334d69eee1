"""The grammar of the tests of styles: a page in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from services.histories.readers.markdown import read
from services.histories.snapshot import Entry


def told(page: str) -> list[str]:
    """Each item in one line: a key result behind a dash, then all that is said of it."""
    return [" ".join(_words(entry)) for entry in read(page).entries if not entry.bare]


def _words(entry: Entry) -> Iterator[str]:
    marks = entry.marks
    yield f"{'- ' if entry.kind == 'key_result' else ''}{entry.title}"
    yield from [marks.priority] if marks.priority else []
    yield from (f"@{owner}" for owner in marks.owners)
    yield from ["done"] if marks.ticked else []
    if marks.amount is not None:
        yield f"{marks.amount:g}"
    elif marks.share is not None:
        yield f"{marks.share:.0%}"
    yield from [f"of {marks.target:g}"] if marks.target is not None else []
    yield from [f"grade {marks.grade:g}"] if marks.grade is not None else []
    yield from [f"sure {marks.confidence:g}"] if marks.confidence is not None else []
    yield from [f"due {marks.due}"] if marks.due else []
    yield from [marks.closing] if marks.closing else []
    yield from [f"({marks.note})"] if marks.note else []


def left(page: str) -> Counter[str]:
    """How often each reason is given for lines that are left."""
    return Counter(found.why for found in read(page).unread)
