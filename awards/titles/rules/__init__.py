"""What the titles' numbers mean: scores, levels, votes, days. Pure: the year, the day and the figures are arguments."""
