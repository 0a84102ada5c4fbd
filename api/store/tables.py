"""What the service remembers: one class per table. Times are UTC; ids are UUIDs as text.

Counters (credits, progress) are only ever changed by an UPDATE that computes in the database; nothing is read, changed
and written back. Every table that belongs to an organisation says so: queries are scoped by it.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from .types import Utc, new_id, now

ID = String(36)
CLIENT_ID = String(200)


class Table(DeclarativeBase):
    """All tables; alembic compares the database with them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Utc(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


class Organisation(Table):
    """Who owns keys, files, extractions and credits."""

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)


class ApiKey(Table):
    """A key of an organisation. Only a hash of its secret is kept."""

    __tablename__ = "api_keys"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    owner_id: Mapped[str | None] = mapped_column(ForeignKey("api_keys.id"))
    """The first of the keys that were rotated into this one: what one of them submitted, all of them see."""
    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    prefix: Mapped[str] = mapped_column(String(32))
    """The first characters, by which a person recognises it."""
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the key: it is random, so nothing slower is needed."""
    test: Mapped[bool] = mapped_column(default=False)
    """A key for trying things out: fixtures answer, nothing is billed."""
    team_admin: Mapped[bool] = mapped_column(default=False)
    """May see all extractions of its organisation (scope=team)."""
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    """What it may do: 'read', 'write'."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class CreditAccount(Table):
    """How many credits an organisation has. One credit is one successfully processed page."""

    __tablename__ = "credit_accounts"

    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    unlimited: Mapped[bool] = mapped_column(default=True)
    balance: Mapped[int] = mapped_column(default=0)
    """Credits that are not spent; those reserved are among them."""
    reserved: Mapped[int] = mapped_column(default=0)
    """Held for extractions under way; never more than the balance."""
    monthly: Mapped[int] = mapped_column(default=0)
    """Free credits a month: the balance is filled up to this at the month's first use."""
    filled_month: Mapped[str] = mapped_column(String(7), default="")
    """The month of the last filling, as '2026-11'."""


