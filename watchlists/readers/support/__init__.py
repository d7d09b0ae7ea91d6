"""What readers share: the ledger of fields and values, and opening XML, tables and pages within bounds."""
