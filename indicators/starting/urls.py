"""Addresses of the guide, under /bat-dau/."""

from django.urls import path

from indicators.starting.views.collecting import collect
from indicators.starting.views.office import office
from indicators.starting.views.people import people, slips
from indicators.starting.views.start import start
from indicators.starting.views.units import unit_correct, units

app_name = "starting"

urlpatterns = [
    path("", start, name="start"),
    path("<id:pk>/", office, name="office"),
    path("<id:pk>/don-vi/", units, name="units"),
    path("<id:pk>/don-vi/<id:version>/sua/", unit_correct, name="unit-correct"),
    path("<id:pk>/bieu-ky/", collect, name="collecting"),
    path("<id:pk>/can-bo/", people, name="people"),
    path("<id:pk>/phieu/", slips, name="slips"),
]
