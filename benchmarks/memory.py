"""Whether memory stays flat over many documents.

    python benchmarks/memory.py                   # clean_many, 200,000 texts
    python benchmarks/memory.py --file 2000       # the command, on a JSONL file of 2,000 MB (Linux only)
    python benchmarks/memory.py --documents hand.jsonl    # documents in many languages, twice

The first prints what Python has allocated (tracemalloc) and what the process holds (resident set) while
the same mixture of texts goes through ``clean_many`` again and again.  The second makes up a file, most
records of which are running prose and every twentieth a page with all that was left over, runs the command
on it, and prints the largest resident set so far of the command and of its largest worker.  The third shows
what a process takes until it has met every language: what each needs is unpacked and compiled on the way.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import cleanr

SEEDS = Path(__file__).parents[1] / "seeds"
PROSE = (
    "The council met on Tuesday and agreed, after three hours of talk, to mend the old bridge over the river. "
    "Work begins in spring, the mayor said, and should be over before the summer fair opens. {n} people had "
    "asked for it in a letter, among them the miller, whose carts have gone the long way round for years."
)
PARAGRAPHS = 12
PAGE_EVERY = 20
SECONDS = 0.2
"""Between two looks at the processes."""


def seeds() -> list[str]:
    """Return the texts in ``seeds/``."""
    return [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]


def texts(count: int) -> Iterator[str]:
    """Yield texts, no two of which are alike."""
    short = [part for seed in seeds() for part in seed.split("\n\n")]
    for number, text in zip(range(count), itertools.cycle(short), strict=False):
        yield f"{text}\n\nThe report has {number} pages."


def of_the_library(count: int) -> None:
    """Print what ``clean_many`` takes."""
    tracemalloc.start(1)
    print(f"{'texts':>9}{'allocated, MB':>15}{'most resident, MB':>19}")
    for number, _ in enumerate(cleanr.Cleaner().clean_many(texts(count)), start=1):
        if number % (count // 10) == 0:
            allocated = tracemalloc.get_traced_memory()[0] / 1e6
            resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
            print(f"{number:9}{allocated:15.1f}{resident:19.1f}", flush=True)


def write_lines(file: Path, size: int) -> int:
    """Write a JSONL file of about ``size`` bytes, no two records of which are alike; return how many."""
    pages, number = itertools.cycle(seeds()), 0
    with file.open("w", encoding="utf-8") as stream:
        while stream.tell() < size:
            number += 1
            body = "\n\n".join(PROSE.format(n=number + k) for k in range(PARAGRAPHS))
            text = body if number % PAGE_EVERY else f"{next(pages)}\n\nThe report has {number} pages."
            stream.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
    return number


def of_the_command(megabytes: int, jobs: int) -> None:
    """Print what a run over a file takes."""
    with TemporaryDirectory() as folder:
        file, out = Path(folder, "crawl.jsonl"), Path(folder, "out")
        documents = write_lines(file, megabytes * 1_000_000)
        print(f"{documents:,} documents, {file.stat().st_size / 1e6:,.0f} MB, {jobs} jobs")
        print(f"{'MB written':>10}{'command, MB':>13}{'largest worker, MB':>20}", flush=True)
        command = [sys.executable, "-m", "cleanr", str(file), "-o", str(out), "--jobs", str(jobs), "-q"]
        due, most = 0.0, [0.0, 0.0]
        with subprocess.Popen(command) as process:
            while process.poll() is None:
                workers = map(resident, children(process.pid))
                most = [max(most[0], resident(process.pid)), max(most[1], *workers, 0.0)]
                written = (
                    sum(f.stat().st_size for f in out.glob(".cleanr-*.tmp")) / 1e6 if out.exists() else 0
                )
                if written >= due:
                    print(f"{written:10,.0f}{most[0]:13.0f}{most[1]:20.0f}", flush=True)
                    due = max(10, due * 2) if due < megabytes / 10 else due + megabytes / 10
                time.sleep(SECONDS)
        used = os.times()
        print(f"{'the end':>10}{most[0]:13.0f}{most[1]:20.0f}")
        print(
            f"exit status {process.returncode}, {used.children_user + used.children_system:,.0f} CPU seconds"
        )


def of_documents(file: Path) -> None:
    """Print what cleaning the documents of a JSONL file takes for the first time, and for the second."""
    with file.open(encoding="utf-8") as lines:
        documents = [json.loads(line)["text"] for line in lines]
    print(f"{len(documents):,} documents")
    print(f"{'pass':>4}{'CPU seconds':>13}{'most resident, MB':>19}")
    clean = cleanr.Cleaner()
    for number in (1, 2):
        start = time.process_time()
        for text in documents:
            clean(text)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(f"{number:4}{time.process_time() - start:13.1f}{most:19.0f}", flush=True)


def resident(process: int) -> float:
    """MB that a process holds, what it shares with others included; 0 where there is no such process."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def children(process: int) -> list[int]:
    """The processes that another one started."""
    try:
        return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))
    except OSError:
        return []


def main() -> None:
    """Run the benchmark as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=200_000, help="texts to clean (default 200,000)")
    parser.add_argument("--file", type=int, metavar="MB", help="run the command on a file of this size")
    parser.add_argument("--jobs", type=int, default=2, help="processes for --file (default 2)")
    parser.add_argument("--documents", type=Path, metavar="JSONL", help="clean these documents twice")
    given = parser.parse_args()
    if given.file:
        of_the_command(given.file, given.jobs)
    elif given.documents:
        of_documents(given.documents)
    else:
        of_the_library(given.texts)


if __name__ == "__main__":
    main()
