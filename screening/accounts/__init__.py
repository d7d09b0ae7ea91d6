"""People who use the service: what each role may do."""

from screening.accounts.roles import EVERY_ROLE, AccessRole, Permission, permissions_of

__all__ = ["EVERY_ROLE", "AccessRole", "Permission", "permissions_of"]
