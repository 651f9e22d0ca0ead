"""The building's rules, read off the source: layers, the numba room, sizes, docstrings, lists."""

import ast
import configparser
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "ssmtheory"
MODULES = sorted(PACKAGE.rglob("*.py"))
EVERYWHERE = [
    p for room in ("figures", "experiments", "paper_checks") for p in (ROOT / room).rglob("*.py")
]
CONFIG = configparser.ConfigParser()
CONFIG.read(ROOT / "setup.cfg")


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Top-level names of all imports of a file, also the lazy ones inside functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_numba_stays_in_its_room(path):
    if "numba" in imports(path):
        assert path.parent == PACKAGE / "kernels"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_matplotlib_stays_in_reports(path):
    if "matplotlib" in imports(path):
        assert PACKAGE / "reports" in path.parents


@pytest.mark.parametrize("path", [*MODULES, *EVERYWHERE], ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 500


def test_the_median_file_is_short():
    lengths = sorted(len(p.read_text(encoding="utf-8").splitlines()) for p in MODULES)
    assert lengths[len(lengths) // 2] <= 150


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_no_print_bare_except_or_assert(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id != "print", f"line {node.lineno}"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}"


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_modules_and_public_names_have_docstrings(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "module docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name


def test_every_room_of_the_source_tree_is_installed():
    listed = CONFIG["options"]["packages"].split()
    inside = {dotted(p.parent / "__init__.py") for p in PACKAGE.rglob("__init__.py")}
    beside = {f"ssmtheory.{room}" for room in ("paper_checks", "figures", "experiments")}
    assert set(listed) == inside | beside


def test_layers_are_declared_for_every_room():
    contract = CONFIG["importlinter:contract:layers"]["layers"].replace("|", " ").split()
    rooms = {f"ssmtheory.{p.name}" for p in PACKAGE.iterdir() if (p / "__init__.py").exists()}
    ground = {f"ssmtheory.{p.stem}" for p in PACKAGE.glob("*.py") if not p.stem.startswith("__")}
    assert set(contract) == rooms | ground


def test_the_layer_contracts_hold():
    done = subprocess.run(
        ["lint-imports"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=_path_with_scripts(),
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _path_with_scripts() -> dict[str, str]:
    scripts = str(Path(sys.executable).parent)
    return os.environ | {"PATH": scripts + os.pathsep + os.environ.get("PATH", "")}


def test_version_is_said_once_and_the_same():
    import ssmtheory

    assert CONFIG["metadata"]["version"] == ssmtheory.__version__
    assert f"## {ssmtheory.__version__}" in (ROOT / "CHANGELOG.md").read_text()
    assert f"version: {ssmtheory.__version__}" in (ROOT / "CITATION.cff").read_text()


def test_public_names_resolve():
    import ssmtheory as st

    for name in st.__all__:
        assert getattr(st, name) is not None
    assert st.families() == st.families.families()
    with pytest.raises(AttributeError, match="no attribute"):
        _ = st.no_such_name


def test_importing_the_package_is_light():
    """The heavy libraries load when a public name is first used."""
    code = "import sys, ssmtheory, ssmtheory.cli.main; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(done.stdout.split())
    assert not loaded & {"numpy", "scipy", "flint", "numba", "sympy", "matplotlib", "rich"}


def test_sympy_is_lazy():
    code = "import sys, ssmtheory as st; st.spectrum('legt', 4); print('sympy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("path", sorted((ROOT / "tests").rglob("test_*.py")), ids=lambda p: p.stem)
def test_every_test_can_fail(path):
    """Each test function asserts, expects an error, or calls a checking fixture."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            text = ast.dump(node)
            assert any(k in text for k in ("Assert(", "'raises'", "assert_", "'check")), node.name


def test_the_test_tree_mirrors_the_package():
    """A folder of tests for every room, and no test folder without a room."""
    rooms = {p.name for p in PACKAGE.iterdir() if (p / "__init__.py").exists()}
    beside = {"data", "experiments", "figures", "paper_checks"}
    tested = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and p.name != "__pycache__"}
    assert tested <= rooms | beside
    assert rooms - tested <= {"claims"}


def test_all_modules_import():
    for path in MODULES:
        if path.name != "__main__.py":
            assert importlib.import_module(dotted(path)).__doc__
