"""`faktum eval`: experiments on datasets, their replay, comparison, gate and report.

Nothing but typer is imported before a command runs.
"""

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..schemas.settings import Settings
    from .compare import Comparison
    from .run_folder import Asked, RunFolder
    from .summary import Summary

app = typer.Typer(name="eval", help="Is a model, a prompt or a version better? Measure it.", no_args_is_help=True)

Data = Annotated[str, typer.Argument(metavar="DATASET", help="Name or folder of a dataset.")]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")]
Out = Annotated[Path, typer.Option("--out", "-o", help="Folder of the new run.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]
Kept = Annotated[
    Path | None, typer.Option("--pages", help="Folder of kept pages, shared by runs; by default among Faktum's data.")
]
Group = Annotated[list[str] | None, typer.Option("--group", "-g", help="Only cases of this group; may be repeated.")]


@app.command()
def run(
    dataset: Data,
    out: Out,
    model: Annotated[
        list[str] | None, typer.Option("--model", "-m", help="local (default) or provider/name; may be repeated.")
    ] = None,
    prompt: Annotated[
        list[str] | None, typer.Option("--prompt", "-p", help="What to extract, in words; may be repeated.")
    ] = None,
    prompt_file: Annotated[
        list[Path] | None, typer.Option("--prompt-file", help="A structured prompt, YAML or JSON; may be repeated.")
    ] = None,
    schema: Annotated[str | None, typer.Option("--schema", help="A built-in schema: invoice (default).")] = None,
    addons: Annotated[
        str, typer.Option("--addons", help="Add-ons of the schema, with commas.")
    ] = "lineitems,banking,vat_tax",
    group: Group = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Draw so many cases.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of what is drawn by chance.")] = 0,
    concurrency: Annotated[int | None, typer.Option("--concurrency", min=1, help="Documents at a time.")] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="Address of an OpenAI-compatible server for --model.")
    ] = None,
    max_cost: Annotated[str | None, typer.Option("--max-cost", metavar="USD", help="Most a run may cost.")] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="Also write the figures here, for `eval gate`.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in --out.")] = False,
    pages: Kept = None,
    quiet: Quiet = False,
) -> None:
    """Ask a model about every document of a dataset and keep all of it; several models or prompts: a folder each."""
    from .datasets.load import load_dataset
    from .experiment import Experiment, chosen
    from .experiment import run as run_experiment
    from .progress import progress

    changes = {
        "concurrency": concurrency,
        "model_concurrency": concurrency,
        "model_base_url": base_url,
        "max_cost_usd": max_cost,
    }
    settings = _settings().changed(changes)
    cases = chosen(load_dataset(dataset), groups=group or (), limit=limit, seed=seed)
    asked = _asked(prompt or [], prompt_file or [], schema, addons)
    models = model or [settings.model]
    several = len(models) * len(asked) > 1
    if several and baseline:
        raise typer.BadParameter("a baseline is of one model and one prompt", param_hint="--baseline")
    for one in models:
        for label, what in asked:
            name = "-".join(filter(None, (_folder(one), label if len(asked) > 1 else "")))
            folder = out / name if several else out
            experiment = Experiment(name, cases, settings, what, one, seed, dataset)
            with progress(name, quiet=quiet) as on_done:
                ran = run_experiment(experiment, folder, pages or _pages(settings), resume=resume, on_done=on_done)
            if baseline:
                from .gate import write_baseline

                write_baseline(baseline, _figures(ran))
            if not quiet:
                _tell(ran)


@app.command()
def replay(
    run: Run,
    out: Out,
    reread: Annotated[bool, typer.Option("--reread", help="The embedded reader answers anew.")] = False,
    quiet: Quiet = False,
) -> None:
    """Check the kept replies of a run again with today's code; no model is asked, no document read."""
    from .progress import progress
    from .replay import replay as again
    from .run_folder import RunFolder

    with progress("replay", quiet=quiet) as on_done:
        ran = again(RunFolder(run), out, reread=reread, on_done=on_done)
    if not quiet:
        _tell(ran)