class LedgerEntry(Table):
    """One movement of credits; the sum of all is the balance."""

    __tablename__ = "credit_ledger"
    __table_args__ = (UniqueConstraint("org_id", "kind", "reference"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    """'grant', 'monthly', 'page'."""
    reference: Mapped[str] = mapped_column(String(300))
    """What it was for; the same thing is never booked twice."""
    amount: Mapped[int]
    """Credits given (positive) or spent (negative)."""
    at: Mapped[datetime] = mapped_column(default=now)


class UploadSession(Table):
    """Files that a client means to upload together."""

    __tablename__ = "upload_sessions"
    __table_args__ = (UniqueConstraint("org_id", "client_id"),)

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    client_id: Mapped[str] = mapped_column(CLIENT_ID)
    """The id the client chose (`upload_session_id`)."""
    files_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the files as declared: the same session may be asked for again, another one not."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    """When its files are deleted unless an extraction uses them."""


class UploadFile(Table):
    """One file of a session."""

    __tablename__ = "upload_files"
    __table_args__ = (UniqueConstraint("session_id", "file_id"), UniqueConstraint("session_id", "position"))

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("upload_sessions.id", ondelete="CASCADE"))
    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    position: Mapped[int]
    """From 0, as declared."""
    file_id: Mapped[str] = mapped_column(CLIENT_ID)
    """The id the client chose."""
    name: Mapped[str] = mapped_column(String(200))
    size_bytes: Mapped[int]
    """As declared."""
    status: Mapped[str] = mapped_column(String(20), default="pending")
    """'pending', 'completed' or 'aborted'."""
    multipart_id: Mapped[str | None] = mapped_column(String(1000))
    """The storage's own id of the multipart upload, where it has one."""
    blob_key: Mapped[str] = mapped_column(String(300))
    """Where its bytes are kept."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str | None] = mapped_column(String(100))
    """What the bytes are, sniffed when completed; None where they are nothing we read."""
    completed_at: Mapped[datetime | None]


class Extraction(Table):
    """One extraction over files of a session."""

    __tablename__ = "extractions"
    __table_args__ = (
        UniqueConstraint("org_id", "submission_id"),
        Index("ix_extractions_listed", "org_id", "created_at", "id"),
        Index("ix_extractions_due", "status", "output_expires_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    key_id: Mapped[str] = mapped_column(ForeignKey("api_keys.id"), index=True)
    submission_id: Mapped[str | None] = mapped_column(CLIENT_ID)
    session_id: Mapped[str] = mapped_column(ForeignKey("upload_sessions.id"))
    method: Mapped[str] = mapped_column(String(20), default="api")
    """'api' or 'web_app'."""
    task_name: Mapped[str | None] = mapped_column(String(40))
    test: Mapped[bool] = mapped_column(default=False)
    """Submitted with a test key: fixtures answer."""
    billed: Mapped[bool] = mapped_column(default=False)
    """Its pages cost credits: neither a test key nor an account without limit."""
    request: Mapped[dict[str, Any]]
    """The submission as it came; what a repeat is compared with."""
    options: Mapped[dict[str, Any]]
    """Every option that applied, defaults filled in."""
    structure: Mapped[str] = mapped_column(String(20))
    """As asked: 'automatic', 'per_invoice' or 'per_line_item'."""
    resolved_structure: Mapped[str | None] = mapped_column(String(20))
    rules: Mapped[list[Any]] = mapped_column(default=list)
    """Sentences added to the prompt by answers to questions."""

    status: Mapped[str] = mapped_column(String(20), default="processing")
    """'processing', 'input_required', 'completed', 'failed' or 'cancelled'."""
    round: Mapped[int] = mapped_column(default=0)
    """How often its documents were read: answers begin another round."""
    file_count: Mapped[int]
    files_done: Mapped[int] = mapped_column(default=0)
    """Files of this round that are finished; only ever counted up."""
    progress: Mapped[int] = mapped_column(default=0)
    """0 to 100; never falls."""
    queued_at: Mapped[datetime | None]
    """When its work was handed to the queue; None is found and handed over again."""
    cancel_requested_at: Mapped[datetime | None]
    cancellation_reason: Mapped[str | None] = mapped_column(String(20))
    """'user', 'unanswered' or 'answers_rejected'."""
    error: Mapped[dict[str, Any] | None]
    """{code, message, retryable, details} of a failed one."""
    credits_deducted: Mapped[int] = mapped_column(default=0)
    questions: Mapped[list[Any]] = mapped_column(default=list)
    """Those that wait for an answer, each {question, rules: {choice_id: sentence}, answer}."""
    answered: Mapped[list[Any]] = mapped_column(default=list)
    """Ids of questions that were answered: the same answer may come twice."""
    refused_answers: Mapped[int] = mapped_column(default=0)
    answer_by: Mapped[datetime | None]
    summary: Mapped[dict[str, Any] | None]
    """Of a completed one: pages, ai_uncertainty_notes, review_needed, columns, total_rows."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    finished_at: Mapped[datetime | None]
    output_expires_at: Mapped[datetime | None]
    expired_at: Mapped[datetime | None]
    """When its outputs and rows were deleted by retention."""


class ExtractionFile(Table):
    """One file of an extraction, and how far it is: the checkpoint that survives everything."""

    __tablename__ = "extraction_files"
    __table_args__ = (Index("ix_extraction_files_open", "extraction_id", "status"),)

    extraction_id: Mapped[str] = mapped_column(ForeignKey("extractions.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    """From 1, in the order submitted."""
    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    upload_id: Mapped[str] = mapped_column(ForeignKey("upload_files.id"))
    name: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20), default="open")
    """'open', then 'done' once; a failed document is done too, its result says why."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was begun; a document that takes its worker down again and again is given up."""
    held: Mapped[int] = mapped_column(default=0)
    """Credits that are reserved for it until it is done."""
    pages: Mapped[int] = mapped_column(default=0)
    """Pages that succeeded when it was first read; what it cost."""
    result_key: Mapped[str | None] = mapped_column(String(300))
    """Where its result is kept, a line of documents.jsonl."""


class Output(Table):
    """One finished file of an extraction."""

    __tablename__ = "outputs"

    extraction_id: Mapped[str] = mapped_column(ForeignKey("extractions.id", ondelete="CASCADE"), primary_key=True)
    format: Mapped[str] = mapped_column(String(20), primary_key=True)
    """'xlsx', 'csv' or 'json'."""
    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    blob_key: Mapped[str] = mapped_column(String(300))
    size_bytes: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))


class Tally(Table):
    """How much of one thing an organisation used in one month; only ever counted up (services/tallies.py)."""

    __tablename__ = "tallies"

    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    """As '2026-11', in UTC."""
    what: Mapped[str] = mapped_column(String(100), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger, default=0)


class RateWindow(Table):
    """How many requests of one kind a key made in one minute; shared by all API processes."""

    __tablename__ = "rate_windows"

    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    """Key id and kind of endpoint."""
    minute: Mapped[int] = mapped_column(primary_key=True)
    """Minutes since 1970."""
    count: Mapped[int] = mapped_column(default=0)


class Worker(Table):
    """A process that works, and when it was last alive."""

    __tablename__ = "workers"

    id: Mapped[str] = mapped_column(String(100), primary_key=True)
    started_at: Mapped[datetime] = mapped_column(default=now)
    beat_at: Mapped[datetime] = mapped_column(default=now, index=True)
    reaped_at: Mapped[datetime | None]
    """When its unfinished work was given to others."""


class Webhook(Table):
    """An address that is told of extractions."""

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    org_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    key_id: Mapped[str] = mapped_column(ForeignKey("api_keys.id"))
    """Whose extractions it is told of."""
    team: Mapped[bool] = mapped_column(default=False)
    """It is told of all extractions of its organisation."""
    url: Mapped[str] = mapped_column(String(2000))
    events: Mapped[list[Any]]
    """Kinds of events it is told of."""
    description: Mapped[str | None] = mapped_column(String(200))
    enabled: Mapped[bool] = mapped_column(default=True)
    disabled_reason: Mapped[str | None] = mapped_column(String(20))
    """'gone' or 'failing', where it was not its owner who disabled it."""
    secret: Mapped[str] = mapped_column(String(100))
    """Signs what is sent; shown once."""
    former_secret: Mapped[str | None] = mapped_column(String(100))
    """Signs too, until `former_until`: the owner has time to exchange it."""
    former_until: Mapped[datetime | None]
    last_delivery_at: Mapped[datetime | None]
    last_delivery_status: Mapped[int | None]
    """The HTTP status of the last answer."""
    last_success_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)


class Delivery(Table):
    """One event for one webhook: kept in the transaction of what it tells, and tried until it is taken or given up."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_due", "status", "next_at"),
        Index("ix_webhook_deliveries_listed", "webhook_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(ID, primary_key=True, default=new_id)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event_id: Mapped[str] = mapped_column(String(40))
    """The same in every try and every copy of an event."""
    event: Mapped[str] = mapped_column(String(40))
    body: Mapped[str] = mapped_column(Text)
    """As it is sent."""
    status: Mapped[str] = mapped_column(String(20), default="waiting")
    """'waiting', 'delivered' or 'failed'."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(default=now)
    """When it is tried next; while a worker tries it, when another one may."""
    answer_status: Mapped[int | None]
    """The HTTP status of the last answer."""
    error: Mapped[str | None] = mapped_column(String(200))
    """Why the last try failed."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
