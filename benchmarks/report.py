"""Measure the report: how long it takes to write, how large it is, how quick it is in a browser.

    python benchmarks/report.py                 # 5,000 documents
    python benchmarks/report.py --documents 500

The documents are invented by a seeded generator, and cleaned for real.  Needs Chromium and
chromedriver (Debian: chromium-driver) and Selenium.
"""

from __future__ import annotations

import argparse
import random
import shutil
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from selenium import webdriver

import cleanr
from cleanr.io.decoding import Decoded
from cleanr.io.output import RECORD_NAME
from cleanr.io.record_file import record_line
from cleanr.report import write_report

THINGS = (
    "harbour council river bridge market winter engine teacher budget orchard signal museum valley".split()
)
PLACES = "Anderby Colthwaite Merrow Stanholt Ulversey".split()
DEEDS = "opened closed announced rejected welcomed postponed measured repaired counted doubled".split()
LEFT_OVER = (
    *("Subscribe to our newsletter", "Share this article", "Read more", "Advertisement", "Back to top"),
    *(
        "Log in to comment",
        "Leave a reply",
        "Print this page",
        "Already a subscriber? Log in",
        "Support {site}!",
    ),
    *("© 2023 {site}. All rights reserved.", "Photo: Jo Merrow / {site}", "Related articles"),
    "We use cookies to improve your experience. Accept all",
    "Please consider making a donation to {site}. Your support keeps our journalism free for everyone.",
)
REPEATS = 5
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    # Without these, loading a file now and then waits for a network that is not there.
    *("--disable-background-networking", "--disable-component-update"),
)

TO_CHANGE = """
const [selector, action, done] = arguments;
const start = performance.now();
new MutationObserver((_, observer) => {
  observer.disconnect();
  document.body.offsetHeight;  // lays the page out
  done(performance.now() - start);
}).observe(document.querySelector(selector), { childList: true });
new Function(action)();
"""


def page(chance: random.Random) -> str:
    """Invent one document."""

    def sentence() -> str:
        thing, place, deed, other = map(chance.choice, (THINGS, PLACES, DEEDS, THINGS))
        return f"The {thing} of {place} {deed} the {other}, and {chance.randint(2, 900)} people came."

    site = f"The {chance.choice(PLACES)} Courier"
    body = [" ".join(sentence() for _ in range(chance.randint(2, 8))) for _ in range(chance.randint(4, 12))]
    left_over = [line.format(site=site) for line in chance.sample(LEFT_OVER, chance.randint(2, 9))]
    return "\n\n".join([*left_over[:1], sentence().split(",")[0], *body, *left_over[1:]]) + "\n"


def clean(documents: int, folder: Path) -> Path:
    """Clean that many documents into a folder, and return their record."""
    chance, cleaner, lines = random.Random(7), cleanr.Cleaner(), []
    for i in range(documents):
        text, name = page(chance), f"page-{i:05}.txt"
        result = cleaner(text)
        (folder / name).write_bytes(result.text.encode())
        lines.append(record_line(name, name, Decoded(text, "utf-8"), result))
    (folder / RECORD_NAME).write_bytes("".join(lines).encode())
    return folder / RECORD_NAME


def in_browser(report: Path, profile: str) -> None:
    """Print how long a person waits for what."""
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options, webdriver.ChromeService(shutil.which("chromedriver")))
    try:
        print(f"browser: Chromium {driver.capabilities['browserVersion']}, median of {REPEATS}, in ms")
        first, ready = zip(*(load(driver, report) for _ in range(REPEATS)), strict=True)
        print(f"  first documents listed {median(first):.0f}, all there {median(ready):.0f}")
        for what, selector, action in (
            (
                "filter by category",
                "#list",
                _choose("category", "['donation', 'social'][performance.now() & 1]"),
            ),
            ("search (120 of it waiting for the next key)", "#list", _choose("text", "'journalism'")),
            (
                "open a document",
                "#reader",
                "document.querySelectorAll('#list a')[window.opened = (window.opened ?? 0) + 1].click()",
            ),
        ):
            load(driver, report)
            times = [driver.execute_async_script(TO_CHANGE, selector, action) for _ in range(REPEATS)]
            print(f"  {what} {median(times):.0f}")
    finally:
        driver.quit()


def load(driver: webdriver.Chrome, report: Path) -> tuple[float, float]:
    """Return after how many milliseconds the first documents are listed, and all are there."""
    driver.get("about:blank")
    start = time.perf_counter()
    driver.get(f"{report.as_uri()}#documents")

    def until(script: str) -> float:
        while not driver.execute_script(f"return {script}"):
            time.sleep(0.005)
        return 1000 * (time.perf_counter() - start)

    return until("document.querySelector('#list .row')"), until("document.documentElement.dataset.ready")


def _choose(name: str, value: str) -> str:
    return f"""const e = document.getElementById('{name}'); e.value = {value};
        e.dispatchEvent(new Event('input', {{ bubbles: true }}));"""


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=5000)
    documents = parser.parse_args().documents
    with TemporaryDirectory() as folder, TemporaryDirectory() as profile:
        record, report = clean(documents, Path(folder)), Path(folder) / "report.html"
        texts, before = sum(file.stat().st_size for file in Path(folder).glob("*.txt")), time.process_time()
        write_report(record, report)
        seconds, sizes = time.process_time() - before, (texts, record.stat().st_size, report.stat().st_size)
        print(
            f"{documents:,} documents, MB of clean text, record, report:", *(f"{s / 1e6:.1f}" for s in sizes)
        )
        print(f"written in {seconds:.1f} CPU seconds")
        in_browser(report, profile)


if __name__ == "__main__":
    main()
