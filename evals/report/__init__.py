"""The report of a run: one HTML file that opens without a network."""

from .run import JudgedRun, judged_run, kept_pages
from .write import write_report

__all__ = ["JudgedRun", "judged_run", "kept_pages", "write_report"]
