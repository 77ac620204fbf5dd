"""What can be wrong with a file, in words that complete the sentence "FILE: …"."""


class FormatError(ValueError):
    """A file is not what its format says."""


class MissingExtraError(ImportError):
    """A package that is not installed is needed for a file."""
