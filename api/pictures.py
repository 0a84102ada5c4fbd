"""One process that draws pages, started when the first page is asked for: pdfium never runs in the API's own."""

from functools import cached_property

from ..engine.workers import READING, Workers


class Pictures:
    """The process, on demand."""

    def __init__(self, timeout_s: float) -> None:
        """Start nothing yet; a page that takes longer is given up."""
        self._timeout_s = timeout_s

    @cached_property
    def workers(self) -> Workers:
        """The process."""
        return Workers(1, timeout_s=self._timeout_s, imports=READING).__enter__()

    def close(self) -> None:
        """End it, where it was started."""
        if "workers" in self.__dict__:
            self.workers.__exit__(None, None, None)
