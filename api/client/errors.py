"""What goes wrong between a client and the service: the service's own errors, with everything it told."""

from collections.abc import Mapping
from typing import Any

from ...schemas.errors import FaktumError


class ServiceError(FaktumError):
    """The service refused or failed."""

    code = "SERVICE_ERROR"
    extraction_id: str | None = None
    """The extraction it is about, where it is about one."""
    retry_after_s: float | None = None
    """Seconds after which the service wants to be asked again, where it said so."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        retryable: bool = False,
        details: Mapping[str, Any] | None = None,
        status: int | None = None,
        request_id: str | None = None,
    ) -> None:
        """Say what.

        Args:
            code: of the service, such as RATE_LIMITED or EXTRACTION_NOT_FOUND.
            message: what happened and what to do.
            retryable: worth trying again; what the client tries again by itself, it has tried.
            details: facts for a program.
            status: of the HTTP answer; None where there was none.
            request_id: by which the operator finds the request in the log.
        """
        super().__init__(message)
        self.code, self.retryable = code, retryable
        self.details = dict(details) if details else None
        self.status, self.request_id = status, request_id

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.code, self.message, self.retryable, self.details, self.status, self.request_id)


class ServiceUnavailable(ServiceError):
    """The service cannot be reached."""


class ExtractionFailed(ServiceError):
    """The extraction ended with an error."""


class ExtractionCancelled(ServiceError):
    """The extraction was cancelled: by somebody, or since its questions were not answered."""


class QuestionsOpen(ServiceError):
    """The extraction waits for answers; `details` has the questions. Answer them, then wait again."""


class WaitedTooLong(ServiceError):
    """The extraction goes on, but the time to wait for it is over."""


def _again(
    kind: type[ServiceError],
    code: str,
    message: str,
    retryable: bool,
    details: Mapping[str, Any] | None,
    status: int | None,
    request_id: str | None,
) -> ServiceError:
    return kind(code, message, retryable=retryable, details=details, status=status, request_id=request_id)
