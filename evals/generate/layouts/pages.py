"""Counting the pages of one invoice inside a file."""

from ..sheet import Sheet


class Pages:
    """The first page of an invoice and how many it has; the number is known on the second drawing."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.first = sheet.page
        self.count = sheet.page_counts.get(sheet.page, 1)

    def close(self) -> None:
        """Note the number of pages for the next drawing."""
        self._sheet.page_counts[self.first] = self._sheet.page - self.first + 1
