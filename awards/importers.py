"""Gathers the lists that the flats take in from Excel, one line each; nothing of its own."""

from awards.centres.importing import ClassImporter
from awards.commendations.importing import CommendationImporter
from awards.communities.importing import CommunityImporter
from awards.scholarships.importing import PaymentImporter
from awards.scholarships.lists.expenses import ExpenseImporter
from awards.scholarships.lists.gifts import GiftImporter
from awards.scholarships.lists.grants import GrantImporter
from awards.scholarships.lists.openings import OpeningImporter
from awards.scholarships.lists.receipts import ReceiptImporter
from awards.titles.lists.recognitions import RecognitionImporter
from awards.titles.lists.scores import ScoreImporter
from awards.titles.lists.votes import VoteImporter
from awards.titles.register.importing import (
    CitizenImporter,
    ClanImporter,
    CommunityHolderImporter,
    HouseholdImporter,
    OrganisationImporter,
)
from awards.uploads.importing import register

register(HouseholdImporter())
register(ClanImporter())
register(OrganisationImporter())
register(CitizenImporter())
register(CommunityHolderImporter())
register(ScoreImporter())
register(VoteImporter())
register(RecognitionImporter())
register(CommunityImporter())
register(PaymentImporter())
register(GrantImporter())
register(GiftImporter())
register(ReceiptImporter())
register(ExpenseImporter())
register(OpeningImporter())
register(CommendationImporter())
register(ClassImporter())
