"""Addresses of lists from Excel."""

from django.urls import path

from awards.uploads import views

app_name = "uploads"
urlpatterns = [
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/ghi/", views.confirm, name="confirm"),
    path("<int:pk>/tien-do/", views.progress, name="progress"),
    path("<int:pk>/tra-lai/", views.returned_file, name="returned"),
    path("<slug:kind>/<int:unit_pk>/", views.start, name="start"),
    path("<slug:kind>/<int:unit_pk>/mau/", views.template, name="template"),
]
