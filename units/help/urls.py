"""Addresses under /huong-dan/."""

from django.urls import path

from units.help import views

app_name = "help"

urlpatterns = [
    path("", views.contents, name="contents"),
    path("nhiem-vu/<slug:slug>/", views.audience, name="audience"),
    path("nhiem-vu/<slug:slug>/pdf/", views.audience_pdf, name="booklet"),
    path("<slug:slug>/", views.chapter, name="chapter"),
]
