"""Packages that only some files need: imported when one of those comes, with advice where that fails."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from cleanr.io.errors import MissingExtraError


def needs(module: str, *, extra: str, purpose: str) -> Any:
    """Import a module; :class:`MissingExtraError` says what to install for ``purpose``."""
    try:
        return import_module(module)
    except ImportError:
        raise MissingExtraError(
            f"{purpose} need the package {module.split('.')[0]}: pip install 'cleanr[{extra}]'"
        ) from None
