"""What comes back to an issued paper: the signed original as it was scanned, the Word file that the office edited."""
