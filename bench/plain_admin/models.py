"""The tables that the measured pages of the administration show; none of them is made here."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models


class Person(AbstractBaseUser, PermissionsMixin):
    username = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=120)
    is_staff = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects = BaseUserManager["Person"]()

    class Meta:
        managed = False
        db_table = "units_user"

    def __str__(self) -> str:
        return self.full_name


class Measure(models.Model):
    label = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "indicators_measure"

    def __str__(self) -> str:
        return self.label


class Sheet(models.Model):
    state = models.CharField(max_length=12)
    period = models.IntegerField(db_column="period_id", editable=False)

    class Meta:
        managed = False
        db_table = "indicators_submission"

    def __str__(self) -> str:
        return f"{self.pk}"


class Figure(models.Model):
    sheet = models.ForeignKey(Sheet, models.PROTECT, db_column="submission_id", related_name="figures")
    measure = models.ForeignKey(Measure, models.PROTECT)
    number = models.BigIntegerField(null=True, blank=True)
    qualifier = models.CharField(max_length=5)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        managed = False
        db_table = "indicators_value"

    def __str__(self) -> str:
        return f"{self.pk}"


class Place(models.Model):
    key = models.CharField(max_length=60)

    class Meta:
        managed = False
        db_table = "units_unit"

    def __str__(self) -> str:
        return self.key


class Version(models.Model):
    """A unit's name over some days; of khu phố the parent is their ward."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=10, blank=True)
    parent = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        managed = False
        db_table = "units_unitversion"

    def __str__(self) -> str:
        return self.name


class Household(models.Model):
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    ward = models.ForeignKey(Place, models.PROTECT, related_name="+")
    community = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=6)

    class Meta:
        managed = False
        db_table = "awards_candidate"

    def __str__(self) -> str:
        return self.name


class Scored(models.Model):
    """A household's registration with its scores in one field, as a plain table has it."""

    candidate = models.ForeignKey(Household, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    community = models.ForeignKey(Place, models.PROTECT, related_name="+", null=True)
    answers = models.JSONField()

    class Meta:
        managed = False
        db_table = "awards_nomination"

    def __str__(self) -> str:
        return f"{self.pk}"
