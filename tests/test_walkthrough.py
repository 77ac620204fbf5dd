"""The commands of docs/walkthrough.md do what is shown there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
COMMANDS = [
    (command, shown.splitlines())
    for block in re.findall(r"```console\n(.*?)```", (PROJECT / "docs/walkthrough.md").read_text(), re.DOTALL)
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]
FINDINGS = 1
"""Exit status of ``cleanr check``, which is to find something, as that of ``diff`` is not."""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    shutil.copytree(PROJECT / "seeds", folder / "seeds")
    shutil.copytree(PROJECT / "docs/examples", folder / "docs/examples")
    (folder / "bin").mkdir()
    script = folder / "bin/cleanr"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m cleanr "$@"\n')
    script.chmod(0o755)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a Unix shell")
def test_every_command_does_what_is_shown(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import cleanr

    for tool in ("patch", "gzip", "python3"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    monkeypatch.setenv("PYTHONPATH", str(Path(cleanr.__file__).parents[1]))
    monkeypatch.setenv("PATH", str(project / "bin"), prepend=":")
    assert len(COMMANDS) > 20
    for command, shown in COMMANDS:
        done = subprocess.run(
            command, shell=True, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        printed = done.stdout.decode()
        assert done.returncode == (FINDINGS if command.startswith("cleanr check") else 0), printed
        assert _pattern(shown).fullmatch(printed), f"$ {command}\n{printed}"


def _pattern(shown: list[str]) -> re.Pattern[str]:
    """What may be printed: `…` alone in its line is any number of lines, within one any characters."""
    lines = (
        r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*").rstrip(r"\ ") + r" *\n"
        for line in shown
    )
    return re.compile("".join(lines))


def test_every_command_of_cleanr_is_shown() -> None:
    from cleanr.cli import main

    text = (PROJECT / "docs/walkthrough.md").read_text()
    for name in main.commands:
        assert f"cleanr {name}" in text
