"""Protocols of others, over our own lists: clients that already speak them need not be changed."""
