"""How fast cleanr is, beside a floor and other systems: ``python benchmarks/speed.py``.

CPU seconds of one process, the median of several runs; all systems take turns within one run, so
that their ratios hold on a busy machine too.  The floor is what reading the text costs at least:
``splitlines``, ``casefold`` and one Aho-Corasick pass with cleanr's own keywords.  Other systems
run where they are installed (``pip install -e '.[bench]'``).  Prints a table and writes JSON.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from unittest.mock import patch

import ahocorasick_rs

import cleanr
from cleanr import language
from cleanr.phrases import PhraseBook, default_book, files
from cleanr.phrases.own import book_with

ROOT = Path(__file__).parents[1]
HAND = ROOT.parent / "shared" / "eval" / "dev" / "hand.jsonl"

PROSE = {
    "en": "The council met on Tuesday and agreed, after three hours of talk, to mend the old bridge over the "
    "river. Work begins in spring, the mayor said, and should be over before the summer fair opens. {n} people "
    "had asked for it in a letter, among them the miller, whose carts have gone the long way round for years.",
    "zh": "市议会星期二开了三个小时的会，同意修理河上的旧桥。市长表示，工程将在春天开始，应该在夏季集市开幕之前完成。"
    "有{n}位居民曾经写信要求修桥，其中包括磨坊主，多年来他的马车一直要绕远路。",
    "ar": "اجتمع المجلس يوم الثلاثاء ووافق بعد ثلاث ساعات من النقاش على إصلاح الجسر القديم فوق النهر. وقال العمدة إن "
    "العمل يبدأ في الربيع وينتهي قبل افتتاح معرض الصيف. وكان {n} من السكان قد طلبوا ذلك في رسالة.",
    "hi": "परिषद की बैठक मंगलवार को हुई और तीन घंटे की बातचीत के बाद नदी पर बने पुराने पुल की मरम्मत करने पर सहमति बनी। महापौर ने "
    "कहा कि काम वसंत में शुरू होगा और गर्मियों के मेले से पहले पूरा हो जाएगा। {n} लोगों ने पत्र में इसकी माँग की थी।",
}
BOILERPLATE = [
    "Subscribe to our newsletter",
    "Share this article",
    "Leave a reply",
    "Your email address will not be published. Required fields are marked *",
    "Advertisement",
    "Read more",
    "We use cookies to improve your experience on this site.",
    "Please consider making a donation to support our journalism.",
    "© 2026 The Harbour Gazette. All rights reserved.",
    "Follow us on Facebook",
]
MEGABYTE = 1_000_000

Clean = Callable[[str], object]


def prose(lang: str, chars: int, *, newline: str = "\n\n") -> str:
    """Return running text, no paragraph of which is like another."""
    paragraphs, size = [], 0
    while size < chars:
        paragraphs.append(PROSE[lang].format(n=len(paragraphs) + 2))
        size += len(paragraphs[-1]) + len(newline)
    return newline.join(paragraphs)


def fixtures() -> list[str]:
    """Return the texts of the test suite's cases."""
    cases = [
        case
        for path in sorted((ROOT / "tests/fixtures").glob("*.json"))
        for case in json.loads(path.read_text("utf-8"))
    ]
    return [value for case in cases for value in case.values() if isinstance(value, str) and "\n" in value]


