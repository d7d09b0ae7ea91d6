"""People who use the service: what each role may do."""

from screening.people.roles import EVERY_ROLE, Permission, Role, permissions_of

__all__ = ["EVERY_ROLE", "Permission", "Role", "permissions_of"]
