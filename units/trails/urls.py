"""Addresses under /nhat-ky/."""

from django.urls import path

from units.trails import views

app_name = "trails"

urlpatterns = [path("", views.trail_list, name="list")]
