"""What was published before (số liệu đã công bố): sources and their statements, entered as printed and judged."""
