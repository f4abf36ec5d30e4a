"""The administration pages, with hocTap's own door."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    """Django's administration, opened by posts and not by Django's own flags."""

    default_site = "units.site.Site"
