"""Addresses under /du-lieu-ca-nhan/."""

from django.urls import path

from units.privacy import views

app_name = "privacy"

urlpatterns = [
    path("", views.register_page, name="register"),
    path("in/", views.register_print, name="register-print"),
    path("danh-gia-tac-dong/", views.impact_print, name="impact-print"),
]