class Form(StrEnum):
    """Choices of --format."""

    table = "table"
    json = "json"


@app.command()
def compare(
    a: Annotated[Path, typer.Argument(metavar="A", help="Folder of the run before.")],
    b: Annotated[Path, typer.Argument(metavar="B", help="Folder of the run after.")],
    format: Annotated[Form, typer.Option("--format", "-f", help="On stdout.")] = Form.table,
    html: Annotated[Path | None, typer.Option("--html", help="Also write a report of B against A.")] = None,
    flips: Annotated[int, typer.Option("--flips", min=0, help="Most flipped cells in the table.")] = 40,
    seed: Annotated[int, typer.Option("--seed", help="Of the bootstrap.")] = 0,
) -> None:
    """What B has right that A has not, and the reverse: by field and document, with p and every cell that flipped."""
    from .compare import compare as compared
    from .compare_table import as_json, as_table
    from .run_folder import RunFolder

    before, after = RunFolder(a), RunFolder(b)
    told = compared(before, after, seed=seed)
    typer.echo(as_json(told).decode() if format is Form.json else as_table(told, flips))
    if html:
        _report(html, after, told)


@app.command()
def gate(
    run: Run,
    baseline: Annotated[Path, typer.Option("--baseline", help="Figures to hold: a summary, as --write writes it.")],
    max_drop: Annotated[float, typer.Option("--max-drop", min=0, help="How much worse a metric may be.")] = 0.01,
    metric: Annotated[
        list[str] | None, typer.Option("--metric", help="Hold this metric; may be repeated; by default all but costs.")
    ] = None,
    write: Annotated[bool, typer.Option("--write", help="Write the baseline instead of holding it.")] = False,
) -> None:
    """Exit status 1 where a metric of any group fell below the baseline by more than --max-drop."""
    from .gate import GATED, falls, known, read_baseline, write_baseline
    from .run_folder import RunFolder

    if write:
        write_baseline(baseline, _figures(RunFolder(run)))
        typer.echo(f"written: {baseline}", err=True)
        return
    held = known(metric or GATED)
    found = falls(_figures(RunFolder(run), held, intervals=False), read_baseline(baseline), max_drop, held)
    for fall in found:
        typer.echo(fall)
    if found:
        raise typer.Exit(1)
    typer.echo(f"nothing fell by more than {max_drop:g}")


@app.command()
def score(
    dataset: Data,
    documents: Annotated[Path, typer.Argument(metavar="DOCUMENTS", help="A documents.jsonl of anyone's.")],
    prompt: Annotated[str | None, typer.Option("--prompt", "-p", help="What was extracted; default: --schema.")] = None,
    prompt_file: Annotated[Path | None, typer.Option("--prompt-file", help="The same as a structured prompt.")] = None,
    group: Group = None,
    format: Annotated[Form, typer.Option("--format", "-f", help="On stdout.")] = Form.table,
) -> None:
    """Hold a documents.jsonl against the truth of a dataset."""
    from .datasets.load import load_dataset
    from .experiment import chosen
    from .score import scored

    asked = _asked([prompt] if prompt else [], [prompt_file] if prompt_file else [], None, "")
    given = asked[0][1].compiled() if prompt or prompt_file else None
    _show(scored(chosen(load_dataset(dataset), groups=group or ()), documents, given), format)


