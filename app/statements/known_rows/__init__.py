"""What the rows of a case say, opened before the writer's turn where that takes long."""
