"""The wheel holds every folder of code and every data file, and `import faktum` costs nothing."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
BESIDE = {"tests", "benchmarks", "examples", "docs", "build"}


def test_package_list_equals_the_folders_with_code() -> None:
    """A forgotten subpackage would leave the wheel in silence."""
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    folders = {"faktum"}
    for init in ROOT.rglob("__init__.py"):
        parts = init.parent.relative_to(ROOT).parts
        if parts and parts[0] not in BESIDE and not any(part.startswith(".") for part in parts):
            folders.add(".".join(("faktum", *parts)))
    assert sorted(listed) == sorted(folders)


def test_every_folder_with_code_is_a_package() -> None:
    """A module without an __init__.py beside it would work in a checkout and be missing from the wheel."""
    tops = [ROOT / name for name in ("schemas", "prompts", "engine", "api", "evals")]
    modules = [module for top in tops for module in top.rglob("*.py")]
    missing = sorted({str(m.parent.relative_to(ROOT)) for m in modules if not (m.parent / "__init__.py").exists()})
    assert missing == []


def test_no_stray_module_at_the_root() -> None:
    """A noxfile.py at the root would become faktum.noxfile in the wheel."""
    assert sorted(path.name for path in ROOT.glob("*.py")) == ["__init__.py", "__main__.py"]


def test_import_loads_nothing_heavy() -> None:
    """`import faktum` and the command line's module pull in none of the engine."""
    heavy = ["pydantic", "pypdfium2", "PIL", "babel", "xlsxwriter", "rapidocr", "litellm", "jinja2", "rich"]
    code = f"import sys, faktum, faktum.__main__; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