def inputs(*, small: bool) -> dict[str, list[str]]:
    """Return the texts to clean, by name."""
    share = 20 if small else 1
    seeds = [path.read_text("utf-8") for path in sorted((ROOT / "seeds").glob("*.txt"))]
    if HAND.exists():
        with HAND.open(encoding="utf-8") as lines:
            hand = [json.loads(line)["text"] for line in lines]
    else:
        hand = fixtures()
    return {
        "a seeds": seeds * (400 // share),
        "b hand-labelled" if HAND.exists() else "b fixtures": hand[::share],
        "c clean prose": [prose("en", 3000 + 20 * n) for n in range(1000 // share)],
        "d boilerplate": ["\n".join(BOILERPLATE[n % 5 :] + BOILERPLATE) for n in range(4000 // share)],
        "e one line, 1 MB": [prose("en", MEGABYTE, newline=" ")],
        "e one line, 10 MB": [prose("en", 10 * MEGABYTE // share, newline=" ")],
        "f Chinese": [prose("zh", 1000 + 7 * n) for n in range(1000 // share)],
        "f Arabic": [prose("ar", 1700 + 7 * n) for n in range(1000 // share)],
        "f Hindi": [prose("hi", 1200 + 7 * n) for n in range(1000 // share)],
        "one short line": ["The rain has come to the harbour."] * (20_000 // share),
    }


def floor() -> Clean:
    """Return what reading a text costs at least, with the keywords of all patterns of all languages."""
    literals = sorted(default_book().literals())
    automaton = ahocorasick_rs.AhoCorasick(literals, store_patterns=False)

    def read(text: str) -> object:
        text.splitlines()
        return automaton.find_matches_as_indexes(text.casefold(), overlapping=True)

    return read


def wrapped(text: str) -> str:
    """Return a page with each line in a paragraph, for systems that want HTML."""
    from html import escape

    return "<html><body>" + "".join(f"<p>{escape(line)}</p>" for line in text.splitlines()) + "</body></html>"


def peers() -> dict[str, Clean]:
    """Return the other systems that are installed, by name."""
    found: dict[str, Clean] = {}
    if find_spec("ftfy"):
        import ftfy

        found["ftfy.fix_text"] = ftfy.fix_text
    if find_spec("langdetect"):
        import langdetect

        found["langdetect.detect"] = langdetect.detect
    if find_spec("justext"):
        import justext

        words = justext.get_stoplist("English")
        found["jusText"] = lambda text: justext.justext(wrapped(text).encode(), words)
    if find_spec("boilerpy3"):
        from boilerpy3.extractors import ArticleExtractor

        extractor = ArticleExtractor(raise_on_failure=False)
        found["BoilerPy3"] = lambda text: extractor.get_content(wrapped(text))
    if find_spec("trafilatura"):
        import trafilatura

        found["trafilatura"] = lambda text: trafilatura.extract(wrapped(text))
    if find_spec("datatrove"):
        from datatrove.data import Document
        from datatrove.pipeline.filters import C4QualityFilter

        rules = C4QualityFilter(filter_no_terminal_punct=True)
        found["datatrove C4"] = lambda text: rules.filter(Document(text=text, id="0"))
    return {name: clean for name, clean in found.items() if _runs(name, clean)}


def _runs(name: str, clean: Clean) -> bool:
    """Whether a system has all it needs; says so where it has not."""
    try:
        clean("A plain sentence of a few words.\n" * 5)
    except ImportError as error:
        print(f"without {name}: {error}", file=sys.stderr)
        return False
    return True


def cpu_seconds(clean: Clean, texts: Iterable[str]) -> float:
    """Return what cleaning the texts takes."""
    start = time.process_time()
    for text in texts:
        clean(text)
    return time.process_time() - start


def measure(systems: dict[str, Clean], texts: list[str], runs: int) -> dict[str, float]:
    """Return for each system the median of its CPU seconds; the systems take turns."""
    seconds: dict[str, list[float]] = {name: [] for name in systems}
    for clean in systems.values():
        cpu_seconds(clean, texts[:20])  # patterns compile when they are first tried
    for _ in range(runs):
        for name, clean in systems.items():
            seconds[name].append(cpu_seconds(clean, texts))
    return {name: statistics.median(some) for name, some in seconds.items()}


def dear_calls(texts: list[str]) -> dict[str, int]:
    """Return how often cleaning the texts asks ftfy and langdetect."""
    encoding = import_module("cleanr.filters.encoding")  # the package has a function of that name
    with (
        patch.object(encoding, "repair", wraps=encoding.repair) as repair,
        patch.object(language, "_by_langdetect", wraps=language._by_langdetect) as detect,
    ):
        for text in texts:
            cleanr.clean(text)
    return {"ftfy": repair.call_count, "langdetect": detect.call_count}


START = """
import time
before = time.process_time()
import cleanr
imported = time.process_time()
cleanr.clean({text!r})
print(imported - before, time.process_time() - imported)
"""


def start(runs: int) -> dict[str, float]:
    """Return the CPU milliseconds of the import and of the first call in a new process."""
    text = prose("en", 2000) + "\n\n“Share this article”"
    program = START.format(text=text)
    outputs = [
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(runs)
    ]
    names = ("import, ms", "first call, ms")
    return {name: 1000 * statistics.median(float(o[n]) for o in outputs) for n, name in enumerate(names)}


MADE_UP = str.maketrans("aeioubcdfghjklmnpqrstvwxyz", "eiouacdfghjklmnpqrstvwxyzb")
"""Each vowel and each consonant becomes the next one, so that words look like words."""


def longer_book() -> PhraseBook:
    """Return cleanr's phrases and as many English ones again, in words that no text has."""
    path = next(path for path in files() if path.name == "en.toml")
    lines = []
    for entry in tomllib.loads(path.read_text("utf-8"))["phrase"]:
        entry["id"] += "-made-up"
        for name in {"pattern", "every", "keywords", "until"} & set(entry):
            entry[name] = [text.translate(MADE_UP) for text in entry[name]]
        lines += [
            "[[phrase]]",
            *(f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in entry.items()),
        ]
    with tempfile.TemporaryDirectory() as folder:
        made_up = Path(folder) / "made-up.toml"
        made_up.write_text("\n".join(lines), encoding="utf-8")
        return book_with([made_up])


def longer_book_ratio(texts: list[str], runs: int) -> float:
    """Return how many times as long cleaning takes with :func:`longer_book`, the line model off."""
    one = cleanr.Cleaner(line_model=False)
    seconds = measure({"one": one, "two": one.replace(phrases=longer_book())}, texts, runs)
    return seconds["two"] / seconds["one"]


def jobs_ratio(texts: list[str]) -> float:
    """Return how many times as fast as one process two are, by the clock."""
    seconds = []
    for jobs in (1, 2):
        cleaner = cleanr.Cleaner()
        before = time.perf_counter()
        for _ in cleaner.clean_many(texts, jobs=jobs):
            pass
        seconds.append(time.perf_counter() - before)
    return seconds[0] / seconds[1]


def main() -> None:
    """Run the benchmark as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs of which the median counts (default 5)")
    parser.add_argument("--small", action="store_true", help="a twentieth of the texts, to try the script")
    parser.add_argument("--without-peers", action="store_true", help="cleanr and the floor alone")
    parser.add_argument("--json", type=Path, default=Path("speed.json"), help="where the figures go")
    arguments = parser.parse_args()
    systems: dict[str, Clean] = {
        "cleanr": cleanr.clean,
        "model off": cleanr.Cleaner(line_model=False),
        "floor": floor(),
    }
    others = {} if arguments.without_peers else peers()
    report: dict[str, object] = {
        "machine": {
            "processor": platform.processor() or platform.machine(),
            "python": platform.python_version(),
        },
        "runs": arguments.runs,
        "start": start(arguments.runs),
    }
    rows: dict[str, object] = {}
    report["inputs"] = rows
    print(
        f"{'input':20}{'MB':>7}"
        + "".join(f"{name + ' MB/s':>16}{'µs/text':>9}{'x floor':>9}" for name in ("cleanr", "model off"))
        + f"{'floor MB/s':>12}{'ftfy':>6}{'langdetect':>12}"
    )
    for name, texts in inputs(small=arguments.small).items():
        megabytes = sum(len(text.encode()) for text in texts) / MEGABYTE
        seconds = measure(systems, texts, arguments.runs)
        calls = dear_calls(texts)
        rows[name] = {
            "texts": len(texts),
            "megabytes": megabytes,
            "seconds": seconds,
            "megabytes per second": {system: megabytes / s for system, s in seconds.items()},
            "calls": calls,
        }
        print(
            f"{name:20}{megabytes:7.1f}"
            + "".join(
                f"{megabytes / seconds[system]:16.2f}{MEGABYTE * seconds[system] / len(texts):9.0f}"
                f"{seconds[system] / seconds['floor']:9.1f}"
                for system in ("cleanr", "model off")
            )
            + f"{megabytes / seconds['floor']:12.1f}{calls['ftfy']:6}{calls['langdetect']:12}",
            flush=True,
        )
    if others:
        report["others"] = compare(others, inputs(small=True), arguments.runs)
    texts = next(iter(inputs(small=arguments.small).values()))
    report["two jobs"] = jobs_ratio(texts)
    report["longer book"] = longer_book_ratio(texts, arguments.runs)
    print(
        f"start: {report['start']}; two jobs: {report['two jobs']:.2f} times one; "
        f"twice the English phrases: {report['longer book']:.2f} times the seconds"
    )
    arguments.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def compare(others: dict[str, Clean], texts: dict[str, list[str]], runs: int) -> dict[str, dict[str, float]]:
    """Return MB per CPU second of other systems and of cleanr on a part of the texts, and print them."""
    systems = {"cleanr": cleanr.clean, **others}
    speeds: dict[str, dict[str, float]] = {}
    print(f"\n{'':20}" + "".join(f"{name:>19}" for name in systems))
    for name in list(texts)[:2]:
        megabytes = sum(len(text.encode()) for text in texts[name]) / MEGABYTE
        seconds = measure(systems, texts[name], runs)
        speeds[name] = {system: megabytes / s for system, s in seconds.items()}
        print(f"{name:20}" + "".join(f"{speed:19.2f}" for speed in speeds[name].values()), flush=True)
    return speeds


if __name__ == "__main__":
    main()
