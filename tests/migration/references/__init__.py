"""Builds sites with the generators that they were written for."""
