"""Days of a case from which the period of a claim may run."""
