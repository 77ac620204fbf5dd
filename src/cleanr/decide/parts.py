"""Which sentences of a line are worded like boilerplate, where the line may also hold some of the article."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from itertools import chain, islice

from cleanr.decide.verdict import Going
from cleanr.document import Document
from cleanr.labels import may_begin_line, words_of
from cleanr.language import FUNCTION_WORDS
from cleanr.phrases import found
from cleanr.plain.sentences import between_sentences
from cleanr.record import Evidence

SENTENCE_WORDS = 6
"""Words behind a prompt that may be a sentence of the article."""

MOST_TRIED = 12
"""Capitals on such a line, the first ones, that are tried as the beginning of the sentence."""


def worded_part(
    document: Document, evidence: Evidence, index: int, but: Collection[str] = ()
) -> Evidence | None:
    """The evidence on a line as evidence on those of its sentences that are worded so; ``None`` where none
    is by itself, or all are.

    They are the stretch from the first to the last that is so for sure, and what little evidence there is in
    the sentences beside these; wording of the categories in ``but`` does not count.

    >>> text = "The bridge opens in June. The mayor was glad. Sign up for our free newsletter."
    >>> document = Document(text)
    >>> evidence, *_ = found(document).by_category["newsletter"]
    >>> part = worded_part(document, evidence, 0)
    >>> text[part.start : part.end]
    'Sign up for our free newsletter.'
    """
    line = document.line(index)
    breaks = between_sentences(line.text)
    starts = [0, *(end for _, end in breaks)]
    ends = [*(start for start, _ in breaks), len(line.text)]
    strengths = [_strength(document, line.text[a:b], but) for a, b in zip(starts, ends, strict=True)]
    if "strong" not in strengths or None not in strengths:
        return None
    first = strengths.index("strong")
    last = len(strengths) - 1 - strengths[::-1].index("strong")
    while first > 0 and strengths[first - 1]:
        first -= 1
    while last + 1 < len(strengths) and strengths[last + 1]:
        last += 1
    if first == 0 and last == len(strengths) - 1:
        return None
    begin = document.text_start(index)
    return replace(evidence, start=begin + starts[first], end=begin + ends[last], scope="inline")


def with_prompts_cut(document: Document, going: Going, but: Collection[str]) -> Going:
    """What goes of a text that was all in one line: of a prompt without a full stop, with a sentence of the
    article behind it, the prompt alone.
    """
    prompts = {
        index: prompt
        for index, verdict in going.lines.items()
        if verdict.is_learnt and document.line(index).words > SENTENCE_WORDS
        if (prompt := prompt_before(document, verdict.evidence, index, but))
    }
    return Going(
        {index: verdict for index, verdict in going.lines.items() if index not in prompts},
        [*going.parts, *prompts.values()],
    )


def prompt_before(
    document: Document, evidence: Evidence, index: int, but: Collection[str] = ()
) -> Evidence | None:
    """The evidence on a line of a text that was all in one as evidence on the prompt that it begins with,
    where a sentence of which nothing is known follows that; ``None`` for any other line.

    The prompt ends in no word that others follow ("Follow us on").  In German, where every noun has a
    capital, none is looked for.

    >>> text = "Sign up for our newsletter Shopkeepers on the far bank fear for their trade."
    >>> document = Document(text)
    >>> evidence, *_ = found(document).by_category["newsletter"]
    >>> part = prompt_before(document, evidence, 0)
    >>> text[part.start : part.end]
    'Sign up for our newsletter'
    """
    line = document.line(index)
    if document.plain_language == "de" or not line.ends_sentence:
        return None
    words = words_of(line.text)
    starts = (word.start() for word in words[1 : len(words) - SENTENCE_WORDS + 1])
    for start in islice((start for start in starts if may_begin_line(line.text, start)), MOST_TRIED):
        prompt = line.text[:start].rstrip()
        if prompt.rpartition(" ")[2].lower() in FUNCTION_WORDS:
            continue
        if _strength(document, prompt, but) == "strong" and not _strength(document, line.text[start:], but):
            begin = document.text_start(index)
            return replace(evidence, start=begin, end=begin + len(prompt), scope="inline")
    return None


def _strength(document: Document, sentence: str, but: Collection[str]) -> str | None:
    """How strong the strongest evidence is that a sentence gives by itself, but of these categories."""
    alone = replace(document, text=sentence, lang=document.language)
    evidence = chain.from_iterable(found(alone).by_category.values())
    strengths = {item.strength for item in evidence if item.category not in but}
    return max(strengths, default=None, key=("weak", "strong").index)
