"""What is counted: measures, indicators, targets, forms, submissions, values and their checks."""
