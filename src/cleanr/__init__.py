"""Remove what is not the article from scraped text, with an exact record of what went and why."""

from typing import TYPE_CHECKING, Any

from cleanr.pipeline import Cleaner, clean
from cleanr.record import CATEGORIES, Evidence, Removal, Result, restore

if TYPE_CHECKING:
    from cleanr.repetition import Profile

__all__ = [
    "CATEGORIES",
    "Cleaner",
    "Evidence",
    "Profile",
    "Removal",
    "Result",
    "__version__",
    "clean",
    "restore",
]


def __getattr__(name: str) -> Any:
    """Look up when it is asked for what costs more than the rest of the import."""
    if name == "Profile":
        from cleanr.repetition import Profile

        return Profile
    if name != "__version__":
        raise AttributeError(f"module 'cleanr' has no attribute {name!r}")
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("cleanr")
    except PackageNotFoundError:  # run from a source tree that is not installed
        return "0+unknown"
