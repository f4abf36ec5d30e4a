"""Gathers the administration pages of the flats; nothing of its own."""

from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from awards.commendations import admin as commendations
from awards.scholarships import admin as scholarships
from awards.titles import admin as titles

admin.site.unregister(DBTaskResult)  # whoever left a job to the background sees on its own page what became of it

__all__ = ["commendations", "scholarships", "titles"]
