"""What numbers mean: pure functions, with no database, request or clock."""
