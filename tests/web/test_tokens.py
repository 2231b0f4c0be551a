"""Every pair of colours in use keeps its contrast, and the stances stay apart for every eye.

Contrast as WCAG 2 defines it; colour vision as in Machado 2009, severity 1; distance as in CIE76.
"""

from __future__ import annotations

import itertools
import math
import re
from importlib.resources import files

import pytest

CSS = (files("amends.web") / "static/amends/tokens.css").read_text(encoding="utf-8")
LIGHT_TEXT, DARK_TEXT = CSS.split("prefers-color-scheme: dark")
NAMED = re.compile(r"--([a-z-]+):\s*(#[0-9A-Fa-f]{6})")
THEMES = {"light": dict(NAMED.findall(LIGHT_TEXT)), "dark": dict(NAMED.findall(DARK_TEXT))}
STANCES = ("objects", "supports", "questions", "neutral")
WORDS = [
    *itertools.product(("ink", "ink-soft", "struck", *STANCES), ("paper", "wash")),
    ("paper", "ink"),
    ("lamp-ink", "lamp"),
]
MARKS = [("edge", "paper"), ("edge", "wash"), *((stance, "band") for stance in STANCES)]
EYES = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def linear(colour):
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def contrast(one, other):
    weights = (0.2126, 0.7152, 0.0722)
    lights = [sum(w * c for w, c in zip(weights, linear(colour), strict=True)) for colour in (one, other)]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def seen(colour, eye):
    rgb = linear(colour)
    r, g, b = (min(1, max(0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in EYES[eye])
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back"), WORDS)
def test_words_can_be_read(theme, front, back):
    assert contrast(THEMES[theme][front], THEMES[theme][back]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "back"), MARKS)
def test_marks_and_edges_can_be_seen(theme, front, back):
    assert contrast(THEMES[theme][front], THEMES[theme][back]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(STANCES, 2)))
def test_stances_stay_apart_for_every_eye(theme, eye, one, other):
    assert math.dist(seen(THEMES[theme][one], eye), seen(THEMES[theme][other], eye)) >= 20


def test_the_stylesheet_names_no_colour_of_its_own():
    sheet = (files("amends.web") / "static/amends/amends.css").read_text(encoding="utf-8")
    screen = sheet.split("@media print")[0]
    assert not re.findall(r"#[0-9A-Fa-f]{3,8}\b|rgba?\(|hsla?\(", screen)
    names = set(re.findall(r"var\(--([a-z0-9-]+)\)", sheet))
    assert names <= set(re.findall(r"--([a-z0-9-]+):", CSS))
