"""Funds, recipients, suất, the two books that only grow, and the periods that are closed."""

from awards.scholarships.models.closings import BookClosing, SchoolYearClosing
from awards.scholarships.models.funds import Campaign, Donor, Fund
from awards.scholarships.models.grants import Grant, GrantDoubt
from awards.scholarships.models.ledger import Entry, Gift, Receipt, Transfer
from awards.scholarships.models.recipients import Consent, NameAccess, Recipient

__all__ = [
    "BookClosing",
    "Campaign",
    "Consent",
    "Donor",
    "Entry",
    "Fund",
    "Gift",
    "Grant",
    "GrantDoubt",
    "NameAccess",
    "Receipt",
    "Recipient",
    "SchoolYearClosing",
    "Transfer",
]
