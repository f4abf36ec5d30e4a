"""Gathers the administration pages of the flats; nothing of its own."""

from awards.commendations import admin as commendations
from awards.titles import admin as titles

__all__ = ["commendations", "titles"]
