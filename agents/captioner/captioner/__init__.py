"""Describes a picture by what can be measured on it."""

from .answer import answer
from .errors import InvalidInput, Unsupported

__all__ = ["InvalidInput", "Unsupported", "answer"]
