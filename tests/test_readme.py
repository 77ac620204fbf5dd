"""The README's example prints what the README says, and its commands are the ones CI runs."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import Any

import pytest

README = Path(__file__).parents[1] / "README.md"


def test_the_example_prints_what_is_shown() -> None:
    blocks = re.findall(r"```(\w*)\n(.*?)```", README.read_text(encoding="utf-8"), flags=re.DOTALL)
    kinds = [kind for kind, _ in blocks]
    code = blocks[kinds.index("python")][1]
    shown = blocks[kinds.index("python") + 1][1]
    assert len(code.splitlines()) <= 12
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, str(README), "exec"), {})
    assert printed.getvalue() == shown


def test_the_example_of_phrases_in_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(README.parent)
    page = (README.parent / "docs/phrases.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "docs/phrases.md", "exec"), names)
    removed = names["cleaner"]("Fog over the port.\n\nThe tide table is on page two\n").removed
    assert "en.navigation.tide-table" in {removal.rule for removal in removed}


def test_the_filter_of_ones_own_does_what_is_shown() -> None:
    page = (README.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    [(code, shown)] = re.findall(r"```python\n(.*?)```\n\nprints\n\n```\n(.*?)```", page, flags=re.DOTALL)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "CONTRIBUTING.md", "exec"), {})
    assert printed.getvalue() == shown


def test_two_commands_do_all_the_set_up() -> None:
    lines = README.read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line.startswith("python3 -m venv")]
    assert len(commands) == 2
    assert commands[0].endswith("cleanr seeds -o out")
    assert commands[1].endswith("pytest")


def test_every_promise_names_tests_that_exist() -> None:
    root = README.parent
    sources = [path.read_text(encoding="utf-8") for path in sorted((root / "tests").glob("test_*.py"))]
    there = set(re.findall(r"^def (test_\w+)", "\n".join(sources), flags=re.MULTILINE))
    for document in ("docs/reliability.md", "fuzz/README.md"):
        named = set(re.findall(r"`(test_\w+)`", (root / document).read_text(encoding="utf-8")))
        assert named
        assert not named - there
