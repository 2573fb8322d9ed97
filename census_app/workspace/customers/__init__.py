"""Everything the workspace knows of one customer: found by what people remember, read as one sheet."""

from census_app.workspace.customers.finding import find_customers
from census_app.workspace.customers.model import CustomerSheet, FoundCustomer
from census_app.workspace.customers.sheet import read_chain, read_customer, reveal_customer

__all__ = ["CustomerSheet", "FoundCustomer", "find_customers", "read_chain", "read_customer", "reveal_customer"]
