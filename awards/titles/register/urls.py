"""Addresses of the register; included under the namespace of titles."""

from django.urls import path

from awards.titles.register import dividing, moves, own_data, rights, views

urlpatterns = [
    path("", views.candidate_list, name="candidate-list"),
    path("trung/", views.candidate_duplicates, name="candidate-duplicates"),
    path("gop/", views.candidate_merge, name="candidate-merge"),
    path("chia/<id:community_pk>/", dividing.community_divide, name="community-divide"),
    path("them/<slug:kind>/", views.candidate_add, name="candidate-add"),
    path("su-viec/<id:event_pk>/hoan-tac/", views.candidate_undo, name="candidate-undo"),
    path("<id:pk>/", views.candidate_detail, name="candidate-detail"),
    path("chuyen/", moves.move_list, name="move-list"),
    path("chuyen/<id:pk>/<slug:slug>/", moves.move_answer, name="move-answer"),
    path("<id:pk>/chuyen-phuong/", moves.move_ask, name="move-ask"),
    path("<id:pk>/du-lieu/", own_data.candidate_data, name="candidate-data"),
    path("<id:pk>/han-che/", rights.candidate_restrict, name="candidate-restrict"),
    path("<id:pk>/bo-han-che/", rights.candidate_unrestrict, name="candidate-unrestrict"),
    path("<id:pk>/dong-y/", rights.candidate_consent, name="candidate-consent"),
    path("<id:pk>/rut-dong-y/", rights.candidate_consent_withdraw, name="candidate-consent-withdraw"),
    path("<id:pk>/sua/", views.candidate_edit, name="candidate-edit"),
    path("<id:pk>/<slug:step>/", views.candidate_step, name="candidate-step"),
]