@app.command()
def noise(
    dataset: Data,
    out: Out,
    rate: Annotated[float, typer.Option("--rate", min=0, max=1, help="Share of the values that is damaged.")] = 0.1,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="Only this kind of damage; may be repeated: 'digit changed', …")
    ] = None,
    typed: Annotated[
        bool, typer.Option("--typed", help="Values as 2019-03-05 and 1234.5, not as the page prints them.")
    ] = False,
    group: Group = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="Draw so many cases.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of what is damaged and how.")] = 0,
    pages: Kept = None,
    format: Annotated[Form, typer.Option("--format", "-f", help="On stdout.")] = Form.table,
    quiet: Quiet = False,
) -> None:
    """What do the checks catch? A model that knows the truth tells it, damaged at a rate."""
    from .datasets.load import load_dataset
    from .experiment import Experiment, chosen
    from .noise import as_json, as_table, measure
    from .oracle import Damage
    from .progress import progress

    settings = _settings()
    cases = chosen(load_dataset(dataset), groups=group or (), limit=limit, seed=seed)
    damage = Damage(rate, frozenset(kind or ()), seed, "typed" if typed else "printed")
    plan = Experiment("noise", cases, settings, dataset_path=dataset)
    with progress("noise", quiet=quiet) as on_done:
        found = measure(cases, out, pages or _pages(settings), damage, plan, on_done)
    typer.echo(as_json(found).decode() if format is Form.json else as_table(found))


@app.command()
def report(
    run: Run,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="HTML file (default: report.html in RUN).")] = None,
    against: Annotated[Path | None, typer.Option("--against", help="Folder of a run to compare with.")] = None,
    worst: Annotated[int, typer.Option("--worst", min=0, help="Documents shown with their pages.")] = 24,
) -> None:
    """Write what a run came to as one HTML file that opens without a network."""
    from .compare import compare
    from .run_folder import RunFolder

    folder = RunFolder(run)
    told = compare(RunFolder(against), folder) if against else None
    _report(out or run / "report.html", folder, told, worst)


def _settings() -> "Settings":
    from ..schemas.settings import Settings

    return Settings.from_env(os.environ)  # noqa: TID251 (the command line is a door)


def _pages(settings: "Settings") -> Path:
    return settings.data_dir.expanduser() / "pages"


def _asked(prompts: list[str], files: list[Path], schema: str | None, addons: str) -> "list[tuple[str, Asked]]":
    """(what it is called in names of folders, the prompt) for each prompt given."""
    from ..prompts.prompt_file import read_prompt
    from .run_folder import Asked

    asked = [(f"prompt-{number}", Asked(prompt)) for number, prompt in enumerate(prompts, 1)]
    asked += [(file.stem, Asked(read_prompt(file))) for file in files]
    if schema or not asked:
        named = tuple(name.strip() for name in addons.split(",") if name.strip())
        asked.append((schema or "invoice", Asked(schema=schema or "invoice", addons=named)))
    return asked


def _folder(model: str) -> str:
    return model.replace("/", "-").replace(":", "-")


def _figures(run: "RunFolder", metrics: Sequence[str] = (), *, intervals: bool = True) -> "Summary":
    from .measured_run import measured
    from .metrics.figure import DRAWS
    from .summary import BY_NAME, METRICS, summarized

    chosen = [BY_NAME[name] for name in metrics] or METRICS
    return summarized(list(measured(run)), DRAWS if intervals else 0, metrics=chosen)


def _tell(run: "RunFolder") -> None:
    """What came out, on stderr: figures and where the results are."""
    from .summary_table import SHOWN, as_table

    figures = _figures(run, SHOWN)
    failed = sum(document.error is not None for document in run.documents())
    typer.echo(as_table(figures, SHOWN), err=True)
    typer.echo(f"{len(run.dataset)} documents, {failed} failed: {run.documents_file}", err=True)


def _show(figures: "Summary", format: Form) -> None:
    from .summary_table import as_table

    typer.echo(figures.to_json().decode() if format is Form.json else as_table(figures))


def _report(file: Path, run: "RunFolder", told: "Comparison | None", worst: int = 24) -> None:
    from .report import judged_run, kept_pages, write_report

    write_report(
        file,
        judged_run(run),
        comparison=told,
        settings=run.settings(),
        worst_documents=worst,
        read_pages=lambda case: kept_pages(run, case),
    )
    typer.echo(f"{file} ({file.stat().st_size / 1e6:.1f} MB)", err=True)
