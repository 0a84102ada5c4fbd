"""Where what was read and what was replied is kept, so that a document can be checked again without either."""

from typing import Protocol

from ..schemas.document import Pages
from ..schemas.reply import Reply
from ..schemas.settings import Settings
from .parcel import Parcel
from .sources import Source


class Shelf(Protocol):
    """Anything that keeps pages and replies. It goes along into the workers, so it must pickle."""

    def read(self, source: Source, settings: Settings) -> Pages:
        """The pages of one file, as they were kept or read now.

        Raises:
            DocumentError: the file cannot be opened.
        """
        ...

    def keep(self, name: str, parcel: Parcel, reply: Reply) -> None:
        """Keep the last reply about the file of this name, its usage complete."""
        ...
