"""One module a command of ``kg``; each has a click command called ``command``."""
