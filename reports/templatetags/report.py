"""Tags that dress parts of a document."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.paper.html import heading, render_table, unbroken
from reports.paper.parts import Chart, Table

register = template.Library()
register.filter("unbroken", unbroken)
register.filter("heading", heading)


@register.filter
def on_page(table: Table) -> SafeString:
    """Each figure leads to what it was made from."""
    return render_table(table)


@register.filter
def on_paper(table: Table) -> SafeString:
    """Columns have fixed widths, and nothing leads anywhere."""
    return render_table(table, on_paper=True)


@register.filter
def picture(chart: Chart) -> SafeString:
    """The stored SVG, which this program drew itself."""
    return mark_safe(chart.svg)  # noqa: S308
