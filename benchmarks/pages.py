"""Pages per second of the embedded reader on digital PDFs, beside invoice2data on the same files in the same run.

python benchmarks/pages.py FOLDER [--peer PYTHON] [--limit N] [--rounds N]

PYTHON is an interpreter that has invoice2data (it is no dependency of ours); without it only our figures are shown.
Both run in one process on one core, warmed up with one file, in alternating rounds; medians are shown.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path

OURS = """
import json, sys, time
from faktum.engine.flow import extract_locally
from faktum.engine.sources import sources
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.settings import Settings
prompt = compile_prompt(None, schema="invoice", addons=("lineitems", "banking", "vat_tax"))
settings = Settings(ocr="off")
batch = sources(json.load(sys.stdin))
extract_locally(batch[0], prompt, settings)
start, pages, answered = time.perf_counter(), 0, 0
for source in batch:
    try:
        result = extract_locally(source, prompt, settings)
    except Exception:
        continue
    pages += len(result.pages)
    answered += bool(result.records)
print(json.dumps({"seconds": time.perf_counter() - start, "pages": pages, "answered": answered}))
"""

PEER = """
import json, logging, sys, time
logging.disable(logging.CRITICAL)
from invoice2data import extract_data
from invoice2data.extract.loader import read_templates
import pypdfium2
files = json.load(sys.stdin)
templates = read_templates()
extract_data(files[0], templates=templates)
start, answered = time.perf_counter(), 0
for file in files:
    try:
        answered += bool(extract_data(file, templates=templates))
    except Exception:
        pass
seconds = time.perf_counter() - start
pages = sum(len(pypdfium2.PdfDocument(file)) for file in files)
print(json.dumps({"seconds": seconds, "pages": pages, "answered": answered}))
"""


def run(python: str, code: str, files: list[str]) -> dict[str, float]:
    done = subprocess.run([python, "-c", code], input=json.dumps(files), capture_output=True, text=True, check=True)
    measured: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return measured


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peer", help="interpreter that has invoice2data")
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    files = [str(path) for path in sorted(args.folder.glob("*.pdf")) if ".scan." not in path.name][: args.limit]
    sides = {"faktum local": (sys.executable, OURS)} | ({"invoice2data": (args.peer, PEER)} if args.peer else {})
    rounds = [{name: run(python, code, files) for name, (python, code) in sides.items()} for _ in range(args.rounds)]
    speed = {name: statistics.median(r[name]["pages"] / r[name]["seconds"] for r in rounds) for name in sides}
    print(f"{len(files)} files, medians of {args.rounds} rounds, one core each")
    for name in sides:
        last = rounds[-1][name]
        print(
            f"{name:14} {speed[name]:7.1f} pages/s   {len(files) * speed[name] / last['pages']:7.1f} documents/s   "
            f"{last['answered']:.0f} of {len(files)} answered   {speed[name] / speed['faktum local']:5.2f} x ours"
        )


if __name__ == "__main__":
    main()
