"""Gathers the models of the three flats; nothing of its own."""

from awards.scholarships import models as scholarships
from awards.titles import models as titles

__all__ = ["scholarships", "titles"]
