"""A package of two small figures that a test may change."""

import importlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "data" / "figure_book"


@dataclass(frozen=True)
class Book:
    """``package`` to import, its ``folder``, and a place ``out`` to build in."""

    package: str
    folder: Path
    out: Path

    def edit(self, name: str, old: str, new: str) -> None:
        """Change the source of a module; the next import reads it."""
        path = self.folder / f"{name}.py"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        self.forget()

    def forget(self) -> None:
        for name in [m for m in sys.modules if m.partition(".")[0] == self.package]:
            del sys.modules[name]
        importlib.invalidate_caches()

    def bytes(self, out: Path | None = None) -> dict[str, bytes]:
        """All files below ``out`` by their names."""
        out = out or self.out
        return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}


@pytest.fixture
def book(tmp_path, monkeypatch):
    found = Book(f"book_{abs(hash(tmp_path))}", tmp_path / "src", tmp_path / "out")
    found = Book(found.package, tmp_path / "src" / found.package, found.out)
    shutil.copytree(SOURCE, found.folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # an edit within a second counts too
    monkeypatch.syspath_prepend(str(found.folder.parent))
    yield found
    found.forget()
