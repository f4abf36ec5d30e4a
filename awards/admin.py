"""Gathers the administration pages of the flats; nothing of its own."""

from awards.titles import admin as titles

__all__ = ["titles"]
