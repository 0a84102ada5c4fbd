"""What crosses the native HTTP wire: requests, exactly as the contract has them. Used by the service and its client.

Requests take no property that is not named here; ids that clients choose have one form.
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    field_validator,
    model_validator,
)
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,200}$")]
"""An id the client chooses: letters, digits and . _ : -, at most 200."""

MOST_FILES = 6000
MOST_UPLOAD_BYTES = 2 * 1024**3
MOST_PDF_BYTES = 150 * 1024**2
MOST_IMAGE_BYTES = 5 * 1024**2
SUFFIXES = (".pdf", ".jpg", ".jpeg", ".png")

Structure = Literal["automatic", "per_invoice", "per_line_item"]
Status = Literal["processing", "input_required", "completed", "failed", "cancelled"]
Format = Literal["xlsx", "csv", "json"]
FillColor = Literal["none", "yellow", "orange", "red"]
Language = Literal[
    "automatic", "en", "ar", "zh-Hant", "zh-Hans", "nl", "fr", "de", "el", "he", "it", "ja", "pl", "pt", "es", "th",
]  # fmt: skip
RESERVED = {"sourcefile", "reviewneeded"}


class Request(BaseModel):
    """A request body. Types are as JSON has them: no "1" for 1, and null for nothing; what is not meant is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_null(cls, given: object) -> object:
        if given is None:
            raise ValueError("null is no value; leave the property out")
        return given

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """As pydantic tells it, without the null that only we set."""
        told = handler.resolve_ref_schema(handler(schema))
        for name, one in told.get("properties", {}).items():
            forms = [form for form in one.get("anyOf", ()) if form != {"type": "null"}]
            if len(forms) == 1:
                told["properties"][name] = {**forms[0], "title": one["title"]}
        return told


class DeclaredFile(Request):
    """One file that will be uploaded."""

    file_id: ClientId
    file_name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    file_size_bytes: Annotated[int, Field(ge=1)]

    @field_validator("file_name")
    @classmethod
    def _plain_name(cls, name: str) -> str:
        if name != name.strip() or any(c in "/\\" or ord(c) < 32 or ord(c) == 127 for c in name):
            raise ValueError("file_name holds no slashes, control characters or surrounding blanks")
        if not name.lower().endswith(SUFFIXES):
            raise ValueError(f"file_name ends in one of {', '.join(SUFFIXES)}")
        return name


class CreateUploadSessionRequest(Request):
    """POST /v1/uploads/sessions."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "upload_session_id": "session-2026-03-27",
                    "files": [{"file_id": "inv-001", "file_name": "invoice-001.pdf", "file_size_bytes": 524288}],
                }
            ]
        }
    )

    upload_session_id: ClientId
    files: Annotated[list[DeclaredFile], Field(min_length=1, max_length=MOST_FILES)]


class GetUploadPartUrlsRequest(Request):
    """POST /v1/uploads/sessions/{upload_session_id}/parts."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"file_id": "inv-001", "part_numbers": [1]}]})

    file_id: ClientId
    part_numbers: Annotated[list[Annotated[int, Field(ge=1, le=10_000)]], Field(min_length=1, max_length=1000)]


class CompletedPart(Request):
    """One part that was uploaded, and the ETag it was answered with."""

    part_number: Annotated[int, Field(ge=1, le=10_000)]
    e_tag: Annotated[str, StringConstraints(min_length=1)]


