"""Papers from a court, an arbitrator or the police: the person as respondent (被告、被申请人)."""
