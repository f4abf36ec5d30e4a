"""Addresses that everybody may read, under /cong-khai/; they are cited, so they name units by their keys."""

from django.urls import path

from indicators.opening import views

app_name = "opening"

urlpatterns = [
    path("tu-dien.json", views.dictionary_file, name="dictionary"),
    path("<slug:key>/", views.newest, name="newest"),
    path("<slug:key>/<year:year>/", views.year_page, name="page"),
    path("<slug:key>/<year:year>/so-lieu.csv", views.year_csv, name="csv"),
    path("<slug:key>/<year:year>/so-lieu.json", views.year_json, name="json"),
]
