"""The extraction host: takes an order that it checked itself, reads what was granted, seals it, deals its key.

It knows no database of the desk and no framework: it could stand in another house. It calls; nobody calls it.
"""
