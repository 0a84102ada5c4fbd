"""Examples of what the native API answers, for its OpenAPI document; a test holds each against the contract."""

from typing import Any

SESSION, FILE, EXTRACTION = "session-2026-03-27", "inv-001", "0b9c1a52-5d0e-4c55-9d1e-2f6f7d0c8a11"
BASE = "https://faktum.example/v1"

CREATED_SESSION: dict[str, Any] = {
    "success": True,
    "upload_session_id": SESSION,
    "files": [{"file_id": FILE, "file_name": "invoice-001.pdf", "part_size": 8388608}],
}
PART_URLS: dict[str, Any] = {
    "success": True,
    "upload_session_id": SESSION,
    "file_id": FILE,
    "file_name": "invoice-001.pdf",
    "part_size": 8388608,
    "part_urls": [{"part_number": 1, "url": f"{BASE}/blobs/WyJQVVQi.c2lnbmVk"}],
}
COMPLETED_FILE: dict[str, Any] = {
    "success": True,
    "upload_session_id": SESSION,
    "file_id": FILE,
    "file_name": "invoice-001.pdf",
    "status": "completed",
}
SUBMITTED: dict[str, Any] = {"success": True, "extraction_id": EXTRACTION, "submission_state": "received"}
PROCESSING: dict[str, Any] = {"success": True, "status": "processing", "extraction_id": EXTRACTION, "progress": 40}
PAGES: dict[str, Any] = {
    "successful_count": 1,
    "failed_count": 0,
    "successful": [{"file_name": "invoice-001.pdf", "page": 1}],
    "failed": [],
    "failure_reasons": [],
}
REVIEW: dict[str, Any] = {
    "count": 1,
    "items": [
        {
            "message": "The due date is before the invoice date.",
            "affected_fields": ["Due Date"],
            "output_row_numbers": [1],
            "source_references": ["invoice-001.pdf (Page 1)"],
        }
    ],
}
NOTES: list[dict[str, Any]] = [
    {
        "topic": "Which date",
        "description": "'Date' may mean several dates. The invoice date was taken, not the due date.",
        "suggested_prompt_additions": [
            {"purpose": "Say which date 'Date' means", "instructions": ["Date: invoice date.", "Date: due date."]}
        ],
    }
]
WEBHOOK: dict[str, Any] = {
    "webhook_id": "5c1ab6a6-3a55-4be4-9f0a-5a1f1d3c2e70",
    "url": "https://example.com/faktum",
    "events": ["extraction.completed", "extraction.failed"],
    "scope": "own",
    "description": "Ledger import",
    "enabled": True,
    "disabled_reason": None,
    "last_delivery_at": "2026-03-27T10:15:02Z",
    "last_delivery_status": 200,
    "created_at": "2026-03-01T08:00:00Z",
}
WEBHOOK_SECRET = "whsec_Zml2ZSBodW5kcmVkIGJpdHMgb2Ygbm90aGluZyBhdCBhbGw="
DELIVERY: dict[str, Any] = {
    "delivery_id": "9d8e4f6c-6f0d-4f0e-8f6e-2b1a7c5d3e90",
    "event_id": "evt_7b0f8c1e-2f7a-4f0e-9a53-0c9e5b0a6d11",
    "event": "extraction.completed",
    "status": "delivered",
    "attempts": 1,
    "answer_status": 200,
    "error": None,
    "next_attempt_at": None,
    "created_at": "2026-03-27T10:15:01Z",
    "ended_at": "2026-03-27T10:15:02Z",
}
CREDITS: dict[str, Any] = {"credits_deducted": 1, "credits_balance": 49, "credits_reserved": 0}
COMPLETED: dict[str, Any] = {
    "success": True,
    "status": "completed",
    "extraction_id": EXTRACTION,
    **CREDITS,
    "output_structure": "per_invoice",
    "output_expires_at": "2026-06-25T09:30:00Z",
    "pages": PAGES,
    "ai_uncertainty_notes": NOTES,
    "review_needed": REVIEW,
    "output": {f"{name}_url": f"{BASE}/blobs/{name}.c2lnbmVk" for name in ("xlsx", "csv", "json")},
}
CANCELLED: dict[str, Any] = {
    "success": True,
    "status": "cancelled",
    "extraction_id": EXTRACTION,
    **CREDITS,
    "cancellation_reason": "user",
}
ROWS: dict[str, Any] = {
    "success": True,
    "extraction_id": EXTRACTION,
    "status": "completed",
    "output_structure": "per_invoice",
    "output_expires_at": "2026-06-25T09:30:00Z",
    "json_typed_values": False,
    "columns": ["Source File", "Invoice Number", "Due Date", "Review Needed"],
    "rows": [
        {
            "Source File": "invoice-001.pdf (Page 1)",
            "Invoice Number": "RE-2026-017",
            "Due Date": "2026-03-01",
            "Review Needed": "The due date is before the invoice date.",
        }
    ],
    "offset": 0,
    "limit": 100,
    "row_count": 1,
    "total_rows": 1,
    "has_more": False,
    "next_offset": None,
    "review_needed": REVIEW,
    "pages": PAGES,
}
ITEM: dict[str, Any] = {
    "extraction_id": EXTRACTION,
    "submission_id": "extract-001",
    "task_name": "March invoices",
    "status": "completed",
    "created_at": "2026-03-27T09:30:00Z",
    "submission_method": "api",
    "file_count": 1,
    "output_structure": "per_invoice",
    "credits_deducted": 1,
    "available_outputs": ["xlsx", "csv", "json"],
    "output_expires_at": "2026-06-25T09:30:00Z",
}
LISTED: dict[str, Any] = {
    "success": True,
    "extractions": [{**ITEM, "file_names_preview": ["invoice-001.pdf"], "file_names_truncated": False}],
    "has_more": False,
    "next_cursor": None,
}
DETAILS: dict[str, Any] = {
    "success": True,
    "extraction": {
        **ITEM,
        "file_names": ["invoice-001.pdf"],
        "prompt": "Extract invoice number and due date",
        "options": {
            "exclude_columns": [],
            "output_language": "automatic",
            "review_needed_fill_color": "yellow",
            "affected_field_fill_color": "orange",
            "send_completion_email": False,
            "json_typed_values": False,
            "ask_questions": False,
        },
        "pages": PAGES,
        "ai_uncertainty_notes": NOTES,
        "review_needed": REVIEW,
    },
}
OUTPUT: dict[str, Any] = {"download_url": f"{BASE}/blobs/csv.c2lnbmVk", "format": "csv", "expires_in_seconds": 300}
BALANCE: dict[str, Any] = {"success": True, "credits_balance": 50, "credits_reserved": 0}
DELETED: dict[str, Any] = {"success": True}
