"""A port for a server of a test, which no other test is given while it starts."""

from dueprocess.operate.served_home import free_ports


def free_port() -> int:
    """Free on 127.0.0.1; see ``free_ports``."""
    return free_ports(["one"])["one"]
