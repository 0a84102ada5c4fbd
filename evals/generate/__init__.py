"""Invoices that nobody sent, with the exact truth about them: `python -m faktum.evals.generate OUT`.

content.py says what an invoice is and sums it up; compose.py makes one up; layouts/ draw it; scan.py spoils it;
truth.py and batch.py write what a reader should find, in the form of the corpus.
"""
