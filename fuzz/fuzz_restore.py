"""Any record of a clean file: ``restore`` and the command's restoring give the text or say what is wrong."""

from __future__ import annotations

import io
import json
import tempfile
from contextlib import suppress
from pathlib import Path

import atheris

from _corpus import PAGE, run

with atheris.instrument_imports(include=["cleanr"]):
    import cleanr
    from cleanr.io.conversion import Conversion
    from cleanr.io.decoding import Decoded
    from cleanr.io.output import OutputFolder
    from cleanr.io.record_file import record_line
    from cleanr.io.record_reader import RecordFileError, read_entries
    from cleanr.run.messages import Messages
    from cleanr.run.restoring import record_lines, restore_files

FOLDER = Path(tempfile.mkdtemp(prefix="cleanr-fuzz-"))
RESULT = cleanr.clean(PAGE)


def one_input(data: bytes) -> None:
    (FOLDER / "record").write_bytes(data)
    lines = list(record_lines(FOLDER / "record", Messages(quiet=True)))
    output = OutputFolder(FOLDER / "top/back")
    messages = Messages(quiet=True)
    for _ in restore_files(lines, FOLDER / "clean", output, Conversion(), messages, overwrite=True):
        pass
    assert {p.name for p in FOLDER.iterdir()} <= {"record", "clean", "top"}
    assert not (FOLDER / "top").exists() or {p.name for p in (FOLDER / "top").iterdir()} <= {"back"}
    for line in lines:
        with suppress(ValueError):
            cleanr.restore(RESULT.text, line["removed"])
    with suppress(RecordFileError):
        list(read_entries(io.BytesIO(data)))


if __name__ == "__main__":
    for name, content in {"a.txt": RESULT.text, "b.jsonl": json.dumps({"text": RESULT.text}) + "\n"}.items():
        (FOLDER / "clean").mkdir(exist_ok=True)
        (FOLDER / "clean" / name).write_text(content, encoding="utf-8")
    decoded = Decoded(PAGE, "utf-8")
    run(
        one_input,
        [
            record_line("a.txt", "in/a.txt", decoded, RESULT).encode(),
            record_line("a.txt", "in/a.txt", Decoded(PAGE, "cp1252"), RESULT).encode(),
            record_line("b.jsonl", "b.jsonl", decoded, RESULT, document=0, form={"ascii": True}).encode(),
            record_line("../a.txt", "a.txt", decoded, RESULT, form={"bytes": "c$~zf0001"}).encode(),
        ],
    )
