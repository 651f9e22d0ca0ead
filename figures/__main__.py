"""``python -m figures``: draw every figure into figures/images, as PNG and PDF."""

import importlib
from pathlib import Path

from ssmtheory.reports.files import prepare_folder, write_atomic
from ssmtheory.reports.plots.style import render, styled

from . import FIGURES

IMAGES = Path(__file__).parent / "images"


def main() -> None:
    """Data, drawing and files of each figure in FIGURES."""
    prepare_folder(IMAGES)
    for name in FIGURES:
        module = importlib.import_module(f".{name}", __package__)
        with styled():
            rendered = render(module.draw(module.data()))
        write_atomic(IMAGES / f"{name}.png", rendered.png)
        write_atomic(IMAGES / f"{name}.pdf", rendered.pdf)


if __name__ == "__main__":
    main()
