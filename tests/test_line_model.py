"""The line model: that it loads or says why not, is exact, and is held back where it must be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import cleanr
from cleanr.document import Document
from cleanr.filters import REGISTRY
from cleanr.line_model import LineModel, ModelError, default_model
from cleanr.line_model import _file as file
from cleanr.line_model import _model as model_module
from cleanr.line_model import _words as words_module
from cleanr.line_model._network import TOP
from cleanr.line_model._reasons import NUMBERS

PAGE = """Home
Town Hall
Weddings
Jobs board
Login

Bridge to be mended

The council met on Tuesday and agreed, after three hours of talk, to mend the old bridge over the river.

Work begins in spring, the mayor said, and should be over before the summer fair opens in the park.

12 shares
Loading more stories
"""


def test_lines_without_any_phrase_are_found_by_their_place_and_shape() -> None:
    result = cleanr.clean(PAGE)
    found = [r for r in result.removed if r.filter == "line_model"]
    assert found
    assert all(r.rule == f"line_model.{r.category}" and 0 < r.score < 1 for r in found)
    assert "Bridge to be mended" in result.text
    assert "Work begins in spring" in result.text
    assert result.restore() == PAGE


def test_a_reason_names_the_probability_and_facts() -> None:
    removal = next(r for r in cleanr.clean(PAGE).removed if r.filter == "line_model")
    assert f"({removal.score:.3f})" in removal.reason
    facts = removal.reason.split(": ", 1)[1].rstrip(".").split(", ")
    assert 1 <= len(facts) <= 3


def test_without_the_line_model_only_wording_and_shape_count() -> None:
    assert all(r.filter != "line_model" for r in cleanr.clean(PAGE, line_model=False).removed)


def test_with_a_choice_of_few_filters_it_finds_nothing_itself() -> None:
    assert cleanr.Cleaner(filters=["donation", "cookies"])(PAGE).text == PAGE
    half = [*REGISTRY][-(len(REGISTRY) // 2) :]
    assert {"Weddings", "Jobs board"} <= {*cleanr.Cleaner(filters=half)(PAGE).text.split("\n")}


@pytest.mark.parametrize("left_out", REGISTRY)
def test_without_some_it_finds_what_the_others_are_for(left_out: str) -> None:
    some = [filter_ for name, filter_ in REGISTRY.items() if name != left_out]
    result = cleanr.Cleaner(filters=some)(PAGE)
    assert left_out not in {r.category for r in result.removed}
    assert ("Jobs board" in result.text) == (left_out == "navigation")
    assert ("12 shares" in result.text) == (left_out == "social")


def test_a_filter_that_equals_anything_stands_for_none_of_them() -> None:
    class Anything:
        def __eq__(self, other: object) -> bool:
            return True

        def __call__(self, document: Document) -> list[cleanr.Evidence]:
            return []

    assert cleanr.Cleaner(filters=[Anything()])(PAGE).text == PAGE  # type: ignore[list-item]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "\n\n",
        "\u200c",
        "\u200c\nA line.\n",
        "\ud800\udfff lone\n" * 3,
        "\U0001f600\n" * 5,
        "今天天气很好\n",
        "\x00",
        "a\u2028b\u0085c",
    ],
)
def test_any_text_can_be_weighed(text: str) -> None:
    reading = default_model().read(Document(text), {})
    assert len(reading.indexes) == len(reading.probabilities) == len(reading.categories)
    assert cleanr.clean(text, preset="aggressive", mode="page").restore() == text


def test_probabilities_are_in_steps_of_a_thousandth() -> None:
    probabilities = default_model().read(Document(PAGE), {}).probabilities
    assert [round(p, 3) for p in probabilities.tolist()] == probabilities.tolist()


def test_every_sum_is_a_whole_number_that_a_float_holds_exactly() -> None:
    arrays = file.load()
    for name in ("page", "answer", *(f"around{n}" for n in range(len(arrays["reach"])))):
        largest = np.abs(arrays[f"{name}.weights"].astype(np.int64)).sum(axis=0).max() * TOP
        assert largest < 2**24, name
    assert np.abs(arrays["entry.weights"].astype(np.int64)).sum(axis=0).max() * 127 < 2**24


def test_the_order_of_summing_up_changes_nothing() -> None:
    """What another BLAS would do: the same network on lines in one product, or one by one."""
    model = default_model()
    inputs = model.read(Document(PAGE * 12), {}).inputs
    at_once = model._network(inputs)
    backwards = LineModel(file.load())._network
    backwards = backwards.__class__(
        entry=_reversed(backwards.entry),
        around=backwards.around,
        page=backwards.page,
        page_at=backwards.page_at,
        answer=backwards.answer,
    )
    assert (backwards(np.ascontiguousarray(inputs[:, ::-1])) == at_once).all()


def _reversed(layer):  # type: ignore[no-untyped-def]
    return type(layer)(np.ascontiguousarray(layer.weights[::-1]), layer.scale, layer.bias)


def test_a_long_document_is_weighed_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_module, "LONGEST_PAGE", 8)
    reading = default_model().read(Document(PAGE * 5), {})
    assert len(reading.probabilities) == len(reading.indexes) == 50
    assert cleanr.clean(PAGE * 5).restore() == PAGE * 5


def test_what_words_are_remembered_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    model = LineModel(file.load())
    fresh = model.read(Document(PAGE), {}).inputs
    model.read(Document("Other words, said in between.\n" + PAGE[::-1]), {})
    assert (model.read(Document(PAGE), {}).inputs == fresh).all()
    monkeypatch.setattr(words_module, "MEMO_WORDS", 3)
    assert (model.read(Document(PAGE), {}).inputs == fresh).all()


def test_the_numbers_have_names() -> None:
    arrays = file.load()
    assert len(arrays["slopes"]) == arrays["meaning"].shape[1] + len(NUMBERS) == len(arrays["entry.weights"])


def test_the_model_is_small() -> None:
    assert file.DEFAULT.stat().st_size <= 3_000_000


def test_a_missing_model_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is missing: install cleanr again, or clean without it"):
        file.load(tmp_path / "none.npz")


@pytest.mark.parametrize("content", [b"", b"not a model", file.DEFAULT.read_bytes()[:5000]])
def test_a_damaged_model_is_an_error_that_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "lines.npz"
    path.write_bytes(content)
    with pytest.raises(ModelError, match="is damaged"):
        file.load(path)


def test_a_model_of_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lines.npz"
    np.savez(path, format=np.array(99))
    with pytest.raises(ModelError, match=f"of format 99, this cleanr reads {file.FORMAT}"):
        file.load(path)


def test_importing_cleanr_does_not_import_numpy() -> None:
    program = "import sys, cleanr; sys.exit('numpy' in sys.modules)"
    environment = {"PYTHONPATH": ":".join(sys.path)}
    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0
