"""What is done with a fund, by subject; `books` alone writes the lines of its books.

Every act is a list of one: a page grants one `Suat`, an uploaded list three hundred, and both pass the same checks.
"""

from awards.scholarships.workflow.books import balance, handed_out, lock, paid_so_far
from awards.scholarships.workflow.closings import close_books, close_school_year, reopen
from awards.scholarships.workflow.funds import Footing, add_donor, open_fund, start_campaign
from awards.scholarships.workflow.gifts import Given, give_gift
from awards.scholarships.workflow.grants import Suat, cancel_grant, grant, grant_all
from awards.scholarships.workflow.names import (
    Child,
    Register,
    note_access,
    record_consent,
    register_recipient,
    withdraw_consent,
)
from awards.scholarships.workflow.payments import (
    Handing,
    ListDesk,
    Paid,
    Payment,
    grant_and_pay,
    pay,
    pay_all,
    reverse,
    since_list,
    take_back_list,
)
from awards.scholarships.workflow.receipts import Giver, Income, receive, receive_all

__all__ = [
    "Child",
    "Footing",
    "Given",
    "Giver",
    "Handing",
    "Income",
    "ListDesk",
    "Paid",
    "Payment",
    "Register",
    "Suat",
    "add_donor",
    "balance",
    "cancel_grant",
    "close_books",
    "close_school_year",
    "give_gift",
    "grant",
    "grant_all",
    "grant_and_pay",
    "handed_out",
    "lock",
    "note_access",
    "open_fund",
    "paid_so_far",
    "pay",
    "pay_all",
    "receive",
    "receive_all",
    "record_consent",
    "register_recipient",
    "reopen",
    "reverse",
    "since_list",
    "start_campaign",
    "take_back_list",
    "withdraw_consent",
]
