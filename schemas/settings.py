"""All settings in one frozen object, built once at a door (command line, service, evals) and handed down."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from .errors import InvalidSetting

MEGABYTE = 1024 * 1024

PROVIDER_KEYS = (
    "OPENAI_API_KEY",
    "ANTHROPIC_API_KEY",
    "GEMINI_API_KEY",
    "AZURE_API_KEY",
    "OPENROUTER_API_KEY",
    "GROQ_API_KEY",
    "MISTRAL_API_KEY",
    "DEEPSEEK_API_KEY",
    "TOGETHERAI_API_KEY",
    "FIREWORKS_AI_API_KEY",
    "XAI_API_KEY",
    "COHERE_API_KEY",
)
"""Variables by which the providers of models name their keys everywhere."""


class Settings(BaseModel):
    """Everything that can be set. In the environment, each field is FAKTUM_ and its name in capitals."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(default="local", description="Which model answers: 'local' is the embedded reader.")
    language: str = Field(default="auto", description="Language of the documents (ISO 639-1), or 'auto'.")
    concurrency: int = Field(default=0, ge=0, description="Documents read at a time; 0: one per processor core.")

    max_pdf_bytes: int = Field(default=150 * MEGABYTE, gt=0, description="Largest PDF, in bytes.")
    max_image_bytes: int = Field(default=50 * MEGABYTE, gt=0, description="Largest image, in bytes (service: 5 MB).")
    max_pages: int = Field(default=5000, gt=0, description="Most pages in one file.")
    max_image_pixels: int = Field(default=120_000_000, gt=0, description="Most pixels in one image frame.")
    max_raster_pixels: int = Field(default=12_000_000, gt=0, description="Most pixels rendered for one page.")
    document_timeout_s: float = Field(default=600, gt=0, description="Longest time for one document, in seconds.")
    page_timeout_s: float = Field(default=60, gt=0, description="Longest time for one page, in seconds.")

    ocr: Literal["auto", "rapidocr", "tesseract", "off"] = Field(
        default="auto", description="OCR engine: auto takes rapidocr where it is installed, else tesseract."
    )
    input: Literal["auto", "text", "image", "both"] = Field(
        default="auto",
        description="What a remote model is given; auto: text and a small image of digital pages, images of scans.",
    )
    model_base_url: str | None = Field(
        default=None, description="Address of an OpenAI-compatible server, e.g. http://localhost:8000/v1."
    )
    model_api_key: SecretStr | None = Field(
        default=None, description="Key for the model; without it, the provider's own variable (OPENAI_API_KEY, …)."
    )
    api_keys: Mapping[str, SecretStr] = Field(
        default={}, description="Keys by the providers' own variables (OPENAI_API_KEY, …); read from the environment."
    )
    fallback_models: tuple[str, ...] = Field(
        default=(), description="Models to ask where the first fails, best first; in the environment with commas."
    )
    model_concurrency: int = Field(default=32, ge=1, description="Calls to a remote model under way at a time.")
    model_timeout_s: float = Field(default=120, gt=0, description="Longest wait for one answer, in seconds.")
    model_attempts: int = Field(default=6, ge=1, description="Most tries for one question, the first included.")
    max_cost_usd: Decimal | None = Field(default=None, ge=0, description="Most one run may cost, in US dollars.")
    max_tokens_per_document: int | None = Field(
        default=None, gt=0, description="Most tokens, in and out, one document may take."
    )
    data_dir: Path = Field(default=Path("~/.local/share/faktum"), description="Folder for the cache and the service.")
    cache: bool = Field(default=True, description="Keep answers of remote models and use them again.")
    cache_bytes: int = Field(default=2048 * MEGABYTE, gt=0, description="Largest size of the cache, in bytes.")
    record_dir: Path | None = Field(default=None, description="Folder to write every answer of a remote model to.")
    replay_dir: Path | None = Field(
        default=None, description="Folder to take all answers from instead of asking; nothing is sent."
    )
    compile: Literal["rules", "model"] = Field(
        default="rules", description="Who plans a free-text prompt: our rules, or the model, checked by the rules."
    )
    cheap_model: str | None = Field(
        default=None, description="Asked first; `model` then reads again only the cells that are in doubt."
    )
    readings: int = Field(
        default=1, ge=1, le=7, description="How often each document is read; the readings must agree."
    )

    reask: bool = Field(
        default=True, description="Ask a remote model once more about amounts that do not add up, naming what failed."
    )

    validate_einvoices: bool = Field(
        default=True,
        description="Hold e-invoices against XSD and EN 16931 where the extra `validate` is there; findings are notes.",
    )

    only_found: bool = Field(default=False, description="Give no value that was not found on the pages.")

    keep_in_memory: int = Field(
        default=1000, ge=1, description="Documents whose results stay in memory; those beyond wait in a temporary file."
    )

    database_url: str | None = Field(
        default=None, description="Database of the service, sqlite:///… or postgresql://…; by default in data_dir."
    )
    storage_url: str | None = Field(
        default=None, description="Where the service keeps files: a folder, memory:// or s3://bucket; else in data_dir."
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Signs the service's links; several with commas, newest first. By default kept in data_dir.",
    )
    public_url: str | None = Field(
        default=None, description="Address under which clients reach the service; by default where it listens."
    )
    submissions_paused: bool = Field(default=False, description="Refuse new extractions, to drain before a deploy.")
    running_extractions: int = Field(default=15, ge=1, description="Most extractions under way per organisation.")
    rate_limits: bool = Field(default=True, description="Limit requests per minute and key.")
    wait_s: float = Field(
        default=30, ge=0, le=300, description="How long POST /v1/extract waits for the end before it answers 202."
    )
    extract_bytes: int = Field(
        default=256 * MEGABYTE, gt=0, description="Most bytes of one POST /v1/extract; more goes through a session."
    )
    metrics_key: SecretStr | None = Field(
        default=None, description="Where set, /metrics is shown only to `Authorization: Bearer` with this."
    )
    upload_hours: float = Field(default=24, gt=0, description="How long uploads are kept that nothing uses, in hours.")
    output_days: float = Field(default=90, gt=0, description="How long outputs and rows are kept, in days.")
    processing_hours: float = Field(
        default=48, gt=0, description="How long an extraction may be under way before it fails as stalled, in hours."
    )
    answer_hours: float = Field(default=40, gt=0, description="How long questions wait for answers, in hours.")
    webhook_private_hosts: bool = Field(
        default=False, description="Let webhooks reach the private network, and take http addresses."
    )
    log_format: Literal["console", "json"] = Field(default="console", description="How the service writes its log.")

    @field_validator("fallback_models", mode="before")
    @classmethod
    def _split_at_commas(cls, given: object) -> object:
        return tuple(name.strip() for name in given.split(",") if name.strip()) if isinstance(given, str) else given

    def changed(self, changes: Mapping[str, object | None]) -> "Settings":
        """These settings with every change that is not None.

        Raises:
            InvalidSetting: naming the setting and what is wrong with it.
        """
        try:
            return Settings.model_validate({**dict(self), **{k: v for k, v in changes.items() if v is not None}})
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidSetting(f"{first['loc'][0]}: {first['msg']}") from error

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Settings with every FAKTUM_… variable of `environ` that names a field applied.

        Raises:
            InvalidSetting: naming the variable and what is wrong with it.
        """
        given: dict[str, object] = {
            name: environ[f"FAKTUM_{name.upper()}"] for name in cls.model_fields if f"FAKTUM_{name.upper()}" in environ
        }
        given["api_keys"] = {name: environ[name] for name in PROVIDER_KEYS if environ.get(name)}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidSetting(f"FAKTUM_{str(first['loc'][0]).upper()}: {first['msg']}") from error
