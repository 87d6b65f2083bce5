"""What the desk says when a row is not what people signed: nothing is published until somebody looked."""


class ForgedRowError(RuntimeError):
    """A row of a register, an edition or the ledger that does not rest on what people signed."""

    rule = "report.unsigned-row"
