"""Addresses of figures, under /so-lieu/."""

from django.urls import path

from indicators.views import catalogue, entry, lists, matrix, offices, restating, review, workbook

app_name = "indicators"

urlpatterns = [
    path("", lists.submission_list, name="submission-list"),
    path("danh-muc/", catalogue.catalogue, name="catalogue"),
    path("danh-muc/ky/moi/", catalogue.periods_open, name="periods-open"),
    path("danh-muc/bieu/<id:pk>/dong/", catalogue.line_add, name="line-add"),
    path("danh-muc/muc-tieu/moi/", catalogue.target_add, name="target-add"),
    path("lap/", entry.submission_start, name="submission-start"),
    path("quan/<id:unit_pk>/", lists.overview, name="overview"),
    path("chuoi/<id:unit_pk>/", restating.series_page, name="series"),
    path("quan/<id:unit_pk>/bang/", matrix.figures_matrix, name="figures-matrix"),
    path("quan/<id:unit_pk>/bang/duyet/", matrix.figures_approve, name="figures-approve"),
    path("quan/<id:unit_pk>/so-tong-hop/", offices.own_total_start, name="own-total-start"),
    path("quan/<id:unit_pk>/chua-gui/", offices.silent_list, name="silent-list"),
    path("quan/<id:unit_pk>/phai-bao-cao/", offices.stated_list, name="stated-list"),
    path("quan/<id:unit_pk>/phai-bao-cao/moi/", offices.stated_add, name="stated-add"),
    path("phai-bao-cao/<id:pk>/", offices.stated_change, name="stated-change"),
    path("<id:pk>/nguon/", offices.own_total_source, name="own-total-source"),
    path("<id:pk>/", review.submission_detail, name="submission-detail"),
    path("<id:pk>/nhap/", entry.submission_entry, name="submission-entry"),
    path("<id:pk>/bieu-excel/", workbook.submission_workbook, name="submission-workbook"),
    path("<id:pk>/tu-excel/", workbook.submission_bring, name="submission-bring"),
    path("<id:pk>/tu-excel/luu/", workbook.submission_take, name="submission-take"),
    path("<id:pk>/o/", entry.submission_cells, name="submission-cells"),
    path("<id:pk>/o/<slug:code>/", review.cell_history, name="cell-history"),
    path("<id:pk>/gui/", entry.submission_submit, name="submission-submit"),
    path("<id:pk>/rut-lai/", review.submission_withdraw, name="submission-withdraw"),
    path("<id:pk>/duyet/", review.submission_approve, name="submission-approve"),
    path("<id:pk>/tra-lai/", review.submission_return, name="submission-return"),
    path("<id:pk>/mo-lai/", review.submission_reopen, name="submission-reopen"),
]
