"""Addresses under /don-vi/."""

from django.urls import path

from units import views

app_name = "units"

urlpatterns = [
    path("", views.tree, name="tree"),
    path("trung-tam/", views.centre_list, name="centre-list"),
    path("<int:pk>/", views.unit_detail, name="unit-detail"),
]
