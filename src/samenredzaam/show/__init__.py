"""Seeing it: pictures made from a results folder alone."""
