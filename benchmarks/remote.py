"""Asking remote models: wall against the ideal, CPU, tokens, calls and lost documents, beside peers in the same run.

python benchmarks/remote.py PERF --out FOLDER [--jobs wall,constant,cpu,faults] [--peer NAME=PYTHON:SCRIPT …]
    [--rounds N]

PERF is the folder with fake_openai.py, make_invoices.py and run_peer.py; its server stands in for the model. A peer is
an interpreter that has it and its script of PERF/peers. Every job runs ours and the peers in turn; medians are shown.
Documents are one-page invoices with as many rows as the server answers, so that nobody has a reason to ask twice.
"""

import argparse
import json
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from pathlib import Path
from typing import Any

ROWS = 8
HERE = Path(__file__).parent

Spec = dict[str, Any]


def documents(perf: Path, folder: Path, count: int = 50) -> Path:
    """A folder with `count` invoices of exactly ROWS rows."""
    folder.mkdir(parents=True, exist_ok=True)
    if len(list(folder.glob("*.pdf"))) >= count:
        return folder
    everything = folder.parent / "all"
    subprocess.run([sys.executable, perf / "make_invoices.py", everything, str(count * 18)], check=True)
    kept = 0
    for truth in sorted(everything.glob("*.json")):
        items = json.loads(truth.read_text()).get("line_items") or json.loads(truth.read_text()).get("items")
        if len(items) == ROWS and kept < count:
            truth.with_suffix(".pdf").rename(folder / f"{truth.stem}.pdf")
            kept += 1
    assert kept == count, f"only {kept} documents with {ROWS} rows"
    return folder


def jobs(names: list[str], rows: list[tuple[str, str, str]], peers: Path) -> list[Spec]:
    """The runs, in order: for each measurement ours and every peer, one after the other."""
    specs: list[Spec] = []

    def add(tag: str, variants: tuple[str, ...], n: int, concurrency: int, **config: Any) -> None:
        for variant in variants:
            for name, python, script in rows:
                specs.append(
                    {"name": f"{tag} {variant.split('+')[0]} {name}", "python": python, "script": script,
                     "variant": variant if name == "ours" else variant.split("+")[0], "n": n,
                     "concurrency": concurrency, "config": {"items": ROWS, **config}, "timeout": 400,
                     "env": {"PYTHONPATH": str(peers)}}
                )  # fmt: skip

    both = ("text", "image")
    if "wall" in names:
        add("wall N=1920 C=64 L=1.0±0.3", both, 1920, 64, latency=1.0, jitter=0.3)
    if "constant" in names:
        add("constant L N=320 C=64", both, 320, 64, latency=1.0)
    if "cpu" in names:
        add("cpu N=50 C=10", both, 50, 10, latency=1.0)
    if "faults" in names:
        faults: dict[str, dict[str, float]] = {
            "429+malformed": {"p429": 0.1, "pmalformed": 0.05},
            "429": {"p429": 0.1},
            "malformed": {"pmalformed": 0.05},
            "truncated": {"ptruncated": 0.05},
            "500": {"p500": 0.1},
            "{}": {"pmissing": 0.05},
        }
        for tag, fault in faults.items():
            add(f"faults {tag}", ("text",), 200, 32, latency=0.2, **fault)
        add("faults timeouts", ("text+timeout",), 200, 32, latency=0.2, ptimeout=0.05, timeout_s=30)
        add("faults slow", ("text",), 200, 32, latency=0.6, jitter=0.55)
    return specs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("perf", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", default="wall,constant,cpu,faults")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON:SCRIPT")
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    perf = given.perf.resolve()
    docs = documents(perf, given.out / "docs")
    rows = [("ours", sys.executable, str((HERE / "remote_product.py").resolve()))]
    for peer in given.peer:
        name, _, rest = peer.partition("=")
        python, _, script = rest.rpartition(":")
        rows.append((name, python, script))
    spec, results = given.out / "spec.json", given.out / "results.jsonl"
    spec.write_text(json.dumps(jobs(given.jobs.split(","), rows, perf / "peers")))
    results.unlink(missing_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, perf / "fake_openai.py", "--port", str(port)], stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(url + "/_stats", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        subprocess.run(
            [
                *(sys.executable, perf / "run_peer.py", "--server", url, "--docs", docs, "--spec", spec),
                *("--out", results, "--repeat", str(given.rounds)),
            ],
            check=True,
        )
    finally:
        server.terminate()
    show([json.loads(line) for line in results.read_text().splitlines()])


def show(results: list[dict[str, Any]]) -> None:
    """Medians, a line for each run."""
    by_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in results:
        by_name[row["name"]].append(row)

    def median(rows: list[dict[str, Any]], key: str) -> float:
        return statistics.median(float(row.get(key) or 0) for row in rows)

    print("| run | wall / list ideal | CPU ms a page | peak MB | lost | short | calls a page | tokens text + schema |")
    print("|---|---|---|---|---|---|---|---|")
    for name, rows in by_name.items():
        server = rows[0]["server"]
        print(
            f"| {name} | {median(rows, 'ratio_ls'):.3f} | {median(rows, 'cpu_ms_doc'):.1f} "
            f"| {median(rows, 'rss_mb'):.0f} "
            f"| {median(rows, 'lost'):.0f} | {median(rows, 'short'):.0f} | {median(rows, 'calls_per_doc'):.2f} "
            f"| {server['text_tokens_per_req']:.0f} + {server['schema_tokens_per_req']:.0f} |"
        )
    for route in ("text", "image"):
        for who in {name.rsplit(" ", 1)[1] for name in by_name}:
            small, large = (
                by_name.get(f"cpu N=50 C=10 {route} {who}"),
                by_name.get(f"constant L N=320 C=64 {route} {who}"),
            )
            if small and large:
                marginal = (320 * median(large, "cpu_ms_doc") - 50 * median(small, "cpu_ms_doc")) / 270
                print(f"marginal CPU, {route}, {who}: {marginal:.1f} ms a page")


if __name__ == "__main__":
    main()
