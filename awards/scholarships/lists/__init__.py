"""Lists of a fund from Excel, beside those of payments: suất granted, gifts given, receipts."""
