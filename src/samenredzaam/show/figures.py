"""The pictures of a results folder, as files."""

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import matplotlib as mpl

from samenredzaam.show import costs, forest, ladder, map_changes, maps, trajectories, validation
from samenredzaam.show.picture import DRAWINGS, Picture
from samenredzaam.show.style import RC, printable
from samenredzaam.study.results import Results
from samenredzaam.study.validation import Validation
from samenredzaam.texts import LANGUAGES
from samenredzaam.writing import written_whole

DPI = 150
FOLDER = "figures"
SVG_METADATA = ("Date", "Creator", "Format", "Type")

# What is drawn, in this order; importing a module declares its drawings.
MODULES = (trajectories, forest, ladder, costs, maps, map_changes)


@contextmanager
def _drawing(**settings: Any) -> Iterator[None]:
    """Draw in the style of this project, and show a box without a word for a sign that the letters lack."""
    with warnings.catch_warnings(), mpl.rc_context(RC | settings):
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def pictures(results: Results, language: str = "nl") -> list[Picture]:
    """Return every picture that can be drawn from results, in a language."""
    if language not in LANGUAGES:
        raise ValueError(f"language {language!r} is not known; use one of {', '.join(LANGUAGES)}")
    with _drawing():
        return [picture for found in DRAWINGS.values() for picture in found.draw(results, language)]


def draw(results_folder: Path | str, language: str = "nl", output: Path | str | None = None) -> list[Path]:
    """Draw the pictures of a results folder.

    Args:
        results_folder: a complete results folder.
        language: "nl" or "en".
        output: where to; the folder "figures" in the results folder if not given.

    Returns:
        The files, as SVG and as PNG, named `<picture>.<language>.svg`. Drawn again they are the same bytes.

    Raises:
        InputError: the folder holds no complete results.
    """
    results = Results.read(results_folder)
    folder = Path(output) if output is not None else Path(results_folder) / FOLDER
    return written(pictures(results, language), folder, language)


def draw_validation(found: Validation, folder: Path, language: str = "nl") -> list[Path]:
    """Draw the model beside published figures, and return the files, as `draw` does."""
    with _drawing():
        made = validation.pictures(found, language)
    return written(made, folder, language)


def written(found: Sequence[Picture], folder: Path, language: str) -> list[Path]:
    """Write pictures into a folder, as SVG and as PNG, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for picture in found:
        for ending, contents in (("svg", svg(picture, language).encode()), ("png", png(picture))):
            paths.append(folder / f"{picture.name}.{language}.{ending}")
            with written_whole(paths[-1]) as file:
                file.write(contents)
    return paths


def svg(picture: Picture, language: str) -> str:
    """Return a picture as SVG, with its words for those who cannot see it.

    Letters are drawn as outlines, so that it looks the same on every machine. Identifiers begin with the
    picture's name, so that several pictures can stand in one page.
    """
    file = io.StringIO()
    with _drawing(**{"svg.hashsalt": picture.name}):
        picture.figure.savefig(file, format="svg", metadata=dict.fromkeys(SVG_METADATA))
    # A page of text names its letters some two thousand times: short names for them save a third of the file.
    text = file.getvalue().replace("DejaVuSans-Bold-", "b").replace("DejaVuSans-", "g")
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{picture.name}-", text)
    words = quoteattr(printable(picture.alt.said(language)))
    return text.replace("<svg ", f'<svg role="img" aria-label={words} ', 1)


def png(picture: Picture) -> bytes:
    """Return a picture as PNG."""
    file = io.BytesIO()
    with _drawing():
        picture.figure.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
    return file.getvalue()
