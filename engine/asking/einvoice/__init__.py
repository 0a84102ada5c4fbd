"""E-invoices: what the XML of an invoice says, term by term."""
