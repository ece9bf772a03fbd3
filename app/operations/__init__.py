"""Long work (长任务): asked for in a request, done by a worker, looked up and fetched later."""
