"""Due Process: the desk between a government demand and the people it is about."""

__version__ = "0.2.0"
