"""Addresses of lists from Excel."""

from django.urls import path

from awards.uploads import views

app_name = "uploads"
urlpatterns = [
    path("<id:pk>/", views.detail, name="detail"),
    path("<id:pk>/tra-loi/", views.answer, name="answer"),
    path("<id:pk>/doc-lai/", views.read_again, name="read-again"),
    path("<id:pk>/ghi/", views.confirm, name="confirm"),
    path("<id:pk>/tien-do/", views.progress, name="progress"),
    path("<id:pk>/hoan-tac/", views.undo, name="undo"),
    path("<id:pk>/tra-lai/", views.returned_file, name="returned"),
    path("<slug:kind>/<id:unit_pk>/", views.start, name="start"),
    path("<slug:kind>/<id:unit_pk>/mau/", views.template, name="template"),
]
