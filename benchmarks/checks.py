"""How often each note comes, and what checking costs.

    python benchmarks/checks.py ../shared/corpus [--pages FOLDER] [--kind digital_pdf] [--show CODE]

For each code: on how many documents it comes with the embedded reader's answers. --pages keeps pages and answers
between runs, so that scans are read once; --show prints each message of one code. On sound documents a check should
hardly fire, so a code that comes often is either about invented sample numbers or our fault.
"""

import argparse
import json
import pickle
import time
from collections import Counter
from pathlib import Path

from faktum.engine.asking.local.reader import LocalReader
from faktum.engine.checking.checker import check
from faktum.engine.reading.pages import read_pages
from faktum.engine.reading.sniff import open_document
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Pages
from faktum.schemas.reply import Reply
from faktum.schemas.settings import Settings

PROMPT = compile_prompt(None, schema="invoice", addons=("lineitems", "banking", "vat_tax"))


def answered(path: Path, folder: Path | None) -> tuple[Pages, Reply]:
    """The pages of a document and the embedded reader's answers, from the folder where they are kept."""
    kept = folder / f"{path.name}.checks.pickle" if folder else None
    if kept and kept.is_file():
        found: tuple[Pages, Reply] = pickle.loads(kept.read_bytes())
        return found
    settings = Settings()
    pages = read_pages(open_document(path.name, path.read_bytes(), settings), settings)
    both = pages, LocalReader().read(pages, PROMPT)
    if kept:
        kept.write_bytes(pickle.dumps(both))
    return both


def main() -> None:
    """Count notes by code over the documents of one kind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--pages", type=Path)
    parser.add_argument("--kind", default="digital_pdf")
    parser.add_argument("--show")
    given = parser.parse_args()
    lines = (given.corpus / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    paths = [given.corpus / one["file"] for one in map(json.loads, lines) if one["kind"] == given.kind]
    documents: Counter[str] = Counter()
    seconds, pages_read = 0.0, 0
    for path in paths:
        pages, reply = answered(path, given.pages)
        start = time.process_time()
        records = check(reply, pages, PROMPT)
        seconds += time.process_time() - start
        pages_read += len(pages.pages)
        notes = [note for record in records for note in record.notes]
        documents.update({note.code for note in notes})
        for note in notes:
            if note.code == given.show:
                print(f"{path.name}: {note.message}")
    print(f"{len(paths)} documents, {pages_read} pages, {1000 * seconds / max(pages_read, 1):.1f} ms a page to check")
    for code, count in documents.most_common():
        print(f"{count:5} {count / len(paths):6.1%}  {code}")


if __name__ == "__main__":
    main()
