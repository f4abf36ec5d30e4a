"""Paper by the thousand: page streams written directly, with letters of the print font measured and embedded once."""
