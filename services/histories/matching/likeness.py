"""How alike texts are, 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from services.histories.changes.wording import wording

Weights = np.ndarray[Any, np.dtype[np.float64]]

FILLERS = frozenset(
    (
        *(
            "a",
            "an",
            "and",
            "all",
            "are",
            "as",
            "at",
            "be",
            "by",
            "etc",
            "for",
            "from",
            "in",
            "into",
            "is",
            "it",
            "its",
        ),
        *("not", "of", "on", "or", "our", "per", "that", "the", "this", "to", "via", "we", "with", "#"),
    )
)
UNRELATED = 0.6
"""The share of letters that two words have in common by chance; above it they begin to be forms of one word."""


def likeness(old: Sequence[str], new: Sequence[str]) -> Weights:
    """How alike each old text is to each new one: half by the letters, in any order of the words, half by the words.

    Letters alone find two of five alike in any two sentences, words alone miss a rephrasing.
    """
    a, b = [wording(text).plain for text in old], [wording(text).plain for text in new]
    letters = np.zeros((len(a), len(b)))
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio, fuzz.token_set_ratio):
        letters += process.cdist(a, b, scorer=scorer) / 300.0
    return np.asarray(letters / 2 + _by_words(a, b) / 2, dtype=np.float64)


def cover(part: str, whole: str) -> float:
    """The share of a text's words, from 0 to 1, that another has as well, also in another form."""
    words, others = _words(wording(part).plain), _words(wording(whole).plain)
    near = {word: max((fuzz.ratio(word, other) for other in others), default=0.0) / 100.0 for word in words}
    shared = sum(len(word) ** 0.5 * max(alike - UNRELATED, 0.0) / (1.0 - UNRELATED) for word, alike in near.items())
    return float(shared / (sum(len(word) ** 0.5 for word in words) or 1.0))


def _by_words(old: Sequence[str], new: Sequence[str]) -> Weights:
    """The share of words that both have, also in another form; long words count more, fillers not."""
    in_old, in_new = [_words(text) for text in old], [_words(text) for text in new]
    number_old, number_new = _numbered(in_old), _numbered(in_new)
    forms = process.cdist([*number_old], [*number_new], scorer=fuzz.ratio) / 100.0
    forms = np.clip((forms - UNRELATED) / (1.0 - UNRELATED), 0.0, 1.0)
    of_old, of_new = _incidence(in_old, number_old), _incidence(in_new, number_new)
    shared = of_old @ _nearest(forms, in_new, number_new) + (of_new @ _nearest(forms.T, in_old, number_old)).T
    whole = of_old.sum(axis=1)[:, None] + of_new.sum(axis=1)[None, :]
    return np.asarray(np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0), dtype=np.float64)


def _words(text: str) -> list[str]:
    words = list(dict.fromkeys(text.split()))
    return [word for word in words if word not in FILLERS] or words


def _numbered(texts: Sequence[Sequence[str]]) -> dict[str, int]:
    return {word: at for at, word in enumerate(dict.fromkeys(word for words in texts for word in words))}


def _incidence(texts: Sequence[Sequence[str]], number: dict[str, int]) -> Weights:
    """For each text, how much each of its words counts."""
    found = np.zeros((len(texts), len(number)))
    for at, words in enumerate(texts):
        found[at, [number[word] for word in words]] = [len(word) ** 0.5 for word in words]
    return found


def _nearest(forms: Weights, texts: Sequence[Sequence[str]], number: dict[str, int]) -> Weights:
    """For each word of the other side, how near the nearest word of each text comes to it."""
    found = np.zeros((len(forms), len(texts)))
    for at, words in enumerate(texts):
        if words:
            found[:, at] = forms[:, [number[word] for word in words]].max(axis=1)
    return found
