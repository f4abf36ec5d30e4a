"""Gathers the models of the flats and of their ground; nothing of its own."""

from awards.commendations import models as commendations
from awards.scholarships import models as scholarships
from awards.titles import models as titles
from awards.uploads import models as uploads

__all__ = ["commendations", "scholarships", "titles", "uploads"]