class CompleteFileUploadRequest(Request):
    """POST /v1/uploads/sessions/{upload_session_id}/complete."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"file_id": "inv-001", "parts": [{"part_number": 1, "e_tag": '"9b2cf535f27731c974343645a3985328"'}]}
            ]
        }
    )

    file_id: ClientId
    parts: Annotated[list[CompletedPart], Field(min_length=1, max_length=10_000)]


class PromptField(Request):
    """One field of a structured prompt."""

    name: Annotated[str, StringConstraints(min_length=2, max_length=50)]
    prompt: Annotated[str, StringConstraints(max_length=600)] | None = None

    @field_validator("prompt")
    @classmethod
    def _long_enough(cls, prompt: str | None) -> str | None:
        if prompt and len(prompt) < 3:
            raise ValueError("a field's prompt is empty or has 3 to 600 characters")
        return prompt


class StructuredPromptRequest(Request):
    """A prompt field by field."""

    fields: Annotated[list[PromptField], Field(min_length=1, max_length=20)]
    general_prompt: Annotated[str, StringConstraints(max_length=1500)] | None = None

    @model_validator(mode="after")
    def _distinct_names(self) -> Self:
        seen: set[str] = set()
        for field in self.fields:
            folded = field.name.casefold().replace(" ", "").replace("_", "")
            if folded in RESERVED:
                raise ValueError(f"'{field.name}' is a column of every output and cannot be a field")
            if folded in seen:
                raise ValueError(f"two fields are called '{field.name}' (case, blanks and underscores do not count)")
            seen.add(folded)
        return self


def _kind_of_prompt(given: object) -> str | None:
    return TEXT if isinstance(given, str) else FIELDS if isinstance(given, dict | StructuredPromptRequest) else None


ALTERNATIVE = "~"
"""Begins the name of one form of a value that has several, where a path to a mistake would name it."""
TEXT, FIELDS = f"{ALTERNATIVE}text", f"{ALTERNATIVE}fields"

FreeText = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
Prompt = Annotated[
    Annotated[FreeText, Tag(TEXT)] | Annotated[StructuredPromptRequest, Tag(FIELDS)],
    Discriminator(
        _kind_of_prompt,
        custom_error_type="prompt",
        custom_error_message="a prompt is text, or an object with 'fields' and, if wanted, 'general_prompt'",
    ),
]


class ExtractionOptions(Request):
    """How the outputs are made."""

    exclude_columns: list[Literal["source_file", "review_needed"]] = []
    output_language: Language = "automatic"
    review_needed_fill_color: FillColor = "yellow"
    affected_field_fill_color: FillColor = "orange"
    send_completion_email: bool = False
    json_typed_values: bool = False
    ask_questions: bool = False


class SubmitExtractionRequest(Request):
    """POST /v1/extractions."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "submission_id": "extract-001",
                    "upload_session_id": "session-2026-03-27",
                    "file_ids": ["inv-001"],
                    "prompt": "Extract invoice number, invoice date, vendor name, total amount",
                    "output_structure": "per_invoice",
                }
            ]
        }
    )

    submission_id: ClientId
    upload_session_id: ClientId
    file_ids: Annotated[list[ClientId], Field(min_length=1, max_length=MOST_FILES)]
    task_name: Annotated[str, StringConstraints(min_length=3, max_length=40)] | None = None
    prompt: Prompt
    output_structure: Structure
    options: ExtractionOptions = ExtractionOptions()

    @field_validator("task_name")
    @classmethod
    def _on_one_line(cls, name: str | None) -> str | None:
        if name and any(ord(c) < 32 or ord(c) == 127 for c in name):
            raise ValueError("task_name holds no control characters")
        return name


class Answer(Request):
    """One answer to one question: a choice, words, both, or what was recommended."""

    question_id: str
    choice_id: str | None = None
    text: Annotated[str, StringConstraints(min_length=1, max_length=1000)] | None = None
    accept_recommended: Literal[True] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.accept_recommended and (self.choice_id is not None or self.text is not None):
            raise ValueError("accept_recommended stands alone")
        if not self.accept_recommended and self.choice_id is None and self.text is None:
            raise ValueError("an answer has choice_id, text (or both), or accept_recommended")
        return self


class AnswerQuestionsRequest(Request):
    """POST /v1/extractions/{extraction_id}/answers."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"answers": [{"question_id": "325f798ac88c7127", "choice_id": "DueDate"}]}]}
    )

    answers: Annotated[list[Answer], Field(min_length=1, max_length=15)]


def differing(one: dict[str, Any], other: dict[str, Any]) -> Sequence[str]:
    """The names under which two requests differ, in order."""
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))


# -- beyond the contract ----------------------------------------------------------------------------------------------


class BuiltIn(Request):
    """What a request takes in place of a prompt."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    prompt: Prompt | None = None
    built_in: Annotated[Literal["invoice"] | None, Field(alias="schema")] = None
    """A built-in schema instead of a prompt."""
    addons: list[str] = []
    """Add-ons of the schema."""
    output_structure: Structure = "automatic"

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.prompt is None) == (self.built_in is None):
            raise ValueError("give a prompt, or schema 'invoice' (with addons), and not both")
        if self.addons and self.built_in is None:
            raise ValueError("addons belong to a schema")
        return self


class CompilePromptRequest(BuiltIn):
    """POST /v1/prompts/compile."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"prompt": "Extract invoice number, date as DD.MM.YYYY and total amount"}]}
    )


class ExtractRequest(BuiltIn):
    """POST /v1/extract, put together from its form; the files are in a session by then."""

    submission_id: ClientId
    upload_session_id: ClientId
    file_ids: Annotated[list[ClientId], Field(min_length=1, max_length=MOST_FILES)]
    task_name: Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]{3,40}$")] | None = None
    options: ExtractionOptions = ExtractionOptions()
