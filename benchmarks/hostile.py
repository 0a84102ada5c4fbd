"""What becomes of hostile files: each read in a process of its own, with a time limit.

    python benchmarks/hostile.py FOLDER [--timeout 120] [--ocr auto|rapidocr|tesseract|off]

Each goes through the whole engine with the embedded reader. Prints file, outcome (records and pages, or a coded error),
seconds and peak memory; exits 1 if a file ended in neither.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from faktum.engine.flow import extract_locally
from faktum.engine.sources import Source
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.errors import FaktumError
from faktum.schemas.settings import Settings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--timeout", type=float, default=120)
    parser.add_argument("--ocr", default="auto")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(outcome_of(given.path, given.ocr)))
        return 0
    bad = 0
    for path in sorted(file for file in given.path.iterdir() if file.is_file() and file.suffix != ".jsonl"):
        outcome, seconds, megabytes = in_fresh_process(path, given.timeout, given.ocr)
        bad += outcome.startswith("!")
        print(f"{path.name:58} {seconds:7.2f} s {megabytes:6.0f} MB  {outcome}", flush=True)
    print(f"{bad} of the files ended in neither records nor a coded error")
    return 1 if bad else 0


def outcome_of(path: Path, ocr: str) -> dict[str, str | float]:
    """Records, pages by status and source, or the code of the error, and the peak memory of this process."""
    settings = Settings.model_validate({"ocr": ocr})
    prompt = compile_prompt(None, schema="invoice", addons=("lineitems", "banking", "vat_tax"))
    try:
        result = extract_locally(Source(path.name, path), prompt, settings)
    except FaktumError as error:
        said = f"{error.code}: {error.message}"
    else:
        kinds = Counter(page.error_code or f"{page.status} {page.text_source}" for page in result.pages)
        said = f"{len(result.records)} records, {len(result.pages)} pages: "
        said += ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        if 0 < len(result.pages) < 5:
            said += f" ({'; '.join(str(page.reason) for page in result.pages)})"
    return {"said": said, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def in_fresh_process(path: Path, timeout: float, ocr: str) -> tuple[str, float, float]:
    began = time.perf_counter()
    command = [sys.executable, __file__, str(path), "--one", "--ocr", ocr]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return f"! no answer in {timeout:.0f} s (the engine stops such a worker)", timeout, 0.0
    seconds = time.perf_counter() - began
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
        return f"! {last}", seconds, 0.0
    noise = f"  [stderr: {done.stderr.strip().splitlines()[-1][:80]}]" if done.stderr.strip() else ""
    answer = json.loads(done.stdout.strip().splitlines()[-1])
    return answer["said"] + noise, seconds, answer["megabytes"]


if __name__ == "__main__":
    sys.exit(main())
