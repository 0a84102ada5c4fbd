"""The command line: arguments → the same calls as the import. It prints; it holds no logic of its own.

Nothing heavy is imported before a command runs, so that `faktum --help` answers at once.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..schemas.errors import FaktumError
from .cli_cache import app as cache
from .cli_credits import app as credits
from .cli_ground import ground
from .cli_keys import app as keys
from .cli_remote import Shape, extract_remotely, refuse_local
from .cli_serve import backup, serve, worker
from .cli_settings import settings_with
from .cli_validate import validate

if TYPE_CHECKING:
    from ..engine.extraction import OnUpdate, Update
    from ..engine.result import Result
    from ..schemas.settings import Settings

DONE, FAILED, USAGE, REVIEW, INTERRUPTED = 0, 1, 2, 3, 130
"""Exit status: done; some page or document failed; wrong usage; `--strict` and something needs review; Ctrl-C."""

app = typer.Typer(
    name="faktum",
    help="Invoices and other business documents into typed, grounded rows.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


app.add_typer(cache)
app.add_typer(keys)
app.add_typer(credits)
app.command()(ground)
app.command()(serve)
app.command()(worker)
app.command()(backup)
app.command()(validate)


class Form(StrEnum):
    """Choices of --input."""

    auto = "auto"
    text = "text"
    image = "image"
    both = "both"


class OutputStructure(StrEnum):
    """Choices of --structure."""

    automatic = "automatic"
    per_invoice = "per_invoice"
    per_line_item = "per_line_item"


Prompt = Annotated[str | None, typer.Option("--prompt", "-p", help="What to extract, in your own words.")]
PromptFile = Annotated[
    Path | None,
    typer.Option("--prompt-file", help="A structured prompt: YAML or JSON with fields and general_prompt."),
]
Schema = Annotated[str | None, typer.Option("--schema", help="A built-in schema instead of a prompt: invoice.")]
Addons = Annotated[str, typer.Option("--addons", help="Add-ons of the schema: lineitems,banking,vat_tax,…")]
Structure = Annotated[OutputStructure, typer.Option("--structure", help="One row per invoice or per line item.")]


@app.command()
def extract(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders.")],
    prompt: Prompt = None,
    prompt_file: PromptFile = None,
    schema: Schema = None,
    addons: Addons = "",
    structure: Structure = OutputStructure.automatic,
    format: Annotated[
        str | None, typer.Option("--format", "-f", help="xlsx, csv, json, documents, ubl, cii; several with commas.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Folder for the files; without it, stdout.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace files that exist in --out.")] = False,
    model: Annotated[
        str | None, typer.Option("--model", "-m", help="local (default), or provider/name, e.g. openai/gpt-4o-mini.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Address of an OpenAI-compatible server for --model.")
    ] = None,
    input: Annotated[Form | None, typer.Option("--input", help="What a remote model is given.")] = None,
    fallback: Annotated[str | None, typer.Option("--fallback", help="Models to ask where it fails.")] = None,
    first: Annotated[
        str | None, typer.Option("--first", help="Asked first (local, or a cheap model); --model reads doubts again.")
    ] = None,
    readings: Annotated[int | None, typer.Option("--readings", min=1, max=7, help="Readings that must agree.")] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Let the model split a long prompt, checked.")] = False,
    max_cost: Annotated[str | None, typer.Option("--max-cost", metavar="USD", help="Most the run may cost.")] = None,
    max_tokens: Annotated[int | None, typer.Option("--max-tokens", min=1, help="Most tokens per document.")] = None,
    estimate: Annotated[bool, typer.Option("--estimate", help="Ask nothing, tell what it would cost.")] = False,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Ask again what was answered before.")] = False,
    record: Annotated[Path | None, typer.Option("--record", help="Folder to write every answer to.")] = None,
    replay: Annotated[Path | None, typer.Option("--replay", help="Folder to take all answers from.")] = None,
    language: Annotated[str | None, typer.Option("--language", help="Language of the documents, e.g. de.")] = None,
    concurrency: Annotated[int | None, typer.Option("--concurrency", min=1, help="Documents at a time.")] = None,
    exclude: Annotated[str, typer.Option("--exclude", help="Leave out source_file and/or review_needed.")] = "",
    json_strings: Annotated[bool, typer.Option("--json-strings", help="All values of rows.json as text.")] = False,
    accept_at: Annotated[
        float | None,
        typer.Option("--accept-at", help="Mark cells for review so that at most this share of the others is wrong."),
    ] = None,
    only_found: Annotated[bool, typer.Option("--only-found", help="No value that is not on the pages.")] = False,
    remote: Annotated[str | None, typer.Option("--remote", metavar="URL", help="Let a service read them.")] = None,
    api_key_file: Annotated[
        Path | None, typer.Option("--api-key-file", help="File with its key; else FAKTUM_API_KEY.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 3 if anything needs review.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")] = False,
) -> None:
    """Extract rows from documents into a workbook, CSV and JSON."""
    from ..engine.extraction import Interrupted
    from ..engine.extraction import extract as run
    from ..engine.rows.save import check_targets

    changes: dict[str, object | None] = {
        "model": model,
        "model_base_url": base_url,
        "input": input.value if input else None,
        "fallback_models": fallback,
        "cheap_model": first,
        "readings": readings,
        "compile": "model" if plan else None,
        "max_cost_usd": max_cost,
        "max_tokens_per_document": max_tokens,
        "cache": False if no_cache else None,
        "only_found": True if only_found else None,
        "record_dir": record,
        "replay_dir": replay,
    }
    if remote is not None:
        refuse_local({"--concurrency": concurrency, "--language": language, "--estimate": estimate} | changes)
    settings = settings_with(changes)
    if estimate:
        _estimate(list(paths), _prompt(prompt, prompt_file), structure.value, schema, _split(addons), settings)
        return

    formats = _split(format) or (["xlsx", "csv", "json"] if out else ["json"])
    if out is None and formats not in (["csv"], ["json"], ["documents"]):
        raise typer.BadParameter("without --out, choose one of csv, json, documents", param_hint="--format")
    if out is not None:
        check_targets(out, formats, overwrite=overwrite)
    if accept_at is not None:
        from ..engine.risk import risk

        risk(accept_at)
    interrupted = False
    with _progress(quiet) as on_update:
        asked = _prompt(prompt, prompt_file)
        shape: Shape = {"output_structure": structure.value, "schema": schema, "addons": _split(addons)}
        try:
            if remote is not None:
                result = extract_remotely(remote, api_key_file, list(paths), asked, **shape, on_update=on_update)
            else:
                result = run(
                    list(paths),
                    asked,
                    **shape,
                    settings=settings,
                    language=language,
                    concurrency=concurrency,
                    on_update=on_update,
                )
        except Interrupted as stop:
            result, interrupted = stop.result, True
    if accept_at is not None:
        result = result.accept(accept_at)
    excluded = _split(exclude)
    if out is None:
        result.write(formats[0], sys.stdout.buffer, exclude_columns=excluded, json_typed_values=not json_strings)
    else:
        result.save(out, formats, overwrite=overwrite, exclude_columns=excluded, json_typed_values=not json_strings)
    review = result.review_needed["count"]
    if not quiet:
        _summary(result, review, out, formats)
    if interrupted:
        raise typer.Exit(INTERRUPTED)
    if result.pages["failed_count"] or _refused(out, formats):
        raise typer.Exit(FAILED)
    if strict and review:
        raise typer.Exit(REVIEW)


@app.command()
def compile(
    prompt: Annotated[str | None, typer.Argument(help="What to extract, in your own words.")] = None,
    prompt_file: PromptFile = None,
    schema: Schema = None,
    addons: Addons = "",
    structure: Structure = OutputStructure.automatic,
) -> None:
    """Show what a prompt becomes: fields, kinds, rules, JSON Schema. No document and no model is touched."""
    import orjson

    from ..prompts.compiler import compile_prompt
    from ..prompts.describe import describe

    compiled = compile_prompt(_prompt(prompt, prompt_file), structure.value, schema=schema, addons=_split(addons))
    sys.stdout.buffer.write(orjson.dumps(describe(compiled), option=orjson.OPT_INDENT_2) + b"\n")


def main() -> None:
    """Run the command line; an error becomes one line on stderr and exit status 2."""
    try:
        app()
    except FaktumError as error:
        typer.echo(f"{error.code}: {error.message}", err=True)
        sys.exit(USAGE)


def _estimate(
    paths: list[str],
    prompt: str | dict[str, Any] | None,
    structure: str,
    schema: str | None,
    addons: list[str],
    settings: "Settings",
) -> None:
    """What asking about the documents would take, on stdout: a line a file and the sum."""
    from ..engine.estimate import estimate

    total = None
    for file, one in estimate(list(paths), prompt, structure, schema, addons, settings):
        typer.echo(f"{file}: {one}")
        total = one if total is None else total + one
    if total is not None:
        typer.echo(f"in all, {settings.model}: {total}")


def _split(names: str | None) -> list[str]:
    return [name.strip() for name in (names or "").split(",") if name.strip()]


def _prompt(text: str | None, file: Path | None) -> str | dict[str, Any] | None:
    """The prompt as given: words, or the content of a YAML or JSON file."""
    if file is None:
        return text
    if text is not None:
        raise typer.BadParameter("give --prompt or --prompt-file, not both", param_hint="--prompt-file")
    from ..prompts.prompt_file import read_prompt

    return read_prompt(file)


class _progress:
    """A progress bar on stderr where that is a terminal; else a line for each file that failed."""

    def __init__(self, quiet: bool) -> None:
        self._bar: Any = None
        self._quiet = quiet

    def __enter__(self) -> "OnUpdate | None":
        if self._quiet:
            return None
        if not sys.stderr.isatty():
            return _print_failure
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._bar.start()
        task = self._bar.add_task("reading", total=None)

        def show(update: "Update") -> None:
            if update["level"] == "error":
                self._bar.console.print(f"{update['file']}: {update['message']}", markup=False, highlight=False)
            self._bar.update(
                task, completed=update["done"], total=update["total"], description=update["file"] or "reading"
            )

        return show

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


def _refused(out: Path | None, formats: list[str]) -> int:
    """How many records the rules of EN 16931 kept from being written; each is told, with the rules it breaks."""
    from ..engine.rows.save import EINVOICES, FILES

    count = 0
    for name in formats:
        if out is not None and name in EINVOICES:
            from ..engine.rows.to_einvoice import refused_in

            for refused in refused_in(out / FILES[name]):
                count += 1
                reasons = "; ".join(refused.reasons[:3])
                typer.echo(f"{refused.file}, record {refused.record}: not written as {name}: {reasons}", err=True)
    return count


def _print_failure(update: "Update") -> None:
    if update["level"] == "error":
        typer.echo(f"{update['file']}: {update['message']}", err=True)


def _summary(result: "Result", review: int, out: Path | None, formats: list[str]) -> None:
    """What came out, in a few lines on stderr."""
    pages = result.pages
    failed = f", {pages['failed_count']} failed" if pages["failed_count"] else ""
    rows = sum(1 for _ in result.table())
    read = f"{rows} rows from {len(result.documents)} files ({pages['successful_count']} pages{failed})"
    typer.echo(f"{read}; {review} to look at, see 'Review Needed'" if review else read, err=True)
    if out is not None:
        from ..engine.rows.save import FILES

        for name in formats:
            typer.echo(f"  {out / FILES[name]}", err=True)
        for note in result.uncertainty_notes():
            typer.echo(f"Assumed: {note['description']}", err=True)
