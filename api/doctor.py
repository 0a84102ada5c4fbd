"""What this installation can do: versions, optional parts, OCR engines, and how to get what is missing."""

import platform
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from .server_extra import PARTS

EXTRAS = {
    "ocr": (("rapidocr", "onnxruntime"), "text from scans and photos, with pip alone"),
    "llm": (("litellm", "instructor"), "models of providers that do not speak OpenAI's interface"),
    "tesseract": (("tesserocr",), "text from scans through Tesseract: faster; needs the system's tessdata"),
    "validate": (("facturx", "saxonche"), "the rules of EN 16931 for e-invoices"),
    "server": (PARTS, "the HTTP service"),
    "client": (("anyio", "httpx"), "faktum.Client and extract --remote"),
    "evals": (("anls_star", "babel", "numpy", "reportlab"), "measuring readers: faktum eval"),
}
"""Extra → (modules it brings, what it is for)."""


def report() -> list[str]:
    """One line per finding, in words for a person; what is missing names the command that installs it."""
    lines = [
        f"faktum {_version('faktum')} on Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    ]
    for extra, (modules, purpose) in EXTRAS.items():
        if all(find_spec(module) for module in modules):
            lines.append(f"  {extra}: installed ({purpose})")
        else:
            lines.append(f'  {extra}: missing ({purpose}): pip install "faktum[{extra}]"')
    return lines


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "(not installed)"
