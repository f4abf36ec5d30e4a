"""Tags that dress official papers."""

from django import template

from reports.papers.compose import is_part

register = template.Library()
register.filter("heads_a_part", is_part)
