"""The page itself: template, styles and scripts, put into one file that may load and run nothing else."""

from __future__ import annotations

import tomllib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cleanr.report.excerpt import short_name
from cleanr.report.payload import Payload, to_json
from cleanr.report.removed_lines import REWRITES
from cleanr.report.survey import Survey
from cleanr.report.suspicion import FEW_DOCUMENTS, OWN_PROSE, SHARE, SURENESS, WEIGHTS

ASSETS = files("cleanr.report") / "assets"

MARK = b'<meta name="generator" content="cleanr report">'
"""What tells a report from other files."""

SCRIPTS = ("text.js", "data.js", "filter.js", "lines.js", "list.js", "reader.js", "tip.js", "app.js")
"""In the order in which they build on each other."""

MOST_LINES = 500
"""Removed lines shown, the most frequent ones."""

LONGEST_LINE = 300
"""Characters shown of one of them."""

MOST_CATEGORIES = 40
"""Categories that the chart shows; only filters of others can have more than there are."""

MOST_FLAGS = 4
"""Flags that are counted in the overview."""

BASELINE = 0.006
"""Least share of the chart's width that a bar has, so that it can be seen."""


def pieces(title: str, whole: Survey, shown: int, texts: Iterable[str], payload: Payload) -> Iterator[str]:
    """Yield the HTML; ``payload`` is asked for the rest once ``texts`` is used up."""
    style, script = _style(), _script()
    template = _environment().get_template("page.html.jinja")
    yield from template.generate(
        title=printable(title),
        policy=_policy(style, script),
        style=Markup(style),
        script=Markup(script),
        whole=whole,
        shown=shown,
        chart=_chart(whole),
        flags=whole.flags.most_common(MOST_FLAGS),
        texts=texts,
        index=payload.index(),
        summary=lambda: _summary(whole, shown, payload),
        explained={
            "weights": WEIGHTS,
            "share": SHARE,
            "sureness": SURENESS,
            "prose": OWN_PROSE,
            "few": FEW_DOCUMENTS,
        },
    )


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("cleanr.report", "assets"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["percent"] = percent
    environment.filters["printable"] = printable
    return environment


def percent(part: int, whole: int) -> str:
    """Return a share as people write it; never 0% or 100% unless it is.

    >>> percent(1, 3), percent(1, 1000), percent(999, 1000), percent(0, 0)
    ('33%', 'under 1%', 'over 99%', '0%')
    """
    share = part / whole if whole else 0.0
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{share:.0%}"


def printable(text: str) -> str:
    r"""Return ``text`` with U+FFFD for what HTML cannot hold, or what would reorder the text around it.

    >>> printable("a\0\ud800\u202eb")
    'a\ufffd\ufffd\ufffdb'
    """
    return "".join(c if c.isprintable() else "\ufffd" for c in short_name(text))


def _chart(whole: Survey) -> list[dict[str, Any]]:
    """Return the categories as the chart shows them, with the width of each bar from 0 to 1."""
    styles = tomllib.loads(_asset("palette.toml"))["categories"]
    most = max((count.characters for _, count in whole.by_size()), default=0) or 1
    return [
        {
            "name": printable(category),
            "known": category in styles,
            "hatched": styles.get(category, ("grey", "dashed"))[1] == "dashed",
            "rewrite": category in REWRITES,
            "count": count,
            "width": round(max(BASELINE, count.characters / most), 4),
        }
        for category, count in whole.by_size()[:MOST_CATEGORIES]
    ]


def _style() -> str:
    palette = tomllib.loads(_asset("palette.toml"))
    environment = Environment(autoescape=False, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(_asset("report.css.jinja")).render(palette=palette)


def _script() -> str:
    return '"use strict";\n{\n' + "\n".join(map(_asset, SCRIPTS)) + "}\n"


def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Return a content security policy that allows this style and this script, and nothing else."""
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(content: str) -> str:
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"


def _summary(whole: Survey, shown: int, payload: Payload) -> Markup:
    lines = [
        {
            "line": text[:LONGEST_LINE] + "…" * (len(text) > LONGEST_LINE),
            "category": payload.categories.number(category),
            "rule": payload.rules.number(count.rule),
            "prose": count.prose,
            "documents": count.documents,
            "times": count.times,
        }
        for (text, category), count in whole.lines.most_frequent(MOST_LINES)
    ]
    data = {
        "shown": shown,
        "documents": whole.documents,
        "lines": lines,
        "allLines": len(whole.lines),
        "forgotten": whole.lines.forgotten,
        "categories": list(payload.categories),
        "filters": list(payload.filters),
        "rules": list(payload.rules),
        "reasons": list(payload.reasons),
    }
    return Markup(to_json(data).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
