"""Funds, recipients, suất, the three books that only grow, and the periods that are closed."""

from awards.scholarships.models.children import DataRequest, RecipientChange, RecipientJoin
from awards.scholarships.models.closings import BookClosing, SchoolYearClosing
from awards.scholarships.models.expenses import Expense, ExpenseKind
from awards.scholarships.models.funds import Campaign, Donor, DonorJoin, Fund
from awards.scholarships.models.grants import Grant, GrantDoubt
from awards.scholarships.models.ledger import Entry, Gift, Opening, Receipt, Transfer
from awards.scholarships.models.recipients import Consent, NameAccess, Recipient
from awards.scholarships.models.sheets import PaySheet, PaySheetRow

__all__ = [
    "BookClosing",
    "Campaign",
    "Consent",
    "DataRequest",
    "Donor",
    "DonorJoin",
    "Entry",
    "Expense",
    "ExpenseKind",
    "Fund",
    "Gift",
    "Grant",
    "GrantDoubt",
    "NameAccess",
    "Opening",
    "PaySheet",
    "PaySheetRow",
    "Receipt",
    "Recipient",
    "RecipientChange",
    "RecipientJoin",
    "SchoolYearClosing",
    "Transfer",
]
