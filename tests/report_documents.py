"""Documents and their record for the tests of the report: plain ones, and ones that mean harm."""

from __future__ import annotations

from pathlib import Path

import cleanr
from cleanr.io.decoding import Decoded
from cleanr.io.output import RECORD_NAME
from cleanr.io.record_file import record_line
from cleanr.record import Removal, Result

PROSE = "The council of Anderby agreed on Tuesday to mend the old bridge over the river before the winter."
APPEAL = (
    "Please consider making a donation to the Anderby Courier today. Your support keeps our journalism "
    "free for everyone in the valley, and every gift helps us to stay independent of owners and parties."
)
SCRIPT = "<script>window.harmed = 'script'</script>"
HOSTILE = (
    f"</script>{SCRIPT}",
    f"<!--<script>{SCRIPT}",
    "<img src=x onerror=\"window.harmed = 'image'\">",
    "\"'><svg onload=window.harmed=1>",
    "'];window.harmed=1;//\\",
    "{{ 7 * 191 }} {% include 'x' %} ${window.harmed=1}",
    "line\u2028separator\u2029and\x85next",
    "over\u202eride \u2066isolate nul\0bell\x07 mark\ufeff",
    "__proto__",
    "&lt;b&gt; &amp;amp;",
)


def record_of(texts: dict[str, str], folder: Path) -> Path:
    """Clean ``texts``, and write what comes out below ``folder`` with its record."""
    lines = []
    for name, text in texts.items():
        result = cleanr.clean(text)
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(result.text.encode())
        lines.append(record_line(name, f"in/{name}", Decoded(text, "utf-8"), result))
    return written(lines, folder)


def plain(folder: Path, number: int = 60) -> Path:
    """Documents with everyday boilerplate; the first also loses prose that no other does."""
    texts = {}
    for i in range(number):
        body = f"Bridge number {i}\n\n{PROSE}\n\nThe work on bridge {i} begins in May, said the mayor.\n\n"
        footer = "Share this article\nRead more\n" if i % 2 else "Subscribe to our newsletter\n"
        texts[f"page-{i:03}.txt"] = body + (f"{APPEAL}\n" if i == 0 else "") + footer
    return record_of(texts, folder)


def hostile(folder: Path) -> Path:
    """Documents whose every field tries to break out of the page."""
    lines = []
    for i, nasty in enumerate(HOSTILE):
        text = f"{nasty}\nkept {nasty}\n{nasty}"
        cuts = [(0, len(nasty) + 1), (len(text) - len(nasty), len(text))]
        removed = tuple(
            Removal(start, end, text[start:end], nasty, nasty, nasty, 0.5, nasty, replacement)
            for (start, end), replacement in zip(cuts, ("", nasty), strict=True)
        )
        clean = text[cuts[0][1] : cuts[1][0]] + nasty
        (folder / f"{i}.txt").write_bytes(clean.encode())
        result = Result(clean, removed, (nasty,))
        named = {"document": 0, "id": nasty, "url": nasty}
        lines.append(record_line(f"{i}.txt", nasty, Decoded(text, nasty), result, **named))
    lines.append(_unnameable("lone \ud800 surrogate \udfff"))
    lines.append(_unnameable("n" * 1_000_000))
    return written(lines, folder)


def _unnameable(name: str) -> str:
    """The record of a document that no file can have the name of."""
    removal = Removal(0, len(name), name, "markup", "markup", "markup.test", 0.6, "A test.")
    return record_line(name, name, Decoded(name, "utf-8"), Result("", (removal,)))


def written(lines: list[str], folder: Path) -> Path:
    record = folder / RECORD_NAME
    record.write_text("".join(lines), encoding="utf-8", newline="")
    return record
