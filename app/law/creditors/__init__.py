"""Dated facts about lenders: who really lends, and where to complain."""
