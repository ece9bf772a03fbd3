"""Efforts (已作出的努力): what the person has done to pay, for statements, scripts and scores."""
