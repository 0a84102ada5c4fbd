"""Datasets: one file for each form that documents with known truth come in; load.py recognises them."""
