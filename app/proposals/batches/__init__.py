"""Many proposals judged in one request (批量评分)."""
