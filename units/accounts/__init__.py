"""How a new person gets in: names to log in with, slips and links to set a password of one's own, who may give them."""
