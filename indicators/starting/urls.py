"""Addresses of the guide, under /bat-dau/."""

from django.urls import path

from indicators.starting import views

app_name = "starting"

urlpatterns = [
    path("", views.start, name="start"),
    path("<id:pk>/", views.office, name="office"),
    path("<id:pk>/don-vi/", views.units, name="units"),
    path("<id:pk>/don-vi/<id:version>/sua/", views.unit_correct, name="unit-correct"),
    path("<id:pk>/bieu-ky/", views.collect, name="collecting"),
    path("<id:pk>/can-bo/", views.people, name="people"),
    path("<id:pk>/phieu/", views.slips, name="slips"),
]
