"""The periodic review (báo cáo tổng kết): from approved figures to a document, in a fixed number of queries."""
