"""Learning titles (danh hiệu học tập)."""
