"""Lists of a title and year from Excel: scores, votes, recognitions of past years; what becomes of each row."""
