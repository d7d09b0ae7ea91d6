"""Pages and API. No decisions are taken here: they look up, show, and pass on what people decided."""
