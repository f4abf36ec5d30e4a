"""Community learning centres at work: decisions, people, classes, facilities, money, self-evaluation, coverage."""
