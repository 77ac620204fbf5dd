"""Measure what profiles find, what they cost, and how fast they are learnt.

    python benchmarks/repetition.py DATA                  all measurements below
    python benchmarks/repetition.py DATA --only alone     repetition alone
    python benchmarks/repetition.py DATA --only together  all filters, with and without a profile
    python benchmarks/repetition.py DATA --only learning  megabytes per CPU second
    python benchmarks/repetition.py DATA --only cost      CPU time of cleaning with a profile and without
    python benchmarks/repetition.py --synthetic 100000    a made-up crawl: time, memory, file size

DATA is a folder of labelled documents with ``scoring.py`` beside ``dev/page.jsonl.xz`` (whole pages)
and ``dev/residual.jsonl.xz`` (articles as extractors return them).  Each document is cleaned with a
profile of the *other* documents of its site (leave one out); sites with fewer than five are left out.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cleanr import Cleaner, Profile

MIN_DOCUMENTS = 5
FILES = {"page": "dev/page.jsonl.xz", "article": "dev/residual.jsonl.xz"}
"""What is measured, by the mode it is cleaned in."""

Sites = dict[str, list[dict[str, Any]]]


def sites_of(path: Path, every: int) -> Sites:
    """Return the documents of each site that has enough of them; of these sites one in ``every``."""
    sites: Sites = defaultdict(list)
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            document = json.loads(line)
            if document["site"]:
                sites[document["site"]].append(document)
    enough = [site for site, documents in sorted(sites.items()) if len(documents) >= MIN_DOCUMENTS]
    return {site: sites[site] for site in enough[::every]}


def left_out(sites: Sites) -> Iterator[tuple[str, dict[str, Any], Profile]]:
    """Yield each document with its site and a profile of the site's other documents."""
    for site, documents in sites.items():
        for document in documents:
            others = [other["text"] for other in documents if other is not document]
            profile = Profile.learn(others, site=site)
            yield site, document, profile
            profile.close()


def alone(data: Path, every: int) -> None:
    """Score repetition without any other filter."""
    from scoring import Tally, score

    for mode, file in FILES.items():
        total = Tally()
        for site, document, profile in left_out(sites_of(data / file, every)):
            cleaner = Cleaner(filters=[], mode=mode, profile=profile)
            total.add(score(document, cleaner(document["text"], site=site).text))
        print(f"alone {mode:8}", total.row(), flush=True)


def together(data: Path, every: int) -> None:
    """Score all filters with and without a profile."""
    from scoring import Tally, score

    for mode, file in FILES.items():
        tallies = {False: Tally(), True: Tally()}
        for site, document, profile in left_out(sites_of(data / file, every)):
            cleaner = Cleaner(mode=mode, profile=profile)
            for informed, tally in tallies.items():
                result = cleaner(document["text"], site=site if informed else None)
                tally.add(score(document, result.text))
        print(f"without {mode:8}", tallies[False].row())
        print(f"with    {mode:8}", tallies[True].row(), flush=True)


def cost(data: Path, every: int) -> None:
    """Compare the CPU time of cleaning with and without one profile of all sites, as it is used."""
    for mode, file in FILES.items():
        sites = sites_of(data / file, every)
        pages = [(document["text"], site) for site, documents in sites.items() for document in documents]
        cleaner = Cleaner(mode=mode, profile=Profile.learn(pages))
        ratios = []
        for _ in range(5):
            seconds = {False: 0.0, True: 0.0}
            for number, (text, site) in enumerate(pages):
                # In turns, so that neither always pays for patterns that compile when first needed.
                for informed in (number % 2 == 0, number % 2 == 1):
                    begin = time.process_time()
                    cleaner(text, site=site if informed else None)
                    seconds[informed] += time.process_time() - begin
            ratios.append(seconds[True] / seconds[False])
        print(
            f"cost {mode:8} {len(pages)} documents: {sorted(ratios)[2]:.3f} times the CPU time without",
            flush=True,
        )


def learning(data: Path, every: int) -> None:
    """Measure how fast documents are learnt that come site by site."""
    for mode, file in FILES.items():
        pages = [
            (d["text"], site) for site, documents in sites_of(data / file, every).items() for d in documents
        ]
        megabytes = sum(len(text.encode()) for text, _ in pages) / 1e6
        rates = []
        for _ in range(3):
            begin = time.process_time()
            Profile.learn(pages)
            rates.append(megabytes / (time.process_time() - begin))
        print(f"learning {mode:8} {megabytes:.1f} MB: {sorted(rates)[1]:.1f} MB per CPU second", flush=True)


def synthetic(documents: int, *, mixed: bool) -> None:
    """Learn a made-up crawl: sites of 100 pages with 60 furniture lines, and lines of their own."""
    begin, made = time.process_time(), [0.0, 0]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lines.db"
        Profile.learn(_crawl(documents, made, mixed=mixed), path)
        seconds = time.process_time() - begin - made[0]
        size = sum(file.stat().st_size for file in Path(folder).iterdir())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{documents:,} documents, {made[1] / 1e6:,.0f} MB, {'mixed' if mixed else 'site by site'}: "
        f"{seconds:,.0f} CPU s, {made[1] / 1e6 / seconds:.1f} MB/s, memory {memory:,.0f} MB, "
        f"file {size / 1e6:,.0f} MB ({size / documents:,.0f} bytes a document)"
    )


def _crawl(documents: int, made: list[float], *, mixed: bool) -> Iterator[tuple[str, str]]:
    words = [
        f"{a}{b}{c}" for a in ("ka", "lo", "mi", "ru", "te") for b in ("ba", "do", "ni", "su") for c in "nrst"
    ]
    pieces = [" ".join(random.Random(number).choices(words, k=12)) for number in range(4000)]
    sites = max(1, documents // 100)
    menus: dict[int, list[str]] = {}
    for number in range(documents):
        begin = time.process_time()
        site = number % sites if mixed else number // 100
        if site not in menus:
            if not mixed:
                menus.clear()
            frame = random.Random(-1 - site)
            menus[site] = [" ".join(frame.choices(words, k=frame.randint(1, 5))) for _ in range(60)]
        menu = menus[site]
        own = iter(random.Random(number).choices(pieces, k=90))
        body = [f"{next(own)} {next(own)} {next(own)} {next(own)}." for _ in range(12)]
        links = [f"{next(own)} {next(own)}" for _ in range(20)]
        text = "\n".join([*menu[:30], f"{next(own)} {next(own)}", *body, *links, *menu[30:]])
        made[0] += time.process_time() - begin
        made[1] += len(text)
        yield text, f"site-{site}.example"


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument("--only", choices=["alone", "together", "learning", "cost"])
    parser.add_argument("--every", type=int, default=1, metavar="N", help="measure one in N sites only")
    parser.add_argument("--synthetic", type=int, metavar="DOCUMENTS")
    parser.add_argument("--mixed", action="store_true", help="the sites of the made-up crawl take turns")
    options = parser.parse_args()
    if options.synthetic:
        synthetic(options.synthetic, mixed=options.mixed)
        return
    if options.data is None:
        parser.error("where are the labelled documents?")
    sys.path.insert(0, str(options.data))
    for measure in (alone, learning, cost, together):
        if options.only in (None, measure.__name__):
            measure(options.data, options.every)


if __name__ == "__main__":
    main()
