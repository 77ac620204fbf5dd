"""The line model: a small neural tagger that weighs each line of a page by all that is known of it."""

from cleanr.line_model._file import ModelError
from cleanr.line_model._model import LineModel, Reading, default_model

__all__ = ["LineModel", "ModelError", "Reading", "default_model"]
