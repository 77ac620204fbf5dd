"""The report: one HTML file in which a person sees what a run removed, and whether that was right."""

from cleanr.report.selection import Limits
from cleanr.report.write import TITLE, NotAReportError, Written, spare_other_files, write_report

__all__ = ["TITLE", "Limits", "NotAReportError", "Written", "spare_other_files", "write_report"]
