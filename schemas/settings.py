"""All settings in one frozen object, built once at a door (command line, service, evals) and handed down."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import InvalidSetting

MEGABYTE = 1024 * 1024


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
    keep_in_memory: int = Field(
        default=1000, ge=1, description="Documents whose results stay in memory; those beyond wait in a temporary file."
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Settings with every FAKTUM_… variable of `environ` that names a field applied.

        Raises:
            InvalidSetting: naming the variable and what is wrong with it.
        """
        given = {
            name: environ[f"FAKTUM_{name.upper()}"] for name in cls.model_fields if f"FAKTUM_{name.upper()}" in environ
        }
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidSetting(f"FAKTUM_{str(first['loc'][0]).upper()}: {first['msg']}") from error
