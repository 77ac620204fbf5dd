"""The report's colours: readable, and apart for readers who see fewer of them."""

from __future__ import annotations

import math
import tomllib
from importlib.resources import files
from itertools import combinations

import pytest

from cleanr.record import CATEGORIES

PALETTE = tomllib.loads((files("cleanr.report") / "assets" / "palette.toml").read_text(encoding="utf-8"))
HUES = ("vermillion", "orange", "ochre", "green", "sky", "blue", "purple", "grey")
TINTS = (0.11, 0.20)
"""Shares of a hue in the background of a cut, at rest and pointed at; see ``.cut`` in the styles."""

NONE, PROTAN, DEUTAN, TRITAN = (
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    # Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation of Color Vision
    # Deficiency", 2009, severity 1.0
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
)
APART = 0.07
"""Least distance in OKLab; one that is just noticeable is about 0.02."""

Colour = tuple[float, ...]


def parsed(code: str) -> Colour:
    return tuple(int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))


def linear(colour: Colour) -> Colour:
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)


def contrast(one: Colour, other: Colour) -> float:
    """The ratio that WCAG 2 defines."""
    light, dark = sorted(
        (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(x), strict=True)) for x in (one, other)),
        reverse=True,
    )
    return (light + 0.05) / (dark + 0.05)


def mixed(hue: Colour, paper: Colour, share: float) -> Colour:
    return tuple(share * h + (1 - share) * p for h, p in zip(hue, paper, strict=True))


def oklab(rgb: Colour) -> Colour:
    """Linear RGB to OKLab (Ottosson, 2020)."""
    to_cones = (
        (0.4122214708, 0.5363325363, 0.0514459929),
        (0.2119034982, 0.6806995451, 0.1073969566),
        (0.0883024619, 0.2817188376, 0.6299787005),
    )
    to_lab = (
        (0.2104542553, 0.7936177850, -0.0040720468),
        (1.9779984951, -2.4285922050, 0.4505937099),
        (0.0259040371, 0.7827717662, -0.8086757660),
    )
    cones = [max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True))) ** (1 / 3) for row in to_cones]
    return tuple(sum(m * c for m, c in zip(row, cones, strict=True)) for row in to_lab)


def test_each_category_has_a_colour_of_its_own() -> None:
    assert set(PALETTE["categories"]) == set(CATEGORIES)
    looks = [tuple(look) for look in PALETTE["categories"].values()]
    assert len(set(looks)) == len(looks)
    assert {hue for hue, _ in looks} == set(HUES)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable(theme: str) -> None:
    colours = {name: parsed(code) for name, code in PALETTE[theme].items()}
    for background in ("paper", "card", "sunken"):
        for text in ("ink", "soft", "accent", "warm"):
            assert contrast(colours[text], colours[background]) >= 4.5, (text, background)
        for mark in ("edge", *HUES):
            assert contrast(colours[mark], colours[background]) >= 3, (
                mark,
                background,
            )
    for hue in HUES:
        for share in TINTS:
            assert contrast(colours["ink"], mixed(colours[hue], colours["card"], share)) >= 4.5, (hue, share)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", [NONE, PROTAN, DEUTAN, TRITAN], ids=["all", "protan", "deutan", "tritan"])
def test_hues_stay_apart(theme: str, vision: tuple[Colour, ...]) -> None:
    seen = {}
    for hue in HUES:
        rgb = linear(parsed(PALETTE[theme][hue]))
        seen[hue] = oklab(
            tuple(min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in vision)
        )
    for one, other in combinations(HUES, 2):
        assert math.dist(seen[one], seen[other]) >= APART, (one, other)
