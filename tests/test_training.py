"""Training of the line model: what it is trained on, and that the package calculates as PyTorch does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from training import data, synthetic
from training.data import FRAMED, Lines, as_read, describe_all, is_validation
from training.vocabulary import SITES, build, number, size_of

from cleanr.document import Document
from cleanr.line_model import LineModel
from cleanr.record import LINE_CATEGORIES


def described() -> list[Lines]:
    return describe_all("fixtures", list(synthetic.cases())[-40:], jobs=1)


def test_the_project_s_own_cases_are_labelled_by_what_must_go() -> None:
    cases = {case["id"]: case for case in synthetic.cases()}
    seed = cases["002_9ed0db76b1e14429"]
    lines = seed["text"].split("\n")
    assert len(lines) == len(seed["labels"])
    assert {lines[int(n)] for n in seed["categories"]} == {
        line for line, label in zip(lines, seed["labels"], strict=True) if label == "d"
    }


def test_made_up_documents_are_the_same_for_the_same_seed() -> None:
    articles = [case for case in synthetic.cases() if "d" not in case["labels"]][:20]
    first, again = (list(synthetic.documents(articles, 5, seed=7)) for _ in range(2))
    assert first == again
    for document in first:
        assert len(document["labels"]) == document["text"].count("\n") + 1
        assert {document["labels"][int(n)] for n in document["categories"]} == {"d"}


def test_a_word_is_known_only_where_enough_sites_have_it() -> None:
    documents = described()
    known = build(documents, 500)
    number(documents, known)
    for word in known.words:
        assert len({d.site for d in documents if any(word in line for line in d.words)}) >= SITES
    assert size_of(known) <= 501
    assert all(document.rows.max(initial=0) < size_of(known) for document in documents)


def test_what_a_reader_said_of_a_document_stands_for_its_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Menu\n\nThe mill\nIt grinds. Share it\nBy Ann Roe\nMore\nLast one"
    documents = [
        {"id": name, "site": None, "lang": "en", "text": text, "labels": "kkkkkkk"} for name in ("a", "b")
    ]
    path = tmp_path / "residual.jsonl"
    path.write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    said = {"document": data.digest("a"), "lines": "0 navigation, 3:11:19 social, 4 i, 5-6 related"}
    monkeypatch.setattr(data, "READ", tmp_path / "read.jsonl")
    data.READ.write_text(json.dumps(said), encoding="utf-8")
    read, other = as_read(path)
    assert read["labels"] == "dkkpidd"
    assert read["partial"] == {"3": [[11, 19]]}
    assert read["categories"]["3"] == "social"
    assert read["categories"]["6"] == "related"
    assert other == documents[1]
    (lines,) = describe_all("residual", [read], jobs=1)
    assert lines.read
    assert lines.labels == "dkpidd"
    assert lines.drop.tolist() == [4, 0, 7, 0, 4, 7]


def test_what_a_reader_said_of_lines_is_left_out_where_the_model_sees_others() -> None:
    said = {0: "k", 2: "d"}
    for text, expected in (
        ("Rain is on its way.\n\nIt will stay.\nMore", said),
        ("Rain is on *its* way.\n\n## It will stay.\nMore", said),
        ("<p>Rain is on its way.</p>\n<hr>\n<p>It will stay.</p>\n<p>More</p>", {}),
        ("---\ntitle: Rain\nauthor: A. Quill\n---\nRain is on its way.", {}),
    ):
        record = {"id": "a", "site": "a.example", "lang": "en", "text": text, "judged": said}
        record["labels"] = "k" * (text.count("\n") + 1)
        (document,) = describe_all("excerpt", [record], jobs=1)
        assert document.judged == expected, text


def test_validation_sites_are_the_same_for_ever() -> None:
    chosen = [n for n in range(24) if is_validation(f"site-{n}.example")]
    assert chosen == [0, 1, 2, 7, 14, 17, 18, 19, 20]


def test_the_package_calculates_as_pytorch_does() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is for training only")
    from training.export import arrays_of
    from training.fit import batch_of, predict
    from training.network import Size, Tagger

    documents = described()
    known = build(documents, 500)
    number(documents, known)
    torch.manual_seed(3)
    tagger = Tagger(size_of(known), documents[0].numbers.shape[1], Size())
    tagger.calibrate([batch_of([document]) for document in documents])
    model = LineModel(arrays_of(tagger, known, batch_of(documents)))
    texts: dict[str, Any] = {case["id"]: case["text"] for case in synthetic.cases()}
    for document, expected in zip(documents, predict(tagger, documents), strict=True):
        clues = _clues(document)
        read = model.read(Document(texts[document.id]), clues).probabilities
        assert np.abs(read - expected).max() < 0.02


def test_training_goes_on_from_what_the_package_calculates() -> None:
    pytest.importorskip("torch", reason="PyTorch is for training only")
    from training.export import arrays_of, tagger_of
    from training.fit import batch_of

    from cleanr.line_model import _file

    stored = _file.load()
    documents = described()[:5]
    known = _file.vocabulary(stored)
    number(documents, known)
    again = arrays_of(tagger_of(stored), known, batch_of(documents))
    for name, values in again.items():
        if name.endswith((".scale", ".bias")):
            assert np.allclose(values, stored[name], rtol=1e-4, atol=1e-4), name
        elif name not in ("slopes", "typical"):  # of these documents, not of those that it was trained on
            assert np.array_equal(values, stored[name]), name


def test_all_of_a_whole_article_stays() -> None:
    articles = list(synthetic.whole_articles())
    assert len({article["id"] for article in articles}) == len(articles) > 400
    assert {label for article in articles for label in article["labels"]} == {"k"}


def test_a_made_up_scraped_article_says_of_each_line_what_it_is() -> None:
    documents = list(synthetic.scraped())
    assert documents
    for document in documents:
        assert len(document["labels"]) == document["text"].count("\n") + 1
        assert document["labels"].count("k") > 1
        assert {document["labels"][int(n)] for n in document["categories"]} <= {"d"}
        assert set(document["categories"].values()) <= set(LINE_CATEGORIES)


def test_what_there_is_no_page_for_is_framed_by_made_up_furniture() -> None:
    article = {"id": "a", "site": "a.example", "lang": "vi", "text": "The list\n- 1\n- 2", "labels": "kkk"}
    for make in (synthetic.framed, synthetic.mixtures):
        made = list(make([article], [], 3, seed=1))
        assert [document["labels"].count("k") for document in made] == [3, 3, 3]
        assert any("d" in document["labels"] for document in made)


def _clues(document: Lines) -> dict[int, tuple[str, str]]:
    from itertools import chain

    from cleanr.decide import clues_of
    from cleanr.filters import REGISTRY

    text = next(case["text"] for case in synthetic.cases() if case["id"] == document.id)
    parsed = Document(text)
    return clues_of(parsed, list(chain.from_iterable(find(parsed) for find in REGISTRY.values())))


def test_a_framed_article_stays_whole_among_what_its_page_holds_beside() -> None:
    page = {
        "id": "p",
        "site": "p.example",
        "lang": "en",
        "text": "Menu\nBy Ann\nOne\nMore\nTwo\nBye",
        "labels": "dikdkd",
    }
    article = {"id": "a", "site": "a.example", "lang": "en", "text": "The list\n- 1\n- 2", "labels": "kkk"}
    (made,) = synthetic.framed([article], [page] * synthetic.FEWEST_FRAMES, 1, seed=1)
    assert (made["text"], made["labels"]) == ("Menu\nThe list\n- 1\n- 2\nBye", "dkkkd")
    assert describe_all(FRAMED, [made], jobs=1)[0].clues[0, -1]  # a whole page is asked for
