"""How long `faktum --help` takes beside a bare Python start: medians of interleaved runs, and their ratio.

python benchmarks/startup.py [RUNS]
"""

import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    beside = Path(sys.executable).parent / "faktum"
    faktum = str(beside) if beside.exists() else shutil.which("faktum") or "faktum"
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "faktum --help": [faktum, "--help"],
        "import faktum": [sys.executable, "-c", "from faktum import extract"],
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(seconds(command))
    bare = statistics.median(times["python -c pass"])
    for name, measured in times.items():
        median = statistics.median(measured)
        print(f"{name:18} {1000 * median:7.1f} ms   {median / bare:5.2f} x bare start   (n={runs})")


if __name__ == "__main__":
    main()
