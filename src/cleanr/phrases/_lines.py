"""What the search for phrases asks of a line beside its wording: words, names, labels, quotations."""

from __future__ import annotations

from collections.abc import Iterable

from cleanr.document import DECORATION, Document, count_words
from cleanr.language import UNSPACED
from cleanr.phrases._expression import Match
from cleanr.phrases._pattern import goes_anywhere
from cleanr.phrases._whole_lines import bare

LONGEST_LABEL = 40
"""Characters within which a label ends in its colon."""

NAME_BLANKS = 4
"""Blanks after a label up to which a name or two follow it, with a full stop or without."""

LONGEST_QUOTING = 5000
"""Characters from the beginning of a line up to which quotation marks are counted."""

STEM = 6
"""Letters by which a word is recognised in its other forms, at least."""

ENDING = 2
"""Letters at the end of a longer word that other forms may have others for."""


def names_are_names(match: Match, original: str) -> bool:
    """Whether each NAME begins with a capital, a digit or a letter that has no case.

    The groups of a match are its names.  The match is over folded text; ``original`` is the same
    text before folding.
    """
    for start, end in match.regs[1:]:
        name = original[start:end].lstrip(DECORATION)
        if name and name[0].islower():
            return False
    return True


def is_label(document: Document, category: str, index: int) -> bool:
    """Whether one word is an advertisement's label: the text around it never speaks of the subject."""
    if category != "advertising":
        return False
    word = bare(document.folded_lines[index])
    return not document.fact(_Spoken)[word[: max(STEM, len(word) - ENDING)]]


class _Spoken(dict[str, bool]):
    """Whether running text of a document, or a shorter sentence, speaks of a word: looked for when asked."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        lines = (line for line in map(document.line, document.filled) if line.prose or line.ends_sentence)
        self._text = "\n".join(document.folded_lines[line.index] for line in lines)

    def __missing__(self, word: str) -> bool:
        spoken = self[word] = word in self._text
        return spoken


def is_quoted(document: Document, begin: int, at: int) -> bool:
    """Whether a quotation that began in the line is still open at ``at``."""
    return at - begin <= LONGEST_QUOTING and document.folded.count('"', begin, at) % 2 == 1


def goes_on(rest: str) -> bool:
    """Whether the rest of a line goes on with the sentence before it.

    >>> goes_on(", I read them all."), goes_on(" and share it."), goes_on(". Next week: bread."), goes_on("")
    (True, True, False, False)
    """
    following = rest.lstrip()[:1]
    return following in (",", ";", "،", "，", "、") or following.islower()


def is_one_word(text: str) -> bool:
    """Whether a line is one bare word; dashes or brackets around it make it a label.

    >>> is_one_word("Advertisement"), is_one_word("- Advertisement -"), is_one_word("ADVERTISEMENT")
    (True, False, False)
    """
    if len(text) > 24 or not text[0].isalnum() or text.isupper():
        return False
    return count_words(text) <= (2 if goes_anywhere(text) else 1)


def is_labelled_sentence(text: str) -> bool:
    """Whether what follows a label and a colon is a sentence.

    >>> is_labelled_sentence("Related: his brother owns the quarry."), is_labelled_sentence("Photo: Ann Roe")
    (True, False)
    """
    label, colon, _ = text[:LONGEST_LABEL].partition(":")
    if not colon or text[-1] != "." or text.endswith(("..", "Inc.", "Ltd.")):
        return False
    return text.count(" ") - label.count(" ") > NAME_BLANKS


def has_one_of_each(line: str, sets: Iterable[Iterable[str]]) -> bool:
    """Whether the line contains a literal of each of the sets.

    >>> has_one_of_each("follow us", [("follow", "like"), ("us",)]), has_one_of_each("us", [("me", "him")])
    (True, False)
    """
    for literals in sets:
        for literal in literals:  # a plain loop: this is asked hundreds of times of a text
            if literal in line:
                break
        else:
            return False
    return True


def may_cut(text: str, at: int) -> bool:
    """Whether a cut at ``at`` falls between words: also where two strings were glued together."""
    if at <= 0 or at >= len(text):
        return True
    left, right = text[at - 1], text[at]
    if not (left.isalnum() and right.isalnum()):
        return True
    if left.isdigit() != right.isdigit() or (left.islower() and right.isupper()):
        return True
    return bool(UNSPACED.match(left) or UNSPACED.match(right))
