"""Pages and API. No decisions are taken here."""
