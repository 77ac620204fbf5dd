"""Any text, any options: ``clean`` raises nothing, and what it removed comes back exactly."""

from __future__ import annotations

import atheris

from _corpus import PAGE, run, text_of

with atheris.instrument_imports(include=["cleanr"]):
    import cleanr

CLEANERS = [
    cleanr.Cleaner(preset=preset, mode=mode, line_model=line_model, keep=["Share this article"] * keep)  # type: ignore[arg-type]
    for preset in ("conservative", "balanced", "aggressive")
    for mode in ("article", "page")
    for line_model in (True, False)
    for keep in (0, 1)
]


def one_input(data: bytes) -> None:
    cleaner = CLEANERS[data[0] % len(CLEANERS)] if data else CLEANERS[0]
    text = text_of(data[1:])
    result = cleaner(text)
    assert result.restore() == text
    at = 0
    for removal in result.removed:
        assert at <= removal.start < removal.end
        assert removal.text == text[removal.start : removal.end]
        at = removal.end


if __name__ == "__main__":
    run(one_input, [bytes([number]) + PAGE.encode() for number in range(len(CLEANERS))])
