"""How alike texts are, 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from services.histories.wording import wording

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


def _by_words(old: Sequence[str], new: Sequence[str]) -> Weights:
    """The share of words that both have, also in another form; long words count more, fillers not."""
    in_old, in_new = [_words(text) for text in old], [_words(text) for text in new]
    vocabulary = sorted({word for words in (*in_old, *in_new) for word in words})
    if not vocabulary:
        return np.zeros((len(old), len(new)))
    number = {word: at for at, word in enumerate(vocabulary)}
    forms = process.cdist(vocabulary, vocabulary, scorer=fuzz.ratio) / 100.0
    forms = np.clip((forms - UNRELATED) / (1.0 - UNRELATED), 0.0, 1.0)
    length = np.sqrt([len(word) for word in vocabulary])
    of_old, of_new = _incidence(in_old, number) * length, _incidence(in_new, number) * length
    nearest_in_old, nearest_in_new = _nearest(forms, in_old, number), _nearest(forms, in_new, number)
    shared = of_old @ nearest_in_new + (of_new @ nearest_in_old).T
    whole = of_old.sum(axis=1)[:, None] + of_new.sum(axis=1)[None, :]
    return np.asarray(np.divide(shared, whole, out=np.zeros_like(shared), where=whole > 0), dtype=np.float64)


def _words(text: str) -> list[str]:
    words = list(dict.fromkeys(text.split()))
    return [word for word in words if word not in FILLERS] or words


def _incidence(texts: Sequence[Sequence[str]], number: dict[str, int]) -> Weights:
    found = np.zeros((len(texts), len(number)))
    for at, words in enumerate(texts):
        found[at, [number[word] for word in words]] = 1.0
    return found


def _nearest(forms: Weights, texts: Sequence[Sequence[str]], number: dict[str, int]) -> Weights:
    """For each word, how near the nearest word of each text comes to it."""
    found = np.zeros((len(number), len(texts)))
    for at, words in enumerate(texts):
        if words:
            found[:, at] = forms[:, [number[word] for word in words]].max(axis=1)
    return found
