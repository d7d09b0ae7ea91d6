"""Words as the index has them: their letters in one buffer, and the vocabulary of distinct ones."""

import numpy as np

from screening.index.folding import cut
from screening.index.hashing import WORD, Spans, mix
from screening.index.vocabulary import vocabulary


def hashes_of(tokens):
    """The hash of each word of folded lines."""
    return mix(Spans(tokens.buffer).of(tokens.start, tokens.end), WORD)


def vocabulary_of(*words):
    """A vocabulary of these words."""
    tokens = cut(" ".join(words).encode())
    return vocabulary(hashes_of(tokens), tokens.buffer, tokens.start, tokens.end)


def spelt(known, numbers):
    """The words of these numbers, in letters."""
    return [word.decode() for word in known.words(np.asarray(numbers, np.int64))]
