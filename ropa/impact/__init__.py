"""What a vendor, system, unit, category of data or activity touches: if it is breached (GDPR Art. 33, 34), and if it leaves."""

from ropa.impact.assemble import impact

__all__ = ["impact"]
