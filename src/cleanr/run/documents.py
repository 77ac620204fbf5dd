"""The documents of a file or folder, one after the other, for commands that only look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cleanr.io.conversion import Conversion
from cleanr.io.decoding import BinaryDataError
from cleanr.io.errors import FormatError, MissingExtraError
from cleanr.io.folder import reason
from cleanr.io.formats import SourceDocument
from cleanr.run.messages import Messages
from cleanr.run.plan import Plan
from cleanr.run.source import Source


def documents(
    source: Source, conversion: Conversion, messages: Messages
) -> Iterator[tuple[int, SourceDocument]]:
    """Yield the documents of one file with their numbers, from 0; what cannot be read is reported."""
    number = 0
    try:
        with source.open() as stream:
            for piece in conversion.read(source.path, stream):
                if isinstance(piece, SourceDocument):
                    yield number, piece
                    number += 1
                elif piece.problem:
                    messages.failed(source.label, piece.problem)
    except OSError as error:
        messages.failed(source.label, f"cannot be read: {reason(error)}")
    except (BinaryDataError, FormatError, MissingExtraError) as error:
        messages.failed(source.label, str(error))


def site_of(document: SourceDocument, source: Source, given: str | None) -> str | None:
    """What a document's site is counted under: what it says itself, the site given, or its folder.

    The folder is the first one below the path that the user named.
    """
    from cleanr.repetition import site_name  # only who has a profile needs it

    folder, slash, _ = source.path.partition("/")
    own = site_name(document.site, document.url) or site_name(document.source)
    return own or site_name(given or (folder if slash else None))


def sources(paths: tuple[str, ...], takes: Callable[[str], bool], messages: Messages) -> Plan:
    """Find the files that paths name; what cannot be found is reported."""
    plan = Plan(takes=takes, output=None, messages=messages, distinct=False)
    for path in paths:
        plan.add(path)
    return plan
