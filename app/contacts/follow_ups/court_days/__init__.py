"""A court's last days among the follow-ups: opened, moved and ended by the proceedings."""
