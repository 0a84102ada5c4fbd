"""Progress of an extraction at a service, told as the import tells it: the same Update, never falling."""

from dataclasses import dataclass

from ...engine.extraction import OnUpdate, Update

UPLOADED = 30
"""Percent of the way when everything is uploaded."""


@dataclass(slots=True)
class Progress:
    """Tells updates."""

    on_update: OnUpdate | None
    total: int
    """Files."""
    reached: int = 0

    def uploaded(self, name: str, done: int) -> None:
        """A file is uploaded."""
        self._tell(
            "uploading", "info", f"{done} of {self.total} files uploaded", UPLOADED * done // self.total, name, 0
        )

    def extracting(self, percent: int) -> None:
        """So far is the service."""
        done = min(self.total, percent * self.total // 99)
        progress = UPLOADED + (99 - UPLOADED) * percent // 100
        if progress > self.reached:
            self._tell("extracting", "info", f"{done} of {self.total} files extracted", progress, None, done)

    def failed(self, name: str, message: str) -> None:
        """A file failed; told at the end, when the results are here."""
        self._tell("extracting", "error", message, self.reached, name, self.total)

    def finished(self, failed: int) -> None:
        """It is over."""
        message = f"{self.total - failed} of {self.total} files extracted"
        self._tell("finished", "warning" if failed else "info", message, 100, None, self.total)

    def _tell(self, stage: str, level: str, message: str, progress: int, file: str | None, done: int) -> None:
        self.reached = max(self.reached, progress)
        if self.on_update:
            self.on_update(
                Update(
                    stage=stage,
                    level=level,
                    message=message,
                    progress=self.reached,
                    file=file,
                    done=done,
                    total=self.total,
                )
            )
