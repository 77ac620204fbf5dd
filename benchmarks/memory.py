"""Whether memory stays flat over many documents: ``python benchmarks/memory.py``.

Prints what Python has allocated (tracemalloc) and what the process holds (resident set) while
the same mixture of texts goes through ``clean_many`` again and again.
"""

from __future__ import annotations

import argparse
import itertools
import resource
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import cleanr

SEEDS = Path(__file__).parents[1] / "seeds"


def texts(count: int) -> Iterator[str]:
    """Yield texts, no two of which are alike."""
    seeds = [path.read_text("utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    short = [part for seed in seeds for part in seed.split("\n\n")]
    for number, text in zip(range(count), itertools.cycle(short), strict=False):
        yield f"{text}\n\nThe report has {number} pages."


def main() -> None:
    """Run the benchmark as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=200_000, help="texts to clean (default 200,000)")
    count = parser.parse_args().texts
    tracemalloc.start(1)
    print(f"{'texts':>9}{'allocated, MB':>15}{'most resident, MB':>19}")
    for number, _ in enumerate(cleanr.Cleaner().clean_many(texts(count)), start=1):
        if number % (count // 10) == 0:
            allocated = tracemalloc.get_traced_memory()[0] / 1e6
            resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
            print(f"{number:9}{allocated:15.1f}{resident:19.1f}", flush=True)


if __name__ == "__main__":
    main()
