"""Gathers the lists that the flats take in from Excel, one line each; nothing of its own."""

from awards.communities.importing import CommunityImporter
from awards.scholarships.importing import PaymentImporter
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
