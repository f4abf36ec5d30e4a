"""Pages of funds: sums for everyone in the remit, names for the officers of the fund."""
