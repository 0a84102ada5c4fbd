"""Pages on their way between processes: a process that only hands them on never unpacks them."""

import pickle

from ..schemas.document import Pages


class Parcel:
    """The pages of one document, packed when first sent and unpacked when first looked at."""

    def __init__(self, pages: Pages | None = None, packed: bytes = b"") -> None:
        self._pages = pages
        self._packed = packed

    def open(self) -> Pages:
        """The pages."""
        if self._pages is None:
            pages: Pages = pickle.loads(self._packed)  # our own worker packed it
            self._pages = pages
        return self._pages

    def __reduce__(self) -> tuple[type["Parcel"], tuple[None, bytes]]:
        return Parcel, (None, self._packed or pickle.dumps(self._pages, pickle.HIGHEST_PROTOCOL))
