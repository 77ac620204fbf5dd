"""The documents to train on and to measure with, from a folder of labelled ones."""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

from training import synthetic
from training.data import (
    CAREFUL,
    FRAMED,
    NOISY,
    Lines,
    as_read,
    describe_all,
    half_of,
    is_validation,
    judge,
    load,
    said,
)

ARTICLES = "residual"
"""Noisy documents that are like the careful ones: those of which a reader judged some lines count among
these.  What was said of lines of whole pages in English counts where the teachers' opinions do."""

ARTICLES_OF_A_KIND = 2
"""Made-up articles for each that is mixed, or framed, with what pages that were read hold."""

VARIED = 0.3
"""Share of the careful articles that are learnt in another form as well."""


class Gathered(NamedTuple):
    """Documents by what they are for."""

    careful: list[Lines]
    """Labelled by reading (some in another form as well), the project's own cases, and made-up articles of
    which all lines stay, by themselves and among what pages that were read hold beside theirs."""
    noisy: list[Lines]
    """With derived labels; excerpts and mixtures of them among them."""
    made_up: list[Lines]
    validation: list[Lines]
    """Labelled by reading, of sites that no other document is of, but where everything is trained on."""
    pages: list[Lines]
    """Whole pages of these sites."""


def gather(
    folder: Path,
    *,
    seed: int,
    made_up: int,
    share: float = 1,
    everything: bool = False,
    clues: bool = True,
    half: int | None = None,
) -> Gathered:
    """Describe the documents in ``folder``, and make up as many as asked for, and as many mixtures.

    ``share`` is that of the careful documents which is used, ``half`` says of which sites alone (all, where
    it is left out). With ``everything``, those of the validation sites are trained on as well; without
    ``clues`` it is hidden what phrases and shapes say of the lines.
    """
    careful, noisy = load(folder, CAREFUL), load(folder, NOISY)
    careful += [d for d in noisy if d.read]
    noisy = [d for d in noisy if not d.read]
    validation = [d for d in careful if is_validation(d.site)]
    pages = [d for d in noisy if d.source == "page" and is_validation(d.site)]
    if not everything:
        careful = [d for d in careful if not is_validation(d.site)]
        noisy = [d for d in noisy if not is_validation(d.site)]
    if half is not None:
        careful = [d for d in careful if half_of(d.site) == half]
        noisy = [d for d in noisy if half_of(d.site) == half]
    by_reading = said()
    judge(noisy, by_reading)
    names = {d.id for d in (*noisy, *careful)}
    whole = [r for r in as_read(folder / "page.jsonl.xz") if r["id"] in names]
    excerpts = describe_all(synthetic.EXCERPT, synthetic.excerpts(whole, by_reading, seed))
    careful += [d for d in excerpts if d.read]
    noisy += [d for d in excerpts if not d.read]
    if share < 1:
        careful = random.Random(seed).sample(careful, round(share * len(careful)))
    names = {d.id for d in careful}
    sources = (*CAREFUL, f"{ARTICLES}.jsonl.xz")
    articles = [r for name in sources for r in as_read(folder / name) if r["id"] in names]
    noisy += describe_all(synthetic.MIXTURE, synthetic.mixtures(articles, whole, made_up, seed))
    invented = describe_all(synthetic.SOURCE, synthetic.documents(articles, made_up, seed))
    for document in invented:
        document.hides_clues = True
    careful += describe_all("fixtures", synthetic.cases())
    careful += describe_all("scraped", synthetic.scraped())
    invented_articles = list(synthetic.whole_articles())
    careful += describe_all("articles", invented_articles)
    pages_read = [r for r in whole if r.get("read") and r["id"] in names]
    count = len(invented_articles) // ARTICLES_OF_A_KIND
    mixed = synthetic.mixtures(invented_articles, pages_read, count, seed)
    careful += describe_all(synthetic.MIXTURE, mixed)
    careful += describe_all(FRAMED, synthetic.framed(invented_articles, pages_read, count, seed))
    varied = synthetic.variants(articles, VARIED, seed)
    careful += describe_all("variants", varied)
    if not clues:
        for document in (*careful, *noisy, *invented, *validation, *pages):
            document.hide_clues()
    # Pages with appeals are cleaned as articles too.
    careful += [d.as_article() for d in careful if d.source == "donation"]
    return Gathered(careful, noisy, invented, validation, pages)


def judged(noisy: list[Lines]) -> list[Lines]:
    """The noisy documents that a reader looked at, of those that count among the careful ones."""
    return [d for d in noisy if d.judged and (d.source == ARTICLES or d.lang != "en")]
