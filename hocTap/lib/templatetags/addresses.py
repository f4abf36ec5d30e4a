"""Django's own `{% url … %}` with addresses that are worked out once (hocTap/lib/addresses.py)."""

from __future__ import annotations

from django.template import Context, Library
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as read_url
from django.urls import NoReverseMatch
from django.utils.html import conditional_escape

from hocTap.lib.addresses import address_of

register = Library()
ADMINISTRATION = "admin:"


class Address(URLNode):
    """Behaves as Django's; the administration's, whose names depend on where they are asked, are left to it."""

    def render(self, context: Context) -> str:
        name = self.view_name.resolve(context)
        if self.kwargs or not isinstance(name, str) or name.startswith(ADMINISTRATION):
            return super().render(context)
        try:
            found = address_of(name, *(each.resolve(context) for each in self.args))
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar is None:
            return conditional_escape(found) if context.autoescape else found
        context[self.asvar] = found
        return ""


@register.tag
def url(parser: Parser, token: Token) -> Address:
    read = read_url(parser, token)
    return Address(read.view_name, read.args, read.kwargs, read.asvar)
