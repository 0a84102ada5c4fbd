"""What the native HTTP wire answers: the shapes of the contract, for the service's OpenAPI document and its clients.

Responses may have more properties than are named here; what is named is always there unless it has a default.
"""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, RootModel

from .wire import Format, Status, Structure

ResolvedStructure = Literal["per_invoice", "per_line_item"]


class Told(BaseModel):
    """A part of a response."""

    model_config = ConfigDict(extra="allow")


class Error(Told):
    """What is wrong."""

    code: str
    """Stable, in capitals: EXTRACTION_NOT_FOUND."""
    message: str
    """What happened and what to do, for a person."""
    retryable: bool
    """True where the same request may succeed later."""
    details: dict[str, Any] | None
    """Facts for a program."""


class ErrorEnvelope(Told):
    """Every error."""

    success: Literal[False]
    error: Error


class Success(Told):
    """It was done."""

    success: Literal[True]


# -- uploads ----------------------------------------------------------------------------------------------------------


class SessionFile(Told):
    """A file of a session, and the size of its parts."""

    file_id: str
    file_name: str
    part_size: int


class CreateUploadSessionResponse(Success):
    """A session."""

    upload_session_id: str
    files: list[SessionFile]


class PartUrl(Told):
    """Where one part is PUT."""

    part_number: int
    url: str


class GetUploadPartUrlsResponse(Success):
    """Where parts of a file are PUT, for 15 minutes."""

    upload_session_id: str
    file_id: str
    file_name: str
    part_size: int
    part_urls: list[PartUrl]


class CompleteFileUploadResponse(Success):
    """A file that is complete."""

    upload_session_id: str
    file_id: str
    file_name: str
    status: Literal["completed"] = "completed"
    """There only where this call completed it."""


# -- what came of pages and rows --------------------------------------------------------------------------------------


class PageReference(Told):
    """One page of one file."""

    file_name: str
    page: int


class AffectedPages(Told):
    """Pages of one file."""

    file_name: str
    pages: list[int]


class FailureReason(Told):
    """Why pages failed."""

    code: str
    message: str
    affected_pages: list[AffectedPages]


class Pages(Told):
    """What became of the pages."""

    successful_count: int
    failed_count: int
    successful: list[PageReference]
    failed: list[PageReference]
    failure_reasons: list[FailureReason]


class PromptAddition(Told):
    """What one may add to the prompt, and why."""

    purpose: str
    instructions: list[str]


class UncertaintyNote(Told):
    """One thing that the prompt left open."""

    topic: str
    description: str
    suggested_prompt_additions: list[PromptAddition]


class ReviewItem(Told):
    """One thing to look at."""

    message: str
    affected_fields: list[str]
    output_row_numbers: list[int]
    """From 1, over all rows."""
    source_references: list[str]


class ReviewNeeded(Told):
    """Rows to look at, and why."""

    count: int
    items: list[ReviewItem]


class Scope(Told):
    """How far an answer reaches."""

    level: Literal["extraction"]
    applies_to: str


class QuestionChoice(Told):
    """One answer to choose."""

    choice_id: str
    label: str


class Question(Told):
    """What the prompt leaves open."""

    question_id: str
    type: Literal["single_choice", "free_text"]
    question: str
    scope: Scope
    choices: list[QuestionChoice]


# -- extractions ------------------------------------------------------------------------------------------------------


class SubmitExtractionResponse(Success):
    """An extraction that has begun."""

    extraction_id: UUID
    submission_state: Literal["received"]


class ExtractionProcessing(Success):
    """Under way."""

    status: Literal["processing"]
    extraction_id: UUID
    progress: int


class ExtractionInputRequired(Success):
    """Waiting for answers."""

    status: Literal["input_required"]
    extraction_id: UUID
    progress: int
    answer_by: datetime
    questions: list[Question]


class OutputUrls(Told):
    """Where outputs are, for 300 seconds; null past their retention."""

    xlsx_url: str | None
    csv_url: str | None
    json_url: str | None


class ExtractionCompleted(Success):
    """Done."""

    status: Literal["completed"]
    extraction_id: UUID
    credits_deducted: int | None
    credits_balance: int
    credits_reserved: int
    output_structure: ResolvedStructure
    output_expires_at: datetime
    pages: Pages
    ai_uncertainty_notes: list[UncertaintyNote]
    review_needed: ReviewNeeded
    output: OutputUrls


class ExtractionFailed(Told):
    """Failed as a whole."""

    success: Literal[False]
    status: Literal["failed"]
    extraction_id: UUID
    error: Error


class ExtractionCancelled(Success):
    """Stopped."""

    status: Literal["cancelled"]
    extraction_id: UUID
    credits_deducted: int | None
    cancellation_reason: Literal["user", "unanswered", "answers_rejected"]
    credits_balance: int
    credits_reserved: int


class ExtractionStatusResponse(
    RootModel[
        ExtractionProcessing | ExtractionInputRequired | ExtractionCompleted | ExtractionFailed | ExtractionCancelled
    ]
):
    """Where an extraction stands."""


class ExtractionListItem(Told):
    """One extraction of a list; more by its status."""

    extraction_id: UUID
    submission_id: str | None
    task_name: str | None
    status: Status
    created_at: datetime
    submission_method: Literal["api", "web_app"]
    file_count: int
    file_names_preview: list[str]
    file_names_truncated: bool
    output_structure: Structure | None


class ListExtractionsResponse(Success):
    """A page of extractions."""

    extractions: list[ExtractionListItem]
    has_more: bool
    next_cursor: str | None


class ExtractionDetails(Told):
    """Everything about an extraction; more by its status."""

    extraction_id: UUID
    submission_id: str | None
    task_name: str | None
    status: Status
    created_at: datetime
    submission_method: Literal["api", "web_app"]
    file_count: int
    file_names: list[str]
    output_structure: Structure | None
    prompt: str | dict[str, Any] | None
    options: dict[str, Any]


class ExtractionDetailsResponse(Success):
    """Everything about an extraction."""

    extraction: ExtractionDetails


class ExtractionResultsResponse(Success):
    """A page of rows."""

    extraction_id: UUID
    status: Literal["completed"]
    output_structure: ResolvedStructure
    output_expires_at: datetime
    json_typed_values: bool
    columns: list[str]
    rows: list[dict[str, Any]]
    offset: int
    limit: int
    row_count: int
    total_rows: int
    has_more: bool
    next_offset: int | None
    review_needed: ReviewNeeded
    pages: Pages


class OutputDownloadUrlResponse(Told):
    """Where an output is."""

    download_url: str
    format: Format
    expires_in_seconds: Literal[300]


class CreditsBalanceResponse(Success):
    """Credits of an organisation."""

    credits_balance: int
    credits_reserved: int
