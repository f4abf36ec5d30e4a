"""Study-encouragement funds and scholarships (quỹ khuyến học, học bổng): money in, money out, and whom it reached."""
