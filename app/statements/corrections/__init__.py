"""Corrections: what the caller says payments of one counterparty are."""
